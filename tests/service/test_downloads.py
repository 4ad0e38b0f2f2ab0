"""Downloads against a real server that breaks off, lies, stalls, and changes the file."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import shutil
import signal
import threading
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.helpers.download_server import Behaviour, serving
from tests.helpers.projects import python, run_python
from tests.helpers.tiny_model import make_base_gguf
from tests.helpers.waiting import wait_until
from workbench.domain.errors import KnownError
from workbench.domain.records import RunState
from workbench.service import downloads, fetching, model_folders
from workbench.service.addresses import Address, AddressError, next_address
from workbench.service.downloads import Downloads, Source
from workbench.service.fetch_progress import FetchProgress, FetchStage, Stopped
from workbench.service.fetching import fetch
from workbench.service.partial_files import DownloadError, Note, Wanted, alone, forget, unfinished

BODY = random.Random(5).randbytes(300_000)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def how() -> Behaviour:
    return Behaviour(BODY)


@pytest.fixture
def url(how: Behaviour) -> Iterator[str]:
    with serving(how, "model.dat") as address:
        yield address


@pytest.fixture
def wanted(url: str, tmp_path: Path) -> Wanted:
    return Wanted(url, tmp_path / "there" / "model.dat")


def get(wanted: Wanted, seen: list[FetchProgress] | None = None) -> str:
    return fetch(wanted, (seen if seen is not None else []).append, lambda: False)


def stopped_after(wanted: Wanted, count: int) -> None:
    """Fetch until so many bytes are there, then stop as the user does."""
    received = [0]

    def report(at: FetchProgress) -> None:
        received[0] = at.received

    with pytest.raises(Stopped):
        fetch(wanted, report, lambda: received[0] >= count)


def broken_off(wanted: Wanted, how: Behaviour, count: int = 100_000) -> None:
    """Have the server end the connection in the middle of the first try."""
    how.break_after = count
    with pytest.raises(DownloadError, match="broke off"):
        get(wanted)
    how.break_after = None


def test_a_file_comes_whole_and_nothing_else_stays(wanted: Wanted, how: Behaviour) -> None:
    """Only the finished file bears the name; part, note and lock are gone."""
    seen: list[FetchProgress] = []
    digest = get(replace(wanted, sha256=how.sha256, size_bytes=len(BODY)), seen)
    assert digest == how.sha256
    assert wanted.target.read_bytes() == BODY
    assert [path.name for path in wanted.target.parent.iterdir()] == ["model.dat"]
    assert seen[-1].stage is FetchStage.DONE
    assert seen[0].host.startswith("127.0.0.1:")


def test_what_broke_off_goes_on_where_it_was(wanted: Wanted, how: Behaviour) -> None:
    """A model of many gigabytes is not fetched twice because of one bad minute."""
    broken_off(wanted, how)
    there = wanted.part.stat().st_size
    assert 0 < there < len(BODY)
    before = how.sent
    assert get(wanted) == how.sha256
    assert wanted.target.read_bytes() == BODY
    assert how.sent - before == len(BODY) - there
    assert how.requests[-1]["Range"] == f"bytes={there}-"
    assert how.requests[-1]["If-Range"] == '"one"'


def test_a_file_that_changed_meanwhile_is_fetched_anew(wanted: Wanted, how: Behaviour) -> None:
    """Half of one version and half of another would be no model."""
    broken_off(wanted, how)
    how.body, how.etag = bytes(reversed(BODY)), '"two"'
    seen: list[FetchProgress] = []
    assert get(wanted, seen) == how.sha256
    assert wanted.target.read_bytes() == how.body
    assert any("started over" in at.notice for at in seen)


def test_a_server_that_ignores_the_condition_is_caught_by_its_validator(
    wanted: Wanted, how: Behaviour
) -> None:
    """A part of another version is not appended, whatever the server says it is."""
    broken_off(wanted, how)
    how.body, how.etag, how.checks_if_range = bytes(reversed(BODY)), '"two"', False
    assert get(wanted) == how.sha256
    assert wanted.target.read_bytes() == how.body


def test_a_server_that_sends_no_parts_starts_over(wanted: Wanted, how: Behaviour) -> None:
    """It answers the whole file to a request for a part; that must not be appended."""
    broken_off(wanted, how)
    how.ranges = False
    seen: list[FetchProgress] = []
    assert get(wanted, seen) == how.sha256
    assert wanted.target.read_bytes() == BODY
    assert any("started over" in at.notice for at in seen)


def test_a_part_that_begins_elsewhere_is_not_appended(wanted: Wanted, how: Behaviour) -> None:
    """Content-Range is believed rather than hoped."""
    broken_off(wanted, how)
    how.shift = 10
    assert get(wanted) == how.sha256


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_strong_validator_nothing_is_resumed(
    wanted: Wanted, how: Behaviour, etag: str
) -> None:
    """Nobody could say that the rest is of the same version."""
    how.etag = etag
    broken_off(wanted, how)
    assert get(wanted) == how.sha256
    assert "Range" not in how.requests[-1]


def test_the_time_of_change_serves_where_there_is_no_etag(wanted: Wanted, how: Behaviour) -> None:
    """Plain file servers send that alone."""
    how.etag, how.modified = "", "Wed, 21 Oct 2026 07:28:00 GMT"
    broken_off(wanted, how)
    assert get(wanted) == how.sha256
    assert how.requests[-1]["If-Range"] == how.modified


def test_wrong_bytes_never_get_the_name(wanted: Wanted, how: Behaviour) -> None:
    """The file is put aside under a name that nothing lists, and the next try deletes it."""
    promised = replace(wanted, sha256="ab" * 32)
    with pytest.raises(DownloadError, match="not the one promised") as caught:
        get(promised)
    assert how.sha256 in str(caught.value)
    assert not wanted.target.exists()
    assert not wanted.part.exists()
    assert wanted.refused.exists()
    assert get(replace(wanted, sha256=how.sha256)) == how.sha256
    assert not wanted.refused.exists()


def test_another_size_than_promised_is_refused_before_it_is_fetched(
    wanted: Wanted, how: Behaviour
) -> None:
    """No gigabytes for a file that cannot be the right one."""
    with pytest.raises(DownloadError, match=r"offers 300,000 bytes and the list promises 299,999"):
        get(replace(wanted, size_bytes=len(BODY) - 1))
    assert not wanted.part.exists()


def test_a_length_that_lies_high_is_a_connection_that_broke_off(
    wanted: Wanted, how: Behaviour
) -> None:
    """The server promises more than it has."""
    how.length = len(BODY) + 5000
    with pytest.raises(DownloadError, match="broke off"):
        get(wanted)
    assert not wanted.target.exists()


def test_a_length_that_lies_low_is_caught_by_the_checksum(wanted: Wanted, how: Behaviour) -> None:
    """HTTP itself cannot tell: the body just ends early."""
    how.length = 100_000
    with pytest.raises(DownloadError, match="not the one promised"):
        get(replace(wanted, sha256=how.sha256))
    assert not wanted.target.exists()


@pytest.mark.parametrize(("promised", "words"), [(1, "ended after"), (-1, "sends more than")])
def test_without_a_length_the_promised_size_decides(
    wanted: Wanted, how: Behaviour, promised: int, words: str
) -> None:
    """A body that just ends may be the whole or a half: the list knows."""
    how.length = -1
    with pytest.raises(DownloadError, match=words):
        get(replace(wanted, size_bytes=len(BODY) + promised))
    assert not wanted.target.exists()
    assert get(replace(wanted, size_bytes=len(BODY))) == how.sha256


def test_a_silent_server_is_given_up_and_what_came_is_kept(
    wanted: Wanted, how: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stalled download says so instead of turning for ever."""
    monkeypatch.setattr(fetching, "TIMEOUT", httpx.Timeout(0.4))
    how.stall_after = 80_000
    with pytest.raises(DownloadError, match="stopped sending"):
        get(wanted)
    assert wanted.part.stat().st_size >= 65_536
    how.stall_after = None
    how.released.set()
    assert get(wanted) == how.sha256


def test_stopping_keeps_the_part(wanted: Wanted, how: Behaviour) -> None:
    """Cancel is pause."""
    how.stall_after = 150_000
    threading.Timer(0.3, how.released.set).start()
    stopped_after(wanted, 50_000)
    assert wanted.part.exists()
    [(left, note)] = unfinished(wanted.target.parent)
    assert left == wanted
    assert note.durable == wanted.part.stat().st_size
    how.stall_after = None
    assert get(wanted) == how.sha256


def test_two_writers_of_one_part_are_never_let_in(wanted: Wanted) -> None:
    """Two windows that write one file would make a third one."""
    with alone(wanted), pytest.raises(DownloadError, match="being fetched by another"):
        get(wanted)
    assert not wanted.lock.exists()
    get(wanted)


def test_a_full_disk_is_said_before_anything_is_written(
    wanted: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check leaves room for everything else that runs here."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 10**6))
    with pytest.raises(DownloadError, match="free some space"):
        get(wanted)
    assert not wanted.part.exists()


def test_a_disk_that_fills_up_meanwhile_is_noticed(
    wanted: Wanted, how: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others write too: the room is looked at again every few megabytes."""
    free = iter([10**12, 10**12, 10**6])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, next(free, 10**6)))
    monkeypatch.setattr(fetching, "SYNC_EVERY", 65_536)
    with pytest.raises(DownloadError, match="free some space"):
        get(wanted)
    monkeypatch.undo()
    assert wanted.part.exists()
    assert get(wanted) == how.sha256


def test_a_write_that_the_system_refuses_is_one_sentence(url: str, tmp_path: Path) -> None:
    """A file-size limit stands for a full disk: a real refused write, in a process of its own."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))\n"
        "from workbench.service.fetching import fetch\n"
        "from workbench.service.partial_files import Wanted, DownloadError\n"
        "try: fetch(Wanted(sys.argv[1], Path(sys.argv[2])), lambda p: None, lambda: False)\n"
        "except DownloadError as error: print(error)\n"
    )
    target = tmp_path / "model.dat"
    child = python(["-c", code, url, str(target)])
    out, err = child.communicate(timeout=60)
    assert "cannot be written" in out, err
    assert os.strerror(errno.EFBIG) in out
    assert not target.exists()
    assert get(Wanted(url, target)) == hashlib.sha256(BODY).hexdigest()


def test_a_kill_in_mid_download_loses_nothing_that_was_durable(
    url: str, how: Behaviour, tmp_path: Path
) -> None:
    """kill -9, then the same download again: the right file, and not all of it twice."""
    code = (
        "import sys; from pathlib import Path\n"
        "from workbench.service import fetching\n"
        "from workbench.service.partial_files import Wanted\n"
        "fetching.SYNC_EVERY = 1 << 16\n"
        "fetching.fetch(Wanted(sys.argv[1], Path(sys.argv[2])), lambda p: None, lambda: False)\n"
    )
    how.stall_after = 200_000
    target = tmp_path / "model.dat"
    wanted = Wanted(url, target)
    child = python(["-c", code, url, str(target)])
    wait_until(lambda: Note.read(wanted.note).durable >= 131_072, 30, "two synced pieces")
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=20)
    how.stall_after = None
    how.released.set()
    before, durable = how.sent, Note.read(wanted.note).durable
    assert get(wanted) == how.sha256
    assert target.read_bytes() == BODY
    assert how.requests[-1]["Range"] == f"bytes={durable}-"
    wait_until(lambda: how.sent > before)


def test_what_was_written_behind_the_durable_end_is_not_trusted(
    wanted: Wanted, how: Behaviour
) -> None:
    """After a power cut the tail of a file may be zeros: it is cut off and fetched again."""
    broken_off(wanted, how)
    with wanted.part.open("ab") as part:
        part.write(b"\0" * 2 * len(BODY))
    assert get(wanted) == how.sha256
    assert wanted.target.read_bytes() == BODY


@pytest.mark.parametrize("damage", ["missing", "garbage", "too long", "other url"])
def test_a_part_without_a_true_note_is_fetched_anew(
    wanted: Wanted, how: Behaviour, damage: str
) -> None:
    """Only the note says what a part is."""
    broken_off(wanted, how)
    note = Note.read(wanted.note)
    if damage == "missing":
        wanted.note.unlink()
    elif damage == "garbage":
        wanted.note.write_text('{"url": 5, "durable": "x"}')
    elif damage == "too long":
        replace(note, durable=10**9).write(wanted.note)
    else:
        replace(note, url=note.url + "x").write(wanted.note)
    how.body = bytes(reversed(BODY))  # Under the same validator: only the note could mislead.
    assert get(wanted) == how.sha256
    assert wanted.target.read_bytes() == how.body


def test_a_redirect_is_followed_and_its_host_is_told(wanted: Wanted, how: Behaviour) -> None:
    """Hubs send on to a store; the user sees who really answers."""
    port = Address.parse(wanted.url).host.rpartition(":")[2]
    how.redirect = f"http://localhost:{port}/moved/model.dat"
    seen: list[FetchProgress] = []
    assert get(wanted, seen) == how.sha256
    assert seen[-1].host == f"localhost:{port}"


@pytest.mark.parametrize("target", ["http://example.org/model.dat", "ftp://x/y", "file:///etc/x"])
def test_a_redirect_to_an_open_road_is_not_followed(
    wanted: Wanted, how: Behaviour, target: str
) -> None:
    """Encrypted or on this machine, or not at all."""
    how.redirect = target
    with pytest.raises((AddressError, DownloadError)):
        get(wanted)
    assert len(how.requests) == 1


def test_the_network_cannot_send_us_to_this_machine() -> None:
    """An address of the network that points back here may touch what listens here."""
    with pytest.raises(AddressError, match="this machine itself"):
        next_address(Address.parse("https://example.org/a"), "https://127.0.0.1/b")


def test_redirects_in_a_circle_end(wanted: Wanted, how: Behaviour) -> None:
    """Eight hops are enough for anyone."""
    how.redirect = wanted.url
    with pytest.raises(DownloadError, match="from one address to the next"):
        get(wanted)


@pytest.mark.parametrize(
    ("status", "words"), [(404, "no file at this address"), (403, "browser"), (503, "try again")]
)
def test_a_refusal_is_said_in_words(
    wanted: Wanted, how: Behaviour, status: int, words: str
) -> None:
    """With what to do next, and without a leftover."""
    how.status = status
    with pytest.raises(DownloadError, match=words):
        get(wanted)
    assert not list(wanted.target.parent.iterdir())


def test_a_packed_body_is_refused(wanted: Wanted, how: Behaviour) -> None:
    """Ranges and sizes would count other bytes than those of the file."""
    how.coding = "gzip"
    with pytest.raises(DownloadError, match="packed"):
        get(wanted)


def test_a_page_in_place_of_a_model_is_put_aside(how: Behaviour, tmp_path: Path) -> None:
    """A login page under a model's name would otherwise stand on the list."""
    how.body = b"<html>Please sign in</html>"
    with serving(how) as url:
        wanted = Wanted(url, tmp_path / "model.gguf")
        with pytest.raises(DownloadError, match="no usable model"):
            get(wanted)
    assert not wanted.target.exists()


def test_a_server_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """Nothing is left behind by a try that never began."""
    with pytest.raises(DownloadError, match="cannot be reached"):
        get(Wanted("http://127.0.0.1:9/model.dat", tmp_path / "model.dat"))
    assert list(tmp_path.glob("model*")) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.gguf",
        "file:///etc/passwd",
        "https://user:secret@example.org/a.gguf",
        "https://exa mple.org/a.gguf",
        "https:///a.gguf",
        "example.org/a.gguf",
        "https://example.org:99999999/a.gguf",
    ],
)
def test_only_whole_encrypted_addresses_are_taken(url: str) -> None:
    """Refused before any connection."""
    with pytest.raises(AddressError):
        Address.parse(url)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://h/a/b.gguf?download=true", "b.gguf"),
        ("https://h/a/%2e%2e%2fb.gguf", "b.gguf"),
        ("https://h/.hidden.gguf", ""),
        ("https://h/a%00b.gguf", ""),
        ("https://h/a%5Cb.gguf", ""),
    ],
)
def test_a_file_name_never_leaves_its_folder(url: str, name: str) -> None:
    """The address chooses a name, not a place."""
    assert Address.parse(url).file_name == name


# --- the window's downloads ----------------------------------------------------------------------


@pytest.fixture
def several() -> Iterator[Downloads]:
    made = Downloads()
    yield made
    made.close()


def model_server(tmp_path: Path) -> Behaviour:
    return Behaviour(make_base_gguf(tmp_path / "source.gguf").read_bytes())


def state_of(several: Downloads, key: str) -> RunState | None:
    return next((one.state for one in several.all() if one.key == key), None)


def test_a_download_runs_aside_and_its_model_can_be_told_from_unchecked_ones(
    several: Downloads, tmp_path: Path
) -> None:
    """The computed fingerprint is kept, and that nobody promised it."""
    how = model_server(tmp_path)
    with serving(how) as url:
        key = several.start(downloads.wanted_address(url + "?token=abc"))
        wait_until(lambda: not several.active, 20)
    assert state_of(several, key) is RunState.DONE
    target = model_folders.downloads_folder() / "model.gguf"
    source = downloads.source_of(target)
    assert source == Source(url, Address.parse(url).host, how.sha256, promised=False)
    assert "abc" not in downloads.source_file(target).read_text()


def test_a_promised_checksum_is_told_as_checked(several: Downloads, tmp_path: Path) -> None:
    how = model_server(tmp_path)
    with serving(how) as url:
        several.start(downloads.wanted_address(url, f" {how.sha256.upper()} "))
        wait_until(lambda: not several.active, 20)
    source = downloads.source_of(model_folders.downloads_folder() / "model.gguf")
    assert source is not None
    assert source.promised


def test_a_download_is_stopped_found_again_and_gone_on_with(
    several: Downloads, tmp_path: Path
) -> None:
    """Also by the next start of the program, which knows it from the disk alone."""
    how = model_server(tmp_path)
    how.stall_after = 100_000
    with serving(how) as url:
        key = several.start(downloads.wanted_address(url, how.sha256))
        with pytest.raises(KnownError, match="already"):
            several.start(downloads.wanted_address(url))
        wait_until(lambda: several.all()[0].received >= 65_536, 20)
        assert several.all()[0].is_active
        several.stop(key)  # The server is silent and stays so.
        wait_until(lambda: not several.active, 10)
        assert state_of(several, key) is RunState.STOPPED
        how.stall_after = None
        later = Downloads()
        [left] = later.all()
        assert (left.state, left.total, left.checked) == (RunState.STOPPED, len(how.body), True)
        wanted = later.wanted(key)
        assert wanted is not None
        later.start(wanted)
        wait_until(lambda: not later.active, 20)
        assert state_of(later, key) is RunState.DONE
        later.close()


def test_a_failed_download_says_why_and_can_be_removed(several: Downloads, tmp_path: Path) -> None:
    """Visible, with what to do; removing it leaves nothing."""
    how = model_server(tmp_path)
    how.break_after = 50_000
    with serving(how) as url:
        key = several.start(downloads.wanted_address(url))
        wait_until(lambda: not several.active, 20)
    [failed] = several.all()
    assert failed.state is RunState.FAILED
    assert "broke off" in failed.reason
    several.forget(key)
    assert several.all() == []
    assert list(model_folders.downloads_folder().iterdir()) == []


def test_closing_stops_a_download_that_waits(several: Downloads, tmp_path: Path) -> None:
    """The window closes at once, and the part is there at the next start."""
    how = model_server(tmp_path)
    how.stall_after = 100_000
    with serving(how) as url:
        several.start(downloads.wanted_address(url))
        wait_until(lambda: several.all()[0].received >= 65_536, 20)
        several.close()
        assert not several.active
    assert len(unfinished(model_folders.downloads_folder())) == 1


@pytest.mark.parametrize("digest", ["abc", "g" * 64])
def test_a_mistyped_checksum_is_refused_at_once(digest: str) -> None:
    with pytest.raises(KnownError, match="64 hexadecimal digits"):
        downloads.wanted_address("https://example.org/m.gguf", digest)


def test_the_page_opens_without_the_network_library() -> None:
    """It takes a third of a second, and most days nobody downloads anything."""
    code = (
        "import sys, workbench.ui.models.presenter; "
        "print({'httpx', 'numpy', 'gguf', 'torch', 'keyring'} & set(sys.modules))"
    )
    assert run_python(code).stdout.strip() == "set()"


def test_only_gguf_files_are_fetched() -> None:
    """Pickles and archives are not even asked for."""
    with pytest.raises(AddressError, match="GGUF"):
        downloads.wanted_address("https://example.org/model.bin")


def test_forgetting_is_refused_while_someone_writes(wanted: Wanted, how: Behaviour) -> None:
    """The part is not taken from under a writer."""
    broken_off(wanted, how)
    with alone(wanted), pytest.raises(DownloadError, match="being fetched"):
        forget(wanted)
    forget(wanted)
    assert list(wanted.target.parent.iterdir()) == []
