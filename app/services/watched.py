"""What somebody has to be told of: dossiers that wait for one's hand, and days that will not be kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.deadline import letter_by
from app.domain.ids import DossierId
from app.domain.time_words import short_day_in_words
from app.services.board import BoardRow, GroupKind, due_ranges, rows_of
from app.services.desk import Desk, Officer
from app.storage import handed_rows

LATE_UNTOLD = "Quá hạn, chưa có thư xin lỗi"
LATE_ABOVE = "Cấp trên quá hẹn trả hồ sơ"
TO_ACCEPT = "Giao cho tôi, chờ nhận"


@dataclass(frozen=True, slots=True)
class WatchedGroup:
    """Dossiers under one heading of a tab."""

    tab: GroupKind
    title: str
    ids: Sequence[DossierId]


def watched(desk: Desk, officer: Officer) -> Sequence[WatchedGroup]:
    """The groups of both tabs, those that have anything; a dossier stands in a tab once."""
    due = {kind: due for kind, _, due in due_ranges(desk)}
    late, coming = due[GroupKind.LATE], due[GroupKind.NEXT_DAY]
    with desk.store.read() as connection:
        mine = handed_rows.handed_to(connection, officer.id)
        above = handed_rows.overdue_elsewhere(connection, desk.now_ms())
        untold = handed_rows.without_letter(connection, late)
        soon = handed_rows.without_letter(connection, coming)
    found = (
        WatchedGroup(GroupKind.TO_ACCEPT, TO_ACCEPT, mine),
        WatchedGroup(GroupKind.REMIND, LATE_UNTOLD, untold),
        WatchedGroup(GroupKind.REMIND, LATE_ABOVE, _without(above, untold)),
        WatchedGroup(GroupKind.REMIND, _warning(desk), _without(soon, above)),
    )
    return [group for group in found if group.ids]


def _without(ids: Sequence[DossierId], others: Sequence[DossierId]) -> Sequence[DossierId]:
    taken = set(others)
    return [id_ for id_ in ids if id_ not in taken]


def page(
    desk: Desk, groups: Sequence[WatchedGroup], tab: GroupKind, offset: int, limit: int
) -> Sequence[BoardRow]:
    """A page of a tab, in the order of its groups."""
    ids = [id_ for group in groups if group.tab is tab for id_ in group.ids]
    return rows_of(desk, ids[offset : offset + limit])


def _warning(desk: Desk) -> str:
    """What is due on the next working day can still be excused in time today."""
    calendar, now = desk.catalogue.calendar, desk.now()
    day = calendar.next_working_day(now.date())
    by = letter_by(calendar, calendar.closing(day))
    today = "hôm nay" if by.date() == now.date() else short_day_in_words(by)
    return f"Đến hạn {short_day_in_words(day)}: không kịp thì gửi thư xin lỗi trước {by:%H:%M} {today}"
