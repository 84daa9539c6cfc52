"""The sitting that is being typed: on disk at every key, put aside, and found again by whose it is."""

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.services import sitting_drafts
from app.services.draft_owner import NOBODY
from app.services.sitting_drafts import KeptSitting, SittingText
from ui.certification.view import CertificationView
from ui.main_window import BOARD
from ui.workplace import Workplace


class SittingKeeper(QObject):
    """``shown`` when another sitting stands on the screen than before."""

    shown = Signal()

    def __init__(self, workplace: Workplace, view: CertificationView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self.draft_id: str | None = None
        self._owner = NOBODY if workplace.desk.officer is None else workplace.desk.officer.id
        view.park_asked.connect(self._park)
        view.leave_asked.connect(self._leave)
        workplace.officer_changed.connect(self._change_hands)

    def _change_hands(self) -> None:
        """Whoever sits down finds their own sitting, never the one that a colleague was typing."""
        officer = self._desk.officer
        if officer is None:
            return
        is_anothers, self._owner = self._owner not in (NOBODY, officer.id), officer.id
        if is_anothers:
            self._clear()
            self.take_unfinished()

    def keep(self) -> None:
        """What is typed goes to disk; where that fails the clerk is told."""
        try:
            self._put_on_disk(self._view.text())
        except AppError as error:
            self._workplace.tell_failure(error)

    def _put_on_disk(self, text: SittingText) -> None:
        if text.is_blank:
            self._drop_draft()
            self._view.say_saved("")
            return
        self.draft_id = self.draft_id or self._desk.drafts.new_id()
        sitting_drafts.keep(self._desk, self.draft_id, text)
        self._view.say_saved(f"Nháp đã lưu trên máy này lúc {self._desk.now():%H:%M:%S}")

    def forget(self, draft_id: str | None) -> None:
        """A draft goes, and no other."""
        if draft_id is not None:
            self._desk.drafts.drop(draft_id)

    def _drop_draft(self) -> None:
        self.forget(self.draft_id)
        self.draft_id = None

    def take_unfinished(self) -> None:
        """Go on with what this clerk was typing when the program ended, or somebody else sat down."""
        found = sitting_drafts.kept(self._desk)
        if found:
            self._resume(found[0])
        self._show_parked()

    def _resume(self, kept: KeptSitting) -> None:
        self.draft_id, self._owner = kept.id, kept.owner
        self._view.show_text(kept.text)
        self.shown.emit()

    def _parked(self) -> list[KeptSitting]:
        return [each for each in sitting_drafts.kept(self._desk) if each.id != self.draft_id]

    def _show_parked(self) -> None:
        self._view.show_parked(len(self._parked()))

    def _park(self) -> None:
        """F6: put the sitting aside; on an empty lane, go on with the one put aside first."""
        if self._view.is_busy:
            return
        waiting = self._parked()
        if not self._view.text().is_blank:
            self.begin_anew()
        elif waiting:
            self._resume(waiting[-1])
            self._view.lane.start()
        self._show_parked()

    def begin_anew(self) -> None:
        """An empty lane for the next citizen, in the same book."""
        self._clear()
        self._view.start()

    def _clear(self) -> None:
        self.draft_id = None
        self._view.show_text(SittingText(kind=self._view.text().kind))
        self._view.say_saved("")
        self.shown.emit()

    def _leave(self) -> None:
        """Esc: give up what is typed; on an empty lane, go to the board."""
        if self._view.is_busy:
            return
        if self._view.text().is_blank:
            self._workplace.desk_wanted.emit(BOARD)
        else:
            self._drop_draft()
            self.begin_anew()
