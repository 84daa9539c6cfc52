"""Scans from desk to district to the next desk, over real HTTP, and what goes wrong on the way."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from nacl.signing import SigningKey

from app.changes import scan_receipt
from app.changes.blocks import BLOCK_BYTES, list_of, reference
from app.changes.scan_receipt import ScanReceipt
from app.changes.signed import sign
from app.storage import device, scans
from server.blob_vault import StoreDown, Vault
from sync.beside import at_once
from sync.errors import ForgedReceipt, NoLine
from sync.http.scans import HttpScans, scan_way_of
from sync.protocol.scans import BlocksReply, ScanOffer, ScansReply, ScansRequest
from sync.scans.plan import take_in_receipt
from sync.scans.rows import RowsFirst
from tests.support.builders import a_dossier
from tests.support.damage import flip, with_another_last_byte
from tests.support.district import COMMUNE, OTHER, District, SyncedDesk
from tests.support.line import Line, line_to
from tests.support.scans import a_scan, ask_for, bytes_held, carry, district_holds, scan_of, states
from tests.support.waiting import wait_for

SIZES = [1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 5 * BLOCK_BYTES + 7]


@dataclass
class Notes:
    """Opens ways that note what passes; ``alter`` may change what comes back."""

    desk: SyncedDesk
    passed: list[tuple[Any, ...]] = field(default_factory=list)
    alter: Callable[[str, Any], Any] = lambda _name, answer: answer

    def __call__(self) -> "Noted":
        return Noted(scan_way_of(self.desk.device.store), self)


class Noted:
    """One of them."""

    def __init__(self, way: HttpScans, notes: Notes) -> None:
        self._way = way
        self._notes = notes

    @property
    def nonce(self) -> bytes:
        return self._way.nonce

    def ask(self, request: ScansRequest) -> ScansReply:
        if request.offers or request.wants:
            self._notes.passed.append(("ask", len(request.offers), len(request.wants)))
        return self._way.ask(request)

    def send_list(self, sha256: bytes, hashes: bytes) -> BlocksReply:
        return self._way.send_list(sha256, hashes)

    def send(self, sha256: bytes, first: int, blocks: bytes, held: int = 0) -> BlocksReply:
        self._notes.passed.append(("send", sha256, first, len(blocks)))
        return self._notes.alter("send", self._way.send(sha256, first, blocks, held))

    def fetch_list(self, sha256: bytes) -> bytes:
        return self._notes.alter("fetch_list", self._way.fetch_list(sha256))

    def fetch(self, sha256: bytes, first: int, count: int) -> bytes:
        self._notes.passed.append(("fetch", sha256, first, count))
        return self._notes.alter("fetch", self._way.fetch(sha256, first, count))

    def close(self) -> None:
        self._way.close()


def noted(desk: SyncedDesk) -> Notes:
    return Notes(desk)


def sent(way: Notes) -> int:
    return sum(each[3] for each in way.passed if each[0] == "send")


@pytest.fixture
def next_desk(two: SyncedDesk, one: SyncedDesk) -> SyncedDesk:
    """Both are enrolled before anything is scanned."""
    return two


# the way


@pytest.mark.parametrize("size", SIZES)
def test_a_scan_reaches_the_district_and_the_next_desk(
    one: SyncedDesk, next_desk: SyncedDesk, district: District, size: int
) -> None:
    data = scan_of(size)
    ref = a_scan(one, data)
    one.sync()
    assert carry(one).sent_bytes == size
    assert district_holds(district, ref, data)
    assert states(one, ref).is_received
    next_desk.sync()
    ask_for(next_desk, ref)
    assert carry(next_desk).fetched_bytes == size
    assert next_desk.device.profile.blobs.get(ref) == data
    assert not list((next_desk.device.root / "blobs").glob("*/*.part"))


def test_page_one_goes_ahead_of_every_whole_scan(
    one: SyncedDesk, next_desk: SyncedDesk, district: District
) -> None:
    big = a_scan(one, scan_of(4 * BLOCK_BYTES), preview=scan_of(20_000, 7))
    a_scan(one, scan_of(3 * BLOCK_BYTES, 2), preview=scan_of(25_000, 8))
    one.sync()
    way = noted(one)
    carry(one, way)
    sizes = [each[3] for each in way.passed if each[0] == "send"]
    assert sizes[:2] == [20_000, 25_000]
    next_desk.sync()
    carry(next_desk)
    assert not next_desk.device.profile.blobs.has(big)  # nobody asked for it
    previews = next_desk.device.rows("SELECT s.is_here FROM attachment a JOIN scan s ON s.sha256 = a.preview")
    assert previews == [(1,), (1,)]


def test_no_scan_leaves_before_the_row_that_names_it_is_stored(one: SyncedDesk) -> None:
    a_scan(one, scan_of(10))
    way = noted(one)
    carry(one, way)
    assert way.passed == []


def test_an_exchange_with_nothing_to_carry_asks_nothing(one: SyncedDesk) -> None:
    a_scan(one, scan_of(10))
    one.sync()
    carry(one)
    way = noted(one)
    carry(one, way)
    assert way.passed == []


def test_the_same_content_is_sent_once_whoever_has_it(
    one: SyncedDesk, next_desk: SyncedDesk, district: District
) -> None:
    data = scan_of(2 * BLOCK_BYTES)
    for _ in range(3):
        a_scan(one, data)
    one.sync()
    way = noted(one)
    carry(one, way)
    assert sent(way) == len(data)
    a_scan(next_desk, data)
    next_desk.sync()
    other = noted(next_desk)
    carry(next_desk, other)
    assert sent(other) == 0
    assert states(next_desk, reference(data)).is_received


def test_another_commune_neither_learns_of_a_scan_nor_gets_it(one: SyncedDesk, district: District) -> None:
    data = scan_of(1000)
    ref = a_scan(one, data)
    one.sync()
    carry(one)
    foreign = district.desk("Bàn lạ", commune=OTHER.code)
    way = scan_way_of(foreign.device.store)
    assert way.ask(ScansRequest(1, [], [ref.sha256])).available == []
    a_scan(foreign, data)
    foreign.sync()
    seen = noted(foreign)
    carry(foreign, seen)
    assert sent(seen) == len(data)  # a server that said "have it" would confirm a known document


def test_received_is_said_by_a_signature_of_the_server_and_by_nothing_else(one: SyncedDesk) -> None:
    ref = a_scan(one, scan_of(1000))
    one.sync()

    def forged(name: str, reply: Any) -> Any:
        return (
            BlocksReply(1, reply.blocks, with_another_last_byte(reply.receipt)) if name == "send" else reply
        )

    way = noted(one)
    way.alter = forged
    with pytest.raises(ForgedReceipt):
        carry(one, way)
    assert not states(one, ref).is_received
    way.alter = lambda name, reply: BlocksReply(1, reply.blocks) if name == "send" else reply
    assert not states(one, ref).is_received


# lies


def lying(change: Callable[[bytes], bytes], what: str) -> Callable[[str, Any], Any]:
    return lambda name, answer: change(answer) if name == what else answer


def test_nothing_more_is_fetched_of_a_file_whose_block_was_a_lie(
    one: SyncedDesk, next_desk: SyncedDesk
) -> None:
    ref = a_scan(one, scan_of(20 * BLOCK_BYTES))
    one.sync()
    carry(one)
    next_desk.sync()
    ask_for(next_desk, ref)
    way = noted(next_desk)
    way.alter = lying(lambda answer: bytes([answer[0] ^ 1]) + answer[1:], "fetch")
    carry(next_desk, way)
    assert sum(each[0] == "fetch" for each in way.passed) == 1
    assert states(next_desk, ref).staged_blocks == 0


@pytest.mark.parametrize(
    ("commune", "epoch", "key", "is_believed"),
    [
        (COMMUNE.code, None, None, True),
        (OTHER.code, None, None, False),
        (COMMUNE.code, b"another!", None, False),
        (COMMUNE.code, None, SigningKey(bytes(32)), False),
    ],
)
def test_the_servers_word_counts_for_its_commune_and_its_present_life(
    one: SyncedDesk,
    district: District,
    commune: str,
    epoch: bytes | None,
    key: SigningKey | None,
    is_believed: bool,
) -> None:
    ref = a_scan(one, scan_of(10))
    one.sync()
    with one.device.store.read() as snapshot:
        member = device.membership(snapshot)
    assert member is not None
    said = ScanReceipt(1, epoch or district.server.epoch, commune, 0, [ref.sha256])
    data = sign(said, scan_receipt.CONTEXT, key or district.server.authority.server_key)
    with suppress(ForgedReceipt):
        take_in_receipt(one.device.store, member, data)
    assert states(one, ref).is_received is is_believed


@pytest.mark.parametrize("what", ["fetch", "fetch_list"])
def test_a_block_or_list_that_was_altered_on_the_way_is_not_kept(
    one: SyncedDesk, next_desk: SyncedDesk, what: str
) -> None:
    data = scan_of(3 * BLOCK_BYTES)
    ref = a_scan(one, data)
    one.sync()
    carry(one)
    next_desk.sync()
    ask_for(next_desk, ref)
    way = noted(next_desk)
    way.alter = lying(lambda answer: answer[:-1] + bytes([answer[-1] ^ 1]), what)
    carry(next_desk, way)
    assert not next_desk.device.profile.blobs.has(ref)
    carry(next_desk)
    assert next_desk.device.profile.blobs.get(ref) == data


def test_a_scan_that_is_damaged_here_is_not_sent_and_keeps_no_other_waiting(
    one: SyncedDesk, district: District
) -> None:
    bad = a_scan(one, scan_of(2 * BLOCK_BYTES, 1))
    path = next((one.device.root / "blobs").glob("*/*"))
    flip(path, path.stat().st_size - 5, bit=3)
    good_data = scan_of(2 * BLOCK_BYTES, 2)
    good = a_scan(one, good_data)
    one.sync()
    carry(one)
    assert district_holds(district, good, good_data)
    assert not states(one, bad).is_received
    assert not states(one, bad).is_here


# the store


class Down:
    """An object store that does not answer."""

    def __init__(self, vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("settle", "has", "block"):
            monkeypatch.setattr(vault, name, self._fail)

    def _fail(self, *_: Any, **__: Any) -> Any:
        raise StoreDown


def test_a_store_that_is_down_stops_no_row_and_loses_no_block(
    one: SyncedDesk, next_desk: SyncedDesk, district: District
) -> None:
    data = scan_of(3 * BLOCK_BYTES)
    ref = a_scan(one, data)
    with pytest.MonkeyPatch.context() as patched:
        Down(district.server.vault, patched)
        one.sync()
        assert carry(one).sent_bytes == len(data)  # into staging
        assert not states(one, ref).is_received
        a_dossier(one.store)
        one.sync()
        assert one.log()[0] == one.log()[1]
        next_desk.sync()
        assert next_desk.codes() == one.codes()
    way = noted(one)
    carry(one, way)
    assert sent(way) == 0
    assert district_holds(district, ref, data)
    assert states(one, ref).is_received


def test_a_scan_that_the_store_lost_is_offered_again_in_the_servers_next_life(
    one: SyncedDesk, district: District
) -> None:
    data = scan_of(2 * BLOCK_BYTES)
    ref = a_scan(one, data)
    one.sync()
    carry(one)
    for path in (district.settings.data / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    with one.device.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE scan SET received_epoch = x'00'")
    carry(one)
    assert district_holds(district, ref, data)


# rows first


def test_a_record_that_comes_while_scans_flow_goes_before_the_next_block(
    one: SyncedDesk, district: District
) -> None:
    a_scan(one, scan_of(6 * BLOCK_BYTES))
    one.sync()
    way, order = noted(one), []

    def exchange() -> None:
        one.sync()
        order.append("row")

    def write(name: str, answer: Any) -> Any:
        if name == "send":
            order.append("block")
            if order.count("block") == 2:
                a_dossier(one.store)
        return answer

    way.alter = write
    carry(one, way, rows=RowsFirst(one.device.store, exchange), beside=at_once)
    assert order[:3] == ["block", "block", "row"]
    assert one.log()[0] == one.log()[1]


def test_what_the_server_refuses_of_the_rows_does_not_stop_the_scans(one: SyncedDesk) -> None:
    ref = a_scan(one, scan_of(1000))
    one.sync()
    calls: list[int] = []
    rows = RowsFirst(one.device.store, lambda: calls.append(1))
    a_dossier(one.store)  # and the exchange never gets it through
    carry(one, rows=rows)
    assert calls == [1]
    assert states(one, ref).is_received


# cuts

LINE_BYTES_A_SECOND = 400_000
THIN_LINE, MOST_TRIES = 100_000, 20  # bytes a second: what is not read yet when the line goes is dropped
# Headers of all requests until then, what a socket still held when it was cut, and what a server under load
# had read and not yet handed on: uvicorn drops that when the line is gone.
BESIDE_BYTES = 24_000 + 2 * 64 * 1024


@pytest.fixture
def line(district: District) -> Iterator[Line]:
    with line_to(district.port) as made:
        yield made


@pytest.mark.expects_log("Failed to parse headers")
@pytest.mark.parametrize("after", [50, 400, 900, 3_000, 40_000, 65_000, 70_000, 140_000, 200_000, 300_000])
def test_a_line_that_is_cut_anywhere_goes_on_at_the_byte_it_stopped_at(
    district: District, line: Line, after: int
) -> None:
    desk = district.desk("Bàn 1", f"http://{line.address}")
    data = scan_of(5 * BLOCK_BYTES + 99)
    ref = a_scan(desk, data)
    desk.sync()
    line.bytes_a_second = LINE_BYTES_A_SECOND
    line.cut_after(up=after)
    with pytest.raises(NoLine):
        carry(desk, pause=lambda _s: None)
    line.bytes_a_second = None
    line.mend()
    arrived = max(0, after - BESIDE_BYTES)
    wait_for("what came before the cut", lambda: bytes_held(district, ref) >= arrived)
    way = noted(desk)
    carry(desk, way)
    assert district_holds(district, ref, data)
    assert states(desk, ref).is_received
    assert sent(way) <= len(data) - arrived


def test_a_line_that_lives_for_less_than_a_block_still_carries_a_scan(district: District, line: Line) -> None:
    desk = district.desk("Bàn 1", f"http://{line.address}")
    data = scan_of(2 * BLOCK_BYTES)
    ref = a_scan(desk, data)
    desk.sync()
    line.bytes_a_second = THIN_LINE

    def mended(_seconds: float = 0) -> HttpScans:
        line.cut_after(up=30_000)
        return scan_way_of(desk.device.store)

    for _ in range(MOST_TRIES):
        with suppress(NoLine):  # a busy server took nothing of several lives; the next exchange tries again
            carry(desk, mended, pause=mended)
            break
    assert line.cuts >= 3
    assert district_holds(district, ref, data)


@pytest.mark.expects_log("Failed to parse headers")
@pytest.mark.parametrize("after", [300, 5_000, 66_000, 140_000, 260_000])
def test_fetching_goes_on_where_the_line_was_cut(
    one: SyncedDesk, district: District, line: Line, after: int
) -> None:
    data = scan_of(5 * BLOCK_BYTES)
    ref = a_scan(one, data)
    one.sync()
    carry(one)
    reader = district.desk("Bàn 2", f"http://{line.address}")
    reader.sync()
    ask_for(reader, ref)
    line.cut_after(down=after)
    with pytest.raises(NoLine):
        carry(reader, pause=lambda _s: None)
    staged = states(reader, ref).staged_blocks
    line.mend()
    way = noted(reader)
    carry(reader, way)
    fetched = sum(each[3] for each in way.passed if each[0] == "fetch")
    assert fetched == 5 - staged
    assert reader.device.profile.blobs.get(ref) == data


def test_two_desks_may_each_send_half(one: SyncedDesk, next_desk: SyncedDesk, district: District) -> None:
    data = scan_of(4 * BLOCK_BYTES)
    ref = a_scan(one, data)
    one.sync()
    a_scan(next_desk, data)
    next_desk.sync()
    first, second = scan_way_of(one.device.store), scan_way_of(next_desk.device.store)
    ask = ScansRequest(1, [ScanOffer(*ref)])
    first.ask(ask)
    first.send_list(ref.sha256, list_of(data))
    first.send(ref.sha256, 2, data[2 * BLOCK_BYTES :])
    (need,) = second.ask(ask).needs
    assert need.has_list
    assert need.blocks == bytes([0b1100])
    assert second.send(ref.sha256, 0, data[: 2 * BLOCK_BYTES]).receipt
    assert district_holds(district, ref, data)


def test_time_that_is_up_ends_it_between_two_blocks(one: SyncedDesk) -> None:
    ref = a_scan(one, scan_of(5 * BLOCK_BYTES))
    one.sync()
    way = noted(one)
    carried = carry(one, way, left_s=lambda: 0.5 if sent(way) else float("inf"))
    assert carried.is_cut_short
    before = states(one, ref).sent_blocks
    assert 0 < before < 5
    assert carry(one).sent_bytes == (5 - before) * BLOCK_BYTES
    assert states(one, ref).is_received


def test_an_office_pc_keeps_no_more_unfinished_scans_than_its_quota(
    one: SyncedDesk, next_desk: SyncedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = a_scan(one, scan_of(3 * BLOCK_BYTES))
    one.sync()
    carry(one)
    next_desk.sync()
    ask_for(next_desk, ref)
    monkeypatch.setattr("sync.scans.arriving.STAGING_BYTES", 2 * BLOCK_BYTES)
    assert carry(next_desk).fetched_bytes == 0
    with next_desk.device.store.read() as snapshot:
        assert [each.sha256 for each in scans.to_fetch(snapshot)] == [ref.sha256]
