"""A card from a photo: chosen, dropped, pasted; and what is said when there is none."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from app.domain.citizen_card import CitizenCard
from app.domain.dossier import Role
from app.services import officers
from tests.support.papers import a_bomb, a_photo, as_bytes, code_picture
from tests.ui.reception.conftest import CARD, Office
from ui.main_window import BOARD

NO_KEYS, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
OTHER_CARD = "000094013413||Nguyễn Văn Mẫu|12081994|Nam|Thôn Tây|15032022"
NHUNG = "Nguyễn Thị Hồng Nhung"


def drop(office: Office, *paths: Path) -> None:
    """Let files fall on the field the keyboard is in."""
    given = QMimeData()
    given.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window, copy = office.window, Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(QPointF(400, 300).toPoint(), copy, given, LEFT, NO_KEYS),
        QDropEvent(QPointF(400, 300), copy, given, LEFT, NO_KEYS),
    ):
        QApplication.sendEvent(window, event)


def a_file(folder: Path, data: bytes, name: str = "the.jpg") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def has_name(office: Office, name: str = NHUNG) -> bool:
    return office.form.form().full_name == name


def said(office: Office) -> str:
    shown = office.window.messages.shown()
    return shown.sentence if shown else ""


def test_ctrl_o_fills_the_form_from_a_photo(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = a_file(tmp_path, as_bytes(a_photo(CARD).rotate(30, expand=True)))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(photo), ""))
    office.hands.press(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    office.wait(lambda: has_name(office))
    form = office.form.form()
    assert (form.id_number, form.birth_date, form.sex) == ("000 194 013412", "12/08/1994", "Nữ")
    assert "Đã đọc thẻ" in office.form.applicant.card_state.text()
    assert photo.exists()
    assert said(office) == ""


def test_a_photo_that_is_dropped_brings_the_form_to_the_front(office: Office, tmp_path: Path) -> None:
    office.window.show_desk(BOARD)
    drop(office, a_file(tmp_path, as_bytes(a_photo(CARD))))
    office.wait(lambda: has_name(office))
    assert office.form.isVisible()


def test_a_picture_that_is_pasted_into_a_field_is_read(office: Office) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(QImage.fromData(as_bytes(a_photo(CARD), "PNG")))
    office.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    office.wait(lambda: has_name(office))
    clipboard.clear()


def test_a_number_that_contradicts_sex_or_year_is_a_warning_and_stops_nothing(
    office: Office, tmp_path: Path
) -> None:
    odd = "000194013412||Nguyễn Văn Lệch|12081960|Nam|Thôn Đông|15032022"
    drop(office, a_file(tmp_path, as_bytes(a_photo(odd))))
    office.wait(lambda: has_name(office, "Nguyễn Văn Lệch"))
    remark = office.form.applicant.person.id_row.error()
    assert "không khớp giới tính" in remark
    assert "không khớp năm sinh" in remark


def two_cards() -> bytes:
    photo = a_photo(CARD)
    photo.paste(code_picture(OTHER_CARD), (60, 60))
    return as_bytes(photo)


GIVES_NONE = {
    "không phải của thẻ căn cước": as_bytes(a_photo("https://example.vn")),
    "Chưa thấy mã QR": as_bytes(a_photo(CARD).resize((60, 45))),
    "2 thẻ căn cước": two_cards(),
    "quá nhiều điểm ảnh": a_bomb(12_000, 9_000),
    "Tệp hỏng": as_bytes(a_photo(CARD))[:5_000],
}


def test_a_photo_that_gives_no_card_is_one_sentence_and_the_form_stays(
    office: Office, tmp_path: Path
) -> None:
    office.hands.type("000194013412")
    typed = office.form.form()
    for words, data in GIVES_NONE.items():
        drop(office, a_file(tmp_path, data))
        office.wait(lambda words=words: words in said(office))
        assert office.form.form() == typed
        assert len(said(office).split()) < 40


def test_a_file_that_is_gone_is_said_so(office: Office, tmp_path: Path) -> None:
    office.window.card_photos.take_file(tmp_path / "gone.jpg")
    office.wait(lambda: "Không đọc được tệp" in said(office))


def test_text_is_still_pasted_as_text(office: Office) -> None:
    QGuiApplication.clipboard().setText("000194")
    office.hands.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert office.form.applicant.person.id_number.text() == "000194"


def test_a_card_never_lands_in_the_next_clerks_form(office: Office, tmp_path: Path) -> None:
    """The desk is handed over while the photo is being read."""
    window, began = office.window, threading.Event()
    handed = threading.Event()
    second = officers.register_clerk(office.counter.desk, "Người Thứ Hai", "", (Role.RECEPTION,), "1357")

    def slow_photo() -> bytes:
        began.set()
        handed.wait(60)
        return as_bytes(a_photo(CARD))

    read: list[CitizenCard] = []
    window.card_photos.card_read.connect(read.append)
    window.card_photos._read(slow_photo)
    office.wait(began.is_set)
    window.lock()
    window.workplace.seat(officers.log_in(office.counter.desk, second.id, "1357"))
    handed.set()
    office.wait(lambda: said(office) == "")
    assert read == []
    assert not has_name(office)


def test_nothing_is_taken_while_the_desk_is_locked(office: Office, tmp_path: Path) -> None:
    office.window.lock()
    drop(office, a_file(tmp_path, as_bytes(a_photo(CARD))))
    assert said(office) == ""
