"""The card that chooses what part of the project an export takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.data.choices import Choice, combo
from workbench.ui.languages import translate
from workbench.ui.widgets import HintButton, label, stretch_row

FIELD_WIDTH = 180
SEVERAL = ("annotators", "status", "topics", "models")


class FiltersCard(QFrame):
    """Lists of what is there, each with "all"; days are typed; the export keeps what was chosen.

    Signals:
        repeat_chosen(path): write again what an earlier export was asked for.
    """

    repeat_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.fields: dict[str, QComboBox | QLineEdit] = {
            "annotators": combo((), self.tr("Marks by")),
            "status": combo(_statuses(), self.tr("Status of the work")),
            "topics": combo((), self.tr("Topic")),
            "models": combo((), self.tr("Responses of")),
            "split": combo(_splits(), self.tr("Side of the split")),
            "mode": combo(_modes(), self.tr("How marks were made")),
            "since": _day(self.tr("Marks from")),
            "until": _day(self.tr("Marks until")),
            "agreement": combo(_agreements(), self.tr("Where several marked")),
        }
        self.licence = QLineEdit(placeholderText=self.tr("unknown"), maxLength=200)
        self.licence.setAccessibleName(self.tr("Licence of the problems"))
        self.clear = HintButton(self.tr("Take everything"))
        self.repeat = HintButton(self.tr("Repeat an export…"))
        self._lay_out()
        self.clear.clicked.connect(self.reset)
        self.repeat.clicked.connect(self._on_repeat)

    @property
    def values(self) -> dict[str, Any]:
        """Return what was chosen, by the names of the filters; what says nothing is left out."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            value = field.text().strip() if isinstance(field, QLineEdit) else field.currentData()
            if value:
                found[name] = [value] if name in SEVERAL else value
        return found

    def offer(
        self,
        annotators: Sequence[tuple[str, str]],
        topics: Sequence[str],
        models: Sequence[tuple[str, str]],
    ) -> None:
        """Offer who and what there is, as (name, id); what was chosen stays where it still is."""
        every = translate("FiltersCard", "all")
        self._fill("annotators", [(every, ""), *annotators])
        self._fill("topics", [(every, ""), *((topic, topic) for topic in topics)])
        self._fill("models", [(every, ""), *models])

    def reset(self) -> None:
        """Leave nothing out."""
        for field in self.fields.values():
            if isinstance(field, QLineEdit):
                field.clear()
            else:
                field.setCurrentIndex(0)

    def _fill(self, name: str, entries: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, QComboBox)
        chosen = field.currentData()
        field.clear()
        for text, value in entries:
            field.addItem(text, value)
        field.setCurrentIndex(max(field.findData(chosen), 0))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(4, 1)
        shown: list[QWidget] = [*self.fields.values(), self.licence]
        for at, field in enumerate(shown):
            field.setFixedWidth(FIELD_WIDTH)
            grid.addWidget(label(field.accessibleName(), "meta"), at // 2, at % 2 * 2)
            grid.addWidget(field, at // 2, at % 2 * 2 + 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(label(self.tr("What part of the project"), "heading"))
        column.addLayout(grid)
        column.addLayout(stretch_row(self.clear, self.repeat, None))

    def _on_repeat(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Repeat an export"), "", self.tr("Kept exports (*export.json)")
        )
        if chosen:
            self.repeat_chosen.emit(Path(chosen))


def _statuses() -> tuple[Choice, ...]:
    return (
        Choice(translate("FiltersCard", "all"), ""),
        Choice(translate("FiltersCard", "open"), "open"),
        Choice(translate("FiltersCard", "accepted"), "accepted"),
        Choice(translate("FiltersCard", "converged"), "converged"),
        Choice(translate("FiltersCard", "bad problem"), "bad_problem"),
        Choice(translate("FiltersCard", "given up"), "give_up"),
    )


def _splits() -> tuple[Choice, ...]:
    return (
        Choice(translate("FiltersCard", "both"), ""),
        Choice(translate("FiltersCard", "training"), "train"),
        Choice(translate("FiltersCard", "held-out"), "heldout"),
    )


def _modes() -> tuple[Choice, ...]:
    return (
        Choice(translate("FiltersCard", "either way"), ""),
        Choice(translate("FiltersCard", "to the first error"), "first_error"),
        Choice(translate("FiltersCard", "every step"), "full"),
    )


def _agreements() -> tuple[Choice, ...]:
    return (
        Choice(translate("FiltersCard", "every step"), ""),
        Choice(translate("FiltersCard", "no open disagreement"), "undisputed"),
        Choice(translate("FiltersCard", "only where they agree"), "agreed"),
    )


def _day(name: str) -> QLineEdit:
    made = QLineEdit(placeholderText=translate("FiltersCard", "YYYY-MM-DD"), maxLength=10)
    made.setAccessibleName(name)
    return made
