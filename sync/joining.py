"""What makes a desk a member, whichever way the ticket, the request and the reply travel.

The ticket names the root's fingerprint; the root names the server's key. So a desk believes an authority only
when its root has that fingerprint, a reply only when that server has certified this very key, and stores all
of it in one transaction.
"""

from typing import NamedTuple

import msgspec
from nacl.signing import SigningKey

from app.changes import trust
from app.changes.errors import BadChange
from app.changes.trust import Authority, AuthorityBundle
from app.storage import device, feed_store, incarnations, known_logs, leases, second_key
from app.storage.device import Membership, Standing
from app.storage.incarnations import own_origins
from app.storage.leases import SignedLease
from app.storage.second_key import NextKey
from app.storage.unit_of_work import Snapshot, Store
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


class Applicant(NamedTuple):
    """Who asks: this device, its key, and the log it began with."""

    name: str
    key: SigningKey
    origin: bytes


class Route(NamedTuple):
    """How the server is reached from now on: the certificate it must show, or a private CA's file."""

    pin: bytes = b""
    ca_file: str = ""


def read_ticket(text: str) -> Ticket:
    """The ticket that was typed; raises TicketMistyped."""
    try:
        ticket = tickets.read(text)
    except BadTicket as error:
        raise TicketMistyped from error
    if (len(ticket.root_fingerprint), len(ticket.secret)) != (FINGERPRINT_BYTES, SECRET_BYTES):
        raise TicketMistyped
    return ticket


def applicant_of(store: Store, ticket: Ticket) -> Applicant:
    """This device, unless it belongs to another commune or server; raises AlreadyEnrolled."""
    with store.read() as snapshot:
        member = device.membership(snapshot)
        name, key = device.name(snapshot), device.signing_key(snapshot)
        origin = own_origins(snapshot)[0].origin  # later ones are announced to the server as born from it
        is_anew = second_key.is_needed(snapshot)
    if member is not None:
        is_same = trust.fingerprint(member.root) == ticket.root_fingerprint
        if not is_same or member.commune != ticket.commune:
            raise AlreadyEnrolled(member.commune_name)
    printable = "".join(each for each in name if each.isprintable()).strip()
    if is_anew:
        key, origin = second_key.prepared(store)
    return Applicant(printable[:MAX_NAME] or UNNAMED, key, origin)


def come_back(store: Store, member: Membership, transport: Transport) -> None:
    """Show a server that has forgotten this device the certificate it gave; raises a SyncError."""
    with store.read() as snapshot:
        name, key = device.name(snapshot), device.signing_key(snapshot)
        applicant = Applicant(name[:MAX_NAME], key, own_origins(snapshot)[0].origin)
    request = EnrolRequest(
        protocol=PROTOCOL,
        commune=member.commune,
        secret=b"",
        device_key=bytes(key.verify_key),
        origin=applicant.origin,
        device_name="",
        certificate=member.certificate,
    )
    proof = key.sign(proof_bytes(request)).signature
    reply = transport.enrol(msgspec.structs.replace(request, proof=proof))
    if reply.certificate != member.certificate:
        raise WrongServer
    with store.write_local() as connection:
        join(connection, member, applicant, reply)


def authority_of(ticket: Ticket, bundle: AuthorityBundle) -> Authority:
    """Who the server is, by the word of the root that the ticket names; raises WrongServer."""
    if trust.fingerprint(bundle.root) != ticket.root_fingerprint:
        raise WrongServer
    try:
        return trust.open_authority(bundle)
    except (BadChange, ValueError) as error:
        raise WrongServer from error


def request_of(ticket: Ticket, applicant: Applicant) -> EnrolRequest:
    """What the device asks, with the proof that it holds its key."""
    request = EnrolRequest(
        protocol=PROTOCOL,
        commune=ticket.commune,
        secret=ticket.secret,
        device_key=bytes(applicant.key.verify_key),
        origin=applicant.origin,
        device_name=applicant.name,
    )
    return msgspec.structs.replace(request, proof=applicant.key.sign(proof_bytes(request)).signature)


def member_of(
    ticket: Ticket, authority: Authority, applicant: Applicant, reply: EnrolReply, route: Route
) -> Membership:
    """What a reply makes this device; raises WrongServer when it is not for this device."""
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
        tls_fingerprint=route.pin,
        certificate=reply.certificate,
        ca_file=route.ca_file,
    )


def join(connection: Snapshot, member: Membership, applicant: Applicant, reply: EnrolReply) -> None:
    """Store everything at once; raises WrongServer, and then nothing has changed."""
    given = _leases(reply, member)
    own = (bytes(applicant.key.verify_key), applicant.name, reply.certificate)
    feed_store.start_over(connection)
    feed_store.note_feed_bytes(connection, reply.feed_bytes)
    device.join(connection, member, Standing(reply.epoch, reply.nonce, 0))
    leases.take_in(connection, given)
    known_logs.keep_peer_certificates(connection, [own])
    if all(life.origin != applicant.origin for life in own_origins(connection)):
        second_key.take_up(connection, NextKey(applicant.key, applicant.origin))


def announce(store: Store) -> None:
    """A machine that enrolled anew says in its new log which one it was born from."""
    with store.read() as snapshot:
        name = device.name(snapshot)
    incarnations.announce_life(store, name)


def _leases(reply: EnrolReply, member: Membership) -> list[SignedLease]:
    try:
        return inbox.verified_leases(reply.leases, member)
    except ForgedReceipt as error:
        raise WrongServer from error
