"""``soxa usb`` as an office without a line meets it."""

import json
from pathlib import Path

import pytest

from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.stick import arrive
from ui.cli import main


@pytest.fixture
def desk(one: SyncedDesk, monkeypatch: pytest.MonkeyPatch) -> SyncedDesk:
    """Its key lies in a file, as a test profile's may."""
    monkeypatch.setenv("SOXA_KEY_FILES", str(one.device.root.parent / "key"))
    return one


def usb(desk: SyncedDesk, *words: object) -> int:
    return main(["--profile", str(desk.device.root), "usb", *map(str, words)])


def test_it_says_when_the_stick_may_be_pulled(
    desk: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    a_dossier(desk.store)
    assert usb(desk, "export", stick) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Đã ghi và đọc lại: rút được USB."
    assert second.endswith(".v01 mang 2 thay đổi đang chờ cấp trên nhận.")


def test_it_says_what_came_back(
    district: District, desk: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    usb(desk, "export", stick)
    arrive(district, stick)
    capsys.readouterr()
    assert usb(desk, "import", stick) == 0
    assert capsys.readouterr().out.startswith("Đã nhận giấy biên nhận. Ghi vào sổ ")
    assert usb(desk, "import", stick) == 0
    assert capsys.readouterr().out.startswith("Không có giấy biên nhận mới.")


def test_it_speaks_to_programs_too(
    district: District, desk: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    assert usb(desk, "export", stick, "--json") == 0
    (name,) = json.loads(capsys.readouterr().out)["files"]
    assert (stick / name).is_file()
    arrive(district, stick)
    assert usb(desk, "import", stick, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (len(facts["taken"]), facts["refused"], facts["receipts"], facts["problems"]) == (1, [], 1, [])


def test_a_damaged_file_is_named_and_asks_to_be_looked_at(
    desk: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    (stick / "TH-AAAAAAAA.v01").write_bytes(b"MZ")
    assert usb(desk, "import", stick) == 1
    assert capsys.readouterr().out.startswith("TH-AAAAAAAA.v01: Tệp này không phải gói trao đổi")


def test_nothing_for_this_desk_is_said_to_be_so(
    desk: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    assert usb(desk, "import", stick) == 0
    assert "không có gói nào gửi cho máy này" in capsys.readouterr().out


def test_a_stick_that_is_not_there_is_one_sentence(
    desk: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    assert usb(desk, "export", stick / "nowhere") == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("Không đọc ghi được USB.")
