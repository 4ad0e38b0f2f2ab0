"""The doctor's findings, with the machine's circumstances set by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.service import doctor, native
from workbench.service.doctor import Health


def test_a_cpu_build_beside_a_gpu_is_a_warning_with_the_exact_line(monkeypatch: pytest.MonkeyPatch):
    """Never a silent fallback: the user must learn why generation is slow."""
    monkeypatch.setattr(doctor, "_ask", lambda *_args, **_env: "cpu")
    finding = doctor._llama("NVIDIA H200, 141 GB")
    assert finding.health is Health.WARNING
    assert "-DGGML_CUDA=on" in finding.remedy
    assert "llama-cpp-python==0.3.36" in finding.remedy


def test_an_engine_that_dies_while_loading_is_a_finding(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "_ask", lambda *_args, **_env: "it ended with status -4")
    finding = doctor._llama("")
    assert finding.health is Health.MISSING
    assert "-4" in finding.detail


def test_missing_qt_libraries_name_their_packages():
    missing = native.missing_qt_packages({"libno-such.so.9": "libno-such9", "libc.so.6": "libc6"})
    assert missing == ("libno-such9",)
    assert native.qt_install_line(missing) == "sudo apt-get install libno-such9"


def test_starter_weights_that_are_absent_are_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(doctor.paths, "starter_dir", lambda: tmp_path)
    assert doctor._starter().health is Health.MISSING


def test_a_full_disk_is_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    usage = doctor.shutil.disk_usage(tmp_path)._replace(free=10**6)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _folder: usage)
    assert doctor._room("data folder", tmp_path).health is Health.WARNING


def test_a_gpu_tool_that_fails_means_no_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A driver that is installed but broken must not pass for a GPU."""
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'NVIDIA-SMI has failed'; exit 9\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert doctor.gpu_name() == ""
