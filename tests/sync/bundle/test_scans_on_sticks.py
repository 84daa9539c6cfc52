"""Scans of a site without a line: behind the records, as far as there is room, until all are signed for."""

import shutil
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from app.changes.blocks import BLOCK_BYTES, BlobRef
from server.blob_vault import StoreDown
from sync.bundle import folder as sticks
from sync.bundle import room, writer
from sync.bundle.errors import StickFull
from sync.bundle.format import HEADER_BYTES, SEALED_BYTES, Block, BlockList, Frame, Kind, PartsWanted, key_id
from sync.bundle.reader import open_bundle
from sync.courier import scans_leaving
from sync.protocol import codec
from sync.protocol.scans import ScanOffer, ScansRequest
from tests.support.damage import flip
from tests.support.district import District, SyncedDesk
from tests.support.scans import a_scan, ask_for, carry, district_holds, scan_of, states
from tests.support.stick import arrive, come_back, leave, travel

SMALL, LARGE = scan_of(20_000, 7), scan_of(5 * BLOCK_BYTES + 9)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def ref(one: SyncedDesk) -> BlobRef:
    """A scan with its preview, of a record that was never sent."""
    return a_scan(one, LARGE, SMALL)


def has_room_for(monkeypatch: pytest.MonkeyPatch, blocks: int) -> None:
    """A stick with room for so many blocks, the preview not counted."""
    size = blocks * (BLOCK_BYTES + 100) + len(SMALL)
    for place in ("sync.courier.leaving", "server.bundle_answers"):
        monkeypatch.setattr(f"{place}.scans_room", lambda *_: size)


def kinds(stick: Path, district: District) -> list[int]:
    """What the newest bundle to the server holds, in order."""
    return [frame.kind for frame in frames(stick, district)]


def frames(stick: Path, district: District) -> Iterator[Frame]:
    ours = key_id(district.server.authority.server_public)
    found = next(each for each in sticks.find(stick)[0] if each.header.receiver_id == ours)
    return open_bundle(found, district.server.authority.server_key).frames


def blocks_on(stick: Path, district: District) -> int:
    return kinds(stick, district).count(Kind.BLOCK)


def test_one_journey_brings_scan_and_preview_and_the_servers_word_comes_back(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef
) -> None:
    exported = leave(one, stick)
    assert (exported.scans_bytes, exported.scans_left) == (len(LARGE) + len(SMALL), 0)
    order = kinds(stick, district)
    assert order[0] == Kind.SCANS
    assert order[1] == Kind.REQUEST
    assert order.index(Kind.BLOCK) > max(place for place, kind in enumerate(order) if kind == Kind.REQUEST)
    arrive(district, stick)
    assert district_holds(district, ref, LARGE)
    assert not states(one, ref).is_received
    imported = come_back(one, stick)
    assert imported.scans_received == 2
    assert states(one, ref).is_received
    again = leave(one, stick)
    assert (again.scans_bytes, again.scans_left) == (0, 0)


def test_the_next_stick_carries_only_what_the_server_lacks(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_room_for(monkeypatch, 2)
    exported = leave(one, stick)
    assert blocks_on(stick, district) == 3  # the preview and two blocks
    assert exported.scans_left == len(LARGE) - 2 * BLOCK_BYTES
    arrive(district, stick)
    come_back(one, stick)
    assert states(one, ref).sent_blocks == 2
    has_room_for(monkeypatch, 100)
    leave(one, stick)
    assert blocks_on(stick, district) == 4
    arrive(district, stick)
    come_back(one, stick)
    assert states(one, ref).is_received
    assert district_holds(district, ref, LARGE)


def test_a_stick_that_was_lost_took_nothing_with_it(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, tmp_path: Path
) -> None:
    leave(one, tmp_path / "lost")
    travel(district, stick, one)
    assert states(one, ref).is_received


@pytest.mark.parametrize("whole_chunks", [0, 1, 3])
def test_a_bundle_cut_anywhere_among_its_scans_brings_every_record(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, whole_chunks: int
) -> None:
    exported = leave(one, stick)
    _first, second = exported.paths
    with second.open("r+b") as file:
        file.truncate(HEADER_BYTES + whole_chunks * SEALED_BYTES + 1000)
    arrive(district, stick)
    imported = come_back(one, stick)
    assert imported.outcome.receipts
    assert one.log()[0] == one.log()[1]
    sent = states(one, ref).sent_blocks
    assert max(0, whole_chunks - 2) <= sent < ref.blocks
    leave(one, stick)
    arrive(district, stick)
    come_back(one, stick)
    assert states(one, ref).is_received


def test_records_alone_can_be_carried_without_the_volumes_of_scans(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, tmp_path: Path
) -> None:
    first, *rest = leave(one, stick).paths
    assert rest
    assert first.stat().st_size <= HEADER_BYTES + 2 * SEALED_BYTES
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in rest:
        shutil.move(path, kept)
    arrive(district, stick)
    come_back(one, stick)
    assert one.log()[0] == one.log()[1]
    for path in rest:  # the same bundle, whole, comes after its records
        shutil.move(kept / path.name, stick)
    arrive(district, stick)
    assert district_holds(district, ref, LARGE)
    assert come_back(one, stick).scans_received == 2


def test_a_block_that_was_altered_refuses_the_whole_bundle(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef
) -> None:
    second = leave(one, stick).paths[1]
    flip(second, HEADER_BYTES + SEALED_BYTES + 100, bit=2)
    refused = arrive(district, stick).refused
    assert [each.code for each in refused] == ["damaged"]
    assert not district.stored()


@pytest.mark.usefixtures("ref")
def test_a_replay_is_not_opened_beyond_its_beginning(
    district: District, one: SyncedDesk, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(one, stick)
    shutil.copytree(stick, tmp_path / "copy")
    arrive(district, stick)
    come_back(one, stick)
    for reader in ("server.bundles.survey_bundle", "sync.courier.returning.open_bundle"):
        monkeypatch.setattr(reader, None)
    assert not arrive(district, tmp_path / "copy").refused
    again = come_back(one, stick)
    assert (again.scans_received, again.refused) == (0, [])


def test_what_a_desk_wants_comes_back_on_the_stick_until_it_is_whole(
    district: District,
    one: SyncedDesk,
    two: SyncedDesk,
    stick: Path,
    ref: BlobRef,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither desk ever has a line; the preview comes unasked, the scan when somebody wants it."""
    travel(district, stick, one, two)
    (back,) = travel(district, stick, two)
    assert back.scans_here == 1
    ask_for(two, ref)
    has_room_for(monkeypatch, 3)
    (back,) = travel(district, stick, two)
    assert back.scans_here == 0
    assert 0 < states(two, ref).staged_blocks < ref.blocks
    has_room_for(monkeypatch, 100)
    (back,) = travel(district, stick, two)
    assert back.scans_here == 1
    assert two.device.profile.blobs.get(ref) == LARGE
    assert states(two, ref).is_received


def test_a_store_that_is_down_stops_no_record(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise StoreDown

    with monkeypatch.context() as patched:
        patched.setattr(district.server.vault, "settle", down)
        travel(district, stick, one)
    assert one.log()[0] == one.log()[1]
    assert states(one, ref).sent_blocks == ref.blocks
    exported = leave(one, stick)
    assert exported.scans_bytes == 0
    arrive(district, stick)
    come_back(one, stick)
    assert states(one, ref).is_received


def test_without_room_in_staging_the_scan_waits_and_the_records_do_not(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef
) -> None:
    object.__setattr__(district.server.settings, "staging_mb", 0)
    travel(district, stick, one)
    assert one.log()[0] == one.log()[1]
    assert not states(one, ref).is_received
    object.__setattr__(district.server.settings, "staging_mb", 100)
    travel(district, stick, one)
    assert states(one, ref).is_received


def test_a_server_that_lives_anew_gets_every_block_again(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_room_for(monkeypatch, 2)
    travel(district, stick, one)
    with one.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE scan SET held_epoch = x'00'")
    has_room_for(monkeypatch, 100)
    assert leave(one, stick).scans_bytes == len(LARGE)


def test_stick_and_line_each_bring_what_the_other_left(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_room_for(monkeypatch, 2)
    travel(district, stick, one)
    assert carry(one).sent_bytes == len(LARGE) - 2 * BLOCK_BYTES
    assert states(one, ref).is_received


def test_a_scan_that_does_not_read_here_keeps_nothing_back(
    district: District, one: SyncedDesk, stick: Path
) -> None:
    bad = a_scan(one, scan_of(2 * BLOCK_BYTES, 3))
    path = next((one.device.root / "blobs").glob("*/*"))
    flip(path, path.stat().st_size - 5, bit=3)
    good = a_scan(one, LARGE)
    travel(district, stick, one)
    assert district_holds(district, good, LARGE)
    assert not states(one, bad).is_here


def test_a_stick_that_is_full_after_all_takes_the_records_alone(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = writer.write_bundle

    def full(*told: Any) -> writer.Written:
        if any(frame.kind == Kind.BLOCK for frame in told[-1]):
            raise StickFull
        return whole(*told)

    with monkeypatch.context() as patched:
        patched.setattr("sync.courier.leaving.write_bundle", full)
        exported = leave(one, stick)
    assert (exported.scans_bytes, exported.scans_left) == (0, len(LARGE) + len(SMALL))
    arrive(district, stick)
    come_back(one, stick)
    assert one.log()[0] == one.log()[1]
    travel(district, stick, one)
    assert states(one, ref).is_received


def test_half_of_what_a_stick_has_is_left_for_the_answer(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    assert 0 < room.scans_room(tmp_path, 0, free) <= free // 2
    assert room.scans_room(tmp_path, free) == 0
    assert room.scans_room(tmp_path, 0, 5) == 5
    assert room.scans_room(tmp_path / "pulled", 0) == 0


@pytest.mark.parametrize(
    "hostile",
    [
        Frame(Kind.SCANS, codec.encode(ScansRequest(1, [ScanOffer(b"short", -1, b"")], [b""], [b"x" * 9]))),
        Frame(Kind.SCANS, codec.encode(ScansRequest(1, [ScanOffer(bytes(32), 2**62, bytes(32))] * 500))),
        Frame(Kind.SCANS, b"\xc1"),
        Frame(Kind.PARTS, codec.encode(PartsWanted(2**63, 2**63))),
        Frame(Kind.PARTS, codec.encode(PartsWanted(5, -1))),
        Frame(Kind.PARTS, codec.encode(PartsWanted(2**52, 0))),
    ],
)
def test_whatever_a_hostile_desk_asks_costs_nobody_else_an_answer(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path, ref: BlobRef, hostile: Frame
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sync.courier.leaving.scans_leaving.questions", lambda _cargo: iter([hostile]))
        leave(two, stick)
    travel(district, stick, one)
    assert states(one, ref).is_received


@pytest.mark.parametrize(
    "hostile",
    [
        Block(bytes(32), 2**63, b"x"),
        Block(b"", -1, b""),
        BlockList(bytes(32), b"x" * 31),
    ],
)
def test_blocks_that_fit_nothing_are_passed_over_with_their_file_alone(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef, hostile: Block | BlockList
) -> None:
    kind = Kind.BLOCK if isinstance(hostile, Block) else Kind.BLOCK_LIST
    honest = scans_leaving.blocks
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            scans_leaving, "blocks", lambda *told: chain([Frame(kind, codec.encode(hostile))], honest(*told))
        )
        leave(one, stick)
    arrive(district, stick)
    come_back(one, stick)
    assert states(one, ref).is_received


def test_a_block_under_anothers_number_is_never_kept(
    district: District, one: SyncedDesk, stick: Path, ref: BlobRef
) -> None:
    honest = scans_leaving.blocks

    def swapped(*told: Any) -> Iterator[Frame]:
        for frame in honest(*told):
            if frame.kind == Kind.BLOCK:
                block = codec.decode(frame.content, Block)
                number = {1: 2, 2: 1}.get(block.number, block.number)
                frame = Frame(Kind.BLOCK, codec.encode(Block(block.sha256, number, block.content)))
            yield frame

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scans_leaving, "blocks", swapped)
        leave(one, stick)
    arrive(district, stick)
    come_back(one, stick)
    assert states(one, ref).sent_blocks == 1
    travel(district, stick, one)
    assert district_holds(district, ref, LARGE)
