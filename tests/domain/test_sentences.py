"""Sentences made below the window are English text and keep what they were made of."""

from __future__ import annotations

import copy
import json
import pickle
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import KnownError
from workbench.domain.sentences import Sentence, joined, plural, sentence, word

NAMES = st.dictionaries(
    st.sampled_from(["name", "reason", "count"]),
    st.text() | st.integers() | st.floats(allow_nan=False),
    min_size=3,
)


def test_a_sentence_is_its_english_text() -> None:
    """The command line, the log and the project file need nothing but a string."""
    said = sentence("{name} holds {count:,} rows.", name="a.jsonl", count=1234)
    assert said == "a.jsonl holds 1,234 rows."
    assert hash(said) == hash(str.__str__(said))
    assert json.loads(json.dumps({said: said})) == {said: said}
    row = sqlite3.connect(":memory:").execute("SELECT ?, typeof(?1)", (said,)).fetchone()
    assert row == (said, "text")


def test_a_known_error_gives_its_sentence_back() -> None:
    """Otherwise the window could only show the English text of an error."""
    said = sentence("{name} is damaged; restore a backup.", name="x")
    again = str(KnownError(said))
    assert isinstance(again, Sentence)
    assert again.template == "{name} is damaged; restore a backup."


def test_an_error_among_the_values_keeps_its_own_parts() -> None:
    """A reason inside a sentence is translated with it."""
    inner = KnownError(sentence("the key {key} occurs twice", key="id"))
    said = sentence("{path} cannot be read: {reason}.", path=Path("a/b"), reason=inner)
    assert said == f"{Path('a/b')} cannot be read: the key id occurs twice."
    assert isinstance(said.values["reason"], Sentence)
    assert type(said.values["path"]) is str


@given(NAMES)
def test_a_sentence_crosses_processes_whole(values: dict[str, object]) -> None:
    """The engine's process tells the window in JSON what happened; runs are pickled and copied."""
    inner = sentence("{name}: {reason}", name=values["name"], reason=values["reason"])
    said = sentence("{count} of {inner}", count=values["count"], inner=inner)
    over_json = Sentence.from_json(json.loads(json.dumps(said.to_json())))
    for again in (over_json, pickle.loads(pickle.dumps(said)), copy.deepcopy(said)):
        assert again == said
        assert again.template == said.template
        assert again.values == said.values


@pytest.mark.parametrize(
    "found",
    ["text", None, {}, {"template": 1, "values": {}}, {"template": "{a}", "values": {}},
     {"template": "{", "values": {}}, {"template": "{a.b}", "values": {"a": "x"}}],
)  # fmt: skip
def test_what_is_no_sentence_is_refused(found: object) -> None:
    """A process that is not ours could send anything."""
    with pytest.raises(ValueError, match=r"."):
        Sentence.from_json(found)


def test_a_sentence_cannot_be_changed() -> None:
    """One sentence may be shown in many places."""
    said = sentence("it was stopped")
    with pytest.raises(AttributeError):
        said.template = "another"
    with pytest.raises(TypeError):
        said.values["x"] = "y"  # type: ignore[index]


def test_fields_without_a_value_are_an_error() -> None:
    """A template and its values are checked where they meet, not before the user's eyes."""
    with pytest.raises(KeyError):
        sentence("{name} is here")


def test_one_and_many_have_templates_of_their_own() -> None:
    """Other languages cannot put an s behind a word."""
    assert [plural(n, "{number} row", "{number:,} rows") for n in (0, 1, 2000)] == [
        "0 rows",
        "1 row",
        "2,000 rows",
    ]


def test_joined_parts_stay_translatable() -> None:
    """A list of reasons is translated reason by reason, with its separator."""
    said = joined([sentence("it was stopped"), "a {b}", word("correct")], sentence(" or "))
    assert said == "it was stopped or a {b} or correct"
    assert isinstance(said.values["part_0"], Sentence)
    assert isinstance(said.values["between"], Sentence)
    assert joined([]) == ""


def test_a_value_can_be_filled_in_later() -> None:
    """Labels of acts learn the number of their step last."""
    assert sentence("split step {number}", number=0).having(number=3) == "split step 3"
