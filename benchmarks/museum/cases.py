"""Where a world cannot show a bug: small stories of their own, each of which says what it found, or ""."""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from app.changes.blocks import BLOCK_BYTES, blocks_of, list_of, reference
from app.changes.registry import Command
from app.storage.journal import Act
from benchmarks.simulate.office import COMMUNE, Office
from benchmarks.simulate.run import MEMORY
from benchmarks.simulate.world import World
from server import blobs
from server.errors import Refused
from server.storage.blobs import staged_bytes
from server.storage.engine import reading
from sync.bundle import writer
from sync.bundle.errors import BundleError, StickFull
from sync.bundle.folder import find
from sync.bundle.reader import open_bundle
from sync.courier.leaving import export_bundle
from sync.protocol.messages import PROTOCOL
from sync.protocol.scans import ScanOffer, ScansRequest
from tests.support.builders import a_dossier
from tests.support.devices import Device, a_device, exchange, hand_over

Case = Callable[[Office], str]

TRIES = 3
ABANDONED = 8
MOST_STAGED = 3 * 8 * BLOCK_BYTES  # the room, and one file that was let in while there was some


@contextmanager
def _a_world(office: Office, desks: int) -> Iterator[World]:
    """A world in which nothing happens by itself."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    world = World(0, office, folder)
    try:
        world.people(desks)
        yield world
    finally:
        world.close()
        shutil.rmtree(folder)


def edit_of_what_was_deleted(_office: Office) -> str:
    """A paper is struck off at one desk and changed at another: the change must stay visible."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        one, other = a_device(Path(folder), "Bàn 1"), a_device(Path(folder), "Bàn 2")
        a_dossier(one.store)
        exchange(one, other, rounds=1)
        _strike_off(one)
        _change(other)
        hand_over(other, one)
        kept = one.value("SELECT count(*) FROM conflict")
        waits = one.value("SELECT count(*) FROM waiting")
        one.profile.close()
        other.profile.close()
    return "" if kept and not waits else "the change of a paper that was struck off is nowhere to be seen"


def _strike_off(desk: Device) -> None:
    with desk.store.write(Act(Command.EDIT_DOSSIER)) as unit:
        unit.connection.exec_driver_sql("DELETE FROM dossier_component WHERE ordinal = 1")


def _change(desk: Device) -> None:
    with desk.store.write(Act(Command.EDIT_DOSSIER)) as unit:
        unit.connection.exec_driver_sql("UPDATE dossier_component SET copies = 7 WHERE ordinal = 1")


def sticks_that_fill_up(office: Office) -> str:
    """Writing onto a full stick fails again and again: nothing of the attempts may stay there."""

    def is_full(_file: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with _a_world(office, 1) as world:
        stick = world.folder / "usb"
        stick.mkdir()
        for _ in range(TRIES):
            try:
                with patch.object(writer, "settle", is_full):
                    export_bundle(world.desks[0].device.store, stick)
            except StickFull:
                continue
        left = len(list(stick.iterdir()))
    return f"{left} unfinished files lie on the stick" if left else ""


def scans_that_never_end(office: Office) -> str:
    """Files come but for their last block, one after another: staging has an end, on sticks too."""
    with _a_world(office, 0) as world:
        world.server = replace(world.server, settings=replace(world.server.settings, staging_mb=1))
        for number in range(ABANDONED):
            _abandon_one(world, number)
        with reading(world.server.engine) as connection:
            staged = staged_bytes(connection, COMMUNE.code)
    if staged > MOST_STAGED:
        return f"{staged >> 10} KiB of what never became whole lie in staging"
    return sticks_that_fill_up(office)


def _abandon_one(world: World, number: int) -> None:
    data = number.to_bytes(8, "big") * BLOCK_BYTES  # eight blocks
    ref, listed = reference(data), list(blocks_of(data))
    offer = ScanOffer(ref.sha256, ref.size, ref.block_root)
    try:
        blobs.exchange_scans(world.server, COMMUNE.code, ScansRequest(PROTOCOL, [offer], []))
        blobs.take_list(world.server, COMMUNE.code, ref.sha256, list_of(data))
        intake = blobs.Intake(world.server, COMMUNE.code, ref.sha256, 0)
        for block in listed[:-1]:
            intake.take(block)
        intake.keep()
    except Refused:
        return


def upload_with_a_hole(office: Office) -> str:
    """The last block of a scan comes and one before it does not: the file is not there yet."""
    data = bytes(2 * BLOCK_BYTES) + b"the end"
    ref, listed = reference(data), list(blocks_of(data))
    offer = ScanOffer(ref.sha256, ref.size, ref.block_root)
    with _a_world(office, 0) as world:
        blobs.exchange_scans(world.server, COMMUNE.code, ScansRequest(PROTOCOL, [offer], []))
        blobs.take_list(world.server, COMMUNE.code, ref.sha256, list_of(data))
        for number in (0, 2):
            intake = blobs.Intake(world.server, COMMUNE.code, ref.sha256, number)
            intake.take(listed[number])
            intake.keep()
            is_signed_for = bool(intake.reply().receipt)
        if not is_signed_for:
            return ""
        try:
            blobs.read_blocks(world.server, COMMUNE.code, ref.sha256, 0, ref.blocks - 1)
        except (Refused, FileNotFoundError):
            return "the server signed for a scan that it cannot give back"
    return "the server signed for a scan that has a hole"


def sticks_that_lie(office: Office) -> str:
    """A stick takes everything and gives back something else: nobody may be told to pull it out."""
    in_place = writer.put_in_place

    def worn_out(partials: list[Path]) -> list[Path]:
        paths = in_place(partials)
        for path in paths:
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
        return paths

    with _a_world(office, 1) as world:
        stick = world.folder / "usb"
        stick.mkdir()
        try:
            with patch.object(writer, "put_in_place", worn_out):
                export_bundle(world.desks[0].device.store, stick)
        except BundleError:
            return ""
        found, _ = find(stick)
        try:
            open_bundle(found[0], world.server.authority.server_key)
        except BundleError as error:
            return f"told to be written and read back, and cannot be opened: {error.code}"
    return ""
