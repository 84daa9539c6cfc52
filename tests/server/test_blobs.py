"""What the district makes of scans: lists, blocks, lies, room, and who may have what."""

from hashlib import sha256
from typing import Any

import pytest

from app.changes import scan_receipt
from app.changes.blocks import BLOCK_BYTES, BlobRef, list_of, reference
from server import blobs
from server.gate import MOST_WAITING
from server.storage import blobs as stored
from server.storage.engine import reading
from sync.protocol import codec
from sync.protocol.messages import PROTOCOL, Refusal
from sync.protocol.scans import BlocksReply, ScanOffer, ScansReply, ScansRequest
from tests.server.conftest import BOTH_ENGINES, LOWER, UPPER, District
from tests.server.desk import Desk
from tests.support.scans import scan_of


def put(desk: Desk, path: str, body: bytes, covered: bytes = b"") -> Any:
    return desk.signed("PUT", path, body, covered)


def offer(desk: Desk, *refs: BlobRef, wants: tuple[bytes, ...] = ()) -> ScansReply:
    request = ScansRequest(PROTOCOL, [ScanOffer(*ref) for ref in refs], list(wants))
    body = codec.encode(request)
    response = desk.signed("POST", "/s1/blobs", body, body)
    assert response.status_code == 200, response.content
    return codec.decode(response.content, ScansReply)


def send(desk: Desk, data: bytes, first: int = 0, ref: BlobRef | None = None) -> Any:
    ref = ref or reference(data)
    return put(desk, f"/s1/blob/{ref.sha256.hex()}/{first}", data[first * BLOCK_BYTES :])


def send_list(desk: Desk, ref: BlobRef, hashes: bytes) -> Any:
    return put(desk, f"/s1/blob/{ref.sha256.hex()}/list", hashes, hashes)


def code(response: Any) -> tuple[int, str]:
    return response.status_code, codec.decode(response.content, Refusal).code


def known(district: District, ref: BlobRef) -> Any:
    with reading(district.server.engine) as connection:
        return next(each for each in stored.of_content(connection, UPPER.code, ref.sha256) if each.ref == ref)


@pytest.fixture
def desk(district: District) -> Desk:
    return district.desk()


def test_scans_wait_their_turn_like_everybody_and_are_sent_away_where_too_many_wait(
    district: District, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = scan_of(BLOCK_BYTES + 5)
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    with monkeypatch.context() as patched:
        patched.setattr(district.server.gate, "_waiting", MOST_WAITING)
        assert code(send(desk, data)) == (503, "busy")
        assert code(send_list(desk, ref, list_of(data))) == (503, "busy")
        assert code(desk.signed("GET", f"/s1/blob/{ref.sha256.hex()}/0", b"", b"")) == (503, "busy")
    assert send(desk, data).status_code == 200


@BOTH_ENGINES
def test_a_file_is_offered_listed_sent_and_signed_for(district: District) -> None:
    desk, data = district.desk(), scan_of(2 * BLOCK_BYTES + 5)
    ref = reference(data)
    (need,) = offer(desk, ref).needs
    assert (need.has_list, need.blocks) == (False, b"\0")
    assert code(send(desk, data)) == (409, "list_missing")
    assert send_list(desk, ref, list_of(data)).status_code == 200
    reply = codec.decode(send(desk, data).content, BlocksReply)
    assert reply.blocks == bytes([0b111])
    assert scan_receipt.verify(reply.receipt, desk.server_key).complete == [ref.sha256]
    again = offer(desk, ref, wants=(ref.sha256,))
    assert again.needs == []
    assert again.available == [ref.sha256]
    assert scan_receipt.verify(again.receipt, desk.server_key).commune == UPPER.code
    path = f"/s1/blob/{ref.sha256.hex()}"
    assert desk.get(f"{path}/list").content == list_of(data)
    assert desk.get(f"{path}/0-2").content == data
    assert desk.get(f"{path}/2").content == data[2 * BLOCK_BYTES :]


def test_a_small_file_needs_no_list(desk: Desk) -> None:
    data = scan_of(20_000)
    (need,) = offer(desk, reference(data)).needs
    assert need.has_list
    assert codec.decode(send(desk, data).content, BlocksReply).receipt


def test_a_lying_block_is_refused_and_those_before_it_are_kept(district: District, desk: Desk) -> None:
    data = scan_of(3 * BLOCK_BYTES)
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    lie = data[: 2 * BLOCK_BYTES] + bytes(BLOCK_BYTES)
    assert code(send(desk, lie, ref=ref)) == (400, "bad_block")
    assert list(known(district, ref).blocks.missing()) == [2]
    assert codec.decode(send(desk, data, 2).content, BlocksReply).receipt


def begin(district: District, ref: BlobRef, number: int, beginning: bytes) -> None:
    """As when the line breaks within a block."""
    blobs.Intake(district.server, UPPER.code, ref.sha256, number).keep(beginning)


@BOTH_ENGINES
def test_a_block_goes_on_behind_what_came_before_a_cut(district: District) -> None:
    desk, data = district.desk(), scan_of(2 * BLOCK_BYTES + 5)
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    begin(district, ref, 1, data[BLOCK_BYTES:][:40_000])
    begin(district, ref, 1, data[BLOCK_BYTES:][:30_000])  # by an older request
    (need,) = offer(desk, ref).needs
    assert need.begun == [(1, 40_000)]
    path = f"/s1/blob/{ref.sha256.hex()}"
    assert code(put(desk, f"{path}/1.40001", data[BLOCK_BYTES + 40_001 :])) == (409, "not_held")
    assert put(desk, f"{path}/1.39000", data[BLOCK_BYTES + 39_000 :]).status_code == 200
    assert offer(desk, ref).needs[0].begun == []
    assert codec.decode(send(desk, data[:BLOCK_BYTES], ref=ref).content, BlocksReply).receipt
    assert list(district.server.settings.staging_path.iterdir()) == []


def test_a_beginning_that_was_a_lie_is_dropped_with_its_block(district: District, desk: Desk) -> None:
    data = scan_of(2 * BLOCK_BYTES)
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    begin(district, ref, 0, bytes(40_000))
    path = f"/s1/blob/{ref.sha256.hex()}/0.40000"
    assert code(put(desk, path, data[40_000:BLOCK_BYTES])) == (400, "bad_block")
    assert offer(desk, ref).needs[0].begun == []
    assert codec.decode(send(desk, data).content, BlocksReply).receipt


def test_beginnings_count_for_the_quota_are_sealed_and_go_when_nobody_speaks_of_them(
    district: District, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"Citizen of the sample " * 8000
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    begin(district, ref, 1, data[BLOCK_BYTES:][:40_000])
    with reading(district.server.engine) as connection:
        assert stored.staged_bytes(connection, UPPER.code) == 40_000
    (folder,) = district.server.settings.staging_path.iterdir()
    (file,) = folder.iterdir()
    assert b"sample" not in file.read_bytes()
    file.write_bytes(file.read_bytes()[:-1])  # power went
    assert code(put(desk, f"/s1/blob/{ref.sha256.hex()}/1.39999", b"x")) == (409, "not_held")
    now = district.server.clock.now_ms() + (blobs.STAGING_DAYS + 1) * blobs.DAY_MS
    monkeypatch.setattr(type(district.server.clock), "now_ms", lambda _self: now)
    blobs.sweep(district.server, UPPER.code)
    assert not folder.exists()


@pytest.mark.parametrize("size", [1, BLOCK_BYTES - 1])
def test_a_short_block_is_refused(desk: Desk, size: int) -> None:
    data = scan_of(2 * BLOCK_BYTES)
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    assert code(put(desk, f"/s1/blob/{ref.sha256.hex()}/0", data[:size])) == (400, "bad_block")


def test_a_list_that_its_row_does_not_vouch_for_is_refused(desk: Desk) -> None:
    ref = reference(scan_of(2 * BLOCK_BYTES))
    offer(desk, ref)
    assert code(send_list(desk, ref, list_of(scan_of(2 * BLOCK_BYTES, 9)))) == (400, "bad_list")


def test_a_list_of_another_file_is_found_out_at_the_end_and_hinders_nobody(
    district: District, desk: Desk
) -> None:
    """The blocks fit the list and the list fits the root, but together they are not the file."""
    true, other = scan_of(2 * BLOCK_BYTES), scan_of(2 * BLOCK_BYTES, 9)
    lie = BlobRef(sha256(true).digest(), len(true), sha256(list_of(other)).digest())
    offer(desk, lie)
    send_list(desk, lie, list_of(other))
    reply = codec.decode(send(desk, other, ref=lie).content, BlocksReply)
    assert reply.receipt == b""
    assert not known(district, lie).is_complete
    ref = reference(true)
    offer(desk, ref)
    send_list(desk, ref, list_of(true))
    assert codec.decode(send(desk, true).content, BlocksReply).receipt
    assert offer(desk, lie).needs == []  # the content is here, whatever its root was said to be


def test_nothing_of_a_file_that_nobody_offered_is_taken(desk: Desk) -> None:
    assert code(send(desk, scan_of(100))) == (404, "unknown_blob")
    assert code(desk.get(f"/s1/blob/{'00' * 32}/0")) == (404, "not_found")
    assert code(desk.get("/s1/blob/..%2f..%2fetc/0")) == (404, "not_found")
    assert code(desk.get(f"/s1/blob/{'00' * 32}/x")) == (404, "not_found")


def test_a_block_is_signed_for_by_its_device_and_a_nonce_is_good_once(desk: Desk) -> None:
    data = scan_of(100)
    offer(desk, reference(data))
    nonce = desk.nonce
    assert send(desk, data).status_code == 200
    desk.nonce = nonce
    assert code(send(desk, data)) == (401, "nonce_used")


def test_another_commune_gets_nothing(district: District, desk: Desk) -> None:
    data = scan_of(100)
    ref = reference(data)
    offer(desk, ref)
    send(desk, data)
    foreign = district.desk(b"desk-two", LOWER.code)
    assert offer(foreign, wants=(ref.sha256,)).available == []
    assert code(foreign.get(f"/s1/blob/{ref.sha256.hex()}/0")) == (404, "not_found")
    assert len(offer(foreign, ref).needs) == 1


def test_staging_has_a_quota_and_what_nobody_speaks_of_makes_room(
    district: District, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    object.__setattr__(district.server.settings, "staging_mb", 1)
    first, second = scan_of(900_000), scan_of(900_000, 2)
    ref, late = reference(first), reference(second)
    offer(desk, ref)
    send_list(desk, ref, list_of(first))
    put(desk, f"/s1/blob/{ref.sha256.hex()}/0", first[: 13 * BLOCK_BYTES])
    (need,) = offer(desk, late).needs
    assert need.code == "staging_full"
    now = district.server.clock.now_ms() + (blobs.STAGING_DAYS + 1) * blobs.DAY_MS
    monkeypatch.setattr(type(district.server.clock), "now_ms", lambda _self: now)
    (need,) = offer(desk, late).needs
    assert need.code == ""
    assert list(district.server.settings.staging_path.iterdir()) == []
    assert known(district, ref).has_list  # hashes survive: only the blocks come again
    (need,) = offer(desk, ref).needs
    assert need.has_list


def test_blocks_that_staging_lost_are_asked_for_again(district: District, desk: Desk) -> None:
    """As when power goes before the disk has them: the last check finds out what is really there."""
    data = scan_of(3 * BLOCK_BYTES)
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    put(desk, f"/s1/blob/{ref.sha256.hex()}/0", data[: 2 * BLOCK_BYTES])
    (path,) = district.server.settings.staging_path.iterdir()
    path.write_bytes(path.read_bytes()[:BLOCK_BYTES] + bytes(BLOCK_BYTES))
    reply = codec.decode(send(desk, data, 2).content, BlocksReply)
    assert reply.receipt == b""
    (need,) = offer(desk, ref).needs
    assert need.blocks == bytes([0b100])
    assert codec.decode(send(desk, data).content, BlocksReply).receipt


def test_what_lies_on_the_disk_tells_nothing(district: District, desk: Desk) -> None:
    data = b"%PDF-1.7 " + b"Citizen of the sample " * 4000
    ref = reference(data)
    offer(desk, ref)
    send_list(desk, ref, list_of(data))
    send(desk, data)
    files = [path for path in (district.server.settings.data / "blobs").rglob("*") if path.is_file()]
    assert len(files) == 1
    assert ref.sha256.hex() not in files[0].as_posix()
    assert b"sample" not in files[0].read_bytes()


@pytest.mark.parametrize(
    "bad",
    [
        ScanOffer(b"short", 1, bytes(32)),
        ScanOffer(bytes(32), 0, bytes(32)),
        ScanOffer(bytes(32), -5, bytes(32)),
        ScanOffer(bytes(32), 2**40, bytes(32)),
        ScanOffer(bytes(32), 1, b""),
    ],
)
def test_an_offer_of_what_cannot_be_is_refused(desk: Desk, bad: ScanOffer) -> None:
    body = codec.encode(ScansRequest(PROTOCOL, [bad]))
    assert code(desk.signed("POST", "/s1/blobs", body, body)) == (400, "malformed")
