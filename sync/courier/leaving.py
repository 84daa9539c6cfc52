"""Writes what this desk has to say onto a stick; nothing counts as sent before a signed receipt returns."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from app.progress import Progress, Report, unheard
from app.storage import device, feed_store, log_store, scans
from app.storage.blobs import BlobRef, BlobStore
from app.storage.device import Membership
from app.storage.unit_of_work import Snapshot, Store
from sync import joining, outbox
from sync.bundle import folder as sticks
from sync.bundle.errors import BundleError, StickFull
from sync.bundle.format import VOLUME_BYTES, Direction, Frame, Kind, Span
from sync.bundle.room import scans_room
from sync.bundle.writer import Letter, Written, write_bundle
from sync.courier import asked, beginning, ledger, scans_leaving
from sync.courier.asked import Asked
from sync.courier.ledger import Trip
from sync.courier.scans_leaving import NOTHING, Cargo
from sync.errors import NotEnrolled
from sync.outcome import Stage
from sync.protocol import codec
from sync.scans.plan import look_around

WRITTEN = "Đã ghi và đọc lại: rút được USB."


class _Addressee(NamedTuple):
    """For whom a bundle is: the server that made us a member, or the one that is to."""

    server_key: bytes
    commune: str
    first: list[Frame]


class Exported(NamedTuple):
    """A bundle that was read back from the stick; its receipt comes back on a stick or over a line.

    ``scans_left`` are bytes of scans that the stick had no room for.
    """

    paths: list[Path]
    changesets: int
    size: int
    sentence: str = WRITTEN
    scans_bytes: int = 0
    scans_left: int = 0


def export_bundle(
    store: Store,
    folder: Path,
    report: Report = unheard,
    *,
    program_version: str = "",
    volume_bytes: int = VOLUME_BYTES,
    blobs: BlobStore | None = None,
) -> Exported:
    """Write everything the server has not confirmed; raises NotEnrolled or a StickError.

    Scans come behind the records, as far as the stick has room for them; without ``blobs`` none do.
    An enrolment that was asked for by stick and is not answered yet goes with it once more.
    An earlier bundle of ours in the same folder is removed: this one brings all that it brought.
    """
    with store.read() as snapshot:
        member, waiting = device.membership(snapshot), asked.waiting(snapshot)
        key = device.signing_key(snapshot)
    addressee = _applied_to(store, waiting) if waiting is not None else _own_server(member)
    report(Progress(Stage.SEAL.value))
    log_store.seal_pending(store, key)
    if blobs is not None:
        look_around(store, blobs)
    now_ms = store.clock.now_ms()
    with store.read() as snapshot:
        earlier = [trip.bundle_id for trip in ledger.trips(snapshot)]
        packing = _Packing(store, snapshot, blobs, folder, report, program_version, volume_bytes)
        letter = _letter(snapshot, addressee, now_ms)
        written, cargo = packing.write(letter, addressee.first)
    changesets = sum(span.last - span.first + 1 for span in letter.spans)
    with store.write_local() as connection:
        ledger.note_left(connection, Trip(written.bundle_id, now_ms, changesets))
        for ref in packing.lost:
            scans.note_lost(connection, ref.sha256)
    _tidy(folder, earlier)
    return Exported(
        written.volumes, changesets, written.size, scans_bytes=cargo.size, scans_left=cargo.left_bytes
    )


class _Packing:
    """One bundle's contents onto the stick; ``lost`` are scans that could not be read here."""

    def __init__(
        self,
        store: Store,
        snapshot: Snapshot,
        blobs: BlobStore | None,
        folder: Path,
        report: Report,
        program_version: str,
        volume_bytes: int,
    ) -> None:
        self.lost: list[BlobRef] = []
        self._store = store
        self._snapshot = snapshot
        self._blobs = blobs
        self._folder = folder
        self._report = report
        self._program_version = program_version
        self._volume_bytes = volume_bytes

    def write(self, letter: Letter, first: list[Frame]) -> tuple[Written, Cargo]:
        """Records and scans; the records alone where the stick has less room than it says."""
        cargo = NOTHING
        if self._blobs is not None:
            room = scans_room(self._folder, feed_store.unsent_bytes(self._snapshot))
            cargo = scans_leaving.pack(self._snapshot, room)
        try:
            return self._write(letter, first, cargo), cargo
        except StickFull:
            if not cargo.size:
                raise
        return self._write(letter, first, cargo.without_blocks()), cargo.without_blocks()

    def _write(self, letter: Letter, first: list[Frame], cargo: Cargo) -> Written:
        frames = chain(
            first,
            beginning.asked_for(self._snapshot),
            scans_leaving.questions(cargo),
            _requests(self._snapshot, self._program_version),
        )
        aside = scans_leaving.blocks(self._blobs, cargo, self.lost) if self._blobs is not None else ()
        return write_bundle(
            self._folder, letter, frames, self._report, self._volume_bytes, self._store.entropy, aside
        )


def _own_server(member: Membership | None) -> _Addressee:
    if member is None:
        raise NotEnrolled
    return _Addressee(member.server_key, member.commune, [])


def _applied_to(store: Store, waiting: Asked) -> _Addressee:
    ticket = waiting.read_ticket()
    request = joining.request_of(ticket, joining.applicant_of(store, ticket))
    return _Addressee(
        waiting.read_authority().server, ticket.commune, [Frame(Kind.ENROL, codec.encode(request))]
    )


def _letter(snapshot: Snapshot, addressee: _Addressee, now_ms: int) -> Letter:
    standing = device.standing(snapshot)
    return Letter(
        key=device.signing_key(snapshot),
        receiver=addressee.server_key,
        direction=Direction.UP,
        commune=addressee.commune,
        epoch=standing.epoch,
        created_ms=now_ms,
        cursor=standing.cursor,
        spans=[Span(*span) for span in log_store.unsent_spans(snapshot)],
        previous=[trip.bundle_id for trip in ledger.trips(snapshot) if not trip.answered_ms],
    )


def _requests(snapshot: Snapshot, program_version: str) -> Iterator[Frame]:
    for request in outbox.all_requests(snapshot, program_version):
        yield Frame(Kind.REQUEST, codec.encode(request))


def _tidy(folder: Path, earlier: list[bytes]) -> None:
    with suppress(BundleError):  # the new bundle is whole, whatever becomes of the old ones
        for found in sticks.find(folder)[0]:
            if found.header.bundle_id in earlier:
                sticks.drop(list(found.volumes))
