"""Joins the screen of one dossier to the services: reads it, does its acts, prints its papers."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.dossier import ROLES_OF_ACT, EventKind
from app.domain.ids import DossierId
from app.domain.paper_form import Form
from app.services import second_codes, viewing
from app.services.desk import Desk, Officer
from ui.dossier import reading
from ui.dossier.act_form import ActForm
from ui.dossier.act_forms import FORMS
from ui.dossier.attachments import AttachmentPresenter
from ui.dossier.money_dialog import MoneyDialog
from ui.dossier.offers import Deed, Offer, Paper
from ui.dossier.reading import Reading
from ui.dossier.result_slip import result_slip_job
from ui.dossier.trail import Trail
from ui.dossier.two_codes_slip import two_codes_job
from ui.dossier.view import DossierPage
from ui.printing.papers import paper_job
from ui.printing.press import PrintJob
from ui.reception.correction import correct
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

# A dossier that takes longer to read leaves the last one no longer on the screen.
SLOW_MS = 300
# Work left is told in minutes: the dossier is read anew before the minute is old.
CLOCK_MS = 30_000
IDS_SHOWN_MS = 30_000
PRINT_FAILED = "print-dossier"
JOBS: Mapping[Paper, Callable[[Desk, Officer, DossierId], PrintJob]] = {
    **{paper: partial(paper_job, form=paper.value) for paper in Paper if isinstance(paper.value, Form)},
    Paper.RESULT: result_slip_job,
    Paper.TWO_CODES: two_codes_job,
}


class DossierPresenter(QObject):
    """One dossier at a time; ``opened`` once another one is on the screen."""

    opened = Signal()

    def __init__(self, workplace: Workplace, page: DossierPage) -> None:
        super().__init__(page)
        self._workplace = workplace
        self._page = page
        self._id: DossierId | None = None
        self._reading: Reading | None = None
        self._trail = Trail()
        self._is_acting = False
        self._is_printing = False
        self._jammed: tuple[DossierId, Paper] | None = None
        self._officer = workplace.desk.officer
        self.attachments = AttachmentPresenter(workplace, page.attachments)
        self._ids = QTimer(self, singleShot=True)
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._connect()
        self._clock.start()

    @property
    def shown(self) -> Reading | None:
        """The dossier on the screen."""
        return self._reading

    def _connect(self) -> None:
        page, place = self._page, self._workplace
        page.offered.connect(self._take_offer)
        page.save_asked.connect(self._save)
        page.ids_asked.connect(self._turn_ids)
        page.correct_asked.connect(self._correct)
        page.money_asked.connect(self._show_money)
        page.moved.connect(self._move)
        self.attachments.counted.connect(page.count_scans)
        place.books_changed.connect(self.refresh)
        place.officer_changed.connect(self._change_officer)
        place.message_acted.connect(self._hear_message)
        self._ids.timeout.connect(self._hide_ids)
        self._slow.timeout.connect(page.show_nothing)
        self._clock.timeout.connect(self.refresh)

    def open(self, id_: DossierId) -> None:
        """Show a dossier; what was being typed for another one is let go."""
        if id_ != self._id:
            self._id, self._reading = id_, None
            self._ids.stop()
            self._slow.start()
            self._page.start_anew()
        self.attachments.show(id_)
        self.refresh()

    def follow(self, trail: Trail) -> None:
        """Walk along this list from now on."""
        self._trail = trail
        self._show_neighbours()

    def refresh(self) -> None:
        """Read the dossier anew."""
        id_, place = self._id, self._workplace
        if id_ is None or place.desk.officer is None:
            return
        officer = place.officer
        place.ask(lambda: reading.read(place.desk, officer, id_), self._take)

    def _take(self, read: Reading) -> None:
        if read.view.id != self._id or read.officer != self._workplace.desk.officer:
            return
        is_new = self._reading is None
        self._slow.stop()
        self._reading = read
        self._page.show_reading(read, self._ids.isActive())
        self._show_neighbours()
        if is_new:
            self.opened.emit()

    # neighbours

    def _show_neighbours(self) -> None:
        before, after = (self._beside(by) for by in (-1, 1))
        self._page.show_neighbours(has_before=before is not None, has_after=after is not None)

    def _beside(self, by: int) -> DossierId | None:
        return None if self._id is None else self._trail.beside(self._id, by)

    def _move(self, by: int) -> None:
        beside = self._beside(by)
        if beside is not None:
            self.open(beside)

    # acts

    def _take_offer(self, offer: Offer) -> None:
        """A print is done at once, an act first asks what it needs."""
        read = self._reading
        if read is None:
            return
        if isinstance(offer.act, Paper):
            self._print(read.view.id, offer.act)
        elif isinstance(offer.act, Deed):
            self._give_code(read.view.id)
        elif offer.act is not None:
            self._page.say_done("")
            self._page.open_form(FORMS[offer.act](self._page.look, read))

    def _save(self) -> None:
        """F9: write the act once, however often the key is pressed."""
        form, id_, place = self._page.side.form(), self._id, self._workplace
        if form is None or id_ is None or self._is_acting or not form.is_complete():
            return
        self._is_acting = True
        self._page.set_busy(True)
        act, officer = form.act(), place.officer
        place.act(
            lambda: act(place.desk, officer, id_), lambda _none: self._has_acted(form), self._has_not_acted
        )

    def _has_acted(self, form: ActForm) -> None:
        self._is_acting = False
        self._page.set_busy(False)
        self._page.close_form()
        self._page.say_done(f"Đã ghi: {form.title}.")
        if form.prints is not None and self._id is not None:
            self._print(self._id, form.prints)

    def _has_not_acted(self, error: Exception) -> None:
        """The form stays as it was typed, with the reason under it."""
        self._is_acting = False
        self._page.set_busy(False)
        form = self._page.side.form()
        if form is not None:
            form.complain(self._workplace.sentence(error))
            form.first().setFocus()
        self.refresh()

    def _give_code(self, id_: DossierId) -> None:
        """The desk that received the dossier is lost, so its second code comes from here, with its slip."""
        place, officer = self._workplace, self._workplace.officer
        place.act(
            lambda: second_codes.give(place.desk, officer, id_),
            lambda _given: self._print(id_, Paper.TWO_CODES),
        )

    # prints

    def _print(self, id_: DossierId, paper: Paper) -> None:
        if self._is_printing:
            return
        self._is_printing = True
        place = self._workplace
        prepare = partial(JOBS[paper], place.desk, place.officer, id_)
        place.print(prepare, self._has_printed, partial(self._has_not_printed, id_, paper))

    def _has_printed(self, reprint_no: int) -> None:
        self._is_printing = False
        self._jammed = None
        self._workplace.settled.emit(PRINT_FAILED)
        self._page.say_done(f"Đã in lại lần {reprint_no}." if reprint_no else "Đã ghi và in.")

    def _has_not_printed(self, id_: DossierId, paper: Paper, error: Exception) -> None:
        self._is_printing = False
        self._jammed = id_, paper
        self._workplace.tell(Message(PRINT_FAILED, self._workplace.sentence(error), "late", act="In lại"))

    def _hear_message(self, topic: str) -> None:
        if topic == PRINT_FAILED and self._jammed is not None:
            self._print(*self._jammed)

    # who asks

    def _turn_ids(self) -> None:
        """Alt+H: show the full id numbers for half a minute, once that is noted; again hides them."""
        place, id_ = self._workplace, self._id
        if self._ids.isActive():
            self._hide_ids()
        elif id_ is not None:
            officer = place.officer
            place.ask(
                lambda: viewing.note_id_shown(place.desk, officer, id_), lambda _noted: self._show_ids(id_)
            )

    def _show_ids(self, id_: DossierId) -> None:
        if id_ == self._id:
            self._ids.start(IDS_SHOWN_MS)
            self._show_again()

    def _hide_ids(self) -> None:
        self._ids.stop()
        self._show_again()

    def _change_officer(self) -> None:
        """Whoever sits down next sees no number that another one asked for, and no form of theirs."""
        self._hide_ids()
        officer = self._workplace.desk.officer
        if officer is not None:
            is_another = self._officer is not None and officer.id != self._officer.id
            self._officer = officer
            if is_another:
                self._page.close_form()
        self.refresh()

    def _show_again(self) -> None:
        if self._reading is not None:
            self._page.show_reading(self._reading, self._ids.isActive())

    def _correct(self) -> None:
        roles = self._workplace.officer.roles
        if self._id is not None and not ROLES_OF_ACT[EventKind.CORRECTED].isdisjoint(roles):
            correct(self._workplace, self._id, self._page, self._has_corrected)

    def _show_money(self) -> None:
        if self.shown is not None:
            MoneyDialog(self._workplace, self.shown.view.id, self._page).open()

    def _has_corrected(self) -> None:
        self._page.say_done("Đã ghi: sửa người đề nghị. Sổ giữ cả chữ cũ và chữ mới.")
