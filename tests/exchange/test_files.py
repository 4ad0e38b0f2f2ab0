"""An export that fails at any moment leaves the file there before as it was (fault 36)."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.domain.errors import KnownError
from workbench.exchange.files import NewFiles

OLD = b"the old export\n"
BLOCK = b"x" * 1023 + b"\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    path = tmp_path / "export's 100% #1 \u00e9.jsonl"
    path.write_bytes(OLD)
    return path


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir() if file.is_file())


@contextlib.contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """Let the system refuse to make files larger, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write_blocks(path: Path, count: int = 200, card: Path | None = None) -> None:
    with NewFiles(*([card] if card else []), path) as new:
        for _ in range(count):
            new.files[-1].write(BLOCK)


def write_to_full_disk(path: Path) -> None:
    with NewFiles(path) as new:
        new.files[0]._stream.close()
        new.files[0]._stream = os.fdopen(os.open("/dev/full", os.O_WRONLY), "wb")
        new.files[0].write(OLD[:3])


def write_half(path: Path) -> None:
    with NewFiles(path) as new:
        new.files[0].write(b"half")
        raise ZeroDivisionError


def test_new_file_replaces_the_old_one_whole(out):
    """The normal case, with a name that needs care."""
    write_blocks(out, 3)
    assert out.read_bytes() == BLOCK * 3
    assert names(out) == [out.name]


def test_old_file_survives_a_disk_that_refuses(out):
    """One plain sentence, the old file whole, no litter."""
    with file_size_limit(64 * 1024), pytest.raises(KnownError, match="could not be written"):
        write_blocks(out)
    assert out.read_bytes() == OLD
    assert names(out) == [out.name]


def test_writing_in_place_would_lose_the_old_file(out):
    """Control: the same refusal destroys the old file where it is written directly."""
    with file_size_limit(64 * 1024), pytest.raises(OSError, match="too large"):
        out.write_bytes(BLOCK * 200)
    assert out.read_bytes() != OLD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_old_file_survives_a_full_disk_noticed_only_at_the_end(out):
    """Small files sit in a buffer, so that the disk refuses no earlier than in the last flush."""
    with pytest.raises(KnownError, match="No space left on device"):
        write_to_full_disk(out)
    assert out.read_bytes() == OLD
    assert names(out) == [out.name]


def test_several_files_appear_together_or_not_at_all(tmp_path, out):
    """A data card never describes data that was not written."""
    card = tmp_path / "card.json"
    with file_size_limit(64 * 1024), pytest.raises(KnownError):
        write_blocks(out, card=card)
    assert names(out) == [out.name]


def test_bug_while_writing_leaves_the_old_file(out):
    """Not only the disk can fail."""
    with pytest.raises(ZeroDivisionError):
        write_half(out)
    assert out.read_bytes() == OLD
    assert names(out) == [out.name]


_WRITER = """
import sys
from pathlib import Path
from workbench.exchange.files import NewFiles
out, in_place = Path(sys.argv[1]), sys.argv[2] == "in place"
block = b"y" * 65536
if in_place:
    stream = out.open("wb")
    stream.write(block); stream.flush()
    print("half", flush=True); sys.stdin.read()
with NewFiles(out) as new:
    new.files[0].write(block)
    new.files[0]._stream.flush()
    print("half", flush=True); sys.stdin.read()
"""


@pytest.mark.parametrize(("way", "survives"), [("atomic", True), ("in place", False)])
def test_kill_in_the_middle_of_an_export_leaves_the_old_file(out, way, survives):
    """SIGKILL between two rows; the control, writing in place, loses the old file."""
    child = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(out), way],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"half\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert (out.read_bytes() == OLD) is survives


@pytest.mark.parametrize("place", ["/dev/full", "/dev"])
def test_what_is_no_file_is_never_replaced(place):
    """Renaming over a device would remove the device."""
    if not Path(place).exists():
        pytest.skip(f"this system has no {place}")
    with pytest.raises(KnownError, match="is not a file"):
        write_blocks(Path(place), 1)


def test_missing_folder_is_one_plain_sentence(tmp_path):
    """No folder is made by a slip of the pen."""
    with pytest.raises(KnownError, match="There is no folder"):
        write_blocks(tmp_path / "none" / "out.jsonl", 1)


def test_link_stays_and_its_target_is_replaced(out, tmp_path):
    """An export through a link keeps the user's layout."""
    link = tmp_path / "link.jsonl"
    link.symlink_to(out)
    write_blocks(link, 1)
    assert link.is_symlink()
    assert out.read_bytes() == BLOCK


def test_folder_without_permission_is_one_plain_sentence(tmp_path):
    """A read-only folder (fault 39) is told as such."""
    if os.geteuid() == 0:
        pytest.skip("root writes everywhere, so permissions cannot be tested")
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(KnownError, match="Permission denied"):
            write_blocks(tmp_path / "out.jsonl", 1)
    finally:
        tmp_path.chmod(0o700)
