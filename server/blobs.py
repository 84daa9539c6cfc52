"""Takes in scans block by block and gives them out again; rows never wait for any of it.

A file is known once a desk offers it: its hash, size and the root that its signed row carries. Its list of
block hashes must fit the root, each block the list, and the whole the hash; then it moves from staging to
the object store and the server signs for it. Two desks may send halves of one file.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from app.changes import scan_receipt
from app.changes.blocks import BadBlock, Bitmap, BlobRef, check_block, implied_list, is_list_of
from app.changes.scan_receipt import ScanReceipt
from server.blob_vault import StoreDown
from server.context import Server
from server.errors import Refused
from server.storage import blobs
from server.storage.blobs import Stored
from server.storage.engine import reading, writing
from sync.protocol.messages import PROTOCOL
from sync.protocol.scans import (
    MAX_ASKED,
    MAX_BLOB_BYTES,
    MAX_RUN,
    BlocksReply,
    ScanNeed,
    ScanOffer,
    ScansReply,
    ScansRequest,
)

STAGING_DAYS = 30
DAY_MS = 24 * 3600 * 1000
RETRY_S = 60
STAGING_FULL, STORE_DOWN = "staging_full", "store_down"


def exchange_scans(server: Server, commune: str, request: ScansRequest) -> ScansReply:
    """What the server lacks of the offered files, and what it has of the wanted ones."""
    refs = [_sound(offer) for offer in request.offers]
    if len(refs) > MAX_ASKED or len(request.wants) > MAX_ASKED:
        raise Refused(400, "malformed", "too many files at once")
    needs = [_offered(server, commune, ref) for ref in refs]
    complete = [ref.sha256 for ref, need in zip(refs, needs, strict=True) if need is None]
    with reading(server.engine) as connection:
        found = [each.ref.sha256 for each in blobs.complete_of(connection, commune, request.wants)]
    return ScansReply(
        PROTOCOL,
        server.epoch,
        receipt_of(server, commune, list(dict.fromkeys([*complete, *found]))),
        [need for need in needs if need is not None],
        found,
    )


def receipt_of(server: Server, commune: str, complete: Sequence[bytes]) -> bytes:
    """The server's signed word on files that it holds whole; b"" where there is none to speak of."""
    if not complete:
        return b""
    statement = ScanReceipt(scan_receipt.FORMAT, server.epoch, commune, server.clock.now_ms(), list(complete))
    return server.authority.sign_as_server(statement, scan_receipt.CONTEXT)


def _sound(offer: ScanOffer) -> BlobRef:
    ref = BlobRef(offer.sha256, offer.size, offer.block_root)
    if not ref.is_sound or not 0 < ref.size <= MAX_BLOB_BYTES:
        raise Refused(400, "malformed", "no file has such a reference, or it is too large")
    return ref


def _offered(server: Server, commune: str, ref: BlobRef) -> ScanNeed | None:
    """What is lacking of an offered file; None for nothing."""
    now_ms = server.clock.now_ms()
    with writing(server.engine) as connection:
        known = blobs.of_content(connection, commune, ref.sha256, locks=True)
        complete = next((each for each in known if each.is_complete), None)
        stored = complete or next((each for each in known if each.ref == ref), None)
        if stored is not None:
            blobs.touch(connection, commune, stored.ref, now_ms)
    if stored is None:
        return _first_offer(server, commune, ref)
    if stored.is_complete and _is_there(server, commune, stored.ref):
        return None
    if stored.blocks.is_full:
        return _tried_again(server, commune, stored)
    return _need(stored, begun=server.vault.beginnings(commune, stored.ref))


def _first_offer(server: Server, commune: str, ref: BlobRef) -> ScanNeed:
    hashes, blocks = implied_list(ref), Bitmap(ref.blocks)
    if not _has_room(server, commune, ref.size):
        return ScanNeed(ref.sha256, bool(hashes), bytes(blocks), STAGING_FULL)
    with writing(server.engine) as connection:
        known = blobs.of_content(connection, commune, ref.sha256, locks=True)
        if not any(each.ref == ref for each in known):
            blobs.add(connection, commune, ref, hashes, server.clock.now_ms())
    return ScanNeed(ref.sha256, bool(hashes), bytes(blocks))


def _need(stored: Stored, code: str = "", begun: Mapping[int, int] | None = None) -> ScanNeed:
    unfinished = [(number, held) for number, held in (begun or {}).items() if number not in stored.blocks]
    return ScanNeed(stored.ref.sha256, stored.has_list, bytes(stored.blocks), code, sorted(unfinished))


def _is_there(server: Server, commune: str, ref: BlobRef) -> bool:
    """Whether a file that was whole still is: the store may have been lost or put back."""
    try:
        if server.vault.has(commune, ref):
            return True
    except StoreDown as error:
        raise _store_down() from error
    with writing(server.engine) as connection:
        blobs.keep_blocks(connection, commune, ref, Bitmap(ref.blocks), server.clock.now_ms())
    return False


def _tried_again(server: Server, commune: str, stored: Stored) -> ScanNeed | None:
    """All its blocks are there: the store was down when the last one came, or the file was lost since."""
    finished = finish(server, commune, stored)
    if finished.is_complete:
        return None
    return _need(finished, STORE_DOWN if finished.blocks.is_full else "")


def finish(server: Server, commune: str, stored: Stored) -> Stored:
    """Verify a file whose blocks have all come and move it to the store, if the store takes it now."""
    ref = stored.ref
    found, digest = server.vault.sound_blocks(commune, ref, stored.hashes)
    if found.is_full and digest != ref.sha256:  # the list fits its blocks, but they are another file
        server.vault.discard(commune, ref)
        found = Bitmap(ref.blocks)
    if found.is_full:
        try:
            server.vault.settle(commune, ref)
        except StoreDown:
            return stored
    with writing(server.engine) as connection:
        if found.is_full:
            blobs.complete(connection, commune, ref, server.clock.now_ms())
        else:
            blobs.keep_blocks(connection, commune, ref, found, server.clock.now_ms())
    return stored._replace(blocks=found, is_complete=found.is_full)


def _has_room(server: Server, commune: str, size: int) -> bool:
    """Whether staging takes so much more; what nobody has spoken of for a month goes first."""
    sweep(server, commune)
    with reading(server.engine) as connection:
        held = blobs.staged_bytes(connection, commune)
    return held + size <= server.settings.staging_mb * 1_000_000


def sweep(server: Server, commune: str) -> None:
    """Drop the staged blocks of files that nobody has offered or sent for long; their lists stay."""
    now_ms = server.clock.now_ms()
    with reading(server.engine) as connection:
        gone = blobs.abandoned(connection, commune, now_ms - STAGING_DAYS * DAY_MS)
    for ref in gone:
        server.vault.discard(commune, ref)
        with writing(server.engine) as connection:
            blobs.keep_blocks(connection, commune, ref, Bitmap(ref.blocks), now_ms)


def take_list(server: Server, commune: str, sha256: bytes, hashes: bytes) -> BlocksReply:
    """Keep a file's list; raises Refused when it is not the one that its row vouches for."""
    with writing(server.engine) as connection:
        for each in blobs.of_content(connection, commune, sha256, locks=True):
            if is_list_of(each.ref, hashes):
                blobs.keep_list(connection, commune, each.ref, hashes, server.clock.now_ms())
                return BlocksReply(PROTOCOL, bytes(each.blocks))
    raise Refused(400, "bad_list", "no offered file has this list of blocks")


class Intake:
    """One request's blocks of one file, each checked and staged as it comes.

    Of a block that a cut leaves unfinished the beginning is kept, unchecked, so that its sender may go on
    behind it; whether it was sound shows when the block is whole.
    """

    def __init__(self, server: Server, commune: str, sha256: bytes, first: int) -> None:
        self._server = server
        self._commune = commune
        self._next = first
        self._taken: dict[BlobRef, set[int]] = {}
        with reading(server.engine) as connection:
            self._known = blobs.of_content(connection, commune, sha256)
            held = blobs.staged_bytes(connection, commune)
        if not self._known:
            raise Refused(404, "unknown_blob", "nobody offered this file")
        if not any(each.has_list for each in self._known):
            raise Refused(409, "list_missing", "the list of its blocks comes first")
        if held > server.settings.staging_mb * 1_000_000:
            raise Refused(429, "staging_full", "staging is full", retry_after_s=RETRY_S)

    def beginning(self, size: int) -> bytes:
        """So much of the first block as came earlier; raises Refused where less of it is here."""
        for each in self._known if size else ():
            begun = self._server.vault.beginning(self._commune, each.ref, self._next)
            if len(begun) >= size:
                return begun[:size]
        if size:
            raise Refused(409, "not_held", "less of this block is here")
        return b""

    def take(self, block: bytes) -> None:
        """The next block; raises Refused for one that is not as listed."""
        number, self._next = self._next, self._next + 1
        fitting = [each for each in self._known if each.has_list and _fits(each, number, block)]
        for each in self._known:
            self._server.vault.forget_beginning(self._commune, each.ref, number)
        if not fitting:
            raise Refused(400, "bad_block", f"block {number} is not as listed")
        for each in fitting:
            if not each.is_complete and number not in each.blocks:
                self._server.vault.stage(self._commune, each.ref, number, block)
                self._taken.setdefault(each.ref, set()).add(number)

    def keep(self, begun: bytes = b"") -> None:
        """Note what has come, however the request ends: whole blocks, and how the next one begins."""
        if begun:
            self._keep_beginning(begun)
        if not self._taken:
            return
        with writing(self._server.engine) as connection:
            sha256 = next(iter(self._taken)).sha256
            for each in blobs.of_content(connection, self._commune, sha256, locks=True):
                if each.ref in self._taken and not each.is_complete:
                    each.blocks.update(self._taken[each.ref])
                    self._keep_blocks(connection, each)
        self._taken.clear()

    def _keep_blocks(self, connection: Connection, stored: Stored) -> None:
        begun_bytes = sum(self._server.vault.beginnings(self._commune, stored.ref).values())
        now_ms = self._server.clock.now_ms()
        blobs.keep_blocks(connection, self._commune, stored.ref, stored.blocks, now_ms, begun_bytes)

    def _keep_beginning(self, begun: bytes) -> None:
        for each in self._known:
            may_be = self._next < each.ref.blocks and len(begun) < each.ref.block_bytes(self._next)
            if may_be and each.has_list and not each.is_complete and self._next not in each.blocks:
                self._server.vault.keep_beginning(self._commune, each.ref, self._next, begun)
                self._taken.setdefault(each.ref, set())

    def reply(self) -> BlocksReply:
        """What is there now; the signed word with it when that is everything."""
        with reading(self._server.engine) as connection:
            known = blobs.of_content(connection, self._commune, self._known[0].ref.sha256)
        settled = [self._finished(each) for each in known if each.has_list]
        best = max(settled, key=lambda each: (each.is_complete, len(each.blocks)))
        complete = [best.ref.sha256] if best.is_complete else []
        return BlocksReply(PROTOCOL, bytes(best.blocks), receipt_of(self._server, self._commune, complete))

    def _finished(self, each: Stored) -> Stored:
        if each.is_complete or not each.blocks.is_full:
            return each
        return finish(self._server, self._commune, each)


def _fits(stored: Stored, number: int, block: bytes) -> bool:
    if not 0 <= number < stored.ref.blocks:
        return False
    try:
        check_block(stored.ref, stored.hashes, number, block)
    except BadBlock:
        return False
    return True


def read_list(server: Server, commune: str, sha256: bytes) -> bytes:
    """The list of a whole file; raises Refused."""
    return _complete(server, commune, sha256).hashes


def read_blocks(server: Server, commune: str, sha256: bytes, first: int, last: int) -> bytes:
    """Some blocks of a whole file, joined; raises Refused."""
    ref = _complete(server, commune, sha256).ref
    if not 0 <= first <= last < ref.blocks or last - first >= MAX_RUN:
        raise Refused(404, "not_found", "the file has no such blocks")
    try:
        return b"".join(server.vault.block(commune, ref, number) for number in range(first, last + 1))
    except StoreDown as error:
        raise _store_down() from error
    except (FileNotFoundError, BadBlock) as error:
        with writing(server.engine) as connection:  # lost or damaged: whoever still has it may send it again
            blobs.keep_blocks(connection, commune, ref, Bitmap(ref.blocks), server.clock.now_ms())
        raise Refused(404, "not_found", "the file is no longer whole") from error


def _complete(server: Server, commune: str, sha256: bytes) -> Stored:
    with reading(server.engine) as connection:
        found = blobs.complete_of(connection, commune, [sha256])
    if not found:
        raise Refused(404, "not_found", "no such file here")
    return found[0]


def _store_down() -> Refused:
    return Refused(503, "store_down", "the object store does not answer", retry_after_s=RETRY_S)
