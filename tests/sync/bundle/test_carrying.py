"""A desk with a line sends another's bundle unopened and brings the answer back onto the stick."""

import json
from pathlib import Path

import pytest
import requests

from app.changes.blocks import BLOCK_BYTES
from app.progress import Progress, Stopped
from server.carrying import FOLDER
from server.inviting import invite
from sync.bundle import folder as sticks
from sync.bundle.errors import StickFull
from sync.bundle.format import key_id
from sync.courier.carrying import Way, carried_words, carry, foreign_bundles
from sync.courier.enrolling import ask_by_stick
from sync.errors import LineCut, NotEnrolled, ServerTrouble
from sync.http.courier import courier_way_of
from sync.protocol import courier as protocol
from tests.support.builders import a_dossier
from tests.support.disks import a_disk, fill
from tests.support.district import COMMUNE, OTHER, District, SyncedDesk
from tests.support.scans import a_scan, scan_of, states
from tests.support.stick import come_back, leave
from tests.sync.bundle.test_courier import long_history
from ui.cli import main


@pytest.fixture
def away(district: District) -> SyncedDesk:
    """A desk of another commune that has no line."""
    return district.desk("Bàn xa", commune=OTHER.code)


def carried(desk: SyncedDesk, stick: Path, **options: object):
    way = courier_way_of(desk.store)
    try:
        return carry(desk.store, stick, way, **options)  # type: ignore[arg-type]
    finally:
        way.close()


def test_a_foreign_bundle_is_sent_answered_and_opened_by_nobody_on_the_way(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path
):
    a_dossier(away.store, code="000-261123-0007")
    (path,) = leave(away, stick).paths
    before = path.read_bytes()
    result = carried(one, stick)
    assert [(each.name, each.code) for each in result.bundles] == [(path.name, "")]
    (answer,) = result.answers
    assert (path.read_bytes(), one.codes()) == (before, set())
    header = next(each.header for each in sticks.find(stick)[0] if each.name == answer.name)
    assert header.receiver_id == key_id(bytes(away.device.key.verify_key))
    assert come_back(one, stick).taken == []
    assert come_back(away, stick).taken == [answer.name]
    assert away.log()[0] == away.log()[1]


def test_it_is_taken_in_exactly_as_from_a_stick(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path, tmp_path: Path
):
    long_history(away)
    leave(away, stick, volume_bytes=300_000)
    assert len(carried(one, stick).answers) == 2  # the records' beginning is answered by itself
    assert district.stored()[away.device.origin] == list(range(1, 42))
    come_back(away, stick)
    assert away.log() == (41, 41)


def test_scans_go_behind_the_records_of_everybody_and_come_home_too(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path
):
    ref = a_scan(away, scan_of(3 * BLOCK_BYTES))
    first, second = leave(away, stick).paths
    sent: list[str] = []

    class Line(Cutting):
        def send(self, name: str, offset: int, piece: bytes) -> int:
            if name == second.name and not offset and piece:
                sent.append("scans")
                assert district.stored()[away.device.origin]
            return self._way.send(name, offset, piece)

    way = courier_way_of(one.store)
    result = carry(one.store, stick, Line(way, every=10**9))
    way.close()
    assert sent == ["scans"]
    assert [(each.name, each.code) for each in result.bundles] == [(first.name, "")]
    come_back(away, stick)
    assert states(away, ref).is_received
    with one.store.read() as snapshot:
        assert foreign_bundles(snapshot, stick) == []


def test_a_line_that_breaks_among_scans_has_brought_the_records_and_their_answer(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path
):
    a_scan(away, scan_of(3 * BLOCK_BYTES))
    _first, second = leave(away, stick).paths

    class Line(Cutting):
        def send(self, name: str, offset: int, piece: bytes) -> int:
            if name == second.name:
                raise LineCut
            return self._way.send(name, offset, piece)

    way = courier_way_of(one.store)
    with pytest.raises(LineCut):
        carry(one.store, stick, Line(way, every=10**9))
    way.close()
    come_back(away, stick)
    assert away.log()[0] == away.log()[1]
    with one.store.read() as snapshot:
        assert len(foreign_bundles(snapshot, stick)) == 1


def test_what_was_carried_is_not_offered_again(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path
):
    leave(one, stick)
    leave(away, stick)
    with one.store.read() as snapshot:
        assert len(foreign_bundles(snapshot, stick)) == 1
    carried(one, stick)
    with one.store.read() as snapshot:
        assert foreign_bundles(snapshot, stick) == []
    assert carried(one, stick).bundles == []


def test_a_request_to_enrol_may_be_carried_too(district: District, one: SyncedDesk, stick: Path):
    stranger = district.stranger("Bàn xa")
    invite(district.server, stick, COMMUNE.code, 7, "test")
    ask_by_stick(stranger.store, stick)
    assert len(carried(one, stick).answers) == 1
    assert come_back(stranger, stick).joined is not None


def test_a_damaged_one_is_named_and_the_others_go(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path
):
    two = district.desk("Bàn 2")
    (bad,) = leave(away, stick).paths
    (good,) = leave(two, stick).paths
    data = bytearray(bad.read_bytes())
    data[5_000] ^= 1
    bad.write_bytes(data)
    result = carried(one, stick)
    assert {each.name: each.code for each in result.bundles} == {bad.name: "damaged", good.name: ""}
    assert "Cấp trên không nhận 1 gói" in carried_words(result)


class Cutting(Way):
    """A line that breaks at every so many calls, sometimes after the server has done what was asked."""

    def __init__(self, way: Way, every: int) -> None:
        self._way, self._every, self.calls = way, every, 0

    def _cut(self, *, is_done: bool) -> None:
        self.calls += 1
        if self.calls % self._every == (0 if is_done else 1):
            raise LineCut

    def send(self, name: str, offset: int, piece: bytes) -> int:
        self._cut(is_done=False)
        held = self._way.send(name, offset, piece)
        self._cut(is_done=True)
        return held

    def carry(self, names: list[str]):
        self._cut(is_done=False)
        return self._way.carry(names)

    def fetch(self, name: str, offset: int) -> bytes:
        self._cut(is_done=False)
        return self._way.fetch(name, offset)


@pytest.mark.parametrize("every", [4, 5, 7])
def test_a_line_that_breaks_leaves_no_hole(
    district: District,
    one: SyncedDesk,
    away: SyncedDesk,
    stick: Path,
    every: int,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("sync.courier.carrying.PIECE_BYTES", 100_000)
    long_history(away)
    leave(away, stick)
    carry(one.store, stick, Cutting(courier_way_of(one.store), every))
    come_back(away, stick)
    assert away.log() == (41, 41)


def test_stopping_goes_on_where_it_stopped(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sync.courier.carrying.PIECE_BYTES", 100_000)
    long_history(away)
    leave(away, stick)

    def stop(progress: Progress) -> None:
        if progress.done >= 200_000:
            raise Stopped

    with pytest.raises(Stopped):
        carried(one, stick, report=stop)
    begun: list[int] = []
    carried(one, stick, report=lambda progress: begun.append(progress.done))
    assert begun[0] == 200_000


def test_a_full_stick_is_named_and_keeps_what_it_had(
    district: District, one: SyncedDesk, away: SyncedDesk, tmp_path: Path
):
    with a_disk(tmp_path / "full", 1) as stick:
        (path,) = leave(away, stick).paths
        fill(stick)
        with pytest.raises(StickFull):
            carried(one, stick)
        assert sorted(each.name for each in stick.iterdir()) == sorted([path.name, "filling"])
        (stick / "filling").unlink()
        carried(one, stick)
        assert come_back(away, stick).taken


def test_a_stranger_carries_nothing(district: District, stick: Path):
    stranger = district.stranger("Máy lạ")
    with stranger.store.read() as snapshot, pytest.raises(NotEnrolled):
        foreign_bundles(snapshot, stick)
    response = requests.post(f"{district.settings.address}/s1/bundle", b"")
    assert response.status_code == 415
    response = requests.put(f"{district.settings.address}/s1/bundle/TH-AAAAAAAA.v01/0", b"x")
    assert response.status_code == 401


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fkey", "TH-AAAAAAAA.v01%00", "CON", "TH-AAAAAAAA.tmp", "TH-AAAAAAAA.v01.", "a:b"]
)
def test_a_name_that_is_none_of_ours_goes_nowhere(district: District, one: SyncedDesk, name: str):
    way = courier_way_of(one.store)
    with pytest.raises(ServerTrouble):
        way.send(name, 0, b"x")
    assert not (district.settings.data / FOLDER).exists()


def test_a_courier_leaves_no_more_than_its_share(
    district: District, one: SyncedDesk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.carrying.MOST_HELD_BYTES", 1_000)
    way = courier_way_of(one.store)
    assert way.send("TH-AAAAAAAA.v01", 0, bytes(900)) == 900
    with pytest.raises(ServerTrouble) as caught:
        way.send("TH-AAAAAAAA.v01", 900, bytes(200))
    assert caught.value.code == "too_large"
    assert way.send("TH-AAAAAAAA.v01", 5, b"x") == 900


def test_couriers_do_not_see_each_others_files(district: District, one: SyncedDesk, away: SyncedDesk):
    courier_way_of(one.store).send("TH-AAAAAAAA.v01", 0, b"x")
    with pytest.raises(ServerTrouble) as caught:
        courier_way_of(away.store).fetch("TH-AAAAAAAA.v01", 0)
    assert caught.value.code == "not_found"


def test_nothing_stays_behind_at_the_server(
    district: District, one: SyncedDesk, away: SyncedDesk, stick: Path
):
    leave(away, stick)
    carried(one, stick)
    (folder,) = (district.settings.data / FOLDER).iterdir()
    assert len(list(folder.iterdir())) == 1  # the answer, till the next time
    courier_way_of(one.store).carry([])
    assert list(folder.iterdir()) == []


def test_the_command_carries_and_says_so(
    district: District,
    one: SyncedDesk,
    away: SyncedDesk,
    stick: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("SOXA_KEY_FILES", str(one.device.root.parent / "key"))
    leave(away, stick)
    words = ["--profile", str(one.device.root), "usb", "upload", str(stick)]
    assert main(words) == 0
    assert capsys.readouterr().out == "Đã gửi hộ 1 gói, ghi 1 gói trả lời ra USB.\n"
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"bundles": [], "answers": []}


def test_what_one_piece_may_weigh_fits_a_request():
    assert protocol.PIECE_BYTES <= 8 * 1024 * 1024
