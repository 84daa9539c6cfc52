"""Everything the exchange screen shows, read at one moment off the window's thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import ms_of, wall_of
from app.domain.sync_state import SyncState
from app.services import decisions, exchange_view
from app.services.access import check_reading
from app.services.desk import Desk
from app.services.exchange_view import LastReceipt
from sync import peers
from sync.peers import ON_THE_WAY, SyncPicture
from ui.exchange.rows import ExchangeRow, row_of, rows_stuck, rows_to_review
from ui.terms import SYNC_WORDS
from ui.widgets.row_layout import Group


@dataclass(frozen=True, slots=True)
class ExchangeReading:
    """``review`` and ``stuck`` are here whole; the rows of the four states come by pages."""

    picture: SyncPicture
    receipt: LastReceipt | None
    now: datetime
    review: Sequence[ExchangeRow]
    stuck: Sequence[ExchangeRow]

    @property
    def day_start_ms(self) -> int:
        return _day_start_ms(self.now)

    @property
    def groups(self) -> list[Group]:
        """The headings of the list, with how many rows stand under each."""
        review, stuck = len(self.review), len(self.stuck)
        return [
            Group("Cần xem lại", review, str(review), "due_bg"),
            *(self._group(state) for state in ON_THE_WAY),
            Group("Bàn khác, chờ ghi vào sổ", stuck, str(stuck)),
        ]

    def _group(self, state: SyncState) -> Group:
        count = self.picture.counts[state]
        return Group(SYNC_WORDS[state], count, f"{count}{self._since(state)}")

    def _since(self, state: SyncState) -> str:
        oldest = self.picture.oldest_waiting_ms
        if state is not SyncState.PACKED or oldest is None:
            return ""
        return f", niêm phong từ {moment(wall_of(oldest), self.now)}"


def read(desk: Desk) -> ExchangeReading:
    """How things stand this minute; raises OnlyAdministers."""
    check_reading(desk)
    now = desk.now()
    picture = peers.picture(desk.store, _day_start_ms(now))
    receipt = exchange_view.last_receipt(desk)
    parted = {each.dossier_id: decisions.branches_of(desk, each.dossier_id) for each in picture.contested}
    return ExchangeReading(picture, receipt, now, rows_to_review(picture, parted), rows_stuck(picture))


def page(desk: Desk, reading: ExchangeReading, offset: int, limit: int) -> list[ExchangeRow]:
    """Rows of the list from ``offset`` on: each group hands out its part; raises OnlyAdministers."""
    check_reading(desk)
    rows: list[ExchangeRow] = list(reading.review[offset : offset + limit])
    first = len(reading.review)
    for state in ON_THE_WAY:
        count = reading.picture.counts[state]
        rows += _part(desk, reading, state, offset + len(rows) - first, min(limit - len(rows), count))
        first += count
    at = max(0, offset + len(rows) - first)
    return [*rows, *reading.stuck[at : at + limit - len(rows)]]


def _part(
    desk: Desk, reading: ExchangeReading, state: SyncState, offset: int, limit: int
) -> list[ExchangeRow]:
    if limit <= 0 or not 0 <= offset < reading.picture.counts[state]:
        return []
    found = peers.records(desk.store, state, reading.day_start_ms, limit, offset)
    left = reading.picture.counts[state] - offset
    return [row_of(state, record) for record in found[:left]]


def received_up_to(reading: ExchangeReading) -> datetime | None:
    """The time of the newest receipt."""
    up_to_ms = reading.picture.received_up_to_ms
    return None if up_to_ms is None else wall_of(up_to_ms)


def moment(at: datetime, now: datetime) -> str:
    """The time, with its day when that is not today."""
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%H:%M %d/%m}"


def _day_start_ms(now: datetime) -> int:
    return ms_of(now.replace(hour=0, minute=0, second=0, microsecond=0))
