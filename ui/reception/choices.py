"""The form's choices between two: who the applicant is, how the result comes back, who acts for them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QWidget

from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, TextSize
from ui.widgets.shortcuts import hear
from ui.widgets.text import Text


class EitherOr(QWidget):
    """Two buttons of which one is chosen, the usual one first; ``changed`` when the clerk chose."""

    changed = Signal()

    def __init__(self, look: Look, usual: str, other: str) -> None:
        super().__init__()
        self.usual = QRadioButton(usual)
        self.other = QRadioButton(other)
        self.usual.setChecked(True)
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(CELL_PADDING))
        for button in (self.usual, self.other):
            group.addButton(button)
            row.addWidget(button)
            button.clicked.connect(self.changed)
        row.addStretch(1)
        self.setFocusProxy(self.usual)

    def is_other(self) -> bool:
        return self.other.isChecked()

    def choose(self, is_other: bool) -> None:
        (self.other if is_other else self.usual).setChecked(True)


class RepresentativeBox(QWidget):
    """The switch to the fields of a representative, with its key."""

    changed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._box = QCheckBox("Nộp thay người khác")
        self._box.setAccessibleDescription("Phím Alt+T")
        self._box.clicked.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._box)
        row.addStretch(1)
        row.addWidget(Text(look, "Alt+T", size=TextSize.HINT, tone="text3"))
        hear("Alt+T", "Nộp thay người khác", self, self._box.click)
        self.setFocusProxy(self._box)

    def is_checked(self) -> bool:
        return self._box.isChecked()

    def check(self, is_checked: bool) -> None:
        self._box.setChecked(is_checked)
