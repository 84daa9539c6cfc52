"""``soxa enrol`` and ``soxa sync`` as an administrator meets them."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk, a_district
from ui.cli import main


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def desk(district: District, monkeypatch: pytest.MonkeyPatch) -> SyncedDesk:
    """A desk whose window is closed; its key lies in a file, as a test profile's may."""
    made = district.stranger("Bàn 1")
    monkeypatch.setenv("SOXA_KEY_FILES", str(made.device.root.parent / "key"))
    return made


def soxa(desk: SyncedDesk, *words: str) -> int:
    return main(["--profile", str(desk.device.root), *words])


def test_enrolled_by_a_ticket_it_says_for_whom(
    district: District, desk: SyncedDesk, capsys: pytest.CaptureFixture[str]
):
    assert soxa(desk, "enrol", district.ticket()) == 0
    assert capsys.readouterr().out == ("Đã ghi danh máy này cho Xã Thạch Bình Hạ, gửi về Máy chủ cấp trên.\n")


def test_the_ticket_may_be_typed_out_of_sight_of_the_process_list(
    district: District, desk: SyncedDesk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("sys.stdin", io.StringIO(district.ticket() + "\n"))
    assert soxa(desk, "enrol") == 0


def test_a_ticket_in_groups_needs_no_quotes(district: District, desk: SyncedDesk):
    assert soxa(desk, "enrol", *district.ticket().split("-")) == 0


def test_a_wrong_ticket_is_one_sentence(desk: SyncedDesk, capsys: pytest.CaptureFixture[str]):
    assert soxa(desk, "enrol", "SX1-ABCDE") == 2
    assert capsys.readouterr().err.splitlines() == [
        "Mã ghi danh không đúng. Chưa thay đổi gì. Xin kiểm tra từng nhóm chữ rồi nhập lại."
    ]


def test_an_exchange_says_what_came_of_it(
    district: District, desk: SyncedDesk, capsys: pytest.CaptureFixture[str]
):
    soxa(desk, "enrol", district.ticket())
    a_dossier(desk.store)
    capsys.readouterr()
    assert soxa(desk, "sync") == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == ("Cấp trên đã nhận 1 gói. Nhận về 0 gói, ghi vào sổ 0 thay đổi.")
    assert printed.err.splitlines()[:3] == ["Niêm phong", "Gửi", "Nhận giấy biên nhận"]
    assert desk.log() == (2, 2)


def test_json_gives_the_same_for_a_program(
    district: District, desk: SyncedDesk, capsys: pytest.CaptureFixture[str]
):
    soxa(desk, "enrol", district.ticket())
    capsys.readouterr()
    assert soxa(desk, "sync", "--json") == 0
    assert json.loads(capsys.readouterr().out)["sent_segments"] == 1


def test_before_enrolment_it_says_what_to_do(desk: SyncedDesk, capsys: pytest.CaptureFixture[str]):
    assert soxa(desk, "sync") == 2
    assert "mã ghi danh" in capsys.readouterr().err


def test_no_line_is_no_mistake_and_has_an_exit_status_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with a_district(tmp_path) as district:
        desk = district.desk("Bàn 1")
        monkeypatch.setenv("SOXA_KEY_FILES", str(desk.device.root.parent / "key"))
    capsys.readouterr()
    assert soxa(desk, "sync") == 3
    assert capsys.readouterr().err.splitlines()[-1] == "Chưa có mạng. Vẫn tiếp nhận và in bình thường."
