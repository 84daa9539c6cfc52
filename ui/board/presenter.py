"""Joins the board to the services: what is due, what is found, what may be done next."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.domain.deadline import TimeState
from app.domain.dossier_code import short_code
from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.services import board, drafts, handing, oversight, watched
from app.services.board import Board, BoardRow, GroupKind
from app.services.drafts import KeptDraft
from app.services.handing import Accepted
from app.services.watched import WatchedGroup
from app.storage.oversight_rows import OverseenAct
from ui.board.footer import Act, NextActs
from ui.board.oversight import OversightDialog
from ui.board.view import BoardView
from ui.main_window import RECEPTION
from ui.widgets.in_sight import InSight
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

OPEN, ACCEPT = "open", "accept"
TAKEN = "taken-over"
# Work left is told in minutes: the list is read anew before the minute is old.
CLOCK_MS = 30_000


class BoardPresenter(QObject):
    """Reads the board after every act and once in a while."""

    def __init__(self, workplace: Workplace, view: BoardView) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._desk = workplace.desk
        self._view = view
        self._found_drafts: Sequence[KeptDraft] = ()
        self._connect()
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        self.refresh()

    def _connect(self) -> None:
        view = self._view
        view.receive_asked.connect(lambda: self._workplace.desk_wanted.emit(RECEPTION))
        view.search_asked.connect(self._search)
        view.chosen.connect(self._show_next)
        view.opened.connect(self._open)
        view.acted.connect(self._act)
        view.failed.connect(self._workplace.tell_failure)
        view.slip_scanned.connect(self._accept_slip)
        view.oversight_asked.connect(self._show_overseen)
        view.tabs.currentChanged.connect(lambda: self._workplace.settled.emit(TAKEN))
        self._workplace.queue_changed.connect(view.show_queue)
        self._workplace.books_changed.connect(InSight(view, self.refresh).hear)
        self._workplace.officer_changed.connect(self._change_officer)

    def refresh(self) -> None:
        """Read the board anew; a search that is shown is repeated."""
        if self._view.search.text():
            self._search(self._view.search.text())
        officer = self._desk.officer
        self._view.oversight.setVisible(oversight.may_oversee(officer))
        if officer is None:
            self._workplace.ask(lambda: (board.board(self._desk), ()), self._take_board)
        else:
            self._workplace.ask(
                lambda: (board.board(self._desk), watched.watched(self._desk, officer)), self._take_board
            )

    def _take_board(self, read: tuple[Board, Sequence[WatchedGroup]]) -> None:
        whole, groups = read
        self._view.show_watched(groups, partial(watched.page, self._desk, groups))
        self._view.show_board(whole, self._fetch)

    def _fetch(self, offset: int, limit: int) -> Sequence[BoardRow]:
        return board.open_page(self._desk, GroupKind.OPEN, offset, limit)

    def _search(self, words: str) -> None:
        """Dossiers and drafts answer to the same box: a draft that is not found is lost to the clerk."""
        self._workplace.ask(
            lambda: (board.count_found(self._desk, words), drafts.find_drafts(self._desk, words)),
            lambda answer: self._take_found(words, *answer),
        )

    def _take_found(self, words: str, count: int, found: Sequence[KeptDraft]) -> None:
        if words != self._view.search.text():
            return
        self._found_drafts = found
        rows = [self._draft_row(place, draft) for place, draft in enumerate(found)]

        def fetch(offset: int, limit: int) -> Sequence[BoardRow]:
            shown = rows[offset : offset + limit]
            first = max(0, offset - len(rows))
            return [*shown, *board.found_page(self._desk, words, first, limit - len(shown))]

        self._view.show_found(count, fetch, drafts=len(rows))

    def _draft_row(self, place: int, draft: KeptDraft) -> BoardRow:
        """A draft in the list of dossiers; its id counts down from -1, as it has no dossier yet."""
        form = draft.form
        procedure = self._desk.catalogue.procedure(form.procedure_code, self._desk.today())
        return BoardRow(
            dossier_id=-1 - place,
            code="",
            short_code="Nháp",
            applicant_name=form.full_name or "Chưa ghi tên",
            procedure_name=procedure.name if procedure else form.procedure_typed,
            step="Chưa tiếp nhận",
            holder=self._desk.name,
            due_at=None,
            due_text="",
            time_state=TimeState.PAUSED,
            time_text=f"Gác lại {draft.saved_at:%H:%M}",
            sync_state=SyncState.HERE,
        )

    def _show_next(self, row: BoardRow | None) -> None:
        if row is None:
            return
        acts = [Act(OPEN, "Enter", "Làm tiếp" if row.dossier_id < 0 else "Mở hồ sơ")]
        if self._view.takes_slips:
            acts.append(Act(ACCEPT, "F8", "Nhận hồ sơ"))
        self._view.show_next(NextActs(_remark(row), acts))

    def _change_officer(self) -> None:
        """What waits for one clerk waits for no other."""
        self._workplace.settled.emit(TAKEN)
        if self._desk.officer is not None:
            self.refresh()

    def _act(self, name: str) -> None:
        row = self._view.table.chosen_row()
        if not isinstance(row, BoardRow):
            return
        if name == ACCEPT:
            self._accept_slip(row.code)
        else:
            self._open(row)

    def _show_overseen(self) -> None:
        place, officer = self._workplace, self._workplace.officer
        place.ask(lambda: oversight.overseen(self._desk, officer), self._take_overseen)

    def _take_overseen(self, acts: Sequence[OverseenAct]) -> None:
        dialog = OversightDialog(self._view.look, acts, self._view)
        dialog.opened.connect(self._workplace.dossier_wanted)
        self._workplace.open(dialog)

    def _accept_slip(self, code: str) -> None:
        """Slip after slip: each is taken over at once, and what is left is counted down."""
        officer = self._workplace.officer
        self._workplace.act(lambda: handing.accept_code(self._desk, officer, code), self._say_taken)

    def _say_taken(self, taken: Accepted) -> None:
        left = f"Còn {taken.left} hồ sơ, xin quét tiếp." if taken.left else "Đã nhận hết."
        self._workplace.tell(Message(TAKEN, f"Đã nhận hồ sơ {short_code(taken.code)}. {left}", "ok"))

    def _open(self, row: BoardRow) -> None:
        if row.dossier_id < 0:
            self._workplace.draft_wanted.emit(self._found_drafts[-1 - row.dossier_id].id)
        else:
            self._workplace.dossier_wanted.emit(DossierId(row.dossier_id))


def _remark(row: BoardRow) -> str:
    """Where the dossier stands, and what its clock asks for."""
    where = f"{row.step}, đang ở {row.holder}." if row.holder else f"{row.step}."
    flag = f" Đã yêu cầu bổ sung {row.supplements} lần: tính quá hạn theo chỉ số." * (row.supplements > 1)
    return f"{where}{flag}{_asked_by_clock(row)}"


def _asked_by_clock(row: BoardRow) -> str:
    if row.back_by is not None:
        return f" Cấp trên hẹn trả lại {row.back_by:%H:%M %d/%m}."
    if row.letter_by is not None:
        return f" Không kịp hẹn {row.due_text} thì gửi thư xin lỗi trước {row.letter_by:%H:%M} hôm nay."
    match row.time_state:
        case TimeState.LATE if row.has_letter:
            return f" Đã quá cả ngày hẹn lại {row.due_text}, xin báo lãnh đạo."
        case TimeState.LATE:
            return f" Đã quá giờ hẹn {row.due_text}, cần gửi văn bản xin lỗi và hẹn lại."
        case TimeState.NEAR:
            return f" Cần xong trước {row.due_text}."
        case TimeState.PAUSED:
            return " Đồng hồ đang dừng." if row.dossier_id >= 0 else " Nháp chưa thành hồ sơ."
    return ""


def board_desk(workplace: Workplace) -> BoardView:
    """The board at work."""
    view = BoardView(workplace.look, workplace.runner)
    BoardPresenter(workplace, view)
    return view
