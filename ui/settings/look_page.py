"""Light or dark, and how large the type is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton

from app.services import preferences
from app.services.preferences import Preferences
from ui.settings.page import SettingsPage
from ui.settings.rows import in_a_row
from ui.theme.look import Mode
from ui.theme.measures import LARGEST_PERCENT, TextSize
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.text import Text
from ui.workplace import Workplace

MODES = {Mode.SYSTEM: "Theo Windows", Mode.LIGHT: "Sáng", Mode.DARK: "Tối", Mode.CONTRAST: "Tương phản cao"}

NO_ROOM = "Màn hình này không đủ chỗ cho chữ lớn hơn."


class LookPage(SettingsPage):
    title = "Hiển thị"
    needs_admin = False

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "Đổi là thấy ngay, và được nhớ trên máy này.")
        look = workplace.look
        self._look = look
        self.modes = {mode: QRadioButton(words) for mode, words in MODES.items()}
        self.smaller = KeyButton(look, "Ctrl+-", "Nhỏ hơn", hears_key=False)
        self.larger = KeyButton(look, "Ctrl++", "Lớn hơn", hears_key=False)
        self.percent = Text(look)
        self.no_room = Text(look, NO_ROOM, tone="text2", size=TextSize.HINT, wraps=True)
        self.body.addWidget(FieldRow(look, "Nền", in_a_row(*self.modes.values())))
        self.body.addWidget(FieldRow(look, "Cỡ chữ", in_a_row(self.smaller, self.larger, self.percent)))
        self.body.addWidget(self.no_room)
        self._connect()
        self._show()

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for mode, button in self.modes.items():
            group.addButton(button)
            button.clicked.connect(lambda _checked=False, mode=mode: self._look.choose(mode))
        self.smaller.clicked.connect(self._look.smaller)
        self.larger.clicked.connect(self._look.larger)
        self._look.changed.connect(self._show)
        self._look.changed.connect(self._keep)

    def _show(self) -> None:
        for mode, button in self.modes.items():
            is_chosen = mode is self._look.mode
            button.setChecked(is_chosen)
            # Qt moves the place of Tab with a click alone, and the mode changes with the system's too.
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_chosen else Qt.FocusPolicy.ClickFocus)
        is_full = self._look.percent == self._look.largest < LARGEST_PERCENT
        self.percent.setText(f"{self._look.percent} %")
        self.no_room.setVisible(is_full)

    def _keep(self) -> None:
        chosen = Preferences(self._look.mode.value, self._look.wished)
        desk = self.workplace.desk
        self.workplace.runner.ask(
            lambda: preferences.keep(desk, chosen), lambda _none: None, self.workplace.tell_failure
        )
