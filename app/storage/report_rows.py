"""The figures' queries: one walk along ``dossier_state_counted`` adds up a period, group by group."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.domain.ids import COUNTER_BITS, DossierId
from app.domain.reporting import LEGAL_ZONE_MS, MINUTE_MS, PLAIN, Tally, Timing

COUNTED = "dossier_state s INDEXED BY dossier_state_counted"


class By(Enum):
    """What figures are grouped by."""

    FIELD = "field"
    PROCEDURE = "procedure"
    DESK = "desk"
    HOUR = "hour"


KEYS: Mapping[By, str] = {
    By.FIELD: "field",
    By.PROCEDURE: "procedure_code",
    By.DESK: f"dossier_id >> {COUNTER_BITS}",
    By.HOUR: f"(received_ms + {LEGAL_ZONE_MS}) / 3600000 % 24",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A period as instants; what is pending is looked at as it stands at ``seen_ms``, its end or now."""

    from_ms: int
    to_ms: int
    seen_ms: int

    @property
    def values(self) -> tuple[int, int, int]:
        """For ?1, ?2 and ?3: its ends, and the promise that is just past."""
        return self.from_ms, self.to_ms, self.seen_ms - MINUTE_MS


class Kind(Enum):
    """Which dossiers of a group a figure counts."""

    RECEIVED = "received"
    NEW = "new"
    ONLINE = "online"
    DIRECT = "direct"
    CARRIED = "carried"
    SETTLED = "settled"
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    ASIDE = "aside"
    PENDING = "pending"
    PENDING_IN_TIME = "pending_in_time"
    PENDING_LATE = "pending_late"
    WAITING = "waiting"
    SETTLED_OR_ASIDE = "settled_or_aside"
    EARLY_WITH_RESULT = "early_with_result"
    ON_TIME_OR_ASIDE = "on_time_or_aside"
    LATE_WITH_RESULT = "late_with_result"
    RUNNING = "running"
    RUNNING_IN_TIME = "running_in_time"
    RUNNING_LATE = "running_late"


IN_SPAN = "received_ms IS NOT NULL AND received_ms < ?2 AND (ended_ms IS NULL OR ended_ms >= ?1)"
ENDED = "ended_ms < ?2"
IS_PENDING = "(ended_ms IS NULL OR ended_ms >= ?2)"
WAITS = "waiting_ms < ?2"
# A clock that the citizen stopped stands where it stood.
IS_PAST = f"CASE WHEN waiting_ms < ?2 THEN waiting_ms >= owed_ms + {MINUTE_MS} ELSE owed_ms <= ?3 END"
# Of what is pending three counts in one number, since most rows are not: late, waiting, both.
PART_BITS = 20
PART = (1 << PART_BITS) - 1
PENDING_PARTS = (
    f"CASE WHEN {ENDED} THEN 0 WHEN {WAITS} THEN {1 << PART_BITS} + coalesce({IS_PAST}, 0) * "
    f"{1 + (1 << 2 * PART_BITS)} ELSE coalesce({IS_PAST}, 0) END"
)
CONDITIONS: Mapping[Kind, str] = {
    Kind.RECEIVED: "1",
    Kind.NEW: "received_ms >= ?1",
    Kind.ONLINE: "received_ms >= ?1 AND channel = 2",
    Kind.DIRECT: "received_ms >= ?1 AND channel <> 2",
    Kind.CARRIED: "received_ms < ?1",
    Kind.SETTLED: ENDED,
    Kind.EARLY: f"{ENDED} AND timing & {PLAIN} = {Timing.EARLY.value}",
    Kind.ON_TIME: f"{ENDED} AND timing & {PLAIN} = {Timing.ON_TIME.value}",
    Kind.LATE: f"{ENDED} AND timing & {PLAIN} = {Timing.LATE.value}",
    Kind.ASIDE: f"{ENDED} AND timing & {Timing.ASIDE.value}",
    Kind.PENDING: IS_PENDING,
    Kind.PENDING_IN_TIME: f"{IS_PENDING} AND coalesce({IS_PAST}, 0) = 0",
    Kind.PENDING_LATE: f"{IS_PENDING} AND {IS_PAST}",
    Kind.WAITING: f"{IS_PENDING} AND {WAITS}",
    Kind.SETTLED_OR_ASIDE: f"({ENDED} OR {WAITS})",
    Kind.EARLY_WITH_RESULT: f"{ENDED} AND timing = {Timing.EARLY.value}",
    Kind.ON_TIME_OR_ASIDE: (
        f"({ENDED} AND (timing = {Timing.ON_TIME.value} OR timing & {Timing.ASIDE.value}) OR {WAITS})"
    ),
    Kind.LATE_WITH_RESULT: f"{ENDED} AND timing = {Timing.LATE.value}",
    Kind.RUNNING: f"{IS_PENDING} AND NOT coalesce({WAITS}, 0)",
    Kind.RUNNING_IN_TIME: f"{IS_PENDING} AND NOT coalesce({WAITS}, 0) AND coalesce({IS_PAST}, 0) = 0",
    Kind.RUNNING_LATE: f"{IS_PENDING} AND NOT coalesce({WAITS}, 0) AND {IS_PAST}",
}


class GroupTally(NamedTuple):
    """A tally and the group it belongs to; the field is read along with a procedure."""

    field: str
    key: str | int
    tally: Tally


def tallies(connection: Connection, by: By, span: Span) -> list[GroupTally]:
    """What every group of a period adds up to."""
    if by in (By.FIELD, By.PROCEDURE):
        return _along_the_index(connection, by, span)
    return _by_small_number(connection, by, span)


def _along_the_index(connection: Connection, by: By, span: Span) -> list[GroupTally]:
    """Rows come in the order of the groups, so that nothing is sorted."""
    rows = connection.exec_driver_sql(
        "SELECT field, procedure_code, timing, channel, count(*), sum(received_ms < ?1), "
        f"coalesce(sum({ENDED}), 0), sum({PENDING_PARTS}) "
        f"FROM {COUNTED} WHERE {IN_SPAN} GROUP BY field, procedure_code, timing, channel",
        span.values,
    )
    return [GroupTally(row[0], row[by is By.PROCEDURE], _tally(*row[2:])) for row in rows]


def _tally(timing: int, channel: int, total: int, carried: int, ended: int, pending: int) -> Tally:
    late, waiting = pending & PART, pending >> PART_BITS & PART
    return Tally(timing, channel, total, carried, ended, late, waiting, pending >> 2 * PART_BITS)


def _by_small_number(connection: Connection, by: By, span: Span) -> list[GroupTally]:
    """Group and kind in one number: what has to be sorted is no wider than that."""
    rows = connection.exec_driver_sql(
        f"SELECT (({KEYS[by]}) * 8 + timing) * 64 + min(channel, 3) * 16 + (received_ms < ?1) "
        f"+ CASE WHEN {ENDED} THEN 2 ELSE coalesce({IS_PAST}, 0) * 4 + coalesce({WAITS}, 0) * 8 END "
        f"AS packed, count(*) FROM {COUNTED} WHERE {IN_SPAN} GROUP BY packed",
        span.values,
    )
    return [_unpacked(packed, count) for packed, count in rows]


def _unpacked(packed: int, count: int) -> GroupTally:
    is_late_waiting = packed & 12 == 12
    tally = Tally(
        timing=packed >> 6 & 7,
        channel=packed >> 4 & 3,
        total=count,
        carried=count * (packed & 1),
        ended=count * (packed >> 1 & 1),
        pending_late=count * (packed >> 2 & 1),
        waiting=count * (packed >> 3 & 1),
        waiting_late=count * is_late_waiting,
    )
    return GroupTally("", packed >> 9, tally)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The dossiers behind one figure: of all groups where ``key`` is None."""

    kind: Kind
    span: Span
    by: By = By.FIELD
    key: str | int | None = None


def count_chosen(connection: Connection, chosen: Chosen) -> int:
    """How many they are."""
    where, values = _where(chosen)
    return int(
        connection.exec_driver_sql(f"SELECT count(*) FROM {COUNTED} WHERE {where}", values).scalar_one()
    )


def chosen_ids(connection: Connection, chosen: Chosen, offset: int, limit: int) -> list[DossierId]:
    """A page of them, the last received first."""
    where, values = _where(chosen)
    rows = connection.exec_driver_sql(
        f"SELECT dossier_id FROM {COUNTED} WHERE {where} "
        f"ORDER BY received_ms DESC, dossier_id DESC LIMIT {limit:d} OFFSET {offset:d}",
        values,
    )
    return [DossierId(id_) for (id_,) in rows]


def _where(chosen: Chosen) -> tuple[str, tuple[Any, ...]]:
    conditions = f"{IN_SPAN} AND ?3 IS NOT NULL AND {CONDITIONS[chosen.kind]}"  # all three are always bound
    if chosen.key is None:
        return conditions, chosen.span.values
    return f"{conditions} AND {KEYS[chosen.by]} = ?4", (*chosen.span.values, chosen.key)


def procedure_name(connection: Connection, field: str, code: str) -> str:
    """What a procedure is called in a dossier that has it."""
    return str(
        connection.exec_driver_sql(
            "SELECT procedure_name FROM dossier WHERE id = (SELECT dossier_id "
            f"FROM {COUNTED} WHERE received_ms IS NOT NULL AND field = ? AND procedure_code = ? LIMIT 1)",
            (field, code),
        ).scalar()
        or code
    )


def desk_names(connection: Connection) -> dict[str | int, str]:
    """What the desks are called whose numbers stand in the high bits of a dossier's id."""
    rows = connection.exec_driver_sql(f"SELECT id >> {COUNTER_BITS}, device_name FROM incarnation")
    return {row[0]: row[1] for row in rows}
