"""Roles lent from one clerk to another, by which document, from day to day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.clock import wall_of
from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.domain.lending import Lent, Span
from app.storage.unit_of_work import UnitOfWork

ROWS = (
    "SELECT x.id, x.from_id, x.to_id, x.role, x.form, x.document_number, x.first_day, x.last_day, "
    "x.ended_ms, coalesce(f.full_name, ''), coalesce(f.title, ''), coalesce(t.full_name, ''), "
    "coalesce(t.roles, ''), coalesce(f.roles, ''), coalesce(f.is_active, 0) "
    "FROM delegation x LEFT JOIN clerk f ON f.id = x.from_id LEFT JOIN clerk t ON t.id = x.to_id "
    "ORDER BY x.first_day DESC, x.id DESC"
)


@dataclass(frozen=True, slots=True)
class DelegationRecord:
    """One lending; ``to_owns``: the taker holds the role anyway today; ``from_owns``: so does the lender."""

    id: int
    lent: Lent
    to_id: ClerkId
    to_name: str
    to_owns: bool
    from_owns: bool
    span: Span


def every(connection: Connection) -> list[DelegationRecord]:
    """Every lending there was, the latest first; an office has few."""
    return [
        DelegationRecord(
            id_,
            Lent(Role(role), form, ClerkId(from_id), from_name, from_title, number),
            ClerkId(to_id),
            to_name,
            str(role) in to_roles.split(","),
            bool(from_is_active) and str(role) in from_roles.split(","),
            Span(first_day, last_day, ended_ms),
        )
        for (
            id_,
            from_id,
            to_id,
            role,
            form,
            number,
            first_day,
            last_day,
            ended_ms,
            from_name,
            from_title,
            to_name,
            to_roles,
            from_roles,
            from_is_active,
        ) in connection.exec_driver_sql(ROWS)
    ]


def of_taker(records: Iterable[DelegationRecord], clerk: ClerkId) -> list[DelegationRecord]:
    """What a clerk may hold for others today: not their own anyway, and still the lender's."""
    return [each for each in records if each.to_id == clerk and each.from_owns and not each.to_owns]


def lending_at(
    records: Iterable[DelegationRecord], clerk: ClerkId | None, roles: Collection[Role], at_ms: int
) -> Lent | None:
    """By which lending a clerk acted in one of these roles at a moment; None for a role of one's own.

    Who holds which role today changes nothing about the past: the days of the lending alone say it.
    """
    if clerk is None:
        return None
    day = wall_of(at_ms).date()
    mine = (each for each in records if each.to_id == clerk and each.lent.role in roles)
    return next((each.lent for each in mine if each.span.covers(day, at_ms)), None)


def add(unit: UnitOfWork, lent: Lent, to_id: ClerkId, span: Span, by: ClerkId) -> int:
    """One more lending."""
    id_ = unit.new_id()
    unit.connection.exec_driver_sql(
        "INSERT INTO delegation(id, from_id, to_id, role, form, document_number, first_day, last_day, at_ms, "
        "clerk_id, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id_,
            lent.from_id,
            to_id,
            int(lent.role),
            lent.form,
            lent.document_number,
            span.first_day,
            span.last_day,
            unit.now_ms,
            by,
            unit.stamp,
        ),
    )
    return id_


def end(unit: UnitOfWork, id_: int) -> None:
    """Lend no longer, from this moment on."""
    unit.connection.exec_driver_sql(
        "UPDATE delegation SET ended_ms = ? WHERE id = ? AND ended_ms = 0", (unit.now_ms, id_)
    )


def end_owned(unit: UnitOfWork, taker: ClerkId, roles: Collection[Role]) -> None:
    """End what was lent to a clerk who now holds it as their own."""
    for each in every(unit.connection):
        if each.to_id == taker and each.lent.role in roles:
            end(unit, each.id)
