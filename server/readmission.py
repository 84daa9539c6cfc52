"""Takes back whom a restored server has forgotten: devices that were enrolled after its backup was made.

The certificate of such a device is signed by this server's own key, and names the log it began with. The
device shows it in place of a ticket; any desk of the commune shows it beside the log it brings back. Who was
revoked since comes back as revoked: desks bring the signed list that says so, and what each log still counts.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes import revocation, signed, trust
from app.changes.errors import BadChange
from app.changes.revocation import RevocationList, Revoked
from app.changes.trust import DESK, DeviceCertificate, Purpose
from server import leasing
from server.context import Server
from server.errors import Refused
from server.storage import communes, devices, leases, lost_ends, origins
from server.storage.devices import Device
from server.storage.engine import writing
from sync.protocol.messages import SyncRequest


def take_in(server: Server, device: Device, request: SyncRequest) -> None:
    """Hear what a desk's request says of other devices of its commune; raises Refused for a revoked one."""
    shown = _shown(server, device.commune, request.certificates)
    told = _told(server, device.commune, request.revoked)
    if not shown and told is None:
        return
    with writing(server.engine) as connection:
        communes.lock_feed(connection, device.commune)
        for each in shown:
            readmit(server, connection, device.commune, each)
        if told is not None:
            _revoke(connection, device.commune, told)
        is_revoked = device.public_key in devices.revoked_keys(connection, device.commune)
    if is_revoked:
        raise Refused(403, "revoked", "this device is no longer trusted")


def introduce(server: Server, commune: str, certificates: Iterable[bytes]) -> None:
    """Hear of devices from somebody who is nobody here yet, and who may name any commune."""
    shown = _shown(server, commune, certificates)
    if not shown:
        return
    with writing(server.engine) as connection:
        if communes.find(connection, commune) is not None:
            communes.lock_feed(connection, commune)
            for each in shown:
                readmit(server, connection, commune, each)


class Shown(NamedTuple):
    """A certificate by our own key of one of the commune's desks, and what it says."""

    data: bytes
    said: DeviceCertificate


def readmit(server: Server, connection: Connection, commune: str, shown: Shown) -> Device | None:
    """The device that a certificate names, known again; None where it is another commune's."""
    data, certificate = shown
    known = devices.find(connection, certificate.subject)
    if known is None:
        now_ms = server.clock.now_ms()
        devices.add(
            connection, commune, certificate.subject, certificate.role, certificate.name, data, now_ms
        )
        known = Device(commune, certificate.subject, data, is_revoked=False)
    elif known.commune == commune and not known.certificate:
        devices.set_certificate(connection, commune, certificate.subject, certificate.name, data)
        known = known._replace(certificate=data)
    else:
        return known if known.commune == commune else None
    _begin_log(server, connection, commune, certificate)
    return known


def _shown(server: Server, commune: str, certificates: Iterable[bytes]) -> list[Shown]:
    """Those that are ours: looked at before anything is locked, since anybody may show anything."""
    return [shown for data in certificates if (shown := verified(server, commune, data)) is not None]


def verified(server: Server, commune: str, data: bytes) -> Shown | None:
    """What these bytes say; None where they are no certificate of ours for a desk of this commune."""
    try:
        trust.verify_certificate(data, server.authority.server_public, Purpose.DEVICE)
        certificate = signed.peek(data, DeviceCertificate)
    except BadChange:
        return None
    is_ours = certificate.commune == commune and certificate.role == DESK and bool(certificate.origin)
    return Shown(data, certificate) if is_ours else None


def _begin_log(server: Server, connection: Connection, commune: str, certificate: DeviceCertificate) -> None:
    """With numbers: a log that holds none could use none that were skipped when the server was restored."""
    log = origins.logs(connection, commune).get(certificate.origin)
    if log is None:
        origins.register(connection, commune, certificate.origin, certificate.subject)
    elif log.device_key != certificate.subject:
        return
    if not leases.ranges(connection, commune).get(certificate.origin):
        leasing.grant_first(server, connection, commune, certificate.origin)


def _told(server: Server, commune: str, data: bytes) -> RevocationList | None:
    try:
        told = revocation.verify(data, server.authority.server_public)
    except BadChange:
        return None
    return told if told.commune == commune else None


def _revoke(connection: Connection, commune: str, told: RevocationList) -> None:
    for each in told.devices:
        _revoke_one(connection, commune, each, told.issued_ms)


def _revoke_one(connection: Connection, commune: str, told: Revoked, now_ms: int) -> None:
    known = devices.find(connection, told.device_key)
    if known is None:
        name = told.device_key.hex()[:12]
        devices.add(connection, commune, told.device_key, DESK, name, b"", now_ms)
    elif known.commune != commune:
        return
    if known is None or not known.is_revoked:
        devices.revoke(connection, commune, told.device_key, told.revoked_ms)
    logs = origins.logs(connection, commune)
    for end in told.ends:
        if end.origin not in logs:
            origins.register(connection, commune, end.origin, told.device_key)
    lost_ends.keep(connection, commune, _own(connection, commune, told))


def _own(connection: Connection, commune: str, told: Revoked) -> Iterable[tuple[bytes, int]]:
    logs = origins.logs(connection, commune)
    return [(end.origin, end.seq) for end in told.ends if logs[end.origin].device_key == told.device_key]
