"""What the figures of the 766 index and the two kinds of lateness ask of the rows."""

from bisect import bisect_right
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.ids import local_id, split_id
from app.domain.index_766 import IndexCounts, MeanTime, mean_time
from app.domain.reporting import ENDS, MINUTE_MS, ONLINE, PLAIN, Timing
from app.storage import sql
from app.storage.report_rows import COUNTED, ENDED, IN_SPAN, IS_PAST, IS_PENDING, Span, procedure_name

RESULT, CHECKLIST_PAPER, WHOLE = 2, 1, 0  # attachment.purpose
IN_TIME = f"supplements < 2 AND CASE WHEN {IS_PENDING} THEN coalesce({IS_PAST}, 0) = 0 ELSE "
IN_TIME += f"timing & {PLAIN} <> {Timing.LATE.value} END"
WITH_RESULT = (
    f"(SELECT DISTINCT dossier_id FROM attachment WHERE purpose = {RESULT}) r "
    "JOIN dossier_state s ON s.dossier_id = r.dossier_id"
)
ENDED_WITH_RESULT = f"ended_ms >= ?1 AND ended_ms < ?2 AND timing & {Timing.ASIDE.value} = 0"
PAPERS_SCANNED = (
    f"(EXISTS (SELECT 1 FROM attachment w WHERE w.dossier_id = s.dossier_id AND w.purpose = {WHOLE}) "
    "OR NOT EXISTS (SELECT 1 FROM dossier_component c WHERE c.dossier_id = s.dossier_id AND c.is_present = 1 "
    "AND NOT EXISTS (SELECT 1 FROM attachment p WHERE p.dossier_id = s.dossier_id "
    f"AND p.purpose = {CHECKLIST_PAPER} AND p.component = c.ordinal)))"
)


def index_counts(connection: Connection, span: Span) -> IndexCounts:
    """The counts of a period."""
    handled, in_time, new, online, settled = sql.row(
        connection,
        f"SELECT count(*), coalesce(sum({IN_TIME}), 0), coalesce(sum(received_ms >= ?1), 0), "
        f"coalesce(sum(received_ms >= ?1 AND channel = {ONLINE}), 0), "
        f"coalesce(sum({ENDED} AND timing & {Timing.ASIDE.value} = 0), 0) FROM {COUNTED} WHERE {IN_SPAN}",
        *span.values,
    )
    with_result, with_both, online_with_result = sql.row(
        connection,
        f"SELECT coalesce(sum({ENDED_WITH_RESULT}), 0), "
        f"coalesce(sum({ENDED_WITH_RESULT} AND {PAPERS_SCANNED}), 0), "
        f"coalesce(sum(received_ms >= ?1 AND received_ms < ?2 AND channel = {ONLINE}), 0) FROM {WITH_RESULT}",
        *span.values[:2],
    )
    return IndexCounts(
        received=new,
        received_synced=new - unsent(connection, span),
        handled=handled,
        handled_in_time=in_time,
        settled=settled,
        with_result=with_result,
        with_papers_and_result=with_both,
        online=online,
        online_with_result=online_with_result,
    )


def unsent(connection: Connection, span: Span) -> int:
    """Dossiers of the period that no signed receipt of the district knows yet."""
    own = sql.rows(connection, "SELECT no, stored_seq FROM origin WHERE is_own = 1")
    return sum(
        int(
            sql.value(
                connection,
                "SELECT count(*) FROM dossier d INDEXED BY dossier_by_receipt "
                "CROSS JOIN dossier_state s ON s.dossier_id = d.id "
                "WHERE d.received_ms >= ? AND d.received_ms < ? AND d.stamp > ? AND d.stamp < ? "
                "AND s.received_ms IS NOT NULL",
                span.from_ms,
                span.to_ms,
                local_id(no, stored),
                local_id(no + 1, 0),
            )
        )
        for no, stored in own
    )


def mean_times(connection: Connection, span: Span) -> list[MeanTime]:
    """2.2: of each procedure with results in the period, the most frequent first."""
    rows = sql.rows(
        connection,
        "SELECT field, procedure_code, count(*) AS settled, sum(ended_ms - received_ms - paused_ms) "
        f"FROM {COUNTED} WHERE received_ms IS NOT NULL AND {ENDED_WITH_RESULT} "
        "GROUP BY field, procedure_code ORDER BY settled DESC, procedure_code",
        *span.values[:2],
    )
    return [mean_time(procedure_name(connection, row[0], row[1]), row[2], row[3]) for row in rows]


class Lateness(NamedTuple):
    """Of the dossiers that ended in a period: late at the desk, and in time there but told too late."""

    ended: int
    handled_late: int
    synced_late: int


class _Sealed(NamedTuple):
    """The changesets up to ``last_seq`` of a log, and when the district had them."""

    last_stamp: int
    first_stamp: int
    received_ms: int | None


def lateness(connection: Connection, span: Span, now_ms: int) -> Lateness:
    """Both kinds; a promise that still lies ahead cannot have been told too late."""
    ended, late = sql.row(
        connection,
        f"SELECT count(*), coalesce(sum(timing & {PLAIN} = {Timing.LATE.value}), 0) FROM {COUNTED} "
        "WHERE received_ms IS NOT NULL AND ended_ms >= ? AND ended_ms < ?",
        span.from_ms,
        span.to_ms,
    )
    return Lateness(ended, late, _told_too_late(connection, span, now_ms))


def _told_too_late(connection: Connection, span: Span, now_ms: int) -> int:
    sealed = _sealed(connection)
    starts = [each.first_stamp for each in sealed]
    rows = sql.rows(connection, "SELECT no, sealed_seq FROM origin WHERE is_own = 1")
    own = {row[0]: row[1] for row in rows}
    ends = sql.rows(
        connection,
        f"SELECT s.owed_ms, e.stamp FROM {COUNTED} CROSS JOIN dossier_event e "
        "ON e.dossier_id = s.dossier_id AND e.at_ms = s.ended_ms "
        "WHERE s.received_ms IS NOT NULL AND s.ended_ms >= ? AND s.ended_ms < ? AND s.owed_ms < ? "
        f"AND s.timing & {PLAIN} <> {Timing.LATE.value} AND e.kind IN (?, ?, ?, ?)",
        span.from_ms,
        span.to_ms,
        now_ms - MINUTE_MS,
        *(kind.value for kind in ENDS),
    )
    return sum(_heard_ms(sealed, starts, own, stamp, now_ms) >= owed + MINUTE_MS for owed, stamp in ends)


def _sealed(connection: Connection) -> list[_Sealed]:
    rows = sql.rows(
        connection,
        "SELECT origin_no, first_seq, last_seq, received_ms FROM segment ORDER BY origin_no, first_seq",
    )
    return [_Sealed(local_id(no, last), local_id(no, first), received) for no, first, last, received in rows]


def _heard_ms(sealed: list[_Sealed], starts: list[int], own: dict[int, int], stamp: int, now_ms: int) -> int:
    """When the district had a changeset; now where it has not yet, 0 where nobody remembers."""
    place = bisect_right(starts, stamp) - 1
    if place >= 0 and stamp <= sealed[place].last_stamp:
        received = sealed[place].received_ms
        return now_ms if received is None else received
    no, seq = split_id(stamp)
    return now_ms if seq > own.get(no, seq) else 0
