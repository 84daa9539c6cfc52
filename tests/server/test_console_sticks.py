"""Staff without a shell take in sticks by the console: upload, read the outcome, download the answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from server.accounts import add_user
from server.console.uploads import FOLDER
from sync.bundle import invitation
from sync.courier.enrolling import ask_by_stick
from tests.server.visitor import PASSWORD, Person
from tests.support.builders import a_dossier
from tests.support.district import OTHER, District, SyncedDesk, a_district
from tests.support.stick import come_back, leave
from tests.sync.bundle.test_courier import long_history

LINK = re.compile(r'href="(/usb/[0-9a-f]{32}/[^"]+)"')
PAGE = "/usb"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        add_user(made.server.engine, made.server.clock, "quantri", "Cán bộ mẫu", PASSWORD)
        yield made


@pytest.fixture
def one(district: District) -> SyncedDesk:
    return district.desk("Bàn 1")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB"
    folder.mkdir()
    return folder


@pytest.fixture
def person(district: District) -> Person:
    someone = Person(district.settings.address)
    someone.log_in()
    return someone


def send(
    person: Person, files: list[tuple[str, bytes]], token: str | None = None, **headers: str
) -> requests.Response:
    csrf = person.token(PAGE) if token is None else token
    return person.session.post(
        person.address + PAGE,
        data={"csrf": csrf},
        files=[("bundles", (name, data)) for name, data in files],
        headers={"origin": person.address} | headers,
    )


def on(stick: Path) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted(stick.iterdir())]


def bring_back(person: Person, response: requests.Response, stick: Path) -> list[str]:
    links = LINK.findall(response.text)
    for link in links:
        (stick / link.rsplit("/", 1)[1]).write_bytes(person.get(link).content)
    return links


def test_bundles_go_up_and_answers_come_down(
    district: District, one: SyncedDesk, person: Person, stick: Path
):
    two = district.desk("Bàn xã khác", commune=OTHER.code)
    a_dossier(one.store, code="000-261123-0001")
    leave(one, stick)
    leave(two, stick)
    response = send(person, on(stick))
    assert response.status_code == 200
    assert "Xã Thạch Bình Hạ: đã nhận 1 gói thay đổi." in response.text
    assert "Xã Khánh Vân Hạ: đã nhận 1 gói thay đổi." in response.text
    assert len(bring_back(person, response, stick)) == 2
    assert len(come_back(one, stick).taken) == len(come_back(two, stick).taken) == 1
    assert one.log() == (2, 2)


def test_a_bundle_in_volumes_goes_up_whole(district: District, one: SyncedDesk, person: Person, stick: Path):
    long_history(one)
    leave(one, stick, volume_bytes=300_000)
    response = send(person, on(stick))
    assert response.text.count("<tr>") == 2  # the heading, and one line for the bundle
    bring_back(person, response, stick)
    come_back(one, stick)
    assert one.log() == (41, 41)


def test_each_file_that_is_not_taken_in_says_why(
    district: District, one: SyncedDesk, person: Person, stick: Path
):
    (path,) = leave(one, stick).paths
    spoiled = bytearray(path.read_bytes())
    spoiled[900] ^= 1
    response = send(
        person,
        [
            (path.name, bytes(spoiled)),
            ("TH-AAAAAAAA.v01", b"MZ"),
            ("TH-BBBBBBBB.v02", path.read_bytes()),
            ("autorun.inf", b"[autorun]"),
            ("<b>x</b>.exe", b"MZ"),
        ],
    )
    text = response.text
    assert f"{path.name}</th>" in text
    assert "Không nhận: bị hỏng hoặc đã bị sửa." in text
    assert "Không nhận: không phải gói trao đổi." in text
    assert "Thiếu tập đầu (.v01)" in text
    assert text.count("Không phải gói trao đổi nên bỏ qua.") == 2
    assert "<b>x</b>" not in text
    assert district.stored() == {}


@pytest.mark.parametrize(
    "name",
    [
        "../../key",
        "..\\..\\key",
        "/etc/passwd",
        "C:\\x",
        "CON",
        "TH-AAAAAAAA.v01\x00.exe",
        "TH-AAAAAAAA.v01:x",
    ],
)
def test_no_name_leads_out_of_the_folder(district: District, person: Person, name: str):
    before = {path.name for path in district.settings.data.iterdir()}
    send(person, [(name, b"x")])
    assert {path.name for path in district.settings.data.iterdir()} <= before | {FOLDER}
    assert [path for path in (district.settings.data / FOLDER).rglob("*") if path.is_file()] == []


def test_a_desk_without_a_line_enrols_through_the_console(district: District, person: Person, stick: Path):
    (stick / invitation.NAME).write_bytes(person.get("/usb/invitation").content)
    stranger = district.stranger("Bàn xa")
    ask_by_stick(stranger.store, stick, district.ticket())
    response = send(person, on(stick))
    assert "đã ghi danh máy mới" in response.text
    bring_back(person, response, stick)
    assert come_back(stranger, stick).joined is not None


def test_who_is_declined_gets_the_answer_too(district: District, person: Person, stick: Path):
    (stick / invitation.NAME).write_bytes(person.get("/usb/invitation").content)
    ask_by_stick(district.stranger("Bàn xa").store, stick, district.ticket())
    district.clock.advance(days=8)
    person.log_in()
    response = send(person, on(stick))
    assert "Không nhận: mã ghi danh đã hết hạn." in response.text
    assert len(LINK.findall(response.text)) == 1


def test_nobody_uploads_without_logging_in_or_from_elsewhere(district: District, person: Person):
    stranger = Person(district.settings.address)
    assert send(stranger, [("TH-AAAAAAAA.v01", b"x")], token="x").url.endswith("/login")
    assert stranger.get(f"/usb/{'0' * 32}/TH-AAAAAAAA.v01").url.endswith("/login")
    assert send(person, [("TH-AAAAAAAA.v01", b"x")], token="wrong").status_code == 403
    assert send(person, [("TH-AAAAAAAA.v01", b"x")], origin="https://evil.example").status_code == 403
    assert not (district.settings.data / FOLDER).exists()


def test_a_form_beyond_its_limit_is_refused_in_words(
    district: District, person: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.console.uploads.MOST_BYTES", 100_000)
    response = send(person, [("TH-AAAAAAAA.v01", bytes(200_000))])
    assert (response.status_code, "vượt 2 GB" in response.text) == (413, True)
    many = send(person, [(f"x{number}", b"x") for number in range(80)])
    assert many.status_code == 400
    assert not (district.settings.data / FOLDER).exists()


@pytest.mark.expects_log("Expected boundary character")
def test_what_is_no_form_is_refused_in_words(district: District, person: Person):
    headers = {"origin": person.address, "content-type": "multipart/form-data; boundary=x"}
    for body, kind in ((b"garbage", headers), (b"", headers), (b"a=b", {"origin": person.address})):
        response = person.session.post(person.address + PAGE, body, headers=kind)
        assert response.status_code in (400, 403)
        assert "Traceback" not in response.text


def test_no_file_chosen_is_said(person: Person):
    response = send(person, [("", b"")])
    assert (response.status_code, "Chưa chọn tệp nào" in response.text) == (400, True)


@pytest.mark.parametrize(
    "path", ["/usb/x/TH-AAAAAAAA.v01", f"/usb/{'0' * 32}/key", f"/usb/{'0' * 32}/TH-AAAAAAAA.v01"]
)
def test_nothing_but_an_answer_can_be_asked_for(person: Person, path: str):
    assert person.get(f"/usb/{path}").status_code == 404


def test_what_was_uploaded_does_not_stay_and_answers_go_after_a_day(
    district: District, one: SyncedDesk, person: Person, stick: Path, monkeypatch: pytest.MonkeyPatch
):
    (path,) = leave(one, stick).paths
    (link,) = LINK.findall(send(person, on(stick)).text)
    folder = district.settings.data / FOLDER
    assert path.name not in [each.name for each in folder.rglob("*")]
    monkeypatch.setattr("server.console.uploads.KEPT_S", -1)
    send(person, on(stick))
    assert person.get(link).status_code == 404
