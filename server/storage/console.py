"""What the console shows, counted by the database: a few grouped queries, however many rows there are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, case, func, select

from app.domain.dossier import CLOSED_STATES, DossierState
from app.domain.twin import Twin
from server.storage import communes
from server.storage.schema import device, dossier, lease, origin, quarantine

STANDS_STILL = (DossierState.SUPPLEMENT_REQUESTED, DossierState.FINISHED, *CLOSED_STATES)


class DeviceLine(NamedTuple):
    """A device as it was when last seen; ``backlog`` counts the changesets it had not sent."""

    commune: str
    name: str
    is_revoked: bool
    enrolled_ms: int
    last_seen_ms: int | None
    backlog: int
    oldest_unsent_ms: int
    catalogue: str
    program_version: str


class CommuneLine(NamedTuple):
    """A commune; ``numbers_left`` of today as far as its dossiers have come in, None without a lease.

    ``pairs`` are machines under one key that wait for the administrator's word.
    """

    code: str
    name: str
    devices: list[DeviceLine]
    numbers_left: int | None
    quarantined: int
    held: int
    pairs: int


class StateCount(NamedTuple):
    """How many dossiers of a commune are in a state, and how many of them are past their due hour."""

    commune: str
    state: DossierState
    total: int
    late: int


class AsideLine(NamedTuple):
    """A changeset in quarantine, with the device whose log it is in."""

    device: str
    seq: int
    code: str
    detail: str
    at_ms: int


def overview(connection: Connection, today: str) -> list[CommuneLine]:
    """Every commune by name; ``today`` is an ISO date."""
    devices = _devices(connection)
    left = _numbers_left(connection, today)
    aside = dict(_counts(connection, quarantine.c.commune))
    held = dict(_counts(connection, origin.c.commune, origin.c.waits_for_origin.is_not(None)))
    pairs = dict(_counts(connection, origin.c.commune, origin.c.twin == int(Twin.FROZEN)))
    return [
        CommuneLine(
            code=code,
            name=name,
            devices=devices[code],
            numbers_left=left.get(code),
            quarantined=aside.get(code, 0),
            held=held.get(code, 0),
            pairs=pairs.get(code, 0),
        )
        for code, name in communes.every(connection)
    ]


def states(connection: Connection, now_ms: int) -> list[StateCount]:
    """The dossiers of every commune by state."""
    still = [state.value for state in STANDS_STILL]
    is_late = (dossier.c.due_ms < now_ms) & dossier.c.state.not_in(still)
    statement = select(
        dossier.c.commune, dossier.c.state, func.count(), func.sum(case((is_late, 1), else_=0))
    ).group_by(dossier.c.commune, dossier.c.state)
    return [
        StateCount(code, DossierState(state), total, int(late))
        for code, state, total, late in connection.execute(statement)
    ]


def set_aside(connection: Connection, code: str, limit: int = 100) -> list[AsideLine]:
    """What a commune sent that could not be applied, the newest first."""
    of_device = (device.c.commune == origin.c.commune) & (device.c.public_key == origin.c.device_key)
    of_origin = (origin.c.commune == quarantine.c.commune) & (origin.c.origin == quarantine.c.origin)
    statement = (
        select(device.c.name, quarantine.c.seq, quarantine.c.code, quarantine.c.detail, quarantine.c.at_ms)
        .join(origin, of_origin)
        .join(device, of_device)
        .where(quarantine.c.commune == code)
        .order_by(quarantine.c.at_ms.desc(), quarantine.c.seq.desc())
        .limit(limit)
    )
    return [AsideLine(*row) for row in connection.execute(statement)]


def _devices(connection: Connection) -> defaultdict[str, list[DeviceLine]]:
    columns = (
        device.c.commune,
        device.c.name,
        device.c.revoked_ms.is_not(None),
        device.c.enrolled_ms,
        device.c.last_seen_ms,
        device.c.backlog,
        device.c.oldest_unsent_ms,
        device.c.catalogue,
        device.c.program_version,
    )
    found: defaultdict[str, list[DeviceLine]] = defaultdict(list)
    for row in connection.execute(select(*columns).order_by(device.c.enrolled_ms)):
        line = DeviceLine(*row)
        found[line.commune].append(line)
    return found


def _numbers_left(connection: Connection, today: str) -> dict[str, int]:
    statement = (
        select(lease.c.commune, func.sum(lease.c.last - lease.c.first + 1))
        .where(lease.c.ended_ms.is_(None), lease.c.is_spare.is_(False))
        .group_by(lease.c.commune)
    )
    used = dict(_counts(connection, dossier.c.commune, dossier.c.day == today))
    return {code: int(granted) - used.get(code, 0) for code, granted in connection.execute(statement)}


def _counts(
    connection: Connection, column: ColumnElement[str], *conditions: ColumnElement[bool]
) -> Iterable[tuple[str, int]]:
    statement = select(column, func.count()).where(*conditions).group_by(column)
    return [(code, count) for code, count in connection.execute(statement)]
