"""F9 on a group: received one after the other, printed as one job, taken back as a whole."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.ids import DossierId
from app.services import groups
from app.services.desk import Officer
from app.services.groups import Group, TakenBack
from app.services.reception import MissingComponents, Receipt, assess
from ui.groups.alike_watch import GROUP, AlikeWatch
from ui.groups.papers import due_slips, receipts_job
from ui.groups.view import GroupView
from ui.widgets.message_bar import Message, State
from ui.workplace import Workplace

PRINT = "group-print"


class Receiving(QObject):
    """``changed`` carries the list as it stands after people were received or taken back."""

    changed = Signal(object)

    def __init__(self, workplace: Workplace, view: GroupView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._group = Group()
        self.alike = AlikeWatch(workplace, view, self)

    def receive(self, group: Group) -> None:
        """F9: go to what is missing, or receive everybody who waits and print their slips as one job."""
        waiting = group.waiting
        if not waiting:
            return
        self._group = group
        assessment = assess(self._desk, groups.draft_of(self._view.form(), waiting[0].member))
        if assessment.procedure is None:
            self._view.complain_of_procedure()
        elif assessment.missing:
            self._view.go_to_paper(assessment.missing[0])
        else:
            self.alike.look_before(group, self._begin_receiving)

    def _begin_receiving(self) -> None:
        desk, officer = self._desk, self._workplace.officer
        self._view.set_busy(True)
        task = self._workplace.runner.start(
            lambda report: groups.receive(desk, officer, report), self._has_received, self._has_failed
        )
        task.stopped.connect(self._has_stopped)
        self._view.progress.watch(task, groups.STAGE)

    def _has_received(self, receipts: Sequence[Receipt]) -> None:
        self._end_receiving()
        self._tell(f"Đã tiếp nhận {len(receipts)} người. Đang in giấy tiếp nhận.", "ok")

    def _has_failed(self, error: Exception) -> None:
        """Whoever was received before it stands, and gets the slip."""
        self._end_receiving()
        if isinstance(error, MissingComponents):
            self._view.go_to_paper(error.components[0])
        self._workplace.tell_failure(error)

    def _has_stopped(self) -> None:
        self._end_receiving()
        self._tell("Đã dừng. Người đã nhận giữ nguyên, nhấn F9 để nhận tiếp.", "due")

    def _end_receiving(self) -> None:
        self._view.set_busy(False)
        before = {row.dossier_id for row in self._group.received}
        self._workplace.ask(
            lambda: groups.current(self._desk), lambda group: self._show_and_print(group, before)
        )
        self._workplace.books_changed.emit()

    def _show_and_print(self, group: Group, before: set[DossierId | None]) -> None:
        self._group = group
        self.changed.emit(group)
        self._print([row.dossier_id for row in group.received if row.dossier_id not in before])

    def print_all(self, group: Group) -> None:
        """Print the slips that did not come out yet, or all of them again."""
        self._group = group
        self._print([row.dossier_id for row in group.received])

    def _print(self, ids: Sequence[DossierId | None]) -> None:
        """Ask which slips are due, then order them job by job."""
        whole = [id_ for id_ in ids if id_ is not None]
        if whole:
            self._workplace.ask(lambda: due_slips(self._desk, whole), self._order)

    def _order(self, jobs: Sequence[Sequence[DossierId]]) -> None:
        officer = self._desk.officer
        if officer is None:
            return
        for ids in jobs:
            self._workplace.print(
                partial(receipts_job, self._desk, officer, ids), self._has_printed, self._has_not_printed
            )

    def _has_printed(self, _reprint_no: int) -> None:
        self._workplace.settled.emit(PRINT)
        self._tell(f"Đã in giấy tiếp nhận. Danh sách còn {len(self._group.waiting)} người chờ nhận.", "ok")

    def _has_not_printed(self, error: Exception) -> None:
        self._workplace.tell(Message(PRINT, self._workplace.sentence(error), "late", act="In lại"))

    def undo(self) -> None:
        """Take back what still may be; each is an act of its own."""
        officer = self._workplace.officer
        self._workplace.act(lambda: self._undone(officer), self._has_undone)

    def _undone(self, officer: Officer) -> tuple[TakenBack, Group]:
        taken = groups.undo(self._desk, officer)
        return taken, groups.current(self._desk)

    def _has_undone(self, answer: tuple[TakenBack, Group]) -> None:
        taken, group = answer
        self._group = group
        self.changed.emit(group)
        words = f"Đã hủy {taken.undone} hồ sơ, xin thu lại giấy đã in."
        if taken.kept:
            words = f"{words} {len(taken.kept)} hồ sơ không hủy được: {taken.reason}"
        self._tell(words, "due" if taken.kept else "ok")

    def _tell(self, words: str, state: State) -> None:
        self._workplace.tell(Message(GROUP, words, state))
