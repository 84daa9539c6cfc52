"""How far each dossier is on its way: its last own changeset against what signed receipts have confirmed."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from app.changes.registry import APPLICANT, DOSSIER, DOSSIER_COMPONENT
from app.domain.ids import DossierId, split_id
from app.domain.sync_state import SyncState
from app.storage.row_reader import marks


def states_of(connection: Connection, own_stamps: Mapping[DossierId, int]) -> dict[DossierId, SyncState]:
    """The state of these dossiers; ``own_stamps`` name the last changeset of this device that touched each.

    A dossier that only other desks touched came through the server, so it is answered there.
    """
    vectors, sent_back = _vectors(connection), _sent_back(connection)
    contested = _contested(connection, list(own_stamps))
    return {
        id_: SyncState.TO_CHOOSE if id_ in contested else _state(stamp, vectors, sent_back)
        for id_, stamp in own_stamps.items()
    }


def states_of_stamps(connection: Connection, stamps: Sequence[int]) -> dict[int, SyncState]:
    """The state of single changesets, this device's and others'."""
    vectors, sent_back = _vectors(connection), _sent_back(connection)
    return {stamp: _state(stamp, vectors, sent_back) for stamp in stamps}


def _vectors(connection: Connection) -> dict[int, tuple[int, int, int]]:
    rows = connection.exec_driver_sql(
        "SELECT no, sealed_seq, stored_seq, applied_seq FROM origin WHERE is_own = 1"
    )
    return {no: (sealed, stored, applied) for no, sealed, stored, applied in rows}


def _sent_back(connection: Connection) -> set[tuple[int, int]]:
    return {(no, seq) for no, seq in connection.exec_driver_sql("SELECT origin_no, seq FROM returned")}


def _state(
    stamp: int, vectors: Mapping[int, tuple[int, int, int]], sent_back: set[tuple[int, int]]
) -> SyncState:
    no, seq = split_id(stamp)
    if (no, seq) in sent_back:
        return SyncState.SENT_BACK
    if not stamp or no not in vectors:
        return SyncState.ANSWERED
    sealed, stored, applied = vectors[no]
    if seq <= applied:
        return SyncState.ANSWERED
    if seq <= stored:
        return SyncState.RECEIVED
    return SyncState.PACKED if seq <= sealed else SyncState.HERE


def _contested(connection: Connection, ids: Sequence[DossierId]) -> set[int]:
    """Dossiers with an open choice: on their own fields, on their applicant's, or between two acts."""
    rows = connection.exec_driver_sql(
        "SELECT d.id FROM conflict c JOIN dossier d ON (c.table_no IN (?, ?) AND d.id = c.row_id) "
        "OR (c.table_no = ? AND d.applicant_id = c.row_id) WHERE c.settled_ms IS NULL "
        f"AND d.id IN ({marks(ids)}) "
        "UNION SELECT dossier_id FROM dossier_state WHERE is_contested = 1 "
        f"AND dossier_id IN ({marks(ids)})",
        (DOSSIER.number, DOSSIER_COMPONENT.number, APPLICANT.number, *ids, *ids),
    )
    return {id_ for (id_,) in rows}
