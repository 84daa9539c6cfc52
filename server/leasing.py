"""Gives out ranges of dossier numbers, and device certificates: what only the server's key may grant."""

from sqlalchemy import Connection

from app.changes import lease as lease_format
from app.changes import trust
from app.changes.lease import Lease
from app.changes.trust import Certificate, Purpose
from app.domain.clock import wall_of
from server.context import Server
from server.storage import communes, leases
from server.storage.leases import Range


def certify_device(
    server: Server, connection: Connection, commune: str, role: str, name: str, public_key: bytes
) -> bytes:
    """The certificate that makes a key a device of its commune."""
    authority = server.authority
    certificate = Certificate(
        format=trust.FORMAT,
        purpose=Purpose.DEVICE,
        subject=public_key,
        commune=commune,
        role=role,
        name=name,
        serial=communes.take_serial(connection, commune),
        issued_ms=server.clock.now_ms(),
        issuer=authority.server_public,
    )
    return authority.sign_as_server(certificate, trust.CONTEXT)


def grant_first(server: Server, connection: Connection, commune: str, origin: bytes) -> None:
    """A new device gets numbers, and a spare for its next incarnation."""
    _grant(server, connection, commune, origin, _fresh(server, connection, commune), is_spare=False)
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


def _fresh(server: Server, connection: Connection, commune: str) -> Range:
    first, last = communes.take_dossier_numbers(connection, commune)
    return Range(first, last, wall_of(server.clock.now_ms()).date().isoformat())


def _grant(
    server: Server, connection: Connection, commune: str, origin: bytes, numbers: Range, *, is_spare: bool
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
    )
    leases.add(connection, granted, server.authority.sign_as_server(granted, lease_format.CONTEXT))
