"""Takes in what a stick brings back: receipts, leases, the feed, a catalogue.

Each page of a bundle is a reply like those of a line and is believed as far (``sync.intake``). So a bundle
that comes twice, late or out of order has no effect; one that begins beyond where this desk stands in the
feed brings its receipt, and its feed waits for the one before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from app.progress import Progress, Report, unheard
from app.storage import applier, checkpoint_store, device, feed_store, log_store
from app.storage.blobs import BlobStore
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync import forks, inbox, outbox, packs
from sync.bundle import folder as sticks
from sync.bundle.errors import BundleError
from sync.bundle.folder import Found, Unread
from sync.bundle.format import Direction, Frame, Kind, Manifest, RefusedSegments, key_id
from sync.bundle.messages import message_in
from sync.bundle.reader import check_sender, open_beginning, open_bundle
from sync.courier import asked, beginning, ledger
from sync.courier.beginning import Frames
from sync.courier.enrolling import take_in_answer
from sync.courier.scans_coming import ScansComing
from sync.errors import NoAnswerYet, NotEnrolled, OldReceipt, SyncError, UnverifiedFeed
from sync.inbox import Problem
from sync.intake import FORK, GAP, Exchanged, TakenIn, take_in
from sync.outcome import Outcome, Stage
from sync.packs import InstallPack
from sync.protocol.messages import Refusal, SyncReply
from sync.protocol.scans import ScansReply
from sync.reasons import reason_words
from sync.refusals import refused as server_refused

MOST_ROUNDS = 6  # a new epoch and each log that goes on otherwise take one more
READING = "Đang đọc gói trên USB"
CUT = "Gói trên USB bị chép thiếu. Phần đọc được đã ghi vào sổ, không mất gì. Phần còn lại đến theo gói sau."
GAP_BEFORE = "Còn thiếu gói trước đó của cấp trên nên chưa ghi thay đổi của bàn khác. Xin nhận gói trước đó."


@dataclass
class Imported:
    """What a folder brought; not frozen, it grows bundle by bundle.

    ``taken`` and ``refused`` name files; the outcome counts as that of a line does. ``joined`` is the commune
    that this desk has just become a member of. ``scans_received`` are files that the server has signed for,
    ``scans_here`` those that came.
    """

    outcome: Outcome = field(default_factory=Outcome)
    taken: list[str] = field(default_factory=list)
    refused: list[Unread] = field(default_factory=list)
    joined: Membership | None = None
    scans_received: int = 0
    scans_here: int = 0


class _Bundle(NamedTuple):
    found: Found
    manifest: Manifest


def import_bundles(
    store: Store,
    folder: Path,
    report: Report = unheard,
    *,
    install_pack: InstallPack | None = None,
    program_version: str = "",
    blobs: BlobStore | None = None,
) -> Imported:
    """Take in every bundle for this desk; raises NotEnrolled, why we were declined, or a StickError.

    Without ``blobs`` what is said and brought of scans is passed over. Where an enrolment was asked for by
    stick its answer comes first, and makes the rest readable.
    """
    with store.read() as snapshot:
        member, is_waiting = device.membership(snapshot), asked.waiting(snapshot) is not None
    joined = None
    if is_waiting:
        try:
            joined = member = take_in_answer(store, folder)
        except NoAnswerYet:
            if member is None:
                raise
    if member is None:
        raise NotEnrolled
    coming = None if blobs is None else ScansComing(store, blobs, member)
    return _Import(store, member, report, install_pack, program_version, coming).run(folder, joined)


class _Import:
    """One look through a folder."""

    def __init__(
        self,
        store: Store,
        member: Membership,
        report: Report,
        install_pack: InstallPack | None,
        program_version: str,
        scans: ScansComing | None,
    ) -> None:
        self._scans = scans
        self._store = store
        self._member = member
        self._report = report
        self._install_pack = install_pack
        self._program_version = program_version
        self._has_begun = False
        self._imported = Imported()
        with store.read() as snapshot:
            self._key = device.signing_key(snapshot)

    def run(self, folder: Path, joined: Membership | None) -> Imported:
        """The earliest part of the feed first, whatever the files are called."""
        self._imported.joined = joined
        log_store.seal_pending(self._store, self._key)  # a desk put back from a backup may have to
        self._report(Progress(READING))
        found, unread = sticks.find(folder)
        self._imported.refused += unread
        ours = key_id(bytes(self._key.verify_key))
        bundles = list(self._checked(each for each in found if each.header.receiver_id == ours))
        for bundle in sorted(bundles, key=lambda each: (each.manifest.cursor, each.manifest.created_ms)):
            try:
                if not self._is_known(bundle):
                    self._take(bundle)
            except OldReceipt:
                continue  # left on the stick since before the server was restored
            except BundleError as error:
                self._imported.refused.append(Unread(bundle.found.name, error))
            except SyncError as error:
                self._imported.outcome.note(str(error))
            else:
                self._imported.taken.append(bundle.found.name)
        self._apply()
        if self._scans is not None:
            self._imported.scans_received = self._scans.received
            self._imported.scans_here = self._scans.here
        return self._imported

    def _checked(self, found: Iterator[Found]) -> Iterator[_Bundle]:
        member = self._member
        for each in found:
            try:
                manifest = open_beginning(each, self._key).manifest
                check_sender(manifest, member.server_key, member.commune, Direction.DOWN)
            except BundleError as error:
                self._imported.refused.append(Unread(each.name, error))
            else:
                yield _Bundle(each, manifest)

    def _is_known(self, bundle: _Bundle) -> bool:
        """Whether all of it was taken in before: told from its beginning, without opening the rest."""
        manifest = bundle.manifest
        with self._store.read() as snapshot:
            standing = device.standing(snapshot)
        if not manifest.until or manifest.epoch != standing.epoch or manifest.until > standing.cursor:
            return False
        said: list[ScansReply] = []
        for frame in open_beginning(bundle.found, self._key).frames:
            if frame.kind == Kind.SCANS_SAID:
                said.append(message_in(frame, ScansReply))
            if frame.kind == Kind.REPLY:
                break
        else:
            return False
        reply = message_in(frame, SyncReply)
        receipt = inbox.verified_receipt(reply, self._member)
        with self._store.read() as snapshot:
            is_late = feed_store.is_known(snapshot, receipt.epoch, receipt.number)
        knows_scans = self._scans is None or self._scans.is_known(said)
        return is_late and knows_scans and not self._wants(reply.catalogue)

    def _take(self, bundle: _Bundle) -> None:
        self._has_begun = False
        opened = open_bundle(bundle.found, self._key, lambda done: self._report(Progress(READING, done)))
        for _ in range(MOST_ROUNDS):
            if not self._goes_again(bundle, Frames(opened.frames), is_whole=opened.is_whole):
                break
            opened = open_bundle(bundle.found, self._key)
        with self._store.write_local() as connection:
            manifest, now_ms = bundle.manifest, self._store.clock.now_ms()
            ledger.note_answered(connection, manifest.bundle_id, manifest.previous, now_ms)
        if not opened.is_whole:
            self._imported.outcome.note(CUT)

    def _goes_again(self, bundle: _Bundle, frames: Frames, *, is_whole: bool) -> bool:
        """One pass over a bundle's pages; whether what it taught asks for another."""
        refused: list[Problem] = []
        version = ""
        for frame in frames:
            match frame.kind:
                case Kind.DECLINED:
                    raise server_refused(message_in(frame, Refusal).code)
                case Kind.REFUSED:
                    refused = _refused(frame)
                case Kind.REPLY:
                    reply = message_in(frame, SyncReply)
                    version = reply.catalogue
                    taken = self._page(bundle, reply, refused)
                    if taken.forked:
                        self._be_reborn(bundle, taken.forked[0], is_whole=is_whole)
                    if taken.forked or taken.is_new_epoch:
                        return is_whole or not taken.forked
                case Kind.PACK:
                    self._take_pack(version, frame.content)
                case _:
                    self._take_other(frame, frames)
        if self._scans is not None:
            self._scans.keep()
        return False

    def _take_other(self, frame: Frame, frames: Frames) -> None:
        if frame.kind in (Kind.CHECKPOINT, Kind.PART) and not self._has_begun:
            frames.put_back(frame)
            self._begin(frames)
        elif self._scans is not None:
            self._scans.take_in(frame)

    def _begin(self, frames: Frames) -> None:
        """The parts of a checkpoint that come next, once in a bundle; what is missing comes with the next."""
        self._has_begun = True

        def watch(done: int, total: int) -> None:
            self._report(Progress(Stage.FEED.value, done, total))

        if not beginning.take_in(self._store, self._member, frames, watch):
            self._imported.outcome.note(CUT)

    def _page(self, bundle: _Bundle, reply: SyncReply, refused: list[Problem]) -> TakenIn:
        with self._store.read() as snapshot:
            standing = device.standing(snapshot)
        if bundle.manifest.cursor > standing.cursor and standing.epoch == bundle.manifest.epoch:
            self._imported.outcome.note(GAP_BEFORE)
            reply = msgspec.structs.replace(reply, feed=[])
        asked = outbox.feed_request(standing.epoch, standing.cursor, 0)
        now_ms = self._store.clock.now_ms()
        exchanged = Exchanged(asked, reply, refused, bundle.manifest.created_ms, now_ms, None)
        taken = take_in(self._store, self._member, exchanged, self._reach_feed)
        self._note(taken)
        return taken

    def _reach_feed(self, items: int) -> None:
        if items:
            self._report(Progress(Stage.FEED.value, 0, items))

    def _note(self, taken: TakenIn) -> None:
        outcome = self._imported.outcome
        outcome.receipts += taken.is_news
        outcome.received_segments += taken.received_segments
        outcome.new_leases += taken.new_leases
        for problem in taken.refused:
            if problem.code not in (GAP, FORK):
                outcome.note(reason_words(problem.code))
        if taken.feed_problem is not None:
            raise UnverifiedFeed(taken.feed_problem.code)

    def _be_reborn(self, bundle: _Bundle, origin: bytes, *, is_whole: bool) -> None:
        """Where our log and the server's part is certain only when all of the feed is there."""
        if is_whole:
            frames = open_bundle(bundle.found, self._key).frames
            pages = (message_in(each, SyncReply) for each in frames if each.kind == Kind.REPLY)
            forks.begin_again(self._store, origin, pages)
            self._imported.outcome.is_reborn = True

    def _take_pack(self, version: str, data: bytes) -> None:
        if self._install_pack is None or not self._wants(version):
            return
        self._report(Progress(Stage.CATALOGUE.value))
        problem = packs.take_in(self._store, data, version, self._install_pack, self._program_version)
        if problem is None:
            self._imported.outcome.catalogue_version = version
        else:
            self._imported.outcome.note(problem)

    def _wants(self, version: str) -> bool:
        return packs.is_wanted(self._store, version, self._program_version)

    def _apply(self) -> None:
        with self._store.read() as snapshot:
            if checkpoint_store.is_incomplete(snapshot) or not feed_store.has_unapplied(snapshot):
                return
        self._report(Progress(Stage.APPLY.value))
        applied = applier.apply_pending(self._store)
        outcome = self._imported.outcome
        outcome.applied, outcome.conflicts = applied.changesets, applied.conflicts
        outcome.waiting = applied.waiting


def _refused(frame: Frame) -> list[Problem]:
    named = message_in(frame, RefusedSegments).segments
    return [Problem(each.origin, each.first_seq, each.code) for each in named]
