"""A visit that receives nothing: form 02 for what is missing, form 03 where the office has to say no.

Both are put on record with their paper; neither is a received dossier.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.identifiers import grouped_phone
from app.domain.ids import DossierId
from app.printing.forms import Form, PrintedForm, SupplementRequestForm, supplement_request_html
from app.printing.request_note import request_note
from app.services import guidance, reception
from app.services.desk import Desk, Officer
from app.services.forms import template_of
from app.services.reception import ReceptionDraft
from app.storage.clerks import OfficeRecord
from ui.dossier.act_form import NoteEdit
from ui.printing.papers import paper_job
from ui.printing.preview_dialog import PreviewDialog
from ui.printing.receipts import header_of
from ui.theme.measures import EDGE, FIELD_GAP, TextSize
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

REASON = "Hồ sơ chưa đủ giấy tờ theo danh mục đã công bố. Xin nộp lại khi đủ."
REFUSING = "Không tiếp nhận hồ sơ nào. Việc này được ghi lại, người đến nhận phiếu mẫu 03 có lý do."
WIDTH = 460


def guidance_form(desk: Desk, office: OfficeRecord, officer: Officer, draft: ReceptionDraft) -> PrintedForm:
    """What the citizen still has to bring, on the form in force; it carries no number and no code."""
    assessment = reception.assess(desk, draft)
    procedure = assessment.procedure
    form = SupplementRequestForm(
        header=header_of(office),
        number="",
        code="",
        applicant_name=draft.applicant.full_name,
        applicant_address=draft.applicant.address,
        applicant_phone=grouped_phone(draft.applicant.phone),
        procedure_name=procedure.name if procedure else "",
        content=draft.content,
        items=tuple(component.title for component in assessment.missing),
        reason=REASON,
        issued_at=desk.now(),
        clerk_name=officer.full_name,
    )
    return supplement_request_html(form, template_of(desk, Form.SUPPLEMENT_REQUEST, desk.today()))


class Visits(QObject):
    """Puts on record that somebody was guided or turned down, and prints their paper.

    ``noted`` carries what was done in a sentence, and whether they are expected back.
    """

    noted = Signal(str, bool)

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._parent = parent

    def guide(self, office: OfficeRecord, draft: ReceptionDraft) -> None:
        """Show form 02; printing it is what puts the visit on record."""
        place = self._workplace
        form = guidance_form(place.desk, office, place.officer, draft)
        dialog = PreviewDialog(place.look, [form], self._parent)
        missing = [component.title for component in reception.assess(place.desk, draft).missing]
        act = partial(guidance.guide, place.desk, place.officer, draft, request_note(missing, REASON))
        done = partial(self._end, Form.SUPPLEMENT_REQUEST, f"Đã ghi hướng dẫn {draft.applicant.full_name}.")
        dialog.print_requested.connect(lambda: self._note(dialog, act, done))
        dialog.open()

    def refuse(self, draft: ReceptionDraft) -> None:
        """Ask for the reason; form 03 carries it."""
        place = self._workplace
        dialog = RefusalDialog(place, self._parent)
        done = partial(self._end, Form.REFUSAL, f"Đã ghi từ chối {draft.applicant.full_name}.")

        officer = place.officer

        def act() -> DossierId:
            return guidance.refuse_at_counter(place.desk, officer, draft, *dialog.words())

        def save() -> None:
            if dialog.is_complete():
                self._note(dialog, act, done)

        dialog.save.clicked.connect(save)
        dialog.open()

    def _note(self, dialog: QDialog, act: Callable[[], DossierId], done: Callable[..., None]) -> None:
        """Once, however often the key is pressed."""
        dialog.setEnabled(False)

        def noted(id_: DossierId) -> None:
            dialog.accept()
            done(id_)

        def refused(error: Exception) -> None:
            dialog.reject()
            self._workplace.tell_failure(error)

        self._workplace.act(act, noted, refused)

    def _end(self, form: Form, sentence: str, id_: DossierId) -> None:
        place = self._workplace
        self.noted.emit(sentence, form is Form.SUPPLEMENT_REQUEST)
        place.print(partial(paper_job, place.desk, place.officer, id_, form), lambda _no: None)


class RefusalDialog(QDialog):
    """Why nothing is received, and by which law; F9 writes it."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        look = workplace.look
        self.reason = NoteEdit(look)
        self.basis = WordsEdit()
        self.reason_row = FieldRow(look, "Lý do", self.reason)
        self.save = KeyButton(look, "F9", "Ghi và in mẫu 03", kind=Kind.PRIMARY, is_tall=True)
        self.cancel = KeyButton(look, "Esc", "Không từ chối", kind=Kind.FLAT)
        self.setWindowTitle("Từ chối tiếp nhận")
        self.setMinimumWidth(look.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(FIELD_GAP)
        column.addWidget(Text(look, REFUSING, tone="text2", size=TextSize.HINT, wraps=True))
        column.addWidget(self.reason_row)
        column.addWidget(FieldRow(look, "Căn cứ", self.basis))
        buttons = QHBoxLayout()
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.save)
        column.addLayout(buttons)
        self.cancel.clicked.connect(self.reject)
        self.reason.setFocus()

    def words(self) -> tuple[str, str]:
        """The reason and the legal basis."""
        return self.reason.words(), self.basis.words().strip()

    def is_complete(self) -> bool:
        """Whether there is a reason; the keyboard goes to it if not."""
        sentence = "" if self.reason.words() else "Xin ghi lý do từ chối."
        self.reason_row.set_error(sentence)
        if sentence:
            self.reason.setFocus()
        return not sentence
