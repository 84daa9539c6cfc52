"""Scans of papers that nobody has, and how far they have come."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

from app.changes.blocks import BLOCK_BYTES, BlobRef, reference, small_reference
from app.changes.registry import Command
from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.storage import scans
from app.storage.journal import Act
from app.storage.scans import Way
from server.blobs import exchange_scans
from server.storage import blobs as stored
from sync.http.scans import scan_way_of
from sync.protocol.messages import PROTOCOL
from sync.protocol.scans import ScanOffer, ScansRequest
from sync.scans.carrier import Carried, Carrier
from tests.support.builders import a_dossier
from tests.support.district import COMMUNE, District, SyncedDesk


def scan_of(size: int, seed: int = 1) -> bytes:
    """Bytes that do not compress, as those of a scan."""
    return random.Random(seed).randbytes(size)


def a_scan(
    desk: SyncedDesk,
    data: bytes,
    preview: bytes = b"",
    name: str = "Tờ khai.pdf",
    dossier_id: DossierId | None = None,
) -> BlobRef:
    """A scan in a desk's books."""
    blobs, store = desk.device.profile.blobs, desk.device.store
    dossier_id = dossier_id or a_dossier(store)
    ref = blobs.put(data)
    picture = small_reference(blobs.put(preview).sha256, len(preview)) if preview else None
    with store.write(Act(Command.ATTACH, role=Role.RECEPTION)) as unit:
        scans.add(unit, dossier_id, name, "application/pdf", ref, picture, None)
    return ref


def carry(desk: SyncedDesk, way: Callable[[], Any] | None = None, **options: Any) -> Carried:
    """What a desk does after its rows are exchanged."""
    device = desk.device
    open_way = way or partial(scan_way_of, device.store)
    return Carrier(device.store, device.profile.blobs, open_way, **options).run()


def states(desk: SyncedDesk, ref: BlobRef) -> Way:
    """How far a file is, as a desk knows it."""
    with desk.device.store.read() as snapshot:
        return scans.way(snapshot, ref)


def district_holds(district: District, ref: BlobRef, data: bytes, commune: str = COMMUNE.code) -> bool:
    """Whether the district could give the file out, byte for byte."""
    with district.server.engine.connect() as connection:
        known = stored.complete_of(connection, commune, [ref.sha256])
    if not known:
        return False
    vault = district.server.vault
    return b"".join(vault.block(commune, ref, number) for number in range(ref.blocks)) == data


def bytes_held(district: District, ref: BlobRef) -> int:
    """How much the district has of a file that is on its way, as it would tell a desk."""
    asked = ScansRequest(PROTOCOL, [ScanOffer(*ref)])
    (need,) = exchange_scans(district.server, COMMUNE.code, asked).needs
    blocks = int.from_bytes(need.blocks, "big").bit_count()
    return blocks * BLOCK_BYTES + sum(size for _number, size in need.begun)


def reread(data: bytes) -> BlobRef:
    """The reference of the bytes."""
    return reference(data)


def ask_for(desk: SyncedDesk, ref: BlobRef) -> None:
    """A clerk wants to see the whole scan."""
    with desk.device.store.write_local() as connection:
        scans.ask_for(connection, ref.sha256)
