"""Lists of people that are received in one sitting: local to this device, forgotten once they are through."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.dossier import DossierState
from app.domain.ids import DossierId
from app.storage.unit_of_work import UnitOfWork

# Without a dossier, or with one that was taken back.
NOT_RECEIVED = (
    "(dossier_id IS NULL OR dossier_id IN "
    f"(SELECT dossier_id FROM dossier_state WHERE state = {DossierState.UNDONE.value}))"
)


class ListRecord(NamedTuple):
    """What the people of a list have in common, as the service wrote it."""

    id: int
    begun_ms: int
    form: bytes


class RowRecord(NamedTuple):
    """A person of a list; ``dossier_id`` and what follows only once they were received."""

    line: int
    member: bytes
    dossier_id: DossierId | None
    code: str
    received_ms: int
    is_undone: bool


def newest(connection: Connection) -> ListRecord | None:
    """The list that is being worked on."""
    row = connection.exec_driver_sql(
        "SELECT id, begun_ms, form FROM group_list ORDER BY id DESC LIMIT 1"
    ).first()
    return None if row is None else ListRecord(*row)


def begin(connection: Connection, begun_ms: int, form: bytes) -> int:
    """A new list."""
    made = connection.exec_driver_sql(
        "INSERT INTO group_list(begun_ms, form) VALUES (?, ?) RETURNING id", (begun_ms, form)
    )
    return int(made.scalar_one())


def keep_form(connection: Connection, list_id: int, form: bytes) -> None:
    """What they have in common, as it stands now."""
    connection.exec_driver_sql("UPDATE group_list SET form = ? WHERE id = ?", (form, list_id))


def rows(connection: Connection, list_id: int) -> list[RowRecord]:
    """Everybody of a list, in its order."""
    found = connection.exec_driver_sql(
        "SELECT line, member, g.dossier_id, coalesce(d.code, ''), coalesce(d.received_ms, 0), "
        "coalesce(s.state = ?, 0) FROM group_row g LEFT JOIN dossier d ON d.id = g.dossier_id "
        "LEFT JOIN dossier_state s ON s.dossier_id = g.dossier_id WHERE list_id = ? ORDER BY line",
        (DossierState.UNDONE.value, list_id),
    )
    return [
        RowRecord(line, member, dossier_id, code, received_ms, bool(is_undone))
        for line, member, dossier_id, code, received_ms, is_undone in found
    ]


def add(connection: Connection, list_id: int, members: Iterable[bytes]) -> None:
    """Put people at the end of a list."""
    last = connection.exec_driver_sql(
        "SELECT coalesce(max(line), 0) FROM group_row WHERE list_id = ?", (list_id,)
    ).scalar_one()
    given = [(list_id, last + number, member) for number, member in enumerate(members, 1)]
    if given:
        connection.exec_driver_sql("INSERT INTO group_row(list_id, line, member) VALUES (?, ?, ?)", given)


def change(connection: Connection, list_id: int, line: int, member: bytes) -> bool:
    """Write somebody anew who has no dossier; False where they have one."""
    return bool(
        connection.exec_driver_sql(
            f"UPDATE group_row SET member = ? WHERE list_id = ? AND line = ? AND {NOT_RECEIVED}",
            (member, list_id, line),
        ).rowcount
    )


def drop(connection: Connection, list_id: int, line: int) -> None:
    """Take somebody off the list who has no dossier."""
    connection.exec_driver_sql(
        f"DELETE FROM group_row WHERE list_id = ? AND line = ? AND {NOT_RECEIVED}", (list_id, line)
    )


def link(unit: UnitOfWork, row: tuple[int, int], before: DossierId | None, dossier_id: DossierId) -> bool:
    """Note in the transaction that receives a dossier whose it is; False where another act was first."""
    return bool(
        unit.connection.exec_driver_sql(
            "UPDATE group_row SET dossier_id = ? WHERE list_id = ? AND line = ? AND dossier_id IS ?",
            (dossier_id, *row, before),
        ).rowcount
    )


def forget(connection: Connection) -> None:
    """Forget every list; what was received stands in the books."""
    connection.exec_driver_sql("DELETE FROM group_row")
    connection.exec_driver_sql("DELETE FROM group_list")
