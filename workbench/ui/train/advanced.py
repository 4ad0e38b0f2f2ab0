"""The form of all settings of a recipe, built from the recipe itself, with each fault beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.errors import TrainingError
from workbench.domain.recipe_settings import Setting, SettingGroup, fault_of, parsed, setting_groups
from workbench.domain.recipes import Recipe
from workbench.ui.languages import shown, translate
from workbench.ui.widgets import HintButton, label, restyle, stretch_row

FIELD_WIDTH = 148
COLUMNS = 2


class SettingField(QWidget):
    """One setting: its name, what it does, a field, and what is wrong with the field.

    Signals:
        edited(name, value): another value that a recipe takes.
        faulted(): the field holds what no recipe takes.
    """

    edited = Signal(str, object)
    faulted = Signal()

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.fault = ""
        self._fault = label("", "error", wrap=True)
        self._fault.hide()
        self._title = translate("Recipe", setting.label)
        help_text = translate("Recipe", setting.help)
        self._name = label(self._title, "body")
        self.editor = self._editor()
        self.editor.setAccessibleName(self._title)
        self.editor.setAccessibleDescription(help_text)
        self.editor.setFixedWidth(FIELD_WIDTH)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(label(help_text, "meta", wrap=True))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addLayout(words, 0, 0)
        grid.addWidget(self.editor, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._fault, 1, 0, 1, 2)

    def show_value(self, value: Any, *, changed: bool) -> None:
        """Show a value that a recipe holds; a changed one has its name in bold.

        What was typed stays as it was typed, where it means the value or nothing.
        """
        if self.fault:
            return
        if not self._means(value):
            self._set(value)
        self._say("")
        self._name.setProperty("role", "strong" if changed else "body")
        restyle(self._name)

    def _means(self, value: Any) -> bool:
        if isinstance(self.editor, QComboBox):
            return bool(self.editor.currentData() == value)
        try:
            return bool(parsed(self.setting.kind, self.editor.text()) == value)
        except TrainingError:
            return False

    def _editor(self) -> QLineEdit | QComboBox:
        choices: dict[str, Any] = {
            translate("Recipe", one.replace("_", " ")): one for one in self.setting.choices
        }
        if self.setting.kind == "bool":
            choices = {self.tr("no"): False, self.tr("yes"): True}
        if choices:
            box = QComboBox()
            for text, choice in choices.items():
                box.addItem(text, choice)
            box.activated.connect(lambda _: self._on_edited(box.currentData()))
            return box
        field = QLineEdit()
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.textEdited.connect(self._on_text)
        return field

    def _set(self, value: Any) -> None:
        self.editor.blockSignals(True)
        if isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(self.editor.findData(value))
        else:
            self.editor.setText(_text(value))
        self.editor.blockSignals(False)

    def _on_text(self, text: str) -> None:
        try:
            value = parsed(self.setting.kind, text)
        except TrainingError as error:
            self._say(shown(error))
            self.faulted.emit()
            return
        self._on_edited(value)

    def _on_edited(self, value: Any) -> None:
        self._say(shown(fault_of(self.setting.name, value)))
        if self.fault:
            self.faulted.emit()
        else:
            self.edited.emit(self.setting.name, value)

    def _say(self, fault: str) -> None:
        self.fault = fault
        self._fault.setText(f"{self._title} {fault}." if fault else "")
        self._fault.setVisible(bool(fault))


class AdvancedForm(QFrame):
    """All settings in groups.

    Signals:
        recipe_changed(recipe): every field holds what a recipe takes, and one of them changed.
        faults_changed(): a field came to hold, or no longer holds, what no recipe takes.
        reset_chosen(): back to the preset.
    """

    recipe_changed = Signal(object)
    faults_changed = Signal()
    reset_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.recipe = Recipe()
        self.fields: dict[str, SettingField] = {}
        self.reset = HintButton(self.tr("Reset to the preset"))
        self.reset.clicked.connect(self._on_reset)
        self._clash = label("", "error", wrap=True)
        self._clash.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(18)
        for group in setting_groups():
            column.addLayout(self._group(group))
        column.addWidget(self._clash)
        column.addLayout(stretch_row(self.reset, None))

    @property
    def faults(self) -> list[str]:
        """Return what is wrong, field by field."""
        return [field.fault for field in self.fields.values() if field.fault]

    def show_recipe(self, recipe: Recipe, base: Recipe) -> int:
        """Show a recipe; return in how many settings it differs from its preset."""
        self.recipe = recipe
        values, usual = recipe.to_mapping(), base.to_mapping()
        changed = {name for name in self.fields if values[name] != usual[name]}
        for name, field in self.fields.items():
            field.show_value(values[name], changed=name in changed)
        self._clash.hide()
        self.reset.setEnabled(bool(changed))
        return len(changed)

    def _group(self, group: SettingGroup) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(40)
        grid.setVerticalSpacing(10)
        for at, setting in enumerate(group.settings):
            field = self.fields[setting.name] = SettingField(setting)
            field.edited.connect(self._on_edited)
            field.faulted.connect(self._on_faulted)
            grid.addWidget(field, at // COLUMNS, at % COLUMNS, Qt.AlignmentFlag.AlignTop)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 1)
        box = QVBoxLayout()
        box.setSpacing(8)
        box.addWidget(label(translate("Recipe", group.title), "caption"))
        box.addLayout(grid)
        return box

    def _on_edited(self, name: str, value: Any) -> None:
        try:
            self.recipe = Recipe.from_mapping({**self.recipe.to_mapping(), name: value})
        except TrainingError as error:
            self._clash.setText(shown(error))
            self._clash.show()
            return
        self._clash.hide()
        self.faults_changed.emit()
        self.recipe_changed.emit(self.recipe)

    def _on_faulted(self) -> None:
        self.reset.setEnabled(True)
        self.faults_changed.emit()

    def _on_reset(self) -> None:
        for field in self.fields.values():
            field.fault = ""
        self.reset_chosen.emit()


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)
