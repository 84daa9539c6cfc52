"""A desk becomes a member of its commune over a line, by a ticket and once.

The secret leaves only over a line whose other end the root has certified, and what comes back is checked
against it (``sync.joining``). After a crash in between the same ticket gives the same answer.
"""

from collections.abc import Iterator
from typing import Protocol

from app.changes.trust import Authority
from app.progress import Progress, Report, unheard
from app.storage import feed_store
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync import joining
from sync.errors import WrongServer
from sync.joining import Route
from sync.protocol.messages import EnrolReply, EnrolRequest
from sync.protocol.ticket import Ticket
from sync.transport import Transport


class OpenLine(Protocol):
    """Opens a way to an address; ``pin`` is the SHA-256 of the TLS certificate it must show."""

    def __call__(self, address: str, pin: bytes = b"", ca_file: str = "") -> Transport: ...


def enrol(
    store: Store, text: str, open_line: OpenLine, report: Report = unheard, ca_file: str = ""
) -> Membership:
    """Become a member with a ticket; raises a SyncError, and then nothing has changed."""
    ticket = joining.read_ticket(text)
    applicant = joining.applicant_of(store, ticket)
    report(Progress("Hỏi máy chủ là ai"))
    authority = _authority(ticket, open_line, ca_file)
    report(Progress("Ghi danh"))
    request = joining.request_of(ticket, applicant)
    reply, pin = _ask(ticket.address, authority, request, open_line, ca_file)
    member = joining.member_of(ticket, authority, applicant, reply, Route(pin, ca_file))
    now_ms = store.clock.now_ms()
    with store.write_local() as connection:
        joining.join(connection, member, applicant, reply)
        feed_store.keep_time(connection, reply.server_time_ms, now_ms, now_ms - reply.server_time_ms)
    joining.announce(store)
    return member


def _authority(ticket: Ticket, open_line: OpenLine, ca_file: str) -> Authority:
    line = open_line(ticket.address, ca_file=ca_file)
    try:
        return joining.authority_of(ticket, line.authority())
    finally:
        line.close()


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
