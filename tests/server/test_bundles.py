"""The district's side of the exchange by stick, as its administrator runs it."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.catalogue.signed_file import seal_pack
from app.catalogue.starter import starter_pack
from server.bundles import import_folder
from server.cli import main
from server.publishing import publish
from sync.bundle import folder as sticks
from sync.bundle.format import Direction, Frame, Kind
from sync.bundle.reader import open_bundle
from sync.bundle.writer import Letter, write_bundle
from tests.support.builders import a_dossier
from tests.support.district import COMMUNE, OTHER, District, SyncedDesk, a_district
from tests.support.stick import arrive, come_back, leave, travel


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def one(district: District) -> SyncedDesk:
    return district.desk("Bàn 1")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder


def soxa_server(district: District, *words: str) -> int:
    return main(["bundle", "import", *words, "--data", str(district.settings.data)])


def a_message(
    district: District, desk: SyncedDesk, stick: Path, content: bytes, commune: str = COMMUNE.code
) -> None:
    """A bundle of the desk that no desk would write."""
    ours, server = desk.device.key, district.server.authority.server_public
    letter = Letter(ours, server, Direction.UP, commune, b"", 1, 0, [], [])
    write_bundle(stick, letter, [Frame(Kind.REQUEST, content)], lambda _: None)


def test_the_command_says_what_came_and_where_the_answer_is(
    district: District, one: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    a_dossier(one.store)
    leave(one, stick)
    (stick / "TH-AAAAAAAA.v01").write_bytes(b"MZ")
    assert soxa_server(district, str(stick)) == 0
    said = capsys.readouterr().out
    assert "Xã 27280, máy " in said
    assert "nhận 1 gói thay đổi. Đã ghi và đọc lại TH-" in said
    assert "TH-AAAAAAAA.v01: không nhận, không phải gói trao đổi. Tệp vẫn giữ nguyên." in said
    come_back(one, stick)
    assert one.log() == (2, 2)


def test_the_command_speaks_to_programs_too(
    district: District, one: SyncedDesk, stick: Path, capsys: pytest.CaptureFixture[str]
):
    leave(one, stick)
    assert soxa_server(district, str(stick), "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["refused"] == []
    (answered,) = facts["answered"]
    assert (answered["commune"], answered["segments"], answered["problem"]) == ("27280", 1, "")
    assert (stick / answered["answer"]).is_file()


def test_an_empty_or_missing_folder_is_said_to_be_so(
    district: District, stick: Path, capsys: pytest.CaptureFixture[str]
):
    assert soxa_server(district, str(stick)) == 0
    assert "Không có gói nào gửi cho máy chủ này" in capsys.readouterr().out
    assert soxa_server(district, str(stick / "nowhere")) == 1
    assert "Xin cắm lại USB" in capsys.readouterr().err


def test_everything_is_taken_in_before_the_first_answer(district: District, one: SyncedDesk, stick: Path):
    two = district.desk("Bàn 2")
    a_dossier(one.store, code="000-261123-0001")
    a_dossier(two.store, code="000-261123-0002")
    travel(district, stick, one, two)
    assert one.codes() == two.codes() == {"000-261123-0001", "000-261123-0002"}


def test_a_published_catalogue_comes_by_stick_and_only_once(district: District, one: SyncedDesk, stick: Path):
    authority = district.server.authority
    pack = replace(starter_pack(), version="2099.1")
    publish(district.server, seal_pack(pack, authority.catalogue_key, authority.catalogue_certificate))
    (imported,) = travel(district, stick, one)
    assert imported.outcome.catalogue_version == "2099.1"
    leave(one, stick)
    answers = [each.answer for each in arrive(district, stick).answered]
    (found,) = [each for each in sticks.find(stick)[0] if answers == [each.volumes[0]]]
    assert Kind.PACK not in {frame.kind for frame in open_bundle(found, one.device.key).frames}


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x90", b"\x93\x01\xa0\x00"])
def test_a_member_that_writes_nonsense_is_refused_by_code(
    district: District, one: SyncedDesk, stick: Path, content: bytes
):
    a_message(district, one, stick, content)
    two = district.desk("Bàn 2")
    leave(two, stick)
    imported = arrive(district, stick)
    assert [each.code for each in imported.refused] == ["malformed"]
    assert [each.segments for each in imported.answered] == [1]


def test_a_desk_speaks_for_its_own_commune_alone(district: District, one: SyncedDesk, stick: Path):
    a_message(district, one, stick, b"", OTHER.code)
    assert [each.code for each in arrive(district, stick).refused] == ["forged"]


def test_several_bundles_of_one_desk_get_one_answer(
    district: District, one: SyncedDesk, stick: Path, tmp_path: Path
):
    a_dossier(one.store)
    (first,) = leave(one, tmp_path / "other").paths
    a_dossier(one.store)
    leave(one, stick)
    shutil.copy(first, stick)
    (answered,) = import_folder(district.server, stick).answered
    assert answered.answer is not None
    assert come_back(one, stick).taken == [answered.answer.name]
    assert one.log() == (3, 3)
