"""What a desk sees of its dossiers: rows, groups and figures, ready to be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from app.domain.calendar_day import DayKind
from app.domain.clock import ms_of, wall_of
from app.domain.deadline import TimeState, clock_state, letter_by, time_left
from app.domain.dossier import DossierState
from app.domain.dossier_code import short_code
from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.domain.time_words import short_day_in_words
from app.domain.working_calendar import WorkingCalendar
from app.services.access import check_reading
from app.services.desk import Desk
from app.storage import board_rows, handed_rows, record_states, search_rows
from app.storage.board_rows import DueRange, ListedDossier
from app.storage.handed_rows import Marks
from app.storage.projections import FAR_FUTURE_MS, Lane
from app.storage.unit_of_work import Snapshot


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One dossier on a list; ``letter_by`` on the last day for a letter, ``back_by`` as agreed above."""

    dossier_id: int
    code: str
    short_code: str
    applicant_name: str
    procedure_name: str
    step: str
    holder: str
    due_at: datetime | None
    due_text: str
    time_state: TimeState
    time_text: str
    sync_state: SyncState
    awaits_acceptance: bool = False
    supplements: int = 0
    has_letter: bool = False
    letter_by: datetime | None = None
    back_by: datetime | None = None


class GroupKind(Enum):
    """The board's filters, in the order they are shown."""

    OPEN = "open"
    LATE = "late"
    TODAY = "today"
    NEXT_DAY = "next_day"
    LATER = "later"
    DONE = "done"
    PAUSED = "paused"
    TO_ACCEPT = "to_accept"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """A run of rows under one heading; ``count`` rows follow each other in the list."""

    kind: GroupKind
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """The figures of the day; ``on_time_percent`` is None while nothing was settled this month."""

    received_today: int
    returned_today: int
    on_time_percent: float | None
    waiting_for_citizen: int


@dataclass(frozen=True, slots=True)
class Board:
    """The head of the board: its figures, its groups with their counts, and a notice about the calendar."""

    figures: BoardFigures
    groups: Sequence[BoardGroup]
    notice: str


STEP_WORDS = {
    DossierState.RECEIVED: "Tiếp nhận",
    DossierState.PROCESSING: "Giải quyết",
    DossierState.SUPPLEMENT_REQUESTED: "Chờ bổ sung",
    DossierState.TRANSFERRED: "Nơi khác",
    DossierState.FINISHED: "Trả kết quả",
    DossierState.RETURNED: "Đã trả",
    DossierState.REFUSED: "Từ chối",
    DossierState.WITHDRAWN: "Đã rút",
    DossierState.STOPPED: "Đã dừng",
    DossierState.GUIDED: "Hướng dẫn",
    DossierState.UNDONE: "Đã hủy",
    DossierState.UNCOLLECTED: "Không nhận",
}
DAYS_AHEAD = 7
UNMARKED = Marks()
AWAITED = "Chờ nhận"


def board(desk: Desk) -> Board:
    """The head of the board as it stands this minute."""
    check_reading(desk)
    ranges = due_ranges(desk)
    with desk.store.read() as connection:
        groups = [
            BoardGroup(kind, title, board_rows.count_open(connection, due)) for kind, title, due in ranges
        ]
        figures = _figures(desk, connection)
    return Board(figures, groups, _notice(desk))


def open_page(desk: Desk, kind: GroupKind, offset: int, limit: int) -> Sequence[BoardRow]:
    """A page of the open dossiers in one group, or of all of them in the groups' order."""
    check_reading(desk)
    with desk.store.read() as connection:
        ids: list[DossierId] = []
        for group, _, due in due_ranges(desk):
            if len(ids) >= limit or kind not in (GroupKind.OPEN, group):
                continue
            count = board_rows.count_open(connection, due)
            if offset < count:
                ids += board_rows.open_ids(connection, due, offset, limit - len(ids))
            offset = max(0, offset - count)
        return _rows(desk, connection, board_rows.listed(connection, ids))


def count_all(desk: Desk) -> int:
    """How many dossiers the desk holds."""
    with desk.store.read() as connection:
        return board_rows.count_all(connection)


def all_page(desk: Desk, offset: int, limit: int, total: int) -> Sequence[BoardRow]:
    """A page of every dossier, the last received first."""
    check_reading(desk)
    with desk.store.read() as connection:
        ids = board_rows.all_ids(connection, offset, limit, total)
        return _rows(desk, connection, board_rows.listed(connection, ids))


def count_found(desk: Desk, query: str) -> int:
    """How many dossiers answer what was typed."""
    check_reading(desk)
    with desk.store.read() as connection:
        return search_rows.count_found(connection, query)


def found_page(desk: Desk, query: str, offset: int, limit: int) -> Sequence[BoardRow]:
    """A page of what was found: exact diacritics first, then the newest."""
    check_reading(desk)
    with desk.store.read() as connection:
        ids = search_rows.found_ids(connection, query, offset, limit)
        return _rows(desk, connection, board_rows.listed(connection, ids))


def every_id(desk: Desk, query: str, at_most: int) -> Sequence[DossierId]:
    """Every dossier, or all that answer what was typed, as they stand at one moment."""
    check_reading(desk)
    with desk.store.read() as connection:
        if query:
            return search_rows.found_ids(connection, query, 0, at_most)
        return board_rows.all_ids(connection, 0, at_most, at_most)


def rows_of(desk: Desk, ids: Sequence[DossierId]) -> Sequence[BoardRow]:
    """These dossiers as rows."""
    check_reading(desk)
    with desk.store.read() as connection:
        return _rows(desk, connection, board_rows.listed(connection, ids))


def due_ranges(desk: Desk) -> list[tuple[GroupKind, str, DueRange]]:
    """The board's groups: kind, heading and range."""
    now = desk.now()
    tomorrow = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
    next_day = desk.catalogue.calendar.next_working_day(now.date())
    after_next = datetime.combine(next_day + timedelta(days=1), datetime.min.time())
    late_ms, today_ms, next_ms = (
        ms_of(now.replace(second=0, microsecond=0)),
        ms_of(tomorrow),
        ms_of(after_next),
    )
    return [
        (GroupKind.LATE, "Quá hạn", DueRange(Lane.RUNNING, None, late_ms)),
        (GroupKind.TODAY, f"Hôm nay, {short_day_in_words(now)}", DueRange(Lane.RUNNING, late_ms, today_ms)),
        (
            GroupKind.NEXT_DAY,
            f"Ngày làm việc tới, {short_day_in_words(next_day)}",
            DueRange(Lane.RUNNING, today_ms, next_ms),
        ),
        (GroupKind.LATER, "Các ngày sau", DueRange(Lane.RUNNING, next_ms, None)),
        (GroupKind.DONE, "Xong, chờ trả", DueRange(Lane.SETTLED)),
        (GroupKind.PAUSED, "Tạm dừng, chờ bổ sung", DueRange(Lane.PAUSED)),
    ]


def _figures(desk: Desk, connection: Snapshot) -> BoardFigures:
    now = desk.now()
    day = datetime.combine(now.date(), datetime.min.time())
    day_ms, end_ms, month_ms = ms_of(day), ms_of(day + timedelta(days=1)), ms_of(day.replace(day=1))
    settled = board_rows.settled_between(connection, month_ms, end_ms)
    return BoardFigures(
        board_rows.received_between(connection, day_ms, end_ms),
        board_rows.returned_between(connection, day_ms, end_ms),
        100 * settled.in_time / settled.total if settled.total else None,
        board_rows.count_open(connection, DueRange(Lane.PAUSED)),
    )


def _notice(desk: Desk) -> str:
    """The next holiday or closure within a week, since it moves the promises made today."""
    today = desk.today()
    for ahead in range(1, DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        plan = desk.catalogue.calendar.plan(day)
        if plan.kind in (DayKind.HOLIDAY, DayKind.CLOSED):
            words = short_day_in_words(day)
            return f"{words[0].upper()}{words[1:]} nghỉ {plan.reason}"
    return ""


def _rows(desk: Desk, connection: Snapshot, listed: Iterable[ListedDossier]) -> Sequence[BoardRow]:
    dossiers = list(listed)
    states = record_states.states_of(connection, {each.id: each.own_stamp for each in dossiers})
    marks = handed_rows.marks_of(connection, [each.id for each in dossiers])
    now, calendar = desk.now(), desk.catalogue.calendar
    return [_row(each, states[each.id], marks.get(each.id, UNMARKED), now, calendar) for each in dossiers]


def _row(
    dossier: ListedDossier, sync: SyncState, marks: Marks, now: datetime, calendar: WorkingCalendar
) -> BoardRow:
    due = None if dossier.due_ms == FAR_FUTURE_MS else wall_of(dossier.due_ms)
    state = _time_state(dossier, due, now, calendar)
    return BoardRow(
        dossier_id=dossier.id,
        code=dossier.code,
        short_code=short_code(dossier.code),
        applicant_name=dossier.applicant_name,
        procedure_name=dossier.procedure_name,
        step=_step_words(dossier.state, marks),
        holder=dossier.unit if dossier.state is DossierState.TRANSFERRED else dossier.holder_name,
        due_at=due,
        due_text=_due_text(due, now),
        time_state=state,
        time_text=_time_text(dossier, state, due, now, calendar),
        sync_state=sync,
        awaits_acceptance=marks.awaits_acceptance,
        supplements=marks.supplements,
        has_letter=marks.has_letter,
        letter_by=_letter_by(dossier, state, marks, now, calendar),
        back_by=_back_by(dossier, marks),
    )


def _step_words(state: DossierState, marks: Marks) -> str:
    """Where it is; told apart: handed over and not yet accepted, and a second request, which counts late."""
    if marks.awaits_acceptance:
        return AWAITED
    if state is DossierState.SUPPLEMENT_REQUESTED and marks.supplements > 1:
        return f"Bổ sung lần {marks.supplements}"
    return STEP_WORDS.get(state, "")


def _letter_by(
    dossier: ListedDossier, state: TimeState, marks: Marks, now: datetime, calendar: WorkingCalendar
) -> datetime | None:
    """Until when an apology would have to leave, on the last day on which it can."""
    if dossier.due_ms == FAR_FUTURE_MS or marks.has_letter or state in (TimeState.DONE, TimeState.PAUSED):
        return None
    by = letter_by(calendar, wall_of(dossier.due_ms))
    return by if now <= by and now.date() == by.date() else None


def _back_by(dossier: ListedDossier, marks: Marks) -> datetime | None:
    is_away = dossier.state is DossierState.TRANSFERRED and marks.step_due_ms is not None
    return wall_of(marks.step_due_ms) if is_away and marks.step_due_ms is not None else None


def _due_text(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "Không hẹn"
    return f"{due:%H:%M}" if due.date() == now.date() else f"{due:%d/%m %H:%M}"


def _time_state(
    dossier: ListedDossier, due: datetime | None, now: datetime, calendar: WorkingCalendar
) -> TimeState:
    is_done = dossier.finished_ms is not None or not dossier.state.is_open
    if dossier.state is DossierState.SUPPLEMENT_REQUESTED:
        return TimeState.PAUSED
    if due is None:
        return TimeState.DONE if is_done else TimeState.IN_TIME
    received = wall_of(dossier.received_ms)
    return clock_state(
        now,
        received,
        due,
        max(1, calendar.working_minutes(received, due)),
        calendar,
        is_touched=dossier.events_after_receipt,
        is_done=is_done,
    )


def _time_text(
    dossier: ListedDossier, state: TimeState, due: datetime | None, now: datetime, calendar: WorkingCalendar
) -> str:
    if state is TimeState.DONE:
        return "Xong, chờ trả" if dossier.state.is_open else STEP_WORDS[dossier.state]
    if state is TimeState.PAUSED:
        return "Tạm dừng"
    if state is TimeState.NEW:
        return "Mới nhận"
    return "Không hẹn" if due is None else time_left(now, due, calendar).in_words(calendar)
