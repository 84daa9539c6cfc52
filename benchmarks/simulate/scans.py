"""Scans: put into the books at a desk, carried block by block over a line that breaks, or by stick."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from app.changes.blocks import BLOCK_BYTES, BlobRef, small_reference
from app.changes.registry import Command
from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.storage import scans
from app.storage.journal import Act
from benchmarks.simulate import clerks
from benchmarks.simulate.deeds import Scanned
from benchmarks.simulate.line import Broken
from benchmarks.simulate.office import COMMUNE
from benchmarks.simulate.world import Desk, World
from server import blobs
from server.context import Server
from server.storage import blobs as stored
from server.storage.engine import reading
from sync.beside import at_once
from sync.errors import DeviceUnknown, LineCut, NoLine, ServerBusy, SyncError
from sync.protocol import codec
from sync.protocol.scans import BlocksReply, ScansReply, ScansRequest
from sync.scans.carrier import Carrier
from sync.scans.rows import RowsFirst

SIZES = (700, 700, BLOCK_BYTES + 300, 3 * BLOCK_BYTES + 9)
PREVIEW_BYTES = 400
TICK_S = 0.01
WRITTEN_MEANWHILE = 0.2

T = TypeVar("T")


def attach(world: World, desk: Desk) -> str:
    """A paper is scanned, mostly with a picture of its first page."""
    codes = sorted(world.codes)
    rows = [row for row in desk.device.rows("SELECT code, id FROM dossier ORDER BY code") if row[0] in codes]
    if not rows:
        return "no dossier"
    code, dossier_id = world.dice.choice(rows)
    data, name = world.dice.randbytes(world.dice.choice(SIZES)), f"bản quét {len(world.scans) + 1:04d}"
    ref = desk.device.profile.blobs.put(data)
    with desk.device.store.write(Act(Command.ATTACH, role=Role.RECEPTION)) as unit:
        scans.add(unit, DossierId(dossier_id), name, "application/pdf", ref, _preview(world, desk), None)
    world.scans.append(Scanned(desk.name, name, ref, data))
    return f"{code} {name}, {ref.blocks} blocks"


def _preview(world: World, desk: Desk) -> BlobRef | None:
    if world.dice.random() < 0.4:
        return None
    data = world.dice.randbytes(PREVIEW_BYTES)
    return small_reference(desk.device.profile.blobs.put(data).sha256, len(data))


def ask_for(world: World, desk: Desk) -> str:
    """A clerk wants to see a whole scan of another desk."""
    rows = desk.device.rows("SELECT name, sha256 FROM attachment ORDER BY name")
    if not rows:
        return "no scan"
    name, sha256 = world.dice.choice(rows)
    with desk.device.store.write_local() as connection:
        scans.ask_for(connection, sha256)
    return str(name)


def carry(world: World, desk: Desk) -> str:
    """What the program does after an exchange of rows."""
    said = world.exchange(desk)
    if said != "done":
        return said
    try:
        return f"{carried(world, desk)} bytes"
    except (NoLine, ServerBusy, DeviceUnknown) as error:
        return type(error).__name__
    except SyncError as error:
        if desk.line.was_rotten:
            return f"{type(error).__name__}, refused what was rotten"
        raise Broken(f"{desk.name} cannot carry scans: {error!r}") from error


def carried(world: World, desk: Desk) -> int:
    """Carry what waits; how many bytes went or came. Raises a SyncError."""
    profile, ticks = desk.device.profile, count()
    rows = RowsFirst(profile.store, desk.exchange)
    carrier = Carrier(
        profile.store,
        profile.blobs,
        lambda: Blocks(world, desk, rows),
        rows=rows,
        beside=at_once,
        monotonic=lambda: next(ticks) * TICK_S,
        pause=lambda _seconds: None,
        random=world.dice,
    )
    done = carrier.run()
    check_signed_for(world, desk)
    return done.sent_bytes + done.fetched_bytes


def check_signed_for(world: World, desk: Desk) -> None:
    """What the server signed for in this life is there, byte for byte."""
    epoch = desk.device.value("SELECT epoch FROM device")
    for each in world.scans:
        with desk.device.store.read() as snapshot:
            is_received = scans.way(snapshot, each.ref).is_received
        if is_received and epoch == world.server.epoch and not holds(world.server, each):
            raise Broken(f"{desk.name}: the server signed for {each.text} and does not have it")


def holds(server: Server, scanned: Scanned) -> bool:
    """Whether the district could give a file out."""
    with reading(server.engine) as connection:
        known = stored.complete_of(connection, COMMUNE.code, [scanned.ref.sha256])
    ref = scanned.ref
    return bool(known) and scanned.data == b"".join(
        server.vault.block(COMMUNE.code, ref, number) for number in range(ref.blocks)
    )


@dataclass(eq=False)
class Blocks:
    """A ``ScanWay`` of one desk: the server's own code behind a line that breaks inside a block."""

    world: World
    desk: Desk
    rows: RowsFirst
    nonce: bytes = b"a nonce"

    def ask(self, request: ScansRequest) -> ScansReply:
        """A question and its answer, as bytes on their way."""
        asked = codec.decode(codec.encode(request), ScansRequest)
        return self._through(lambda server: blobs.exchange_scans(server, COMMUNE.code, asked))

    def send_list(self, sha256: bytes, hashes: bytes) -> BlocksReply:
        """A file's list."""
        return self._through(lambda server: blobs.take_list(server, COMMUNE.code, sha256, hashes))

    def send(self, sha256: bytes, first: int, blocks: bytes, held: int = 0) -> BlocksReply:
        """Blocks, of which a cut may let only some bytes through; rows that a clerk writes go first."""
        if self.rows.are_waiting():
            raise Broken(f"{self.desk.name}: a scan's block left while a record waited")
        weather = self.world.weather
        is_cut = weather.strikes(weather.cut)
        arrived = blocks[: weather.dice.randrange(len(blocks))] if is_cut else blocks
        reply = self._through(lambda server: _taken(server, sha256, first, arrived, held, is_cut))
        if is_cut:
            raise LineCut
        if not self.world.is_calm and self.world.dice.random() < WRITTEN_MEANWHILE:
            clerks.edit_one(self.world, self.desk)
        return reply

    def fetch_list(self, sha256: bytes) -> bytes:
        """A file's list, back."""
        return self._through(lambda server: blobs.read_list(server, COMMUNE.code, sha256))

    def fetch(self, sha256: bytes, first: int, number: int) -> bytes:
        """Blocks, back."""
        last = first + number - 1
        return self._through(lambda server: blobs.read_blocks(server, COMMUNE.code, sha256, first, last))

    def close(self) -> None:
        """Nothing is held."""

    def _through(self, work: Callable[[Server], T]) -> T:
        return self.desk.line.through(work)


def _taken(server: Server, sha256: bytes, first: int, arrived: bytes, held: int, is_cut: bool) -> BlocksReply:
    """As ``server.handlers.blobs`` takes a body that comes in pieces."""
    intake = blobs.Intake(server, COMMUNE.code, sha256, first)
    waiting = intake.beginning(held) + arrived
    while len(waiting) >= BLOCK_BYTES:
        block, waiting = waiting[:BLOCK_BYTES], waiting[BLOCK_BYTES:]
        intake.take(block)
    if waiting and not is_cut:
        intake.take(waiting)
        waiting = b""
    intake.keep(waiting)
    return intake.reply()
