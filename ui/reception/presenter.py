"""Joins the reception form to the services: on disk at every key, then what saving now would mean."""

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from app.domain.citizen_card import CitizenCard
from app.domain.dossier_code import short_code
from app.domain.ids import ApplicantId
from app.errors import AppError
from app.printing.forms import PrintedForm
from app.services import drafts, numbering, officers, reception
from app.services.drafts import DraftState, FormText
from app.services.numbering import NumberOutlook
from app.services.reception import Assessment, Receipt, ReceptionDraft
from app.storage.clerks import OfficeRecord
from ui.main_window import BOARD, GROUPS
from ui.printing.preview_dialog import PreviewDialog
from ui.printing.receipts import previewed_receipt
from ui.reception import checks
from ui.reception.correction import correct
from ui.reception.draft_keeper import UNFINISHED, DraftKeeper, draft_name
from ui.reception.duplicate_watch import DuplicateWatch
from ui.reception.guidance import Visits
from ui.reception.people_finder import PeopleFinder
from ui.reception.saver import Saver
from ui.reception.undo import Undoing
from ui.reception.view import ReceptionView
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

# The promise changes while the clerk talks: 15:00 comes whether or not a key is pressed.
CLOCK_MS = 20_000
NUMBERS = "few-numbers"
NAME_MISSING = "Còn thiếu họ tên người nộp."
VISITOR_MISSING = "Xin ghi họ tên người đến, phiếu in tên này."


class NotSavedYet(AppError):
    """A slip is printed for a dossier, never for a form."""

    def __init__(self) -> None:
        super().__init__("Hồ sơ chưa lưu nên chưa in. Nhấn Esc rồi F9 để lưu và in hai liên.")


class ReceptionPresenter(QObject):
    """What the reception desk does, whichever clerk sits at it."""

    def __init__(self, workplace: Workplace, view: ReceptionView) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._drafts = DraftKeeper(workplace, self)
        self._people = PeopleFinder(workplace, view, self)
        self._duplicates = DuplicateWatch(workplace, view, self)
        self._saver = Saver(workplace, view, self)
        self._visits = Visits(workplace, view)
        self._undoing = Undoing(workplace, self)
        self._office = OfficeRecord("")
        self._outlook = NumberOutlook("", 0)
        self._assessment = Assessment(None, (), None, None)
        self._connect()
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self.look_at_the_clock)
        self._clock.start()
        self._show(self._drafts.take_unfinished() or FormText())
        self.refresh()

    def _connect(self) -> None:
        view = self._view
        view.entered.connect(lambda: self._workplace.settled.emit(UNFINISHED))
        view.edited.connect(self._keep)
        view.save_asked.connect(self._save)
        view.park_asked.connect(self.park)
        view.guide_asked.connect(self._guide)
        view.refuse_asked.connect(self._refuse)
        view.undo_asked.connect(self._undoing.undo)
        view.leave_asked.connect(lambda: self._workplace.desk_wanted.emit(BOARD))
        self._workplace.queue_changed.connect(view.show_queue)
        view.group_asked.connect(lambda: self._workplace.desk_wanted.emit(GROUPS))
        view.preview_asked.connect(self._preview_or_reprint)
        view.correct_asked.connect(self._correct_last)
        view.card_photo_asked.connect(self._workplace.card_photo_wanted)
        view.applicant.row_opened.connect(self._open_row)
        view.applicant.row_dropped.connect(self._drop_row)
        self._people.filled.connect(self._keep)
        self._saver.saved.connect(self._begin_next)
        self._saver.refused.connect(self._keep)
        self._visits.noted.connect(self._end_visit)
        self._undoing.undone.connect(self._take_back)
        self._undoing.expired.connect(view.undo.hide)
        self._workplace.officer_changed.connect(self._change_hands)

    def take_card(self, card: CitizenCard) -> None:
        """A card was scanned, on whatever desk."""
        self._people.take_card(card)

    def refresh(self) -> None:
        """Read anew what others may have changed: the office's names and the next code."""
        desk = self._desk
        self._workplace.ask(lambda: (officers.office(desk), numbering.outlook(desk)), self._take_outlook)

    def look_at_the_clock(self) -> None:
        """What saving would promise may have changed while nobody typed."""
        self._assess()

    # drafts

    def _change_hands(self) -> None:
        """Whoever sits down finds their own form, never the one that a colleague was typing."""
        form = self._drafts.hand_over()
        if form is None:
            self._assess()
        else:
            self._view.hide_received()
            self._show(form)

    def _keep(self) -> None:
        """Every key: on disk first, then whatever follows from it."""
        form = self._view.form()
        try:
            self._view.show_saved(self._drafts.keep(form))
        except AppError as error:
            self._workplace.tell_failure(error)
        self._view.hide_received()
        self._assess()

    def park(self) -> None:
        """F6: put the form aside and serve the next person."""
        form = self._view.form()
        if not form.is_blank:
            self._drafts.park(form)
            self._show(FormText())
            self._view.show_parked(f"Đã gác nháp của {draft_name(form)}.")
        self._view.start()

    def resume(self, draft_id: str) -> None:
        """Go on with a draft; the form on screen is put aside first."""
        self.park()
        form = self._drafts.take(draft_id)
        if form is not None:
            self._view.hide_received()
            self._show(form)

    def _open_row(self, value: object) -> None:
        """A parked draft is gone on with, an earlier dossier is looked at on its own desk."""
        if isinstance(value, str):
            self.resume(value)
        else:
            self._workplace.dossier_wanted.emit(value)

    def _drop_row(self, value: object) -> None:
        if isinstance(value, str):
            self._drafts.drop_other(value)
            self._list_parked()

    def _show(self, form: FormText) -> None:
        self._view.show_form(form)
        self._view.show_saved(None if form.is_blank else self._desk.now())
        self._list_parked()
        if form.applicant_id is not None:
            self._people.show_earlier(ApplicantId(form.applicant_id))
        self._assess()

    def _list_parked(self) -> None:
        rows = self._drafts.parked()
        self._view.applicant.show_earlier("Nháp đang gác", "Enter mở, Delete bỏ", rows)

    # what saving now would mean

    def _take_outlook(self, read: tuple[OfficeRecord | None, NumberOutlook]) -> None:
        self._office, self._outlook = read[0] or OfficeRecord(""), read[1]
        self._view.promise.show_numbers(self._desk.name, self._outlook)
        if self._outlook.warning:
            self._workplace.tell(Message(NUMBERS, self._outlook.warning, "due"))
        else:
            self._workplace.settled.emit(NUMBERS)
        self._assess()

    def _assess(self) -> None:
        form = self._view.form()
        draft = self._reception_draft(form)
        self._assessment = reception.assess(self._desk, draft)
        self._view.promise.show_assessment(self._assessment, self._desk.now())
        self._view.show_missing(self._assessment.missing)
        self._view.describe_sections(form, self._assessment.missing)
        self._view.promise.show_slip(None if self._assessment.procedure is None else self._slip(draft))
        self._duplicates.look(draft)

    def _slip(self, draft: ReceptionDraft) -> PrintedForm:
        promise, officer = self._assessment.promise, self._desk.officer
        return previewed_receipt(
            self._desk,
            self._office,
            officer.full_name if officer else "",
            draft,
            self._outlook.next_code,
            promise.due if promise else None,
        )

    def _reception_draft(self, form: FormText) -> ReceptionDraft:
        return drafts.reception_draft(form, self._desk.today())

    # saving

    def _save(self) -> None:
        """F9: go to what is missing, or receive the dossier and print its slip."""
        form = self._view.form()
        if form.is_blank:
            self._view.start()  # a second F9 that came after the dossier was saved
        elif not self._is_stopped(form):
            self._receive(form)

    def _receive(self, form: FormText) -> None:
        self._drafts.keep(form, DraftState.SAVING)
        self._saver.save(replace(self._reception_draft(form), warned=self._duplicates.warned))

    def _is_stopped(self, form: FormText) -> bool:
        """Whether something must be filled in first; the keyboard is put there."""
        wrong_date = checks.date_error(form.birth_date, self._desk.today())
        if not form.full_name.strip():
            self._view.go_to_name(NAME_MISSING)
        elif wrong_date and not form.is_organisation:
            self._view.go_to_birth(wrong_date)
        elif self._assessment.procedure is None:
            self._view.complain_of_procedure()
        elif self._assessment.missing:
            self._view.go_to_paper(self._assessment.missing[0])
        else:
            return False
        return True

    def _begin_next(self, receipt: Receipt) -> None:
        self._undoing.remember(receipt, self._view.form())
        self._drafts.drop()
        self._show(FormText())
        self._view.start()
        self._view.show_received(f"Đã nhận hồ sơ {short_code(receipt.code)}.")
        self.refresh()

    def _preview_or_reprint(self) -> None:
        """Ctrl+P: on an empty form print the last slip again, else show the one being made."""
        form = self._view.form()
        if self._saver.last is not None and (form.is_blank or not self._saver.is_printed):
            self._saver.print()
        elif self._assessment.procedure is None:
            self._view.complain_of_procedure()
        else:
            dialog = PreviewDialog(self._view.look, [self._slip(self._reception_draft(form))], self._view)
            for asked in (dialog.print_requested, dialog.save_requested):
                asked.connect(lambda: dialog.show_error(NotSavedYet()))
            dialog.open()

    # who leaves without a dossier

    def _guide(self) -> None:
        """F4: papers are missing, so nothing is received; the citizen takes form 02 home."""
        if self._knows_whom():
            self._visits.guide(self._office, self._reception_draft(self._view.form()))

    def _refuse(self) -> None:
        """Shift+F4: nothing will be received, for a written reason."""
        if self._knows_whom():
            self._visits.refuse(self._reception_draft(self._view.form()))

    def _knows_whom(self) -> bool:
        """A paper names who came and what for; the keyboard is put where that is missing."""
        if not self._view.form().full_name.strip():
            self._view.go_to_name(VISITOR_MISSING)
        elif self._assessment.procedure is None:
            self._view.complain_of_procedure()
        else:
            return True
        return False

    def _end_visit(self, sentence: str, comes_back: bool) -> None:
        """Whoever comes back with the missing paper finds the form among the parked ones."""
        if comes_back:
            self._drafts.park(self._view.form())
        else:
            self._drafts.drop()
        self._show(FormText())
        self._view.start()
        self._view.show_noted(sentence)

    def _take_back(self, form: FormText, sentence: str) -> None:
        """An undone reception is typed on in the form it came from, unless another one was begun."""
        if self._view.form().is_blank:
            self._show(form)
            self._keep()
        self._view.show_noted(sentence)
        self.refresh()

    def _correct_last(self) -> None:
        if self._saver.last is not None:
            correct(self._workplace, self._saver.last.dossier_id, self._view)
