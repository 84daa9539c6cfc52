"""Sticks are full, protected, pulled, infected and tampered with; none of it reaches the books."""

import errno
import os
import shutil
from pathlib import Path

import msgspec
import pytest
from nacl.public import PrivateKey
from nacl.signing import SigningKey

from app.progress import Progress, Stopped, unheard
from sync.bundle import folder as sticks
from sync.bundle import writer
from sync.bundle.errors import BundleError, StickFull, StickLies, StickReadOnly, StickUnreadable
from sync.bundle.format import (
    HEADER_BYTES,
    SEALED_BYTES,
    Direction,
    Frame,
    Header,
    Kind,
    key_id,
    padded,
    read_header,
)
from sync.bundle.reader import Opened, check_sender, open_bundle
from sync.bundle.writer import Letter, write_bundle
from sync.protocol import codec
from sync.protocol.messages import PROTOCOL, SyncRequest
from tests.support.builders import a_dossier
from tests.support.disks import a_disk, fill, make_read_only
from tests.support.district import District, SyncedDesk
from tests.support.stick import arrive, come_back, leave

SENDER, RECEIVER, STRANGER = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
COMMUNE = "27280"


def a_letter(sender: SigningKey = SENDER, receiver: SigningKey = RECEIVER) -> Letter:
    public = bytes(receiver.verify_key)
    return Letter(sender, public, Direction.UP, COMMUNE, b"e" * 16, 1, 0, [], [])


def a_bundle(folder: Path, size: int = 10, letter: Letter | None = None, volume_bytes: int = 1 << 30) -> Path:
    frames = [Frame(Kind.PACK, bytes([n % 251]) * 50_000) for n in range(size // 50_000)]
    frames.append(Frame(Kind.PACK, b"end"))
    return write_bundle(folder, letter or a_letter(), frames, unheard, volume_bytes).volumes[0]


def contents(folder: Path) -> list[bytes]:
    """What the first bundle of a folder brings."""
    return [frame.content for frame in opened(folder).frames]


def opened(folder: Path, receiver: SigningKey = RECEIVER) -> Opened:
    """The first bundle of a folder with nothing read but its manifest; raises what is wrong with it."""
    found, unread = sticks.find(folder)
    if unread:
        raise unread[0].problem
    bundle = open_bundle(found[0], receiver)
    check_sender(bundle.manifest, bytes(SENDER.verify_key), COMMUNE, Direction.UP)
    return bundle


def code(folder: Path, receiver: SigningKey = RECEIVER) -> str:
    with pytest.raises(BundleError) as caught:
        opened(folder, receiver)
    return caught.value.code


def rewrite(path: Path, at: int, value: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] = value
    path.write_bytes(data)


def test_what_was_written_is_read(stick: Path):
    a_bundle(stick, 300_000)
    read = contents(stick)
    assert [len(each) for each in read] == [50_000] * 6 + [3]


@pytest.mark.parametrize("at", [*range(HEADER_BYTES), HEADER_BYTES + SEALED_BYTES - 1])
def test_a_change_of_the_header_is_noticed(stick: Path, at: int):
    path = a_bundle(stick)
    was = path.read_bytes()[at]
    for value in (was ^ 1, was ^ 0x80, 255 - was):
        rewrite(path, at, value)
        assert code(stick) in {"not_a_bundle", "newer_format", "not_for_us", "damaged"}
    rewrite(path, at, was)
    assert contents(stick) == [b"end"]


def test_a_change_of_any_byte_is_noticed_before_anything_is_read(stick: Path):
    path = a_bundle(stick)
    whole = path.read_bytes()
    assert len(whole) == HEADER_BYTES + SEALED_BYTES
    with path.open("r+b", buffering=0) as file:
        for at in range(HEADER_BYTES, len(whole), 61):  # test_every_byte.py has the seal's word for each
            os.pwrite(file.fileno(), bytes([whole[at] ^ 1]), at)
            assert code(stick) == "damaged"
            os.pwrite(file.fileno(), whole[at : at + 1], at)
    assert contents(stick) == [b"end"]


def test_a_change_far_behind_is_noticed_before_anything_is_read(stick: Path):
    path = a_bundle(stick, 400_000)
    rewrite(path, path.stat().st_size - 1, 0)
    rewrite(path, path.stat().st_size - 2, 0)
    assert code(stick) == "damaged"


def test_chunks_swapped_repeated_or_left_out_are_noticed(stick: Path):
    path = a_bundle(stick, 400_000)
    data = path.read_bytes()
    head, body = data[:HEADER_BYTES], data[HEADER_BYTES:]
    chunks = [body[n : n + SEALED_BYTES] for n in range(0, len(body), SEALED_BYTES)]
    for wrong in (
        [chunks[1], chunks[0], *chunks[2:]],
        [chunks[0], chunks[0], *chunks[1:]],
        [chunks[0], *chunks[2:]],
        [*chunks, chunks[-1]],
        [*chunks[:-1], chunks[0]],
    ):
        path.write_bytes(head + b"".join(wrong))
        assert code(stick) == "damaged"


def test_a_chunk_moved_to_the_next_volume_is_noticed(stick: Path):
    first = a_bundle(stick, 400_000, volume_bytes=300_000)
    second = first.with_name(first.name.replace(".v01", ".v02"))
    moved = first.read_bytes()[-SEALED_BYTES:]
    first.write_bytes(first.read_bytes()[:-SEALED_BYTES])
    data = second.read_bytes()
    second.write_bytes(data[:HEADER_BYTES] + moved + data[HEADER_BYTES:])
    assert code(stick) == "damaged"


@pytest.mark.parametrize("lost", [1, SEALED_BYTES - 1, SEALED_BYTES, 3 * SEALED_BYTES + 5])
def test_a_copy_that_was_cut_gives_its_whole_chunks_and_says_so(stick: Path, lost: int):
    path = a_bundle(stick, 400_000)
    path.write_bytes(path.read_bytes()[:-lost])
    assert not opened(stick).is_whole
    assert 0 < len(contents(stick)) <= 9


def test_a_stick_pulled_at_any_block_gives_a_beginning_and_nothing_else(stick: Path):
    path = a_bundle(stick, 200_000)
    whole, data = contents(stick), path.read_bytes()
    for size in range(HEADER_BYTES + SEALED_BYTES, len(data), 4096):
        path.write_bytes(data[:size])
        read = contents(stick)
        assert read == whole[: len(read)] != whole


def test_a_copy_cut_within_its_first_chunk_gives_nothing(stick: Path):
    path = a_bundle(stick)
    for size in (0, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + SEALED_BYTES - 1):
        cut = path.read_bytes()[:size]
        (stick / "TH-AAAAAAAA.v01").write_bytes(cut)
        path.rename(stick / "whole")
        assert code(stick) in {"not_a_bundle", "damaged"}
        (stick / "whole").rename(path)


def test_only_its_receiver_opens_a_bundle(stick: Path):
    a_bundle(stick)
    assert code(stick, STRANGER) == "not_for_us"


def test_another_header_does_not_make_it_ours(stick: Path):
    path = a_bundle(stick)
    path.write_bytes(
        read_header(path.read_bytes()[:HEADER_BYTES])
        ._replace(receiver_id=key_id(bytes(STRANGER.verify_key)))
        .to_bytes()
        + path.read_bytes()[HEADER_BYTES:]
    )
    assert code(stick, STRANGER) == "damaged"


def test_nobody_sends_in_anothers_name(stick: Path):
    a_bundle(stick, letter=a_letter(STRANGER))
    assert code(stick) == "forged"


def test_a_manifest_does_not_move_to_another_envelope_or_receiver(
    stick: Path, monkeypatch: pytest.MonkeyPatch
):
    """Even by who received it: the signature names the receiver, the bundle and its key."""
    other = writer.new_seals(bytes(STRANGER.verify_key), b"i" * 16, PrivateKey.generate()).header
    moved = writer.manifest_of(a_letter(receiver=STRANGER), other)
    monkeypatch.setattr(writer, "manifest_of", lambda _letter, _header: moved)
    a_bundle(stick)
    assert code(stick) == "forged"


def test_the_size_says_little_of_the_contents():
    sizes = {padded(size) for size in range(1, 4_000_000, 10_000)}
    assert len(sizes) < 25
    assert all(size <= padded(size) <= size * 1.34 + 65_536 for size in range(1, 4_000_000, 10_000))


def test_nothing_of_a_dossier_stands_on_the_stick(district: District, one: SyncedDesk, stick: Path):
    a_dossier(one.store, "Giàng A Mẫu", code="000-261123-0001")
    (path,) = leave(one, stick).paths
    data = path.read_bytes()
    for secret in ("Giàng A Mẫu", "000-261123-0001", "27280", "Bàn 1"):
        assert secret.encode() not in data
        assert secret not in path.name


def test_a_full_stick_is_named_and_left_as_it_was(district: District, one: SyncedDesk, tmp_path: Path):
    with a_disk(tmp_path / "full", 1) as stick:
        filling = fill(stick, spare_bytes=20_000)
        with pytest.raises(StickFull):
            leave(one, stick)
        assert [path.name for path in stick.iterdir()] == [filling.name]
        filling.unlink()
        assert leave(one, stick).paths


def test_a_protected_stick_is_named_and_still_gives_what_it_holds(
    district: District, one: SyncedDesk, tmp_path: Path
):
    with a_disk(tmp_path / "protected", 4) as stick:
        leave(one, stick)
        arrive(district, stick)
        make_read_only(stick)
        assert come_back(one, stick).outcome.receipts == 1
        with pytest.raises(StickReadOnly):
            leave(one, stick)
        assert [each.problem for each in arrive(district, stick).answered] == ["stick_read_only"]


def test_a_stick_that_is_not_there_is_named(one: SyncedDesk, tmp_path: Path):
    with pytest.raises(StickUnreadable):
        come_back(one, tmp_path / "pulled")


@pytest.mark.parametrize("at", [0, 4, 30, HEADER_BYTES - 1, HEADER_BYTES + 100])
def test_a_stick_that_gives_back_other_bytes_is_found_out(
    stick: Path, monkeypatch: pytest.MonkeyPatch, at: int
):
    def lying(partials: list[Path]) -> list[Path]:
        paths = sticks.put_in_place(partials)
        rewrite(paths[0], at, paths[0].read_bytes()[at] ^ 1)
        return paths

    monkeypatch.setattr(writer, "put_in_place", lying)
    with pytest.raises(StickLies):
        a_bundle(stick)
    assert list(stick.iterdir()) == []


def test_a_stick_that_keeps_only_a_part_is_found_out(stick: Path, monkeypatch: pytest.MonkeyPatch):
    def short(partials: list[Path]) -> list[Path]:
        paths = sticks.put_in_place(partials)
        os.truncate(paths[0], HEADER_BYTES + SEALED_BYTES)
        return paths

    monkeypatch.setattr(writer, "put_in_place", short)
    with pytest.raises(StickLies):
        a_bundle(stick, 400_000)


def test_stopping_leaves_nothing_half_written(one: SyncedDesk, stick: Path):
    def stop(progress: Progress) -> None:
        if progress.stage == writer.WRITING:
            raise Stopped

    with pytest.raises(Stopped):
        leave(one, stick, report=stop)
    assert list(stick.iterdir()) == []


def test_a_bundle_half_written_is_not_seen(stick: Path):
    a_bundle(stick).rename(stick / "TH-AAAAAAAA.v01.tmp")
    assert sticks.find(stick) == ([], [])


def test_other_files_hostile_names_links_and_pipes_are_left_alone(
    district: District, one: SyncedDesk, stick: Path, tmp_path: Path
):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = a_bundle(elsewhere)
    (stick / "TH-AAAAAAAA.v01").symlink_to(target)
    (stick / "TH-BBBBBBBB.v01").mkdir()
    os.mkfifo(stick / "TH-CCCCCCCC.v01")
    (stick / "TH-DDDDDDDD.v01.lnk").write_bytes(b"MZ")
    (stick / "autorun.inf").write_text("[autorun]")
    (stick / "TH-../../.v01".replace("/", "_")).write_bytes(b"x")
    (stick / "TH-EEEEEEEE.v01\n").write_bytes(b"x")
    (stick / "TH-FFFFFFFF.v02").write_bytes(b"x")
    before = sorted(path.name for path in stick.iterdir())
    assert sticks.find(stick) == ([], [])
    assert arrive(district, stick) == ([], [], [])
    assert come_back(one, stick).taken == []
    assert sorted(path.name for path in stick.iterdir()) == before


def test_a_file_that_does_not_read_keeps_no_other_waiting(stick: Path, monkeypatch: pytest.MonkeyPatch):
    good, bad = a_bundle(stick), a_bundle(stick)
    really = os.open

    def worn_out(path: Path, *rest: int) -> int:
        if path == bad:
            raise OSError(errno.EIO, "worn out")
        return really(path, *rest)

    monkeypatch.setattr(os, "open", worn_out)
    found, unread = sticks.find(stick)
    assert [each.name for each in found] == [good.name]
    assert [(each.name, each.problem.code) for each in unread] == [(bad.name, "stick_unreadable")]


def test_a_name_in_other_case_is_the_same_name(stick: Path):
    path = a_bundle(stick)
    path.rename(path.with_name(path.name.lower()))
    assert contents(stick) == [b"end"]


def test_the_number_of_files_looked_at_is_bounded(stick: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sticks, "MOST_FILES", 3)
    for _ in range(5):
        a_bundle(stick)
    assert len(sticks.find(stick)[0]) == 3


def test_a_stranger_who_seals_for_us_is_refused_and_the_others_go_on(
    district: District, one: SyncedDesk, stick: Path, tmp_path: Path
):
    a_dossier(one.store)
    (good,) = leave(one, stick).paths
    public = district.server.authority.server_public
    request = codec.encode(SyncRequest(PROTOCOL, bytes(16), b"", 0, [], []))
    forged = write_bundle(
        stick, a_letter(STRANGER)._replace(receiver=public), [Frame(Kind.REQUEST, request)], unheard
    ).volumes[0]
    bad = Path(shutil.copy(good, stick / "TH-AAAAAAAA.v01"))
    rewrite(bad, 5_000, bad.read_bytes()[5_000] ^ 1)
    (stick / "TH-BBBBBBBB.v01").write_bytes(b"MZ")
    imported = arrive(district, stick)
    assert {each.name: each.code for each in imported.refused} == {
        forged.name: "unknown_device",
        bad.name: "damaged",
        "TH-BBBBBBBB.v01": "not_a_bundle",
    }
    assert district.stored() == {one.device.origin: [1, 2]}
    assert all(path.exists() for path in (forged, bad, good))


def test_a_tampered_answer_changes_no_row(district: District, one: SyncedDesk, stick: Path):
    a_dossier(one.store)
    leave(one, stick)
    (answered,) = arrive(district, stick).answered
    assert answered.answer is not None
    rewrite(answered.answer, 60_000, answered.answer.read_bytes()[60_000] ^ 1)
    imported = come_back(one, stick)
    assert [each.problem.code for each in imported.refused] == ["damaged"]
    assert (imported.taken, one.log()) == ([], (2, 0))


def test_a_desk_believes_its_own_district_alone(district: District, one: SyncedDesk, stick: Path):
    letter = a_letter(STRANGER)._replace(receiver=bytes(one.device.key.verify_key), direction=Direction.DOWN)
    write_bundle(stick, letter, [], unheard)
    assert [each.problem.code for each in come_back(one, stick).refused] == ["forged"]


def test_a_revoked_device_is_refused_by_stick_too(district: District, one: SyncedDesk, stick: Path):
    leave(one, stick)
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE device SET revoked_ms = 1")
    assert [each.code for each in arrive(district, stick).refused] == ["revoked"]


def test_a_later_kind_of_frame_is_passed_over(stick: Path):
    write_bundle(stick, a_letter(), [Frame(99, b"tomorrow"), Frame(Kind.PACK, b"today")], unheard)
    assert contents(stick) == [b"tomorrow", b"today"]


def test_a_header_is_63_bytes():
    header = Header(b"i" * 16, b"k" * 8, b"e" * 32, 1, 2)
    assert (len(header.to_bytes()), read_header(header.to_bytes())) == (63, header)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(Frame(1, b"x"))) == [1, b"x"]
