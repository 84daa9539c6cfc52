"""Takes back whom a restored server has forgotten: devices that were enrolled after its backup was made.

The certificate of such a device is signed by this server's own key, and names the log it began with. The
device shows it in place of a ticket; any desk of the commune shows it beside the log it brings back. Who was
revoked since comes back as revoked: desks bring the signed list that says so, and what each log still counts.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.changes import revocation, signed, trust
from app.changes.errors import BadChange
from app.changes.revocation import Revoked
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
    if not (request.certificates or request.revoked):
        return
    with writing(server.engine) as connection:
        communes.lock_feed(connection, device.commune)
        for data in request.certificates:
            readmit(server, connection, device.commune, data)
        if request.revoked:
            _revoke(server, connection, device.commune, request.revoked)
        is_revoked = device.public_key in devices.revoked_keys(connection, device.commune)
    if is_revoked:
        raise Refused(403, "revoked", "this device is no longer trusted")


def introduce(server: Server, commune: str, certificates: Iterable[bytes]) -> None:
    """Hear of devices from somebody who is nobody here yet, and who may name any commune."""
    certificates = list(certificates)
    if not certificates or "\x00" in commune:
        return
    with writing(server.engine) as connection:
        if communes.find(connection, commune) is not None:
            communes.lock_feed(connection, commune)
            for data in certificates:
                readmit(server, connection, commune, data)


def readmit(server: Server, connection: Connection, commune: str, data: bytes) -> Device | None:
    """The device that a certificate of ours for this commune names; None where it is no such certificate."""
    certificate = _verified(server, commune, data)
    if certificate is None:
        return None
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
        return known
    _begin_log(server, connection, commune, certificate)
    return known


def _verified(server: Server, commune: str, data: bytes) -> DeviceCertificate | None:
    try:
        trust.verify_certificate(data, server.authority.server_public, Purpose.DEVICE)
        certificate = signed.peek(data, DeviceCertificate)
    except BadChange:
        return None
    is_ours = certificate.commune == commune and certificate.role == DESK and bool(certificate.origin)
    return certificate if is_ours else None


def _begin_log(server: Server, connection: Connection, commune: str, certificate: DeviceCertificate) -> None:
    """With numbers: a log that holds none could use none that were skipped when the server was restored."""
    log = origins.logs(connection, commune).get(certificate.origin)
    if log is None:
        origins.register(connection, commune, certificate.origin, certificate.subject)
    elif log.device_key != certificate.subject:
        return
    if not leases.ranges(connection, commune).get(certificate.origin):
        leasing.grant_first(server, connection, commune, certificate.origin)


def _revoke(server: Server, connection: Connection, commune: str, data: bytes) -> None:
    try:
        told = revocation.verify(data, server.authority.server_public)
    except BadChange:
        return
    for each in told.devices if told.commune == commune else ():
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
