"""The exchange by stick: opens what desks sent in bundles and writes each of them an answer.

What a bundle carries goes the way of a line's requests (``server.enrolment``, ``server.receiving``,
``server.exchange``). A bundle that is not good is refused with its code and left where it is; the others go
on. One desk's bundles are answered together by one bundle, sealed for that desk alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec

from server import late, readmission, stick_beginnings, stick_scans
from server.applying import apply_all, apply_batch
from server.bundle_answers import Answered, Mail, Paper, Said, answer_mail, decline
from server.context import Server
from server.enrolment import enrol
from server.errors import Refused
from server.receiving import Received, receive
from server.requests import check_request
from server.storage import devices, origins
from server.storage.devices import Device
from server.storage.engine import reading
from sync.bundle import folder as sticks
from sync.bundle.errors import BundleError
from sync.bundle.folder import Found
from sync.bundle.format import VOLUME_BYTES, Direction, Frame, Kind, Manifest, key_id
from sync.bundle.reader import Opened, check_sender, open_beginning, open_surveyed, survey_bundle
from sync.bundle.room import MOST_SCANS_BYTES
from sync.protocol import codec
from sync.protocol.codec import BadMessage
from sync.protocol.limits import PUSH_BYTES
from sync.protocol.messages import EnrolReply, EnrolRequest, SyncRequest

APPLY_SECONDS = 60.0  # so that the answer says "applied" of a usual bundle; the rest follows after it
UNTOLD = frozenset({"malformed", "bad_signature"})  # who wrote that is no desk of ours


class Refusal(NamedTuple):
    """A file that was not taken in, the stable code of why, and the bundle that tells its sender."""

    name: str
    code: str
    answer: Path | None = None


class Imported(NamedTuple):
    """What a folder held for this server; ``unfinished`` communes have more stored than applied."""

    answered: list[Answered]
    refused: list[Refusal]
    unfinished: list[str]


def import_folder(
    server: Server,
    folder: Path,
    volume_bytes: int = VOLUME_BYTES,
    apply_seconds: float = APPLY_SECONDS,
    scans_bytes: int = MOST_SCANS_BYTES,
) -> Imported:
    """Take in every bundle for this server and answer it; raises a StickError when nothing can be read.

    All are taken in before the first is answered: so one journey brings each desk what the others sent. Scans
    wait until the last record is in.
    """
    found, unread = sticks.find(folder)
    refused = [Refusal(each.name, each.problem.code) for each in unread]
    ours = key_id(server.authority.server_public)
    mail = list(_mail(server, folder, (each for each in found if each.header.receiver_id == ours), refused))
    heard: list[tuple[list[Mail], Said]] = []
    for of_sender in _by_sender(mail):
        try:
            heard.append((of_sender, _take_in(server, of_sender)))
        except (BundleError, Refused) as error:
            refused += [Refusal(each.found.name, error.code) for each in of_sender]
    end = server.monotonic() + apply_seconds
    communes = dict.fromkeys(of_sender[0].device.commune for of_sender, _ in heard)
    unfinished = [commune for commune in communes if not _has_applied(server, commune, end)]
    for of_sender, said in heard:
        said.scans = _scans(server, of_sender)
    paper = Paper(folder, volume_bytes, scans_bytes)
    return Imported([answer_mail(server, paper, *each) for each in heard], refused, unfinished)


def finish(server: Server, imported: Imported) -> None:
    """Apply what was stored and not applied before the answers were written."""
    for commune in imported.unfinished:
        apply_all(server, commune)


def _has_applied(server: Server, commune: str, end: float) -> bool:
    while apply_batch(server, commune):
        if server.monotonic() > end:
            return False
    return True


def _by_sender(mail: Sequence[Mail]) -> Iterator[list[Mail]]:
    """Each desk's bundles, the oldest first."""
    for sender in dict.fromkeys(each.device.public_key for each in mail):
        of_sender = [each for each in mail if each.device.public_key == sender]
        yield sorted(of_sender, key=lambda each: each.manifest.created_ms)


class LostSender(Refused):
    """A stick of a machine that is no longer trusted: it may hold what was written before it was lost."""

    def __init__(self, device: Device) -> None:
        super().__init__(403, "revoked", "this device is no longer trusted")
        self.device = device


def _mail(server: Server, folder: Path, found: Iterator[Found], refused: list[Refusal]) -> Iterator[Mail]:
    for each in found:
        try:
            begun = open_beginning(each, server.authority.server_key)
            yield _opened(server, begun)
        except BundleError as error:
            refused.append(Refusal(each.name, error.code))
        except Refused as error:
            if isinstance(error, LostSender):
                late.take_in_stick(server, error.device, each)
            told = None if error.code in UNTOLD else decline(server, folder, begun.manifest, error)
            refused.append(Refusal(each.name, error.code, told))


def _opened(server: Server, begun: Opened) -> Mail:
    """A bundle with everything in it checked, unless all of it was stored before."""
    found, manifest, key = begun.found, begun.manifest, server.authority.server_key
    first = next(begun.frames, None)
    if first is not None and first.kind == Kind.ENROL:
        extent = survey_bundle(found, key)
        enrolled = _enrolled(server, manifest, first)
        return Mail(found, manifest, _sender(server, manifest), extent, enrolled)
    if first is not None and first.kind == Kind.REQUEST:
        _hear_of_sender(server, manifest, first)
    device = _sender(server, manifest)
    is_known = _is_known(server, device, manifest) and _has_scans(server, device, found)
    return Mail(found, manifest, device, None if is_known else survey_bundle(found, key))


def _enrolled(server: Server, manifest: Manifest, frame: Frame) -> EnrolReply:
    try:
        request = codec.decode(frame.content, EnrolRequest)
    except BadMessage as error:
        raise Refused(400, "malformed", str(error)) from error
    check_sender(manifest, request.device_key, request.commune, Direction.UP)
    return enrol(server, request)


def _hear_of_sender(server: Server, manifest: Manifest, first: Frame) -> None:
    """A restored server may have forgotten who writes: the certificate goes with each bundle."""
    with reading(server.engine) as connection:
        is_known = devices.find(connection, manifest.sender) is not None
    if not is_known:
        with suppress(Refused):  # a page that cannot be read introduces nobody
            readmission.introduce(server, manifest.commune, _page(first).certificates)


def _sender(server: Server, manifest: Manifest) -> Device:
    with reading(server.engine) as connection:
        device = devices.find(connection, manifest.sender)
    if device is None:
        raise Refused(401, "unknown_device", "this device is not enrolled here")
    check_sender(manifest, device.public_key, device.commune, Direction.UP)
    if device.is_revoked:
        raise LostSender(device)
    return device


def _is_known(server: Server, device: Device, manifest: Manifest) -> bool:
    """Whether all that the manifest names is stored: the bundle came before, or the line was faster."""
    with reading(server.engine) as connection:
        logs = origins.logs(connection, device.commune)
    return all(span.origin in logs and span.last <= logs[span.origin].stored.seq for span in manifest.spans)


def _has_scans(server: Server, device: Device, found: Found) -> bool:
    asked = stick_scans.asked_in(open_beginning(found, server.authority.server_key).frames)
    return stick_scans.are_stored(server, device.commune, asked)


def _scans(server: Server, mail: Sequence[Mail]) -> stick_scans.Said:
    """Take in the blocks that a desk's bundles bring, and say what is here now."""
    key, commune, asked = server.authority.server_key, mail[0].device.commune, stick_scans.Asked()
    for each in mail:
        try:
            brought = stick_scans.asked_in(open_beginning(each.found, key).frames)
            asked.add(brought)
            if brought.offers and each.extent is not None:
                frames = open_surveyed(each.found, key, each.extent).frames
                stick_scans.take_in(server, commune, brought, frames)
        except BundleError:
            continue  # cut before its end, or pulled since: its records are in, its scans come again
    return stick_scans.said_to(server, commune, asked)


def _take_in(server: Server, mail: Sequence[Mail]) -> Said:
    said = Said()
    for each in mail:
        said.parts = stick_beginnings.wanted_in(open_beginning(each.found, server.authority.server_key))
        is_first = True
        for page in _pages(server, each):
            if is_first:
                said.begin(_known(server, each.manifest, page))
                is_first = False
            said.note(page, _received(server, each.device, page))
    return said


def _pages(server: Server, mail: Mail) -> Iterator[SyncRequest]:
    """What a bundle asks, in as large pieces as a line would bring; of a known one where its desk stands."""
    if mail.extent is not None:
        frames = open_surveyed(mail.found, server.authority.server_key, mail.extent).frames
        return _joined(_page(frame) for frame in frames if frame.kind == Kind.REQUEST)
    frames = open_beginning(mail.found, server.authority.server_key).frames
    first = next((_page(frame) for frame in frames if frame.kind == Kind.REQUEST), None)
    return iter(()) if first is None else iter([msgspec.structs.replace(first, segments=[])])


def _joined(pages: Iterator[SyncRequest]) -> Iterator[SyncRequest]:
    """Small pages make half a copy worth more; large ones are stored faster."""
    for first in pages:
        segments, size = list(first.segments), sum(map(len, first.segments))
        while size < PUSH_BYTES and (page := next(pages, None)) is not None:
            if page.heads or page.births:
                pages = chain([page], pages)
                break
            segments += page.segments
            size += sum(map(len, page.segments))
        yield msgspec.structs.replace(first, segments=segments)


def _page(frame: Frame) -> SyncRequest:
    try:
        page = codec.decode(frame.content, SyncRequest)
    except BadMessage as error:
        raise Refused(400, "malformed", str(error)) from error
    check_request(page)
    return page


def _known(server: Server, manifest: Manifest, page: SyncRequest) -> SyncRequest:
    """Under another life of ours a cursor says nothing: the feed begins anew."""
    return page if manifest.epoch == server.epoch else msgspec.structs.replace(page, cursor=0)


def _received(server: Server, device: Device, page: SyncRequest) -> Received:
    """A log we do not know is left: told of its parent's fork, or of our new epoch, the desk begins anew."""
    try:
        return receive(server, device, page)
    except Refused as refused:
        if refused.code != "out_of_scope":
            raise
    received = Received()
    with reading(server.engine) as connection:
        logs = origins.logs(connection, device.commune)
    for birth in page.births:
        if birth.born_from_origin in logs:
            received.fork(birth.born_from_origin, logs[birth.born_from_origin].stored)
    for index in range(len(page.segments)):
        received.refuse(index, "out_of_scope")
    return received
