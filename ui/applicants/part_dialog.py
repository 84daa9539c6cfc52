"""Taking a record out of a person again: why they are two after all."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services import applicants_book
from app.services.applicants_book import JoinedRecord
from ui.theme.measures import EDGE, FIELD_GAP, TextSize
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

WIDTH = 460


class PartDialog(QDialog):
    """F9 parts; the reason of the join is shown, since it was wrong or is no longer true."""

    def __init__(
        self, workplace: Workplace, record: JoinedRecord, parted: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        look = workplace.look
        self._workplace = workplace
        self._record = record
        self._parted = parted
        self.reason = WordsEdit()
        self.error = Text(look, tone="late", wraps=True, size=TextSize.HINT)
        self.save = KeyButton(look, "F9", "Tách ra", kind=Kind.PRIMARY, is_tall=True)
        self.cancel = KeyButton(look, "Esc", "Không tách", kind=Kind.FLAT)
        self.setWindowTitle("Tách một bản ghi")
        self.setMinimumWidth(look.px(WIDTH))
        self._lay_out()
        self.error.hide()
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.reason.setFocus()

    def _lay_out(self) -> None:
        look, join = self._workplace.look, self._record.join
        why = f" Khi gộp đã ghi: {join.reason}, {join.clerk_name}." if join else ""
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(FIELD_GAP)
        title = f"Tách {self._record.applicant.full_name}"
        column.addWidget(Text(look, title, size=TextSize.TITLE, is_bold=True))
        told = f"Bản ghi này đứng riêng trở lại, hồ sơ của bản ghi đi theo.{why}"
        column.addWidget(Text(look, told, tone="text2", wraps=True))
        column.addWidget(FieldRow(look, "Lý do", self.reason))
        column.addWidget(self.error)
        column.addStretch(1)
        column.addLayout(buttons)

    def _save(self) -> None:
        place, id_, reason = self._workplace, self._record.id, self.reason.words()
        self.save.setEnabled(False)
        place.act(
            lambda: applicants_book.part(place.desk, place.officer, id_, reason),
            lambda _none: self._has_parted(),
            self._has_failed,
        )

    def _has_parted(self) -> None:
        self.accept()
        self._parted()

    def _has_failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.error.setText(self._workplace.sentence(error))
        self.error.show()
