"""Which words of a step are new and which are gone, exactly and in bounded time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.word_diff import (
    Change,
    Stretch,
    tex_tokens,
    token_diff,
    word_diff,
    word_tokens,
)


def told(stretches):
    """Return stretches in short: ``a [-b-] {+c+}``."""
    signs = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.INSERTED: "{{+{}+}}"}
    return "".join(signs[part.change].format(part.text) for part in stretches)


def test_a_replaced_word_is_shown_removed_then_inserted():
    """The eye reads what it was before what it became."""
    assert told(word_diff("so x is large", "so x is small")) == "so x is [-large-]{+small+}"


def test_equal_texts_have_no_changes():
    """A rewrapped sentence is the same sentence."""
    assert word_diff("one two\nthree", "one  two three") == (
        Stretch(Change.SAME, "one  two three"),
    )


def test_an_empty_side_is_all_inserted_or_all_removed():
    """There is nothing to compare with."""
    assert told(word_diff("", "new words")) == "{+new words+}"
    assert told(word_diff("old words", "")) == "[-old words-]"
    assert word_diff("", "") == ()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (r"\frac{12}{x}", ["\\frac", "{", "12", "}", "{", "x", "}"]),
        ("ab + c", ["a", "b ", "+ ", "c"]),
        (r"\{1.5\}", ["\\{", "1.5", "\\}"]),
    ],
)
def test_tex_is_compared_by_commands_numbers_and_letters(text, tokens):
    """In a formula each letter is a name of its own."""
    assert tex_tokens(text) == tokens


def test_words_keep_their_apostrophes_and_numbers_their_points():
    """“don’t” and “3.14” change as a whole."""
    assert word_tokens("don’t use 3.14, x") == ["don’t ", "use ", "3.14", ", ", "x"]


def test_a_changed_numerator_is_the_only_change_in_a_formula():
    """Where a formula changed, its source shows what in it."""
    old, new = tex_tokens(r"x = \frac{72}{6}"), tex_tokens(r"x = \frac{78}{6}")
    assert told(token_diff(old, new)) == r"x = \frac{[-72-]{+78+}}{6}"


def test_a_short_word_between_two_replacements_is_replaced_with_them():
    """Islands of one sign make a change unreadable."""
    assert told(word_diff("red is hot now", "blue is cold now")) == (
        "[-red is hot -]{+blue is cold +}now"
    )


@given(st.text("ab c.$\\x1", max_size=60), st.text("ab c.$\\x1", max_size=60))
def test_both_texts_can_be_read_off_the_stretches(old, new):
    """Nothing is lost or made up, whatever the texts are."""
    stretches = word_diff(old, new)
    kept = [part.text for part in stretches if part.change is not Change.REMOVED]
    was = [part.text for part in stretches if part.change is not Change.INSERTED]
    assert "".join(kept) == new
    assert "".join("".join(was).split()) == "".join(old.split())


def test_moved_paragraphs_are_parted_at_their_unique_words():
    """Thousands of changes would take the shortest script minutes; the unlike part is replaced."""
    old = " ".join(f"word{at}" for at in range(3000))
    new = " ".join(f"word{at}" if at % 3 else f"other{at}" for at in range(3000))
    stretches = word_diff(old, new)
    same = sum(len(part.text.split()) for part in stretches if part.change is Change.SAME)
    assert same == 2000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 25_000, "b a " * 25_000),
        ("x" * 100_000, "y" * 100_000),
        ("".join(f"{n} " for n in range(17_000)), "".join(f"{n} " for n in range(17_000, 0, -1))),
        ("1 " * 50_000, "2 " * 50_000),
    ],
)
def test_a_hundred_thousand_characters_take_no_time_to_speak_of(old, new):
    """The diff is made when a step is first painted; a quadratic one would take minutes."""
    started = time.process_time()
    word_diff(old, new)
    assert time.process_time() - started < 3
