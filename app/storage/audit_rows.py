"""Who did what, from two places: the chain of what was noted here, and the rows that signed changesets wrote.

Every source gives the same seven columns; the narrowing stands in each of them, so that a code or a day is
found before anything is put together.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.domain.ids import ClerkId

NOTED, EVENT, PRINT, CERTIFIED, PAID, VOIDED = "noted", "event", "print", "certified", "paid", "voided"
CASH, CLOSED, SIGNED, LENT, ENDED = "cash", "closed", "signed", "lent", "ended"


class Source(NamedTuple):
    """Where lines come from: its time, clerk, role, kind, code or dossier, detail, and the rows it reads.

    A dossier's code is looked up for the lines that are shown, not for all that are counted.
    """

    name: str
    at: str
    clerk: str
    role: str
    kind: str
    dossier: str
    code: str
    detail: str
    rows: str


NO_DOSSIER, NO_CODE = "0", "''"
OF_DOSSIER = ("x.dossier_id", NO_CODE)
OF_NONE = (NO_DOSSIER, NO_CODE)
SOURCES = (
    Source(NOTED, *("x.at_ms", "x.clerk_id", "0", "x.kind", NO_DOSSIER, "x.code", "x.detail"), "act_log x"),
    Source(EVENT, "x.at_ms", "x.clerk_id", "x.role", "x.kind", *OF_DOSSIER, "''", "dossier_event x"),
    Source(PRINT, "x.at_ms", "x.clerk_id", "0", "x.form", *OF_DOSSIER, "x.copy", "print_act x"),
    Source(
        CERTIFIED,
        *("x.at_ms", "x.clerk_id", "0", "''", NO_DOSSIER, "coalesce(e.number, '')", "x.copies"),
        "certification x LEFT JOIN book_entry e ON e.id = x.entry_id",
    ),
    Source(PAID, "x.at_ms", "x.clerk_id", "0", "''", *OF_DOSSIER, "x.receipt_number", "payment x"),
    Source(VOIDED, "x.voided_ms", "x.voided_by", "0", "''", *OF_DOSSIER, "x.receipt_number", "payment x"),
    Source(CASH, "x.at_ms", "x.clerk_id", "0", "''", *OF_NONE, "x.day", "cash_close x"),
    Source(CLOSED, "x.at_ms", "x.clerk_id", "0", "''", *OF_NONE, "x.day", "day_close x"),
    Source(SIGNED, "x.signed_ms", "x.signer_id", "0", "''", *OF_NONE, "x.day", "day_close x"),
    Source(LENT, "x.at_ms", "x.clerk_id", "x.role", "x.form", *OF_NONE, "x.document_number", "delegation x"),
    Source(
        ENDED, "x.ended_ms", "x.from_id", "x.role", "x.form", *OF_NONE, "x.document_number", "delegation x"
    ),
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
    parts = [
        (f"SELECT 1 FROM {source.rows} WHERE {where}", values) for source, where, values in _parts(wanted)
    ]
    statement, values = _union(parts)
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM ({statement})", values).scalar_one())


def page(connection: Connection, wanted: Wanted, offset: int, limit: int) -> list[AuditRow]:
    """Lines, the latest first.

    Rows are read from the last written on: most are in the order of time, so that the latest are there at
    once and none of the rest has to be sorted in. An index on time would cost each row that is applied.
    """
    parts = [(f"SELECT * FROM ({_lines(source, where)})", values) for source, where, values in _parts(wanted)]
    statement, values = _union(parts)
    rows = connection.exec_driver_sql(
        "SELECT u.at_ms, u.source, u.kind, coalesce(c.full_name, ''), u.role, coalesce(d.code, u.code), "
        f"u.detail FROM (SELECT * FROM ({statement}) ORDER BY at_ms DESC, source, dossier_id, code "
        "LIMIT ? OFFSET ?) u "
        "LEFT JOIN clerk c ON c.id = u.clerk_id LEFT JOIN dossier d ON d.id = u.dossier_id "
        "ORDER BY u.at_ms DESC, u.source, u.dossier_id, u.code",
        (*values, limit, offset),
    )
    return [AuditRow(row[0], row[1], str(row[2]), row[3], row[4], str(row[5]), str(row[6])) for row in rows]


def _lines(source: Source, where: str) -> str:
    """The lines of a source; a bound that bounds nothing keeps their order."""
    return (
        f"SELECT {source.at} AS at_ms, '{source.name}' AS source, {source.kind} AS kind, "
        f"{source.clerk} AS clerk_id, {source.role} AS role, {source.dossier} AS dossier_id, "
        f"{source.code} AS code, {source.detail} AS detail FROM {source.rows} WHERE {where} "
        "ORDER BY x.id DESC LIMIT -1"
    )


def _union(parts: Iterable[tuple[str, Sequence[Any]]]) -> tuple[str, tuple[Any, ...]]:
    statements, values = zip(*parts, strict=True)
    return " UNION ALL ".join(statements), tuple(chain.from_iterable(values))


def _parts(wanted: Wanted) -> Iterator[tuple[Source, str, Sequence[Any]]]:
    """Each source that is wanted, with its condition and the values of it."""
    for source in SOURCES:
        if source.name in wanted.sources:
            conditions, values = _conditions(source, wanted)
            yield source, " AND ".join(conditions), values


def _conditions(source: Source, wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions, values = [f"{source.at} >= ?", f"{source.at} < ?"], [wanted.since_ms, wanted.until_ms]
    given: list[Any] = list(values)
    if wanted.clerk is not None:
        conditions.append(f"{source.clerk} = ?")
        given.append(wanted.clerk)
    if wanted.code:
        conditions.append(_has_code(source, is_whole="-" in wanted.code))
        given.append(wanted.code)
    if source.name == NOTED and wanted.noted is not None:
        conditions.append(f"x.kind IN ({', '.join('?' * len(wanted.noted))})")
        given += wanted.noted
    return conditions, given


def _has_code(source: Source, *, is_whole: bool) -> str:
    """Whether a line is of the code asked for; one that is whole is found by the codes' index."""
    asked = "= ?" if is_whole else "LIKE '%' || ?"
    if source.dossier == NO_DOSSIER:
        return f"{source.code} {asked}"
    return f"{source.dossier} IN (SELECT id FROM dossier WHERE code {asked})"
