"""A desk becomes a member of its commune, by a ticket and once.

The ticket names the root's fingerprint; the root names the server's key and TLS certificate. So the secret
leaves only over a line whose other end the root has certified, and what comes back is checked against it.
Everything is stored in one transaction. After a crash in between the same ticket gives the same answer.
"""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import msgspec
from nacl.signing import SigningKey

from app.changes import trust
from app.changes.errors import BadChange
from app.changes.trust import Authority
from app.progress import Progress, Report, unheard
from app.storage import device, feed_store, known_logs, leases
from app.storage.device import Membership, Standing
from app.storage.incarnations import own_origins
from app.storage.leases import SignedLease
from app.storage.unit_of_work import Store
from sync import inbox
from sync.errors import AlreadyEnrolled, ForgedReceipt, TicketMistyped, WrongServer
from sync.protocol import ticket as tickets
from sync.protocol.limits import MAX_NAME, SECRET_BYTES
from sync.protocol.messages import PROTOCOL, EnrolReply, EnrolRequest
from sync.protocol.signing import proof_bytes
from sync.protocol.ticket import BadTicket, Ticket
from sync.transport import Transport

FINGERPRINT_BYTES = 16
UNNAMED = "Máy"


class OpenLine(Protocol):
    """Opens a way to an address; ``pin`` is the SHA-256 of the TLS certificate it must show."""

    def __call__(self, address: str, pin: bytes = b"", ca_file: str = "") -> Transport: ...


class _Applicant(NamedTuple):
    """Who asks: this device, its key, and the log it began with."""

    name: str
    key: SigningKey
    origin: bytes


def enrol(
    store: Store, text: str, open_line: OpenLine, report: Report = unheard, ca_file: str = ""
) -> Membership:
    """Become a member with a ticket; raises a SyncError, and then nothing has changed."""
    ticket = _read(text)
    applicant = _applicant(store, ticket)
    report(Progress("Hỏi máy chủ là ai"))
    authority = _authority(ticket, open_line, ca_file)
    report(Progress("Ghi danh"))
    request = _request(ticket, applicant)
    reply, pin = _ask(ticket.address, authority, request, open_line, ca_file)
    member = _member(ticket, authority, applicant, reply, pin, ca_file)
    _join(store, member, applicant, reply)
    return member


def _read(text: str) -> Ticket:
    try:
        ticket = tickets.read(text)
    except BadTicket as error:
        raise TicketMistyped from error
    if (len(ticket.root_fingerprint), len(ticket.secret)) != (FINGERPRINT_BYTES, SECRET_BYTES):
        raise TicketMistyped
    return ticket


def _applicant(store: Store, ticket: Ticket) -> _Applicant:
    with store.read() as snapshot:
        member = device.membership(snapshot)
        name, key = device.name(snapshot), device.signing_key(snapshot)
        first_life = own_origins(snapshot)[0]  # later ones are announced to the server as born from it
    if member is not None:
        is_same = trust.fingerprint(member.root) == ticket.root_fingerprint
        if not is_same or member.commune != ticket.commune:
            raise AlreadyEnrolled(member.commune_name)
    printable = "".join(each for each in name if each.isprintable()).strip()
    return _Applicant(printable[:MAX_NAME] or UNNAMED, key, first_life.origin)


def _authority(ticket: Ticket, open_line: OpenLine, ca_file: str) -> Authority:
    """Who the server is, by the word of the root that the ticket names."""
    line = open_line(ticket.address, ca_file=ca_file)
    try:
        bundle = line.authority()
    finally:
        line.close()
    if trust.fingerprint(bundle.root) != ticket.root_fingerprint:
        raise WrongServer
    try:
        return trust.open_authority(bundle)
    except (BadChange, ValueError) as error:
        raise WrongServer from error


def _request(ticket: Ticket, applicant: _Applicant) -> EnrolRequest:
    request = EnrolRequest(
        protocol=PROTOCOL,
        commune=ticket.commune,
        secret=ticket.secret,
        device_key=bytes(applicant.key.verify_key),
        origin=applicant.origin,
        device_name=applicant.name,
    )
    return msgspec.structs.replace(request, proof=applicant.key.sign(proof_bytes(request)).signature)


def _ask(
    address: str, authority: Authority, request: EnrolRequest, open_line: OpenLine, ca_file: str
) -> tuple[EnrolReply, bytes]:
    """The reply, and the certificate pinned from now on: one of those the root has certified."""
    for pin in _pins(address, authority, ca_file):
        line = open_line(address, pin, ca_file)
        try:
            return line.enrol(request), pin
        except WrongServer:
            continue
        finally:
            line.close()
    raise WrongServer


def _pins(address: str, authority: Authority, ca_file: str) -> Iterator[bytes]:
    if ca_file or address.startswith("http://"):
        yield b""
    else:
        yield from reversed(authority.tls_fingerprints)


def _member(
    ticket: Ticket, authority: Authority, applicant: _Applicant, reply: EnrolReply, pin: bytes, ca_file: str
) -> Membership:
    try:
        certificate = inbox.device_certificate(reply.certificate, authority.server, ticket.commune)
    except BadChange as error:
        raise WrongServer from error
    if certificate.subject != bytes(applicant.key.verify_key):
        raise WrongServer
    return Membership(
        address=ticket.address,
        commune=ticket.commune,
        commune_name=reply.commune_name,
        server_name=reply.server_name,
        root=authority.root,
        server_key=authority.server,
        catalogue_key=authority.catalogue,
        tls_fingerprint=pin,
        certificate=reply.certificate,
        ca_file=ca_file,
    )


def _join(store: Store, member: Membership, applicant: _Applicant, reply: EnrolReply) -> None:
    given = _leases(reply, member)
    own = (bytes(applicant.key.verify_key), applicant.name, reply.certificate)
    now_ms = store.clock.now_ms()
    with store.write_local() as connection:
        feed_store.start_over(connection)
        device.join(connection, member, Standing(reply.epoch, reply.nonce, 0))
        leases.take_in(connection, given)
        known_logs.keep_peer_certificates(connection, [own])
        feed_store.keep_time(connection, reply.server_time_ms, now_ms, now_ms - reply.server_time_ms)


def _leases(reply: EnrolReply, member: Membership) -> list[SignedLease]:
    try:
        return inbox.verified_leases(reply.leases, member)
    except ForgedReceipt as error:
        raise WrongServer from error
