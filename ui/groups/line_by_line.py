"""Who comes on a group's list and leaves it, one by one; the bar lets go of whom the list has."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.citizen_card import CitizenCard, card_doubts
from app.services import groups
from app.services.groups import AlreadyListed, Group, GroupRow, Member
from ui.groups.alike_watch import GROUP
from ui.groups.member_bar import member_of
from ui.groups.view import GroupView
from ui.widgets.message_bar import Message, State
from ui.workplace import FAILURE, Workplace


class LineByLine(QObject):
    """``written`` carries the list as it is on disk after each change."""

    written = Signal(object)

    def __init__(self, workplace: Workplace, view: GroupView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._group = Group()
        self._changed: GroupRow | None = None
        self._is_taking = False
        self._typist = None if workplace.desk.officer is None else workplace.desk.officer.id
        workplace.officer_changed.connect(self._change_hands)
        view.members.given.connect(self._take)
        view.members.card_pasted.connect(self.take_card)
        view.row_opened.connect(self._change)
        view.drop_asked.connect(self._drop)

    def see(self, group: Group) -> None:
        """The list as it stands; who was received meanwhile is no longer being written anew."""
        self._group = group
        changed = self._changed
        if changed is not None and all(row.line != changed.line for row in group.waiting):
            self.forget()

    def forget(self) -> None:
        """Nobody is being written anew, and the bar is for the next person."""
        self._changed = None
        self._view.members.clear()

    def _change_hands(self) -> None:
        """Whoever sits down next begins with an empty line; whoever comes back finds it as it was."""
        officer = self._desk.officer
        if officer is not None and officer.id != self._typist:
            self._typist = officer.id
            self.forget()

    def write(self, work: Callable[[], None], done: Callable[[], None] = lambda: None) -> None:
        """Change the list on disk, then show it as it is there."""
        desk = self._desk

        def changed() -> Group:
            work()
            return groups.current(desk)

        def succeeded(group: Group) -> None:
            self._workplace.settled.emit(FAILURE)
            done()
            self.written.emit(group)

        self._workplace.runner.ask(changed, succeeded, self._fail)

    def _fail(self, error: Exception) -> None:
        self._is_taking = False
        if isinstance(error, AlreadyListed):
            self._tell(str(error), "due")
        else:
            self._workplace.tell_failure(error)

    def _take(self, member: Member) -> None:
        """A person is typed: put at the end, or in the place they were taken from."""
        if self._is_taking:
            return
        self._is_taking = True
        row = self._changed
        work = (
            partial(groups.add_one, self._desk, member)
            if row is None
            else partial(groups.change, self._desk, self._group, row.line, member)
        )
        self.write(work, partial(self._has_taken, member))

    def _has_taken(self, member: Member) -> None:
        """What was typed since stays: it is somebody else."""
        self._is_taking = False
        self._changed = None
        self._workplace.settled.emit(GROUP)
        if self._view.members.member() == member:
            self._view.members.clear()
            self._view.members.start()

    def take_card(self, card: CitizenCard) -> None:
        """A card is a person of the list at once: card after card, nothing is typed."""
        doubts = card_doubts(card, samples=self._workplace.accepts_samples)
        words = f"Đã thêm {card.name} vào danh sách. {' '.join(doubts)}".strip()
        self.write(
            partial(groups.add_one, self._desk, member_of(card)),
            lambda: self._tell(words, "due" if doubts else "ok"),
        )

    def _change(self, row: GroupRow) -> None:
        """Enter: who waits is written anew; a dossier is corrected on its own screen."""
        if row.is_received:
            self._workplace.dossier_wanted.emit(row.dossier_id)
        elif not row.is_undone and self.is_bar_free():
            self._changed = row
            self._view.members.show_member(row.member)
            self._view.members.start()

    def _drop(self, row: GroupRow | None) -> None:
        """Delete: off the list, and into the bar, from where one key puts them back."""
        if row is None or row.is_received:
            return
        is_changed = self._changed is not None and self._changed.line == row.line
        if is_changed or self.is_bar_free():
            member = self._view.members.member() if is_changed else row.member
            self.write(partial(groups.drop, self._desk, self._group, row.line), lambda: self._offer(member))

    def _offer(self, member: Member) -> None:
        self._changed = None
        self._view.members.offer(member)
        self._tell(f"Đã bỏ {member.person.full_name} khỏi danh sách. Nhấn F8 để thêm lại.", "ok")

    def is_bar_free(self) -> bool:
        """Whether nobody is half typed; else the keyboard goes there."""
        if self._view.members.is_untouched():
            return True
        said = "Còn một người chưa thêm. Nhấn F8 để thêm, hoặc xóa các ô."
        self._tell(said if self._changed is None else "Còn một người đang sửa. Nhấn F8 để ghi lại.", "due")
        self._view.members.start()
        return False

    def _tell(self, words: str, state: State) -> None:
        self._workplace.tell(Message(GROUP, words, state))
