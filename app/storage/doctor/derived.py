"""What is derived: the states that lists and deadlines stand on, and the search index."""

from collections.abc import Iterator

from sqlalchemy import Connection

from app.storage.doctor.report import Finding, Patient
from app.storage.projections import STATE_COLUMNS, state_rows
from app.storage.row_reader import chunks, marks


def look_at_states(patient: Patient) -> Iterator[Finding]:
    """Each dossier's stored state against what its events fold to."""
    connection = patient.connection
    dossiers = connection.exec_driver_sql("SELECT id FROM dossier ORDER BY id").scalars().all()
    for ids in chunks(dossiers):
        stored = {
            row[0]: tuple(row)
            for row in connection.exec_driver_sql(
                f"SELECT {', '.join(STATE_COLUMNS)} FROM dossier_state WHERE dossier_id IN ({marks(ids)})",
                tuple(ids),
            )
        }
        for expected in state_rows(connection, ids):
            if stored.get(expected[0]) != expected[:-1]:
                place = f"dossier_state {expected[0]}"
                yield Finding(f"Trạng thái của hồ sơ {expected[0]} không khớp các bước của nó.", place)


def look_at_search(patient: Patient) -> Iterator[Finding]:
    """Whether every dossier and applicant has its entry in the index, and nothing else has."""
    for table in ("dossier", "applicant"):
        for id_ in _unmatched(patient.connection, table):
            yield Finding(f"Mục tìm kiếm của {table} {id_} thừa hoặc thiếu.", f"{table}_search {id_}")


def _unmatched(connection: Connection, table: str) -> list[int]:
    entries = f"SELECT id FROM {table}_search_docsize"
    rows = f"SELECT id FROM {table}"
    return list(
        connection.exec_driver_sql(
            f"SELECT * FROM ({rows} EXCEPT {entries}) UNION SELECT * FROM ({entries} EXCEPT {rows})"
        ).scalars()
    )
