"""Joins the board to the services: what is due, what is found, what may be done next."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from app.domain.deadline import TimeState
from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.services import board, drafts
from app.services.board import Board, BoardRow, GroupKind
from app.services.drafts import KeptDraft
from ui.board.footer import Act, NextActs
from ui.board.view import BoardView
from ui.main_window import RECEPTION
from ui.workplace import Workplace

OPEN = "open"
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
        self._workplace.books_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read the board anew; a search that is shown is repeated."""
        if self._view.search.text():
            self._search(self._view.search.text())
        self._workplace.ask(lambda: board.board(self._desk), self._take_board)

    def _take_board(self, read: Board) -> None:
        self._view.show_board(read, self._fetch)

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
        if row is not None:
            words = "Làm tiếp" if row.dossier_id < 0 else "Mở hồ sơ"
            self._view.show_next(NextActs(_remark(row), [Act(OPEN, "Enter", words)]))

    def _act(self, _name: str) -> None:
        row = self._view.table.chosen_row()
        if isinstance(row, BoardRow):
            self._open(row)

    def _open(self, row: BoardRow) -> None:
        if row.dossier_id < 0:
            self._workplace.draft_wanted.emit(self._found_drafts[-1 - row.dossier_id].id)
        else:
            self._workplace.dossier_wanted.emit(DossierId(row.dossier_id))


def _remark(row: BoardRow) -> str:
    """Where the dossier stands, and what its clock asks for."""
    where = f"{row.step}, đang ở {row.holder}." if row.holder else f"{row.step}."
    match row.time_state:
        case TimeState.LATE:
            return f"{where} Đã quá giờ hẹn {row.due_text}, cần gửi văn bản xin lỗi và hẹn lại."
        case TimeState.NEAR:
            return f"{where} Cần xong trước {row.due_text}."
        case TimeState.PAUSED:
            return f"{where} Đồng hồ đang dừng." if row.dossier_id >= 0 else "Nháp chưa thành hồ sơ."
    return where


def board_desk(workplace: Workplace) -> BoardView:
    """The board at work."""
    view = BoardView(workplace.look, workplace.runner)
    BoardPresenter(workplace, view)
    return view
