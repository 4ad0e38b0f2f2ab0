"""Makes the environments in which the peer runs, once, from pinned requirements."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from workbench import paths

HERE = Path(__file__).parent


def peer_python(name: str) -> Path:
    """Return the interpreter of the environment ``name``, making it where it is missing.

    Raises CalledProcessError when the packages cannot be installed; pip says why.
    """
    requirements = HERE / f"{name}.txt"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    folder = paths.cache_dir() / "peers" / f"{name}-{digest}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "complete").exists():
        print(f"making an environment for {name} (some minutes, once)…", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements)]
        subprocess.run(install, check=True, stdout=sys.stderr)
        (folder / "complete").touch()
    return python
