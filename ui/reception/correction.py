"""Correcting a misspelt applicant of a received dossier: both values are kept, the printed code stays."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.applicant import Applicant
from app.domain.ids import DossierId
from app.services import corrections, dossier
from app.services.dossier import DossierView
from ui.reception.person_fields import PersonFields
from ui.theme.measures import EDGE, FIELD_GAP, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text
from ui.workplace import Workplace

WIDTH = 420
WHAT_STAYS = "Mã hồ sơ và ngày hẹn giữ nguyên. Sổ ghi cả chữ cũ và chữ mới."


@dataclass(frozen=True, slots=True)
class Correction:
    """Whom a correction is about, and the act that writes it."""

    title: str
    applicant: Applicant
    write: Callable[[Applicant], bool]


class CorrectionDialog(QDialog):
    """The person's fields, filled with what was typed; F9 writes what differs."""

    def __init__(
        self, workplace: Workplace, correction: Correction, corrected: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        look = workplace.look
        self._workplace = workplace
        self._correction = correction
        self._corrected = corrected
        self.fields = PersonFields(workplace, self)
        self.error = Text(look, tone="late", wraps=True, size=TextSize.HINT)
        self.save = KeyButton(look, "F9", "Lưu chỗ sửa", kind=Kind.PRIMARY, is_tall=True)
        self.cancel = KeyButton(look, "Esc", "Không sửa", kind=Kind.FLAT)
        self.setWindowTitle(correction.title)
        self.setMinimumWidth(look.px(WIDTH))
        self._lay_out()
        self.fields.show_person(correction.applicant)
        self.error.hide()
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.reject)
        self.fields.full_name.setFocus()

    def _lay_out(self) -> None:
        look = self._workplace.look
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(FIELD_GAP)
        for row in self.fields.rows:
            column.addWidget(row)
        column.addWidget(Text(look, WHAT_STAYS, tone="text2", size=TextSize.HINT, wraps=True))
        column.addWidget(self.error)
        column.addStretch(1)
        column.addLayout(buttons)

    def corrected(self) -> Applicant:
        """The person as the fields have them now."""
        return self.fields.person(self._correction.applicant)

    def _save(self) -> None:
        write, corrected = self._correction.write, self.corrected()
        self.save.setEnabled(False)
        self._workplace.act(lambda: write(corrected), self._has_saved, self._has_failed)

    def _has_saved(self, has_changed: bool) -> None:
        self.accept()
        if has_changed:
            self._corrected()

    def _has_failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        self.error.setText(self._workplace.sentence(error))
        self.error.show()


def correction_of(workplace: Workplace, view: DossierView) -> Correction:
    """The correction of a dossier's applicant."""
    desk, officer, id_ = workplace.desk, workplace.officer, view.id
    return Correction(
        f"Sửa người nộp hồ sơ {view.row.short_code}",
        view.applicant,
        lambda corrected: corrections.correct_applicant(desk, officer, id_, corrected),
    )


def correct(
    workplace: Workplace, id_: DossierId, parent: QWidget, corrected: Callable[[], None] = lambda: None
) -> None:
    """Open the dialog on a dossier's applicant; ``corrected`` is called once something was written."""
    officer = workplace.officer

    def show(view: DossierView) -> None:
        workplace.open(CorrectionDialog(workplace, correction_of(workplace, view), corrected, parent))

    workplace.ask(lambda: dossier.view(workplace.desk, officer, id_), show)
