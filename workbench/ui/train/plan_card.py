"""The plan of the next run: what it learns from, how long it takes, and the one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from workbench.domain.presets import PRESETS, preset
from workbench.domain.recipes import Recipe
from workbench.ui.languages import translate
from workbench.ui.train.advanced import AdvancedForm
from workbench.ui.train.balance_bar import Balance
from workbench.ui.train.sentences import Sentences
from workbench.ui.train.shown import Learnable
from workbench.ui.widgets import (
    ChipRow,
    FlowLayout,
    HintButton,
    label,
    restyle,
    stretch_row,
)

NUMBER_WIDTH = 92


class PlanCard(QFrame):
    """Counts, balance, warnings, preset, settings and the button.

    Signals:
        train_chosen(): start a run with the recipe that is shown.
        recipe_chosen(key, recipe): a preset, or a changed setting of one.
        use_wanted(wanted): whether the new model is to be used at once.
    """

    train_chosen = Signal()
    recipe_chosen = Signal(str, object)
    use_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._key = PRESETS[0].key
        self._obstacle = ""
        self._number_row = QWidget()
        self._numbers = FlowLayout(self._number_row, spacing=24)
        self._balance = Balance()
        self._warnings = Sentences("triangle-alert", "incorrect")
        self.presets = ChipRow([(translate("Presets", one.title), one.key) for one in PRESETS])
        self._sentence = label("", "secondary", wrap=True)
        self._trained = label("", "strong", wrap=True)
        self._estimate = label("", "secondary", wrap=True)
        self._notes = Sentences("info", "secondary", "secondary")
        self.train = HintButton(self.tr("Train"), primary=True)
        self.advanced_button = HintButton(self.tr("Advanced"))
        self.advanced_button.setCheckable(True)
        use_result = self.tr("Use the new model when it is done, unless it is worse")
        self.use_result = QCheckBox(use_result)
        self.advanced = AdvancedForm()
        self.advanced.hide()
        self._blocked = Sentences("circle-alert", "incorrect")
        self._connect()
        self._lay_out()

    @property
    def blocked_text(self) -> str:
        """Return why no run can start, or ``""``."""
        return " ".join(self._blocked.said)

    @property
    def balance_text(self) -> str:
        """Return the counts of the verdicts."""
        return self._balance.text

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what makes a gain doubtful."""
        return self._warnings.said

    @property
    def recipe(self) -> Recipe:
        """Return the recipe that the form holds."""
        return self.advanced.recipe

    def set_primary(self, primary: bool) -> None:
        """Make Train the page's one primary button, or leave that to another."""
        self.train.setProperty("role", "primary" if primary else "secondary")
        self.train.setText(self.tr("Train") if primary else self.tr("Train again"))
        restyle(self.train)
        self.train.updateGeometry()

    def show_recipe(self, key: str, recipe: Recipe) -> None:
        """Show the preset that is chosen, and the settings."""
        self._key = key
        self.presets.select(key)
        if self.presets.isAncestorOf(self.focusWidget() or self):
            self.presets.chip(key).setFocus(Qt.FocusReason.OtherFocusReason)
        changed = self.advanced.show_recipe(recipe, preset(key).recipe)
        said = [translate("Presets", preset(key).sentence)]
        if changed == 1:
            said.append(self.tr("One setting is changed."))
        elif changed:
            said.append(self.tr("{n} settings are changed.").format(n=changed))
        self._sentence.setText(" ".join(said))

    def show_learnable(self, shown: Learnable) -> None:
        """Show what there is to learn from."""
        while self._numbers.count():
            item = self._numbers.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, number in shown.numbers:
            tile = _number(name, number)
            self._numbers.addWidget(tile)
            tile.show()
        self._balance.show_parts(shown.correct, shown.neutral, shown.incorrect)
        self._warnings.say(shown.warnings)
        self._trained.setText(
            self.tr("Model to train: {trained}").format(trained=shown.trained)
            if shown.trained
            else ""
        )
        self._estimate.setText(shown.estimate)
        self._notes.say(shown.notes)
        self._obstacle = shown.blocked
        self._say_obstacle()

    def _say_obstacle(self) -> None:
        said = [self._obstacle] if self._obstacle else []
        if self.advanced.faults:
            said.append(
                self.tr("A setting under Advanced cannot be used; mend it, or reset to the preset.")
            )
        self._blocked.say(said)
        self.train.setEnabled(not said)

    def _connect(self) -> None:
        self.train.clicked.connect(self.train_chosen)
        self.use_result.clicked.connect(self.use_wanted)  # by the user alone
        self.presets.chosen.connect(self._on_preset)
        self.advanced_button.toggled.connect(self.advanced.setVisible)
        self.advanced.recipe_changed.connect(self._on_setting)
        self.advanced.faults_changed.connect(self._say_obstacle)
        self.advanced.reset_chosen.connect(lambda: self._on_preset(self._key))

    def _on_preset(self, key: str) -> None:
        self.recipe_chosen.emit(key, preset(key).recipe)

    def _on_setting(self, recipe: Recipe) -> None:
        self.recipe_chosen.emit(self._key, recipe)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 18)
        column.setSpacing(12)
        column.addWidget(label(self.tr("What there is to learn from"), "heading"))
        for widget in (self._number_row, self._balance, self._warnings):
            column.addWidget(widget)
        column.addWidget(_separator())
        self.presets.setAccessibleName(self.tr("How long to train"))
        choice = QHBoxLayout()
        choice.setSpacing(16)
        choice.addWidget(self.presets, 0, Qt.AlignmentFlag.AlignVCenter)
        choice.addWidget(self._sentence, 1)
        column.addLayout(choice)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self._trained)
        said.addWidget(self._estimate)
        column.addLayout(said)
        column.addWidget(self._notes)
        column.addWidget(self._blocked)
        buttons = stretch_row(self.train, self.advanced_button, self.use_result, None, spacing=12)
        column.addLayout(buttons)
        column.addWidget(self.advanced)


def _separator() -> QFrame:
    line = QFrame()
    line.setProperty("role", "separator")
    return line


def _number(name: str, number: int) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    column.addWidget(label(f"{number:,}", "title"))
    column.addWidget(label(name, "meta"))
    holder.setMinimumWidth(NUMBER_WIDTH)
    return holder
