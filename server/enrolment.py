"""Makes a desk a member of its commune: a ticket and a proof of its key in, a certificate and leases out."""

from typing import NamedTuple

from sqlalchemy import Connection

from app.changes.changeset import ORIGIN_BYTES
from server import leasing, readmission
from server.context import Server
from server.errors import Refused
from server.readmission import Shown
from server.storage import catalogue, checkpoints, communes, devices, leases, origins, tickets
from server.storage.communes import Commune
from server.storage.engine import writing
from server.storage.tickets import StoredTicket
from sync.protocol.limits import MAX_NAME, NONCE_BYTES, SECRET_BYTES
from sync.protocol.messages import NOBODY, PROTOCOL, EnrolReply, EnrolRequest
from sync.protocol.signing import is_signed_by, proof_bytes

KEY_BYTES = 32


class _Member(NamedTuple):
    commune: Commune
    certificate: bytes


def enrol(server: Server, request: EnrolRequest) -> EnrolReply:
    """Enrol a desk; the same desk asking again with the same ticket gets the same answer."""
    _check(request)
    shown = _shown(server, request)
    with writing(server.engine) as connection:
        member = _member(server, connection, request, shown)
        now_ms = server.clock.now_ms()
        nonce = server.entropy(NONCE_BYTES)
        devices.give_nonce(connection, request.commune, request.device_key, nonce, now_ms)
        return EnrolReply(
            protocol=PROTOCOL,
            epoch=server.epoch,
            certificate=member.certificate,
            leases=leases.statements_of_device(connection, request.commune, request.device_key),
            server_time_ms=now_ms,
            nonce=nonce,
            commune_name=member.commune.name,
            server_name=server.settings.name,
            catalogue=catalogue.newest(connection),
            feed_bytes=checkpoints.growth(connection, request.commune, 0).after,
        )


def _check(request: EnrolRequest) -> None:
    sizes = (len(request.device_key), len(request.origin), len(request.secret))
    secret_bytes = 0 if request.certificate else SECRET_BYTES
    if sizes != (KEY_BYTES, ORIGIN_BYTES, secret_bytes) or request.origin == NOBODY:
        raise Refused(400, "malformed", "a key, origin or secret of the wrong size")
    if not request.device_name.isprintable() or len(request.device_name) > MAX_NAME:
        raise Refused(400, "malformed", "a device name that cannot be shown")
    if not is_signed_by(request.device_key, request.proof, proof_bytes(request)):
        raise Refused(401, "bad_signature", "the proof is not by the device's key")


def _shown(server: Server, request: EnrolRequest) -> Shown | None:
    """The certificate it comes back with; looked at before anybody has to wait for it."""
    if not request.certificate:
        return None
    shown = readmission.verified(server, request.commune, request.certificate)
    if shown is None or shown.said.subject != request.device_key:
        raise _stranger()
    return shown


def _stranger() -> Refused:
    return Refused(401, "unknown_device", "not a certificate of this device by this server")


def _member(server: Server, connection: Connection, request: EnrolRequest, shown: Shown | None) -> _Member:
    commune = communes.find(connection, request.commune) if "\x00" not in request.commune else None
    if commune is not None and shown is not None:
        return _come_back(server, connection, commune, shown)
    ticket = commune and tickets.find_for_use(connection, commune.code, request.secret)
    if commune is None or ticket is None:
        raise Refused(403, "unknown_ticket", "no such ticket for this commune")
    known = devices.find(connection, request.device_key)
    if ticket.used_by is not None:
        return _again(connection, request, commune, ticket, known)
    if ticket.expires_ms < server.clock.now_ms():
        raise Refused(403, "ticket_expired", "the ticket is no longer valid")
    if known is not None:
        return _return(server, connection, request, commune, known)
    return _Member(commune, _admit(server, connection, request, ticket))


def _come_back(server: Server, connection: Connection, commune: Commune, shown: Shown) -> _Member:
    """A device that this server, restored, may have forgotten: its certificate is as good as a ticket."""
    communes.lock_feed(connection, commune.code)
    device = readmission.readmit(server, connection, commune.code, shown)
    if device is None:
        raise _stranger()
    if device.is_revoked:
        raise Refused(403, "revoked", "this device is no longer trusted")
    return _Member(commune, device.certificate)


def _return(
    server: Server, connection: Connection, request: EnrolRequest, commune: Commune, known: devices.Device
) -> _Member:
    """A desk put back to before its enrolment keeps its key and its logs, and comes with a new ticket."""
    if known.commune != commune.code:
        raise Refused(409, "device_known", "this key is enrolled in another commune")
    if known.is_revoked:
        raise Refused(403, "revoked", "this device is no longer trusted")
    log = origins.logs(connection, commune.code).get(request.origin)
    if log is None or log.device_key != request.device_key:
        raise Refused(409, "origin_taken", "not a log of this device")
    tickets.use(connection, commune.code, request.secret, request.device_key, server.clock.now_ms())
    return _Member(commune, known.certificate)


def _again(
    connection: Connection,
    request: EnrolRequest,
    commune: Commune,
    ticket: StoredTicket,
    known: devices.Device | None,
) -> _Member:
    """The reply was lost and the desk asks again."""
    log = origins.logs(connection, commune.code).get(request.origin)
    is_same = ticket.used_by == request.device_key and log and log.device_key == request.device_key
    if known is None or not is_same:
        raise Refused(403, "ticket_used", "the ticket has enrolled another device")
    if known.is_revoked:
        raise Refused(403, "revoked", "this device is no longer trusted")
    return _Member(commune, known.certificate)


def _admit(server: Server, connection: Connection, request: EnrolRequest, ticket: StoredTicket) -> bytes:
    commune, key, now_ms = request.commune, request.device_key, server.clock.now_ms()
    communes.lock_feed(connection, commune)
    if request.origin in origins.logs(connection, commune):
        raise Refused(409, "origin_taken", "another device writes under this origin")
    certificate = leasing.certify_device(
        server, connection, commune, ticket.role, request.device_name, key, request.origin
    )
    devices.add(connection, commune, key, ticket.role, request.device_name, certificate, now_ms)
    origins.register(connection, commune, request.origin, key)
    leasing.grant_first(server, connection, commune, request.origin)
    tickets.use(connection, commune, request.secret, key, now_ms)
    return certificate
