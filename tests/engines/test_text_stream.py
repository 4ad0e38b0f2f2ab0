"""What is shown while streaming is a beginning of what is stored, and never half a character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.engines.text_stream import TextStream


def _run(pieces: list[bytes], stop: tuple[str, ...] = ()) -> tuple[str, TextStream]:
    stream = TextStream(stop)
    shown = "".join(stream.feed(piece) for piece in pieces)
    return shown + stream.finish(), stream


@given(st.text(), st.integers(1, 4))
def test_text_cut_at_any_byte_comes_out_whole(text: str, width: int) -> None:
    """Byte-level tokens split characters; an emoji may arrive in four tokens."""
    data = text.encode("utf-8", errors="replace")
    pieces = [data[at : at + width] for at in range(0, len(data), width)]
    shown, stream = _run(pieces)
    assert shown == stream.text == data.decode()
    assert "\ufffd" not in shown or "\ufffd" in text


@given(st.text("abc"), st.lists(st.text("abc", min_size=1), min_size=1, max_size=3))
def test_stopping_is_the_same_however_the_text_arrives(text: str, stop: list[str]) -> None:
    """The text ends before the first stop string, and none of it was ever shown."""
    shown, stream = _run([character.encode() for character in text], tuple(stop))
    ends = [text.find(s) for s in stop if s in text]
    # The first stop string to be complete wins, and all that begin before it are complete later.
    assert stream.stopped == bool(ends)
    if not ends:
        assert shown == text
    assert text.startswith(shown)
    assert not any(s in shown for s in stop)


def test_a_tail_that_could_begin_a_stop_string_waits() -> None:
    """Nothing that was shown is ever taken back."""
    stream = TextStream(("\n\nProblem:",))
    assert stream.feed(b"x = 4\n") == "x = 4"
    assert stream.feed(b"\nProb") == ""
    assert stream.feed(b"ably") == "\n\nProbably"
    assert stream.feed(b"\n\nProblem: next") == ""
    assert stream.stopped
    assert stream.finish() == ""
    assert stream.text == "x = 4\n\nProbably"


def test_an_unfinished_character_at_the_end_is_marked() -> None:
    """A limit may cut an emoji in two; the text must still be valid."""
    shown, _ = _run(["🙂".encode()[:2]])
    assert shown == "\ufffd"
