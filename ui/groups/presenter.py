"""Joins the screen of a group to the services: on disk at every change, received one after the other."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app.services import groups, imports
from app.services.exports import Outgoing
from app.services.groups import Group, GroupForm, Member
from app.services.imports import DryRun
from ui.groups.alike_watch import GROUP
from ui.groups.import_dialog import ImportDialog
from ui.groups.line_by_line import LineByLine
from ui.groups.receiving import PRINT, Receiving
from ui.groups.second_press import SecondPress
from ui.groups.view import GroupView
from ui.main_window import RECEPTION
from ui.saving import ListSaver, outgoing_rows
from ui.widgets.message_bar import Message, State
from ui.widgets.save_path import with_ending
from ui.workplace import Workplace

SAMPLE_NAME = "mau-danh-sach-nguoi-nop.xlsx"
LISTS = "Danh sách (*.xlsx *.csv *.txt);;Mọi tệp (*)"


class GroupPresenter(QObject):
    """What the desk of a group does, whichever clerk sits at it."""

    def __init__(self, workplace: Workplace, view: GroupView) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._group = Group()
        self._receiving = Receiving(workplace, view, self)
        self._lines = LineByLine(workplace, view, self)
        self._second = SecondPress(workplace, self)
        self.saver = ListSaver(workplace, view)
        self.take_card = self._lines.take_card
        self._connect()
        workplace.ask(lambda: groups.current(self._desk), self._take_first)

    def _connect(self) -> None:
        view = self._view
        view.form_edited.connect(self._keep_form)
        view.import_asked.connect(self._ask_file)
        view.sample_asked.connect(self._save_sample)
        view.export_asked.connect(self._export)
        view.receive_asked.connect(self._receive)
        view.print_asked.connect(self._print)
        view.undo_asked.connect(self._undo)
        self._receiving.changed.connect(self._show)
        self._lines.written.connect(self._show)
        view.finish_asked.connect(self._finish)
        view.leave_asked.connect(lambda: self._workplace.desk_wanted.emit(RECEPTION))
        view.model.failed.connect(self._workplace.tell_failure)
        self._workplace.message_acted.connect(self._hear_message)

    # the list

    def refresh(self) -> None:
        """Read the list anew; the form is the clerk's own and stays."""
        self._second.forget()
        self._workplace.ask(lambda: groups.current(self._desk), self._show)

    def _take_first(self, group: Group) -> None:
        """Where the last list was left off, unless the clerk has begun to type already."""
        if self._view.form() == GroupForm():
            self._view.show_form(group.form)
        self._show(group)

    def _show(self, group: Group) -> None:
        self._group = group
        self._lines.see(group)
        self._view.show_group(group)
        self._receiving.alike.look(group)

    def _write(self, work: Callable[[], None], done: Callable[[], None] = lambda: None) -> None:
        self._second.forget()
        self._lines.write(work, done)

    def _keep_form(self) -> None:
        form = self._view.form()
        self._write(partial(groups.keep_form, self._desk, form))

    # a list from a file

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self._view, "Đọc danh sách", str(Path.home()), LISTS)
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Try a file; nothing of it is on the list before the clerk said so."""
        desk, group, samples = self._desk, self._group, self._workplace.accepts_samples
        self._workplace.ask(lambda: imports.try_list(desk, path, group, samples=samples), self._show_trial)

    def _show_trial(self, run: DryRun) -> None:
        dialog = ImportDialog(self._view.look, run, self._view)
        dialog.taken.connect(self._take_people)
        self._workplace.open(dialog)

    def _take_people(self, members: Sequence[Member]) -> None:
        words = f"Đã thêm {len(members)} người vào danh sách. Chưa tiếp nhận ai."
        self._write(
            partial(groups.add, self._desk, members, self._workplace.officer), lambda: self._tell(words, "ok")
        )

    def _save_sample(self) -> None:
        offered = str(Path.home() / SAMPLE_NAME)
        chosen, _ = QFileDialog.getSaveFileName(self._view, "Lưu tệp mẫu", offered, "Excel (*.xlsx)")
        path = with_ending(self._view, chosen, ".xlsx", (".xlsx",)) if chosen else None
        if path is not None:
            self._workplace.ask(
                lambda: imports.save_sample(path), lambda _none: self._tell(f"Đã lưu {path.name}.", "ok")
            )

    def _export(self) -> None:
        """Who waits, then who was received, as on the screen."""
        self._second.forget()
        desk, columns = self._desk, self._view.model.columns

        def gather() -> Outgoing:
            group = groups.current(desk)
            rows = (*group.waiting, *group.received)
            return outgoing_rows("Danh sách nhóm", columns, rows, len(rows))

        self.saver.ask_and_save("danh-sach-nhom", "group", gather)

    # the end

    def _receive(self) -> None:
        self._second.forget()
        if self._lines.is_bar_free():
            self._receiving.receive(self._group)

    def _print(self) -> None:
        self._second.forget()
        self._receiving.print_all(self._group)

    def _undo(self) -> None:
        """Alt+Z twice: every reception of the list that still may be is undone."""
        count = len(self._group.received)
        if self._second.is_second("undo", f"Nhấn Alt+Z lần nữa để hủy tiếp nhận {count} hồ sơ."):
            self._receiving.undo()

    def _hear_message(self, topic: str) -> None:
        if topic == PRINT:
            self._print()

    def _finish(self) -> None:
        """F6: the list is forgotten; twice where somebody still waits, not while somebody is half typed."""
        left = len(self._group.waiting)
        if not self._lines.is_bar_free():
            return
        if left and not self._second.is_second(
            "finish", f"Còn {left} người chưa nhận. Nhấn F6 lần nữa để bỏ họ khỏi danh sách."
        ):
            return
        self._lines.forget()
        self._write(partial(groups.finish, self._desk))
        self._view.show_form(GroupForm())
        self._workplace.settled.emit(GROUP)
        self._view.enter()

    def _tell(self, words: str, state: State) -> None:
        self._workplace.tell(Message(GROUP, words, state))


class GroupDesk(GroupView):
    """The screen of a group at work; ``take_card`` is for scans that come while it is in front."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self.presenter = GroupPresenter(workplace, self)
        self.take_card = self.presenter.take_card
        self.read_list = self.presenter.read

    def enter(self) -> None:
        super().enter()
        self.presenter.refresh()
