"""One page of the machine's settings: its fields, and what F9 does on it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.dossier import Role
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, ICON_SMALL, TextSize
from ui.widgets.panels import Panel
from ui.widgets.text import ShapeLabel, Text
from ui.workplace import Workplace

ONLY_ADMIN = "Chỉ người có vai trò Quản trị sửa được phần này."
WIDTH = 640
DONE = Mark("check", "ok", size=ICON_SMALL)
WRONG = Mark("circle-alert", "late", size=ICON_SMALL)


class SettingsPage(Panel):
    """A page without ``saves`` has its own buttons; one that ``needs_admin`` is read-only for others.

    ``title`` is its tab's. ``saves_changed`` follows where F9 gains or loses its meaning.
    """

    saves_changed = Signal()
    title = ""
    saves = ""
    needs_admin = True
    closed_words = ONLY_ADMIN

    def __init__(self, workplace: Workplace, words: str) -> None:
        super().__init__("surface")
        self.workplace = workplace
        self.told = ShapeLabel(workplace.look, wraps=True)
        self.told.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.fields = QWidget()
        self.fields.setLayout(self.body)
        self.fields.setMaximumWidth(workplace.look.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(12)
        column.addWidget(Text(workplace.look, words, tone="text2", wraps=True))
        column.addWidget(self.fields, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self.told)
        column.addStretch(1)
        self.body.setContentsMargins(0, 0, 0, 0)

    def heading(self, words: str) -> Text:
        """A heading among the fields."""
        return Text(self.workplace.look, words, size=TextSize.BODY, is_bold=True)

    def refresh(self) -> None:
        """Read anew what the page shows; called when it comes to the front."""

    def save(self) -> None:
        """What F9 does here."""

    def is_open_to_officer(self) -> bool:
        officer = self.workplace.desk.officer
        return not self.needs_admin or (officer is not None and Role.ADMINISTRATOR in officer.roles)

    def open(self, is_open: bool) -> None:
        """Let the officer at the desk change what the page shows, or only read it."""
        self.setEnabled(is_open)

    def say(self, sentence: str) -> None:
        """Say what was done."""
        self.told.show_state(DONE, sentence)
        self.told.show()

    def complain(self, error: Exception) -> None:
        """Say why it was not."""
        self.told.show_state(WRONG, self.workplace.sentence(error))
        self.told.show()

    def hush(self) -> None:
        self.told.hide()
