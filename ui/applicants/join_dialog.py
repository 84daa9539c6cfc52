"""Two records side by side: are they one person, which of them stays, and why."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.services import applicants_book, viewing
from app.services.applicants_book import PersonRow
from ui.applicants.person_page import facts_of
from ui.reception.choices import EitherOr
from ui.theme.measures import CELL_PADDING, EDGE, FIELD_GAP, TextSize
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

WIDTH = 720
NOTHING = "–"
WHAT_FOLLOWS = (
    "Hai bản ghi được xem là một người khi tìm và khi xem hồ sơ. Không chữ nào bị xóa, giấy đã in giữ "
    "nguyên; gộp nhầm thì tách lại được."
)


class JoinDialog(QDialog):
    """F9 joins, Alt+H shows the numbers for as long as the dialog is open; what differs is stressed."""

    def __init__(
        self,
        workplace: Workplace,
        first: PersonRow,
        second: PersonRow,
        joined: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        look = workplace.look
        self._workplace = workplace
        self._rows = (first, second)
        self._joined = joined
        self._table = QWidget()
        self.keep = EitherOr(look, "Giữ bản bên trái", "Giữ bản bên phải")
        self.reason = WordsEdit()
        self.error = Text(look, tone="late", wraps=True, size=TextSize.HINT)
        self.show_ids = KeyButton(look, "Alt+H", "Hiện số định danh")
        self.save = KeyButton(look, "F9", "Gộp làm một người", kind=Kind.PRIMARY, is_tall=True)
        self.cancel = KeyButton(look, "Esc", "Không gộp", kind=Kind.FLAT)
        self.setWindowTitle("Gộp hai bản ghi của một người")
        self.setMinimumWidth(look.px(WIDTH))
        self.reason.setPlaceholderText("Ví dụ: lần trước quên mang thẻ")
        self._lay_out()
        self._show_rows(shows_ids=False)
        self.error.hide()
        self.show_ids.clicked.connect(self._ask_ids)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.reason.setFocus()

    def _lay_out(self) -> None:
        look = self._workplace.look
        buttons = QHBoxLayout()
        for button in (self.cancel, self.show_ids):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._column.setSpacing(FIELD_GAP)
        self._column.addWidget(Text(look, "Hai bản ghi này là một người?", size=TextSize.TITLE, is_bold=True))
        self._column.addWidget(self._table)
        self._column.addWidget(FieldRow(look, "Bản đứng tên", self.keep))
        self._column.addWidget(FieldRow(look, "Lý do", self.reason))
        self._column.addWidget(Text(look, WHAT_FOLLOWS, tone="text2", size=TextSize.HINT, wraps=True))
        self._column.addWidget(self.error)
        self._column.addStretch(1)
        self._column.addLayout(buttons)

    def _show_rows(self, *, shows_ids: bool) -> None:
        """The facts of both, one line each; the lines on which they differ are stressed."""
        look, sides = self._workplace.look, [dict(_facts(row, shows_ids)) for row in self._rows]
        whole = [dict(_facts(row, True)) for row in self._rows]
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, CELL_PADDING, 0, CELL_PADDING)
        grid.setHorizontalSpacing(EDGE)
        known = [label for label in dict.fromkeys([*sides[0], *sides[1]]) if any(s.get(label) for s in sides)]
        for line, label in enumerate(known):
            values = [side.get(label) or NOTHING for side in sides]
            grid.addWidget(Text(look, label, tone="text2"), line, 0)
            for place, value in enumerate(values, 1):
                is_other = whole[0].get(label) != whole[1].get(label)
                words = Text(look, value, wraps=True, is_bold=is_other, tone="due" if is_other else "text")
                grid.addWidget(words, line, place)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._column.replaceWidget(self._table, table)
        self._table.deleteLater()
        self._table = table

    def _ask_ids(self) -> None:
        """Each number that is shown is noted first."""
        desk, officer = self._workplace.desk, self._workplace.officer
        for row in self._rows:
            note = partial(viewing.note_person_shown, desk, officer, row.id)
            self._workplace.ask(note, lambda _noted: self._show_rows(shows_ids=True))

    def showEvent(self, event: QShowEvent) -> None:
        """What wraps knows its height only once it wears the program's type."""
        super().showEvent(event)
        self.adjustSize()

    def _save(self) -> None:
        kept, joined = reversed(self._rows) if self.keep.is_other() else self._rows
        place, reason = self._workplace, self.reason.words()
        self.save.setEnabled(False)
        place.act(
            lambda: applicants_book.join(place.desk, place.officer, kept.id, joined.id, reason),
            lambda _none: self._has_joined(),
            self._has_failed,
        )

    def _has_joined(self) -> None:
        self.accept()
        self._joined()

    def _has_failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.error.setText(self._workplace.sentence(error))
        self.error.show()


def _facts(row: PersonRow, shows_ids: bool) -> list[tuple[str, str]]:
    last = f", gần nhất {row.last_received:%d/%m/%Y}" if row.last_received else ""
    return [
        ("Họ và tên", row.applicant.full_name),
        *facts_of(row.applicant, shows_ids),
        ("Hồ sơ", f"{row.dossiers}{last}"),
    ]
