"""What one desk's bundles said, and the bundle that answers them."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.changeset import Origin
from app.changes.errors import BadChange
from app.progress import unheard
from server import stick_beginnings, stick_scans, twins
from server.catalogue import read_pack
from server.context import Server
from server.errors import Refused
from server.exchange import answer
from server.receiving import Received
from server.storage import communes, feed, origins
from server.storage.devices import Device
from server.storage.engine import reading, writing
from server.storage.feed import Extent
from sync.bundle.errors import BundleError, StickFull
from sync.bundle.folder import Found
from sync.bundle.format import (
    VOLUME_BYTES,
    Direction,
    Frame,
    Kind,
    Manifest,
    PartsWanted,
    RefusedSegment,
    RefusedSegments,
    Span,
)
from sync.bundle.reader import Extent as Whole
from sync.bundle.room import MOST_SCANS_BYTES, scans_room
from sync.bundle.writer import Letter, write_bundle
from sync.protocol import codec
from sync.protocol.messages import NOBODY, EnrolReply, Fork, Refusal, SyncReply, SyncRequest

PAGE_BYTES = 64 * 1024  # of the feed; what a copy that was cut short loses beyond the cut at most


class Mail(NamedTuple):
    """A bundle that its sender may send; ``extent`` is None where all of it was stored before.

    ``enrolled`` is what made its sender a member, where it asks for that.
    """

    found: Found
    manifest: Manifest
    device: Device
    extent: Whole | None
    enrolled: EnrolReply | None = None


@dataclass
class Said:
    """What one desk's bundles said; not frozen, it grows page by page."""

    request: SyncRequest | None = None
    segments: int = 0
    refused: dict[tuple[Origin, int], str] = field(default_factory=dict)
    forks: dict[Origin, Fork] = field(default_factory=dict)
    parts: PartsWanted | None = None
    scans: stick_scans.Said = field(default_factory=stick_scans.Said)

    def note(self, page: SyncRequest, received: Received) -> None:
        """Keep what came of a page; the first of a bundle says where the desk stands."""
        self.segments += len(page.segments) - len(received.refused)
        self.forks |= received.forks
        for refusal in received.refused:
            with suppress(BadChange):  # a segment that does not even read has no name
                header = segments.read(page.segments[refusal.index]).header
                self.refused[header.origin, header.first_seq] = refusal.code

    def begin(self, page: SyncRequest) -> None:
        """A bundle's first page says where the desk stands; of several each log and the least of each."""
        before = self.request or page
        heads: dict[Origin, tuple[Origin, int, bytes]] = {}
        for head in sorted((*before.heads, *page.heads), key=lambda head: head[1]):
            heads.setdefault(head[0], head)
        self.request = msgspec.structs.replace(
            page,
            cursor=min(page.cursor, before.cursor),
            heads=list(heads.values()),
            births=list(dict.fromkeys((*before.births, *page.births))),
            segments=[],
            want_bytes=0,
        )


class Paper(NamedTuple):
    """What answers are written on: how long a volume may be, and how much of them scans may take."""

    folder: Path
    volume_bytes: int = VOLUME_BYTES
    scans_bytes: int = MOST_SCANS_BYTES


class Answered(NamedTuple):
    """A desk whose bundles were taken in; ``problem`` is a code when its answer could not be written."""

    commune: str
    device: str
    segments: int
    refused_segments: int
    answer: Path | None
    problem: str = ""
    is_new: bool = False
    names: tuple[str, ...] = ()


def answer_mail(server: Server, paper: Paper, mail: Sequence[Mail], said: Said) -> Answered:
    """Write one desk's answer; a stick that does not take it is named, and the others get theirs."""
    device, path, problem = mail[0].device, None, ""
    try:
        path = _write_answer(server, paper, mail, said)
    except BundleError as error:
        problem = error.code
    shown = device.public_key.hex()[:12]
    is_new, names = any(each.enrolled for each in mail), tuple(each.found.name for each in mail)
    return Answered(device.commune, shown, said.segments, len(said.refused), path, problem, is_new, names)


def _write_answer(server: Server, paper: Paper, mail: Sequence[Mail], said: Said) -> Path | None:
    """The records' answer with the scans that are wanted, or alone where the stick has no room for these."""
    request = said.request
    if request is None:
        return None  # cut before it said anything: there is nothing to answer
    room = scans_room(paper.folder, 0, paper.scans_bytes)
    try:
        return _write(server, paper, mail, said, request, room)
    except StickFull:
        return _write(server, paper, mail, said, request, 0)


def _write(
    server: Server, paper: Paper, mail: Sequence[Mail], said: Said, request: SyncRequest, room: int
) -> Path:
    device = mail[0].device
    beginning = stick_beginnings.beginning_for(server, device, request, said.parts, _told_bytes(mail))
    request = stick_beginnings.after(beginning, request)
    reply, own = _reply(server, device, request, said)
    pack = _newer_pack(server, request, reply)
    with reading(server.engine) as connection:
        extent = feed.extent(connection, device.commune, request.cursor)
        letter = _letter(server, mail, request, extent)
        pages = _pages(connection, device, request.cursor, extent.until, own, reply)
        parts = stick_beginnings.frames(server, device, beginning)
        frames = chain(_membership(server, mail), parts, _frames(said, reply, pages, pack))
        aside = stick_scans.blocks(server, device.commune, said.scans, room)
        written = write_bundle(
            paper.folder, letter, frames, unheard, paper.volume_bytes, server.entropy, aside
        )
    return written.volumes[0]


def _told_bytes(mail: Sequence[Mail]) -> int:
    """How large the feed is that a new member was told of; 0 for who was one before."""
    return max((each.enrolled.feed_bytes for each in mail if each.enrolled is not None), default=0)


def _reply(server: Server, device: Device, request: SyncRequest, said: Said) -> tuple[SyncReply, Origin]:
    """The reply without its feed, and the log whose bytes the feed may leave out."""
    with writing(server.engine) as connection:
        communes.lock_feed(connection, device.commune)  # before its device, as everybody does
        logs = origins.logs(connection, device.commune)
        is_known = request.origin in logs
        asked = request if is_known else msgspec.structs.replace(request, origin=NOBODY)
        twin = twins.note(connection, device, asked, Received(forks=dict(said.forks)), is_live=False)
        reply = answer(server, connection, device, asked, Received())
    forks = list(said.forks.values())
    bare = msgspec.structs.replace(reply, forks=forks, feed=[], certificates=[], twin=twin)
    return bare, NOBODY if said.forks or _lacks_own(request, logs) else request.origin


def _lacks_own(request: SyncRequest, logs: dict[Origin, origins.Log]) -> bool:
    """A desk put back from a backup needs the bytes of its own log, to see where it went on otherwise."""
    ends = {name: seq for name, seq, _head in request.heads}
    log = logs.get(request.origin)
    return log is not None and ends.get(request.origin, 0) < log.stored.seq


def _letter(server: Server, mail: Sequence[Mail], request: SyncRequest, extent: Extent) -> Letter:
    device = mail[0].device
    return Letter(
        key=server.authority.server_key,
        receiver=device.public_key,
        direction=Direction.DOWN,
        commune=device.commune,
        epoch=server.epoch,
        created_ms=server.clock.now_ms(),
        cursor=request.cursor,
        spans=[Span(*span) for span in extent.spans],
        previous=[each.manifest.bundle_id for each in mail],
        until=extent.until,
    )


def decline(server: Server, folder: Path, manifest: Manifest, refused: Refused) -> Path | None:
    """Tell a desk why nothing of its bundle was taken in; None where the stick does not take the answer."""
    letter = Letter(
        key=server.authority.server_key,
        receiver=manifest.sender,
        direction=Direction.DOWN,
        commune=manifest.commune,
        epoch=server.epoch,
        created_ms=server.clock.now_ms(),
        cursor=0,
        spans=[],
        previous=[manifest.bundle_id],
    )
    said = Frame(Kind.DECLINED, codec.encode(Refusal(refused.code, refused.reason)))
    try:
        return write_bundle(folder, letter, [said], unheard, VOLUME_BYTES, server.entropy).volumes[0]
    except BundleError:
        return None


def _membership(server: Server, mail: Sequence[Mail]) -> Iterator[Frame]:
    """What a new member needs before anything else."""
    for enrolled in (each.enrolled for each in mail if each.enrolled is not None):
        yield Frame(Kind.ENROLLED, codec.encode(msgspec.structs.replace(enrolled, nonce=b"")))
        yield Frame(Kind.AUTHORITY, server.authority.bundle)
        return


def _frames(said: Said, reply: SyncReply, pages: Iterator[SyncReply], pack: bytes) -> Iterator[Frame]:
    """The receipt first, so that the shortest copy brings it."""
    refused = [RefusedSegment(origin, seq, code) for (origin, seq), code in said.refused.items()]
    yield Frame(Kind.REFUSED, codec.encode(RefusedSegments(refused)))
    yield from stick_scans.words(said.scans)
    yield Frame(Kind.REPLY, codec.encode(reply))
    for page in pages:
        yield Frame(Kind.REPLY, codec.encode(page))
    if pack:
        yield Frame(Kind.PACK, pack)


def _pages(
    connection: Connection, device: Device, cursor: int, until: int, own: Origin, reply: SyncReply
) -> Iterator[SyncReply]:
    more = True
    while more and cursor < until:
        part = feed.read_feed(connection, device.commune, cursor, own, PAGE_BYTES)
        items = [item for item in part.items if item.cseq <= until]
        certificates = feed.certificates(connection, device.commune, items)
        yield msgspec.structs.replace(reply, feed=items, certificates=certificates)
        cursor, more = part.items[-1].cseq if part.items else until, part.more


def _newer_pack(server: Server, request: SyncRequest, reply: SyncReply) -> bytes:
    has_newest = reply.catalogue in ("", request.catalogue)
    return b"" if has_newest else read_pack(server, reply.catalogue)
