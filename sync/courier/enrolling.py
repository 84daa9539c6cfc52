"""Becoming a member by stick: the request leaves sealed for the server, the answer comes back sealed for us.

The stick that the district prepared says who the server is, and the ticket says which root to believe. So the
secret leaves only in a bundle that this server alone can open. What was written before goes with the request,
and what comes back brings all a member needs: one journey makes a full member.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.changes.trust import Authority, AuthorityBundle
from app.progress import Report, unheard
from app.storage import device
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync import joining
from sync.bundle import folder as sticks
from sync.bundle import invitation
from sync.bundle.errors import BundleError
from sync.bundle.folder import Found
from sync.bundle.format import Direction, Frame, Kind, key_id
from sync.bundle.messages import message_in
from sync.bundle.reader import check_sender, open_beginning, open_bundle
from sync.courier import asked
from sync.courier.asked import Asked
from sync.courier.leaving import Exported, export_bundle
from sync.errors import NoAnswerYet, SyncError
from sync.joining import Route
from sync.protocol.messages import EnrolReply, Refusal
from sync.refusals import refused

ASKED = (
    "Đã ghi và đọc lại: rút được USB. Xin gửi USB lên cấp trên; USB quay về thì bấm nhận là xong ghi danh."
)


def ask_by_stick(store: Store, folder: Path, ticket: str = "", report: Report = unheard) -> Exported:
    """Write the request onto a stick that the district has prepared; raises a SyncError or a BundleError.

    ``ticket`` may be left out where one lies on the stick.
    """
    found = invitation.read(folder)
    text = ticket.strip() or found.ticket
    read = joining.read_ticket(text)
    joining.applicant_of(store, read)
    joining.authority_of(read, found.bundle())
    with store.write_local() as connection:
        asked.keep(connection, asked.asked_with(text, found.authority))
    return export_bundle(store, folder, report)._replace(sentence=ASKED)


def take_in_answer(store: Store, folder: Path) -> Membership:
    """Become a member with what came back; raises NoAnswerYet, or why the server declined."""
    with store.read() as snapshot:
        waiting, key = asked.waiting(snapshot), device.signing_key(snapshot)
    if waiting is None:
        raise NoAnswerYet
    authority, ticket = waiting.read_authority(), waiting.read_ticket()
    declined: SyncError | None = None
    for found in _for_us(folder, key_id(bytes(key.verify_key))):
        try:
            begun = open_beginning(found, key)
            check_sender(begun.manifest, authority.server, ticket.commune, Direction.DOWN)
            frame = next(begun.frames, None)
            if frame is not None and frame.kind == Kind.ENROLLED:
                return _join(store, waiting, list(_head(open_bundle(found, key).frames)))
        except BundleError:
            continue  # named when the other bundles are taken in
        if frame is not None and frame.kind == Kind.DECLINED:
            declined = refused(message_in(frame, Refusal).code)
    raise declined or NoAnswerYet()


def _for_us(folder: Path, ours: bytes) -> Iterator[Found]:
    return (found for found in sticks.find(folder)[0] if found.header.receiver_id == ours)


def _head(frames: Iterator[Frame]) -> Iterator[Frame]:
    """What concerns the enrolment; everything else is taken in as by any member."""
    for frame in frames:
        if frame.kind not in (Kind.ENROLLED, Kind.AUTHORITY):
            return
        yield frame


def _join(store: Store, waiting: Asked, frames: list[Frame]) -> Membership:
    ticket, authority = waiting.read_ticket(), waiting.read_authority()
    reply = message_in(frames[0], EnrolReply)
    for frame in frames[1:]:
        authority = joining.authority_of(ticket, message_in(frame, AuthorityBundle))
    applicant = joining.applicant_of(store, ticket)
    member = joining.member_of(ticket, authority, applicant, reply, Route(_pin(authority, ticket.address)))
    with store.write_local() as connection:
        joining.join(connection, member, applicant, msgspec.structs.replace(reply, nonce=b""))
        asked.forget(connection)
    joining.announce(store)
    return member


def _pin(authority: Authority, address: str) -> bytes:
    """Should a line come one day, the certificate to expect at its end."""
    pins = authority.tls_fingerprints
    return pins[-1] if pins and not address.startswith("http://") else b""
