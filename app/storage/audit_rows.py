"""Who did what, from two places: the chain of what was noted here, and the rows that signed changesets wrote.

Every source gives the same seven columns; the narrowing stands in each of them, so that a code or a day is
found before anything is put together.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.domain.ids import ClerkId

NOTED, EVENT, PRINT, CERTIFIED, PAID, VOIDED = "noted", "event", "print", "certified", "paid", "voided"
CASH, CLOSED, SIGNED, LENT, ENDED = "cash", "closed", "signed", "lent", "ended"


class Source(NamedTuple):
    """Where lines come from: its time, clerk, role, kind, code and detail, and the rows it reads."""

    name: str
    at: str
    clerk: str
    role: str
    kind: str
    code: str
    detail: str
    rows: str


OF_DOSSIER = "coalesce(d.code, '')"
SOURCES = (
    Source(NOTED, "x.at_ms", "x.clerk_id", "0", "x.kind", "x.code", "x.detail", "act_log x"),
    Source(
        EVENT,
        *("x.at_ms", "x.clerk_id", "x.role", "x.kind", "d.code", "''"),
        "dossier_event x JOIN dossier d ON d.id = x.dossier_id",
    ),
    Source(
        PRINT,
        *("x.at_ms", "x.clerk_id", "0", "x.form", "d.code", "x.copy"),
        "print_act x JOIN dossier d ON d.id = x.dossier_id",
    ),
    Source(
        CERTIFIED,
        *("x.at_ms", "x.clerk_id", "0", "''", "coalesce(e.number, '')", "x.copies"),
        "certification x LEFT JOIN book_entry e ON e.id = x.entry_id",
    ),
    Source(
        PAID,
        *("x.at_ms", "x.clerk_id", "0", "''", OF_DOSSIER, "x.receipt_number"),
        "payment x LEFT JOIN dossier d ON d.id = x.dossier_id",
    ),
    Source(
        VOIDED,
        *("x.voided_ms", "x.voided_by", "0", "''", OF_DOSSIER, "x.receipt_number"),
        "payment x LEFT JOIN dossier d ON d.id = x.dossier_id",
    ),
    Source(CASH, "x.at_ms", "x.clerk_id", "0", "''", "''", "x.day", "cash_close x"),
    Source(CLOSED, "x.at_ms", "x.clerk_id", "0", "''", "''", "x.day", "day_close x"),
    Source(SIGNED, "x.signed_ms", "x.signer_id", "0", "''", "''", "x.day", "day_close x"),
    Source(LENT, "x.at_ms", "x.clerk_id", "x.role", "x.form", "''", "x.document_number", "delegation x"),
    Source(ENDED, "x.ended_ms", "x.from_id", "x.role", "x.form", "''", "x.document_number", "delegation x"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: between two instants, of a clerk, of a code or the end of one, of some kinds.

    ``noted`` narrows what was noted to these kinds; None takes all of them, as ``sources`` does.
    """

    since_ms: int
    until_ms: int
    clerk: ClerkId | None = None
    code: str = ""
    sources: Collection[str] = field(default_factory=lambda: tuple(each.name for each in SOURCES))
    noted: Collection[str] | None = None


class AuditRow(NamedTuple):
    """One line."""

    at_ms: int
    source: str
    kind: str
    clerk_name: str
    role: int
    code: str
    detail: str


def count(connection: Connection, wanted: Wanted) -> int:
    """How many lines there are."""
    statement, values = _union(wanted)
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM ({statement})", tuple(values)).scalar_one())


def page(connection: Connection, wanted: Wanted, offset: int, limit: int) -> list[AuditRow]:
    """Lines, the latest first."""
    statement, values = _union(wanted)
    rows = connection.exec_driver_sql(
        "SELECT u.at_ms, u.source, u.kind, coalesce(c.full_name, ''), u.role, u.code, u.detail "
        f"FROM (SELECT * FROM ({statement}) ORDER BY at_ms DESC, source, code LIMIT ? OFFSET ?) u "
        "LEFT JOIN clerk c ON c.id = u.clerk_id ORDER BY u.at_ms DESC, u.source, u.code",
        (*values, limit, offset),
    )
    return [AuditRow(row[0], row[1], str(row[2]), row[3], row[4], str(row[5]), str(row[6])) for row in rows]


def _union(wanted: Wanted) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    for source in SOURCES:
        if source.name in wanted.sources:
            conditions, given = _conditions(source, wanted)
            parts.append(
                f"SELECT {source.at} AS at_ms, '{source.name}' AS source, {source.kind} AS kind, "
                f"{source.clerk} AS clerk_id, {source.role} AS role, {source.code} AS code, "
                f"{source.detail} AS detail FROM {source.rows} WHERE {' AND '.join(conditions)}"
            )
            values += given
    return " UNION ALL ".join(parts), values


def _conditions(source: Source, wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions, values = [f"{source.at} >= ?", f"{source.at} < ?"], [wanted.since_ms, wanted.until_ms]
    given: list[Any] = list(values)
    if wanted.clerk is not None:
        conditions.append(f"{source.clerk} = ?")
        given.append(wanted.clerk)
    if wanted.code:
        is_whole = "-" in wanted.code  # then the codes' index finds it
        conditions.append(f"{source.code} = ?" if is_whole else f"{source.code} LIKE '%' || ?")
        given.append(wanted.code)
    if source.name == NOTED and wanted.noted is not None:
        conditions.append(f"x.kind IN ({', '.join('?' * len(wanted.noted))})")
        given += wanted.noted
    return conditions, given
