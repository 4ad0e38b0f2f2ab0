"""The entries of the Data page's lists: what is shown, what is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list: what is shown, what is meant, and a line that explains it.

    ``maps_neutral`` is said of a format that has no word for neutral, ``comes_back`` of one that
    can be imported again.
    """

    text: str
    value: str
    note: str = ""
    maps_neutral: bool = False
    comes_back: bool = True


def neutral_choices() -> tuple[Choice, ...]:
    """Return what neutral steps can become; there is no silent default."""
    return (
        Choice(_said("choose…"), ""),
        Choice(_said("as correct"), "positive"),
        Choice(_said("as incorrect"), "negative"),
        Choice(_said("left out"), "drop"),
    )


def split_choices() -> tuple[Choice, ...]:
    """Return the sides of the split that a file can go to."""
    return (
        Choice(_said("as the file says"), ""),
        Choice(_said("training"), "train"),
        Choice(_said("held-out"), "heldout"),
    )


def container_choices() -> tuple[Choice, ...]:
    """Return what an export can be written as."""
    return (
        Choice(_said("JSON Lines, one file"), "jsonl", _said("most tools read it")),
        Choice(
            _said("Parquet, a folder"),
            "parquet",
            _said("split and sharded, with its card: ready for a hub"),
        ),
        Choice(
            _said("Data set, a folder"),
            "dataset",
            _said("for load_from_disk of the datasets library"),
        ),
        Choice(
            _said("Table (CSV), one file"),
            "csv",
            _said(
                "for reading in spreadsheets; an apostrophe keeps text from being run as a formula"
            ),
        ),
        Choice(
            _said("Table (CSV), exact"),
            "csv-exact",
            _said("for reading; spreadsheets run text that begins like a formula"),
        ),
    )


def zero_choices() -> tuple[Choice, ...]:
    """Return what 0 can mean among the labels of a file."""
    return (
        Choice(_said("choose…"), ""),
        Choice(_said("incorrect"), "incorrect"),
        Choice(_said("neutral"), "neutral"),
    )


def combo(choices: Sequence[Choice], name: str) -> QComboBox:
    """Return a list of choices with its accessible name."""
    made = QComboBox()
    made.setAccessibleName(name)
    for choice in choices:
        made.addItem(choice.text, choice.value)
    return made


def _said(text: str) -> str:
    return QCoreApplication.translate("DataChoices", text)
