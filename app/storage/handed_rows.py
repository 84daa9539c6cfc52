"""Open dossiers by what was done with them last: handed to somebody, sent away, not written about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.dossier import BESIDE_HANDING, DossierState, EventKind
from app.domain.ids import ClerkId, DossierId
from app.storage.board_rows import OPEN_INDEX, DueRange, range_of
from app.storage.row_reader import marks

_BESIDE = ", ".join(str(int(kind)) for kind in sorted(BESIDE_HANDING))
_LAST_MOVE = (
    "(SELECT e.kind FROM dossier_event e WHERE e.dossier_id = dossier_state.dossier_id "
    f"AND e.kind NOT IN ({_BESIDE}) ORDER BY e.at_ms DESC, e.id DESC LIMIT 1)"
)
_WAS_HANDED = (  # what a clerk received at the counter is most of what they hold, and needs no second look
    "EXISTS (SELECT 1 FROM dossier_event e INDEXED BY dossier_event_handed "
    "WHERE e.dossier_id = dossier_state.dossier_id AND e.holder_id = ? "
    f"AND e.kind = {int(EventKind.HANDED_OVER)})"
)
_HAS_LETTER = (
    "EXISTS (SELECT 1 FROM dossier_event e WHERE e.dossier_id = dossier_state.dossier_id "
    f"AND e.kind = {int(EventKind.EXTENDED)})"
)
_LETTERS = (
    "(SELECT e.dossier_id FROM dossier_event e INDEXED BY dossier_event_letter "
    f"WHERE e.kind = {int(EventKind.EXTENDED)})"
)
_STEP_DUE = (
    "(SELECT e.step_due_ms FROM dossier_event e WHERE e.dossier_id = dossier_state.dossier_id "
    f"AND e.kind = {int(EventKind.TRANSFERRED_UP)} ORDER BY e.at_ms DESC, e.id DESC LIMIT 1)"
)


def handed_to(connection: Connection, clerk: ClerkId) -> list[DossierId]:
    """What this clerk was handed and has not accepted, what is due first first."""
    return _ids(
        connection,
        "SELECT dossier_id FROM dossier_state INDEXED BY dossier_state_held "
        "WHERE is_open = 1 AND holder_id = ? "
        f"AND CASE WHEN {_WAS_HANDED} THEN {_LAST_MOVE} END = {int(EventKind.HANDED_OVER)} "
        "ORDER BY due_ms, dossier_id",
        (clerk, clerk),
    )


def without_letter(connection: Connection, due: DueRange) -> list[DossierId]:
    """Open dossiers of a range whose applicant was not promised a new day."""
    where, values = range_of(due)
    query = f"SELECT dossier_id FROM {OPEN_INDEX} WHERE {where} AND dossier_id NOT IN {_LETTERS} "
    return _ids(connection, f"{query}ORDER BY lane, due_ms, dossier_id", values)


def overdue_elsewhere(connection: Connection, now_ms: int) -> list[DossierId]:
    """Dossiers at another agency whose own day has passed."""
    return _ids(
        connection,
        "SELECT dossier_id FROM dossier_state INDEXED BY dossier_state_away "
        f"WHERE state = {DossierState.TRANSFERRED.value} AND {_STEP_DUE} < ? ORDER BY due_ms, dossier_id",
        (now_ms,),
    )


def _ids(connection: Connection, query: str, values: Sequence[int]) -> list[DossierId]:
    return [DossierId(id_) for (id_,) in connection.exec_driver_sql(query, tuple(values))]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a list adds to a dossier's step; ``step_due_ms`` of the last way to another agency."""

    awaits_acceptance: bool = False
    supplements: int = 0
    has_letter: bool = False
    step_due_ms: int | None = None


def marks_of(connection: Connection, ids: Iterable[DossierId]) -> dict[DossierId, Marks]:
    """The marks of these open dossiers; one that is not among them has none."""
    wanted = list(ids)
    rows = connection.exec_driver_sql(
        f"SELECT dossier_id, {_LAST_MOVE}, {_HAS_LETTER}, {_STEP_DUE}, "
        "(SELECT count(*) FROM dossier_event e WHERE e.dossier_id = dossier_state.dossier_id "
        f"AND e.kind = {int(EventKind.SUPPLEMENT_REQUESTED)}) "
        f"FROM dossier_state WHERE is_open = 1 AND dossier_id IN ({marks(wanted)})",
        tuple(wanted),
    )
    return {
        DossierId(id_): Marks(last == EventKind.HANDED_OVER, asked, bool(letter), step_due)
        for id_, last, letter, step_due, asked in rows
    }
