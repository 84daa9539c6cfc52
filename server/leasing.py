"""Gives out ranges of dossier numbers, and device certificates: what only the server's key may grant.

A desk's first range is open: however long it stays away, it can number. What it is given beyond that on busy
days is dated and comes free again. Free is only what nobody can have printed: a lease speaks of the days in
the codes, so after its last day its numbers are another's whether or not the desk has heard of it. An open
range comes free only when its own desk gives it back; that of a lost desk never does.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from app.changes import lease as lease_format
from app.changes import trust
from app.changes.lease import Lease
from app.changes.trust import DeviceCertificate, Purpose
from app.domain.clock import wall_of
from server.context import Server
from server.facts import LeaseReturn
from server.storage import communes, leases, origins, projection
from server.storage.devices import Device
from server.storage.leases import Range
from sync.protocol.messages import SyncRequest

REFILL_DAYS = 30
MOST_REFILLS = 8
EARLIEST, LATEST = date(2015, 1, 1), date(2099, 1, 1)


def certify_device(
    server: Server,
    connection: Connection,
    commune: str,
    role: str,
    name: str,
    public_key: bytes,
    origin: bytes,
) -> bytes:
    """The certificate that makes a key a device of its commune, and says which log it began with."""
    authority = server.authority
    certificate = DeviceCertificate(
        format=trust.FORMAT,
        purpose=Purpose.DEVICE,
        subject=public_key,
        commune=commune,
        role=role,
        name=name,
        serial=communes.take_serial(connection, commune),
        issued_ms=server.clock.now_ms(),
        issuer=authority.server_public,
        origin=origin,
    )
    return authority.sign_as_server(certificate, trust.CONTEXT)


def grant_first(server: Server, connection: Connection, commune: str, origin: bytes) -> None:
    """A new device gets numbers, and a spare for its next incarnation.

    Only a new device may get what another gave back: a desk counts upwards, and that lies below.
    """
    free = leases.free_range(connection, commune, 0, today(server))
    numbers = Range(*free, today(server)) if free else _fresh(server, connection, commune)
    _grant(server, connection, commune, origin, numbers, is_spare=False)
    _grant(server, connection, commune, origin, _fresh(server, connection, commune), is_spare=True)


def pass_on(server: Server, connection: Connection, commune: str, parent: bytes, origin: bytes) -> None:
    """A new incarnation takes over its parent's spare, which it may have used already, and gets its own.

    Where an earlier incarnation took that spare the range is a fresh one: no number is ever given twice.
    """
    spare = leases.spare_of(connection, commune, parent)
    leases.end_all_of(connection, commune, parent, server.clock.now_ms())
    numbers = spare or _fresh(server, connection, commune)
    _grant(server, connection, commune, origin, numbers, is_spare=False)
    _grant(server, connection, commune, origin, _fresh(server, connection, commune), is_spare=True)


def refill(server: Server, connection: Connection, device: Device, request: SyncRequest) -> None:
    """Another range where half of what a desk holds for its day is used; a few weeks, then they are free.

    A desk that does not know yet of all it holds has lost a reply: it is told again and given nothing more.
    """
    day, commune = request.numbers_day, device.commune
    held = leases.held(connection, commune, request.origin, day) if _is_day(day) else []
    size = sum(each.last - each.first + 1 for each in held)
    is_short = 0 <= request.numbers_left * 2 <= size == request.numbers_held
    if held and is_short and len(held) <= MOST_REFILLS:
        above = max(each.last for each in held)  # a desk counts upwards through the day
        free = leases.free_range(connection, commune, above, day)
        first, last = free or communes.take_dossier_numbers(connection, commune)
        until = (date.fromisoformat(day) + timedelta(days=REFILL_DAYS)).isoformat()
        _grant(
            server, connection, commune, request.origin, Range(first, last, day), is_spare=False, until=until
        )


def _is_day(text: str) -> bool:
    try:
        return EARLIEST <= date.fromisoformat(text) <= LATEST
    except ValueError:
        return False


def take_back(
    server: Server, connection: Connection, commune: str, returns: Sequence[tuple[bytes, LeaseReturn]]
) -> None:
    """Desks gave numbers back: they are another's from the day after all they said, did and we lived."""
    for origin, each in returns:
        log = origins.logs(connection, commune)[origin]
        used = projection.last_day_used(connection, commune, log.device_key)
        last_day = date.fromisoformat(max(each.last_day, used, today(server)))
        free_from = (last_day + timedelta(days=1)).isoformat()
        now_ms = server.clock.now_ms()
        leases.give_back(connection, commune, log.device_key, each.serial, free_from, now_ms)


def today(server: Server) -> str:
    """The legal day, ISO."""
    return wall_of(server.clock.now_ms()).date().isoformat()


def _fresh(server: Server, connection: Connection, commune: str) -> Range:
    first, last = communes.take_dossier_numbers(connection, commune)
    return Range(first, last, today(server))


def _grant(
    server: Server,
    connection: Connection,
    commune: str,
    origin: bytes,
    numbers: Range,
    *,
    is_spare: bool,
    until: str = "",
) -> None:
    granted = Lease(
        format=lease_format.FORMAT,
        serial=communes.take_serial(connection, commune),
        commune=commune,
        origin=origin,
        is_spare=is_spare,
        first=numbers.first,
        last=numbers.last,
        valid_from=numbers.valid_from,
        valid_to=until,
    )
    leases.add(connection, granted, server.authority.sign_as_server(granted, lease_format.CONTEXT))
