"""Makes the checkout runnable: one private environment, pinned packages, llama.cpp built once.

Standard library only. Run again it compares one stamp and returns at once. Usage:

    python3 packaging/bootstrap.py [--dev]
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
STAMP = VENV / "stepmark-setup.json"
CONSTRAINTS = ROOT / "constraints.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST, NEWEST = (3, 11), (3, 13)
PLAIN_CMAKE_ARGS = "-DLLAVA_BUILD=OFF"  # The vision library is not needed and half the build.
REPORT_SECONDS = 5.0
BUILD_STEP = re.compile(r"\[(\d+)/(\d+)\]")
PIP_STEP = re.compile(
    r"^\s*(Collecting|Downloading|Building|Installing collected|Using cached) ?(\S*)"
)


class SetupFailed(Exception):
    """The set-up cannot go on; the message says what to do."""


def main() -> int:
    """Set up what is not yet set up and return the exit status."""
    options = _options()
    try:
        _require_python()
        if is_fresh(options.dev):
            return 0
        with _lock(BUILD / "setup.lock"):
            if not is_fresh(options.dev):
                set_up(options.dev)
    except SetupFailed as failure:
        print("\nSet-up stopped: " + str(failure), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up interrupted; run it again to go on.", file=sys.stderr)
        return 130
    return 0


def set_up(dev: bool) -> None:
    """Make the environment, install everything into it and leave the stamp."""
    started = time.monotonic()
    say("Setting up Stepmark in .venv (the first time takes some minutes).")
    _make_environment()
    _install_llama()
    _install_rest(dev)
    _warn_about_qt()
    stamp = {"key": setup_key(), "dev": dev, "cmake_args": cmake_args()}
    STAMP.write_text(json.dumps(stamp), encoding="utf-8")
    say(f"Set-up done in {_duration(time.monotonic() - started)}.")


def is_fresh(dev: bool) -> bool:
    """Tell whether the environment already holds what this checkout asks for."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    asked = os.environ.get("CMAKE_ARGS")
    return (
        PYTHON.exists()
        and stamp.get("key") == setup_key()
        and (stamp.get("dev") or not dev)
        and (asked is None or stamp.get("cmake_args") == asked)
    )


def setup_key() -> str:
    """Return the hash of what decides the environment's content, its own place included."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", CONSTRAINTS):
        digest.update(path.read_bytes())
    return digest.hexdigest()


# --- the environment --------------------------------------------------------------------------


def _require_python() -> None:
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    for minor in (11, 12, 13):
        other = shutil.which(f"python3.{minor}")
        if other and subprocess.run([other, "-c", ""], capture_output=True).returncode == 0:
            os.execv(other, [other, *sys.argv])
    raise SetupFailed(
        "Stepmark needs Python 3.11, 3.12 or 3.13 and this is "
        f"{platform.python_version()}; install one of them (Debian: apt-get install python3 "
        "python3-venv) or name it: make run PYTHON=/path/to/python3.11"
    )


def _make_environment() -> None:
    if PYTHON.exists() and _environment_works():
        return
    if VENV.exists():
        say("The environment's Python is gone or another; making it anew.")
        shutil.rmtree(VENV)
    say("Making the environment…")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        raise SetupFailed(
            "the environment could not be made; on Debian run: apt-get install python3-venv\n"
            + (made.stdout + made.stderr).strip()[-500:]
        )


def _environment_works() -> bool:
    probe = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
    return subprocess.run([str(PYTHON), "-c", probe], capture_output=True).returncode == 0


def _install_rest(dev: bool) -> None:
    say("Installing the other packages (PyTorch is large; on a slow line this takes a while)…")
    target = ".[dev]" if dev else "."
    _pip("install", "--constraint", str(CONSTRAINTS), "--editable", target, cwd=ROOT)


def _pip(*arguments: str, cwd: Path) -> None:
    log = BUILD / "pip.log"
    command = [str(PYTHON), "-m", "pip", "--no-input", "--disable-pip-version-check", *arguments]
    if _stream(command, log, _pip_progress, cwd=cwd):
        raise SetupFailed(
            "packages could not be installed; check the network connection and the free disk "
            f"space, then run it again. The log is {_short(log)} and ends with:\n{_tail(log)}"
        )


# --- llama.cpp ---------------------------------------------------------------------------------


def _install_llama() -> None:
    version = _pinned("llama-cpp-python")
    if _installed("llama_cpp_python") == version and not os.environ.get("CMAKE_ARGS"):
        return
    wheel = _llama_wheel(version)
    _pip("install", "--no-deps", "--force-reinstall", str(wheel), cwd=ROOT)


def _llama_wheel(version: str) -> Path:
    """Return the wheel for this machine and these flags, built now unless it is in the cache."""
    folder = wheel_folder(version)
    with _lock(folder / "lock"):
        ready = sorted(folder.glob("*.whl"))
        if ready:
            say("llama.cpp was built before; taking it from the cache.")
            return ready[0]
        return _build_llama(version, folder)


def wheel_folder(version: str) -> Path:
    """Return the cache folder of one build: version, flags, Python, platform and processor."""
    python = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    flags = hashlib.sha256(f"{cmake_args()}\n{_processor()}".encode()).hexdigest()[:12]
    name = f"llama-cpp-python-{version}-{python}-{sys.platform}-{platform.machine()}-{flags}"
    return _cache_folder() / "wheels" / name


def cmake_args() -> str:
    """Return the build's flags: the user's own, or ours with CUDA where it can be built."""
    asked = os.environ.get("CMAKE_ARGS")
    if asked is not None:
        return asked
    nvcc = shutil.which("nvcc") or Path("/usr/local/cuda/bin/nvcc").exists()
    if nvcc and shutil.which("nvidia-smi"):
        return PLAIN_CMAKE_ARGS + " -DGGML_CUDA=on"
    return PLAIN_CMAKE_ARGS


def _build_llama(version: str, folder: Path) -> Path:
    _require_compiler()
    log = BUILD / "llama-build.log"
    say(f"Building llama.cpp once with {cmake_args() or 'no flags'} (about 6 minutes on 2 cores)…")
    environment = {**os.environ, "CMAKE_ARGS": cmake_args()}
    with tempfile.TemporaryDirectory(dir=folder, prefix="part-") as part:
        command = [str(PYTHON), "-m", "pip", "wheel", "--no-input", "--verbose", "--no-deps"]
        # pip's own cache does not tell builds with different flags apart.
        command += ["--no-cache-dir", "--wheel-dir", part, f"llama-cpp-python=={version}"]
        if _stream(command, log, _build_progress, cwd=ROOT, env=environment):
            raise SetupFailed(_build_advice(log))
        built = next(Path(part).glob("*.whl"))
        kept = folder / built.name
        built.replace(kept)
    return kept


def _require_compiler() -> None:
    if os.name == "nt":
        return  # The build finds Visual Studio by itself and says so where it is missing.
    c = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    cxx = os.environ.get("CXX") or shutil.which("c++") or shutil.which("g++")
    if not (c and (cxx or shutil.which("clang++"))):
        raise SetupFailed(
            "llama.cpp is built from source and no C++ compiler was found; install one, then run "
            "it again (Debian and Ubuntu: sudo apt-get install build-essential cmake; Fedora: "
            "sudo dnf install gcc-c++ cmake; macOS: xcode-select --install)"
        )


def _build_advice(log: Path) -> str:
    advice = "llama.cpp could not be built. "
    if "GGML_CUDA" in cmake_args():
        advice += f'To go on without the GPU: CMAKE_ARGS="{PLAIN_CMAKE_ARGS}" make run. '
    return advice + (
        "It needs a C++17 compiler, cmake and about 1 GB of disk (Debian and Ubuntu: sudo apt-get "
        f"install build-essential cmake). The log is {_short(log)} and ends with:\n{_tail(log)}"
    )


def _processor() -> str:
    """Return what the compiler sees of the processor: the build is for this one alone."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith(("flags", "Features")):
                return " ".join(sorted(line.split(":", 1)[1].split()))
    return platform.processor()


def _pinned(name: str) -> str:
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if line.startswith(name + "=="):
            return line.split("==")[1].strip()
    raise SetupFailed(f"constraints.txt does not pin {name}; restore that file")


def _installed(distribution: str) -> str | None:
    code = f"import importlib.metadata as m; print(m.version({distribution!r}))"
    asked = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True)
    return asked.stdout.strip() if asked.returncode == 0 else None


def _cache_folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = "~/.cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or base).expanduser() / "stepmark"


# --- saying what happens -----------------------------------------------------------------------


def say(text: str) -> None:
    """Print one line about the set-up."""
    print(text, flush=True)


def _stream(
    command: list[str],
    log: Path,
    describe: Callable[[str], str | None],
    cwd: Path,
    env: dict[str, str] | None = None,
) -> int:
    """Run ``command`` into ``log``, showing what ``describe`` makes of its lines; return rc."""
    log.parent.mkdir(parents=True, exist_ok=True)
    ticker = _Ticker()
    with log.open("w", encoding="utf-8") as out, ticker:
        child = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace",
        )  # fmt: skip
        try:
            for line in child.stdout or ():
                out.write(line)
                ticker.now = describe(line) or ticker.now
        finally:
            if child.poll() is None and sys.exc_info()[0] is not None:
                child.terminate()
        return child.wait()


class _Ticker(threading.Thread):
    """Shows the newest progress: one updating line on a terminal, else a line now and then."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.now = "starting"
        self._since = time.monotonic()
        self._over = threading.Event()
        self._terminal = sys.stdout.isatty()

    def run(self) -> None:
        while not self._over.wait(0.5 if self._terminal else REPORT_SECONDS):
            self._show()

    def _show(self) -> None:
        text = f"  {self.now} · {_duration(time.monotonic() - self._since)}"
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            print("\r\033[K" + text[:width], end="", flush=True)
        else:
            say(text)

    def __enter__(self) -> _Ticker:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()
        if self._terminal:
            print("\r\033[K", end="", flush=True)


def _build_progress(line: str) -> str | None:
    found = BUILD_STEP.search(line)
    if found:
        done, total = int(found[1]), int(found[2])
        return f"compiling llama.cpp: {done} of {total} files ({100 * done // total} %)"
    return "fetching the source" if line.lstrip().startswith(("Collecting", "Download")) else None


def _pip_progress(line: str) -> str | None:
    found = PIP_STEP.match(line)
    if not found:
        return None
    word = found[1].split()[0].lower()
    name = found[2].rsplit("/", 1)[-1][:60]
    return "installing the packages" if word == "installing" else f"{word} {name}"


def _warn_about_qt() -> None:
    sys.path.insert(0, str(ROOT))
    from workbench.service.native import missing_qt_packages, qt_install_line

    missing = missing_qt_packages()
    if missing:
        say("Qt still needs libraries of the system. On Debian and Ubuntu:")
        say("  " + qt_install_line(missing))


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _tail(log: Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _short(path: Path) -> str:
    return os.path.relpath(path, Path.cwd())


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description="Set up Stepmark in this checkout.")
    options.add_argument("--dev", action="store_true", help="also the tools for tests and checks")
    return options.parse_args()


# --- one set-up at a time ----------------------------------------------------------------------


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold ``path`` locked; a second set-up waits and says so. The system frees it on any end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as handle:
        if not _try_lock(handle.fileno()):
            say("Another set-up is at work; waiting for it…")
            while not _try_lock(handle.fileno()):
                time.sleep(1)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
