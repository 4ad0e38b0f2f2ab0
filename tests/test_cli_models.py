"""``stepmark models`` as a script sees it: list, add, scan, download, remove."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.download_server import Behaviour, serving
from tests.helpers.interrupts import interruptible
from tests.helpers.tiny_model import make_base_gguf, make_tiny_llama
from tests.helpers.waiting import wait_until
from tests.test_cli import ROOT, stepmark
from workbench.cli import main
from workbench.domain.errors import KnownError
from workbench.service import downloads


def ask(capsys: pytest.CaptureFixture, *arguments: object) -> dict[str, Any]:
    """Run a verb in this process and return its one document."""
    status = main([*map(str, arguments), "--json"])
    out = capsys.readouterr().out
    assert status == 0, out
    return json.loads(out)


def refused(capsys: pytest.CaptureFixture, *arguments: object) -> str:
    """Run a verb that must fail and return its one sentence."""
    assert main([*map(str, arguments)]) == 1
    return capsys.readouterr().err


@pytest.fixture
def place(tmp_path: Path, starter_gguf: Path) -> Path:
    return tmp_path / "p.stepmark"


def test_the_list_says_what_is_known_and_what_fits(
    capsys: pytest.CaptureFixture, place: Path
) -> None:
    """For people a table, for programs a document."""
    document = ask(capsys, "models", "--project", place)
    [starter] = document["models"]
    assert (starter["id"], starter["fits"], starter["engine"]) == ("starter", True, "llama")
    assert starter["needs_mb"] > 1000
    assert main(["models", "--project", str(place)]) == 0
    assert "Starter  starter" in capsys.readouterr().out


def test_a_file_and_a_folder_are_added_where_they_lie(
    capsys: pytest.CaptureFixture, place: Path, tmp_path: Path
) -> None:
    """GGUF or transformers; the second time it is there already."""
    path = make_base_gguf(tmp_path / "a.gguf")
    added = ask(capsys, "models", "add", path, "--project", place)
    assert (added["path"], added["name"]) == (str(path), "tiny base")
    ask(capsys, "models", "add", make_tiny_llama(tmp_path / "hf"), "--project", place)
    listed = ask(capsys, "models", "--project", place)["models"]
    assert {row["name"]: row["engine"] for row in listed}["hf"] == "hf"
    assert "no model" not in refused(capsys, "models", "add", tmp_path / "x", "--project", place)


def test_a_folder_is_scanned_and_removed_again(
    capsys: pytest.CaptureFixture, place: Path, tmp_path: Path
) -> None:
    """Bad files are named; removing a folder touches nothing in it."""
    folder = tmp_path / "library"
    folder.mkdir()
    make_base_gguf(folder / "a.gguf")
    (folder / "bad.gguf").write_bytes(b"GGUF")
    found = ask(capsys, "models", "scan", folder)["found"]
    assert [bool(row["trouble"]) for row in found] == [False, True]
    listed = ask(capsys, "models", "--project", place)
    assert str(folder) in listed["folders"]
    assert {row["name"] for row in listed["models"]} == {"Starter", "tiny base", "bad.gguf"}
    assert "no folder" in refused(capsys, "models", "scan", tmp_path / "none")
    ask(capsys, "models", "remove", folder)
    assert str(folder) not in ask(capsys, "models", "--project", place)["folders"]


def test_a_model_is_removed_by_id_but_never_the_starter(
    capsys: pytest.CaptureFixture, place: Path, tmp_path: Path
) -> None:
    """Its file stays."""
    path = make_base_gguf(tmp_path / "a.gguf")
    added = ask(capsys, "models", "add", path, "--project", place)
    ask(capsys, "models", "remove", added["id"], "--project", place)
    assert path.exists()
    assert "no one model" in refused(capsys, "models", "remove", added["id"], "--project", place)
    assert "no one model" in refused(capsys, "models", "remove", "starter", "--project", place)


def test_a_download_is_checked_and_says_where_it_is(
    capsys: pytest.CaptureFixture, tmp_path: Path
) -> None:
    """The host is named on standard error before it is contacted."""
    how = Behaviour(make_base_gguf(tmp_path / "source.gguf").read_bytes())
    with serving(how) as url:
        assert main(["models", "download", url, "--sha256", how.sha256, "--json"]) == 0
        told = capsys.readouterr()
    assert "Contacting 127.0.0.1" in told.err
    document = json.loads(told.out)
    assert document["checked"]
    assert Path(document["path"]).read_bytes() == how.body


def test_a_wrong_checksum_ends_with_status_1(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    how = Behaviour(make_base_gguf(tmp_path / "source.gguf").read_bytes())
    with serving(how) as url:
        assert "not the one promised" in refused(
            capsys, "models", "download", url, "--sha256", "ab" * 32
        )


def test_what_no_list_names_and_what_ships_is_said(capsys: pytest.CaptureFixture) -> None:
    """Both in a sentence, without a connection."""
    assert "No list names" in refused(capsys, "models", "download", "nothing")
    assert "nothing to download" in refused(capsys, "models", "download", "starter")
    assert "without encryption" in refused(capsys, "models", "download", "http://h/m.gguf")


def test_the_names_of_strangers_cannot_steer_the_terminal(
    capsys: pytest.CaptureFixture, place: Path, tmp_path: Path
) -> None:
    """A model's own name may hold anything, escape sequences included."""
    path = make_base_gguf(tmp_path / "a.gguf")
    data = path.read_bytes()
    path.write_bytes(data.replace(b"tiny base", b"\x1b[2Jclear"))
    ask(capsys, "models", "add", path, "--project", place)
    assert main(["models", "--project", str(place)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_ctrl_c_keeps_what_came(home: Path, tmp_path: Path) -> None:
    """The same command goes on; a real process and a real signal."""
    how = Behaviour(make_base_gguf(tmp_path / "source.gguf").read_bytes())
    how.stall_after = 200_000
    with serving(how) as url:
        with interruptible():
            child = subprocess.Popen(
                [sys.executable, "-m", "workbench.cli", "models", "download", url],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        part = home / "data" / "models" / "model.gguf.part"
        wait_until(lambda: part.exists() and part.stat().st_size >= 65_536, 30)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
        assert child.returncode == 130, err
        how.stall_after = None
        how.released.set()
        done = stepmark("models", "download", url, home=home)
        assert done.returncode == 0, done.stderr
        assert "Range" in how.requests[-1]


def test_a_full_disk_after_the_last_byte_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The model is there; that its origin could not be noted is no secret."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    how = Behaviour(make_base_gguf(tmp_path / "source.gguf").read_bytes())
    with serving(how) as url:
        wanted = downloads.wanted_address(url)
        monkeypatch.setattr(downloads, "write_json", full)
        with pytest.raises(KnownError, match="is here and whole"):
            downloads.fetch_model(wanted, lambda _: None, lambda: False)
    assert wanted.target.read_bytes() == how.body
