"""A thief of the PC reads nothing: names planted everywhere are in no byte of the profile, in any coding."""

import base64
import logging
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import log
from app.domain.applicant import Applicant
from app.domain.dossier import EventKind
from app.storage.backup import make_backup
from app.storage.drafts import Draft
from tests.support.builders import a_clerk, a_dossier, an_attachment, an_event, edit
from tests.support.devices import Device, a_device, hand_over

NAME, HOLDER = "Quàng Thị Ngọc Bích Mẫu", "Trần Đình Canh Mẫu"
ID_NUMBER, PHONE = "000987654321", "0900555777"
CONTENT, NOTE, FILE = "Đăng ký lại khai sinh mẫu", "Gặp chiều thứ sáu mẫu", "don-xin-mau-cua-ba-bich.pdf"
SCAN = ("%PDF-1.7 " + NAME).encode() * 50
CANARIES = (NAME, HOLDER, ID_NUMBER, PHONE, CONTENT, NOTE, FILE)


def codings(text: str) -> Iterator[bytes]:
    """Every form in which a file might hold a text."""
    for form in ("NFC", "NFD"):
        normal = unicodedata.normalize(form, text)
        for folded in (normal, normal.casefold(), normal.upper()):
            yield folded.encode("utf-8")
            yield folded.encode("utf-16-le")
            yield folded.encode("utf-16-be")
        encoded = normal.encode("utf-8")
        for offset in range(3):  # base64 of a longer text holds it in one of three forms
            yield base64.b64encode(b"\0" * offset + encoded)[4:-4]
        yield encoded.hex().encode()


def found(folder: Path) -> set[tuple[str, str]]:
    """(canary, file) wherever a planted text, or one of its words, is readable in a byte or a name."""
    needles = [(canary, coding) for canary in CANARIES for coding in {*codings(canary)} if len(coding) > 6]
    seen = set()
    for path in folder.rglob("*"):
        haystack = str(path.relative_to(folder)).encode() + (path.read_bytes() if path.is_file() else b"")
        seen |= {(canary, path.name) for canary, needle in needles if needle in haystack}
    return seen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Device]:
    device, root = a_device(tmp_path), logging.getLogger()
    before = list(root.handlers)
    log.start(device.root / "logs")
    yield device
    root.handlers[:] = before


def work(device: Device) -> None:
    """A morning at the counter, with every planted text in every place it can go."""
    clerk = a_clerk(device.store, HOLDER)
    person = Applicant(NAME, id_number=ID_NUMBER, phone=PHONE, address=CONTENT)
    dossier = a_dossier(device.store, person, content=CONTENT, note=NOTE, papers=(CONTENT, NOTE))
    an_attachment(device, dossier, SCAN, FILE)
    an_event(device.store, dossier, EventKind.HANDED_OVER, holder_id=clerk, note=NOTE, person_name=NAME)
    edit(device.store, "dossier", dossier, note=NOTE + ".", representative_name=HOLDER)
    device.profile.drafts.save(Draft("0a", 1, {"full_name": NAME, "id_number": ID_NUMBER}))
    device.rows("SELECT rowid FROM dossier_search WHERE dossier_search MATCH 'bich'")


def test_nothing_planted_is_readable_while_the_program_runs_and_after(desk):
    work(desk)
    assert desk.folder.database.with_name("soxa.db-wal").stat().st_size
    assert found(desk.root) == set()
    desk.seal()
    desk.reopen()
    assert found(desk.root) == set()
    desk.profile.close()
    assert found(desk.root) == set()


def test_nothing_planted_is_readable_on_a_desk_that_received_it(desk, tmp_path):
    work(desk)
    receiver = a_device(tmp_path, "Máy khác")
    hand_over(desk, receiver)
    assert receiver.value("SELECT full_name FROM applicant") == NAME
    assert found(receiver.root) == set()


def test_nothing_planted_is_readable_in_a_backup(desk, tmp_path):
    work(desk)
    stick = tmp_path / "stick"
    stick.mkdir()
    make_backup(desk.profile, stick, desk.clock.now_ms())
    assert found(stick) == set()


def test_the_log_blanks_what_slips_into_a_message(desk):
    logging.getLogger("soxa").warning("a bug says %s and %s", ID_NUMBER, PHONE)
    assert found(desk.root) == set()
    assert "a bug says # and #" in (desk.root / "logs" / "soxa.log").read_text()


@pytest.mark.parametrize("canary", CANARIES)
def test_the_search_finds_a_canary_that_is_there(tmp_path, canary):
    """The test of the test: in a file, in UTF-16, decomposed, in base64, and in a name."""
    folder = tmp_path / "leaky"
    folder.mkdir()
    (folder / "a").write_bytes(b"xx" + canary.encode())
    (folder / "b").write_bytes(b"x" + canary.encode("utf-16-le"))
    (folder / "c").write_bytes(unicodedata.normalize("NFD", canary).encode())
    (folder / "d").write_bytes(base64.b64encode(b"some text before " + canary.encode() + b" and after"))
    (folder / f"{canary}.txt").write_bytes(b"")
    assert {name for _, name in found(folder)} == {"a", "b", "c", "d", f"{canary}.txt"}
