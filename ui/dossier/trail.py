"""The list a dossier was opened from, as it was then: what Alt+Up and Alt+Down walk along."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.ids import DossierId
from app.services import board
from app.services.board import BoardRow, GroupKind
from app.services.desk import Desk
from ui.widgets.paged_model import Fetch

REACH = 200


@dataclass(frozen=True, slots=True)
class Trail:
    """Dossiers in their order; walking does not read the list anew, so nothing slips from under the clerk."""

    ids: tuple[DossierId, ...] = ()

    def beside(self, id_: DossierId, by: int) -> DossierId | None:
        """The dossier so many places further; None at either end, or for a dossier of another list."""
        if id_ not in self.ids:
            return None
        place = self.ids.index(id_) + by
        return self.ids[place] if 0 <= place < len(self.ids) else None


def trail_around(fetch: Fetch[BoardRow], place: int) -> Trail:
    """The part of a list around the row at an offset."""
    first = max(0, place - REACH)
    return _trail(fetch(first, place - first + REACH))


def open_trail(desk: Desk) -> Trail:
    """The head of the open dossiers, in the board's order."""
    return _trail(board.open_page(desk, GroupKind.OPEN, 0, 2 * REACH))


def _trail(rows: Sequence[BoardRow]) -> Trail:
    return Trail(tuple(DossierId(row.dossier_id) for row in rows))
