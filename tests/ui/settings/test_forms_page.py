"""An administrator words the office's papers: seen beside the text, checked before saving, given back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.paper_form import Form
from app.services import forms, prints
from app.services.forms import OWN_VERSIONS_FROM, template_of
from tests.support.office import Counter
from tests.ui.settings.test_settings_pages import page, save, settle
from ui.printing.papers import paper_job
from ui.printing.receipts import receipt_job
from ui.settings.desk import SettingsDesk
from ui.settings.forms_page import FormsPage


@pytest.fixture
def shown(settings: SettingsDesk, qtbot: QtBot) -> FormsPage:
    found = page(settings, FormsPage, qtbot)
    assert isinstance(found, FormsPage)
    return found


def choose(shown: FormsPage, words: str) -> None:
    places = [place for place in range(shown.choice.count()) if words in shown.choice.itemText(place)]
    shown.choice.setCurrentIndex(places[0])


def test_every_form_of_both_circulars_is_listed_and_drawn(shown: FormsPage) -> None:
    titles = [shown.choice.itemText(place) for place in range(shown.choice.count())]
    assert len(titles) == 15
    assert titles[0].startswith("2025, mẫu 01")
    for place in range(shown.choice.count()):
        shown.choice.setCurrentIndex(place)
        assert shown.editor.faults == []
        drawn = shown.editor.page.form()
        assert drawn is not None
        assert drawn.title in titles[place]


def test_a_saved_wording_is_on_the_next_paper_whose_record_names_it(
    settings: SettingsDesk, shown: FormsPage, qtbot: QtBot, counter: Counter
) -> None:
    id_ = counter.receive("Giàng A Mẫu").dossier_id
    text = shown.editor.text.toPlainText()
    shown.editor.text.setPlainText(text.replace("GIẤY TIẾP NHẬN HỒ SƠ", "GIẤY TIẾP NHẬN HỒ SƠ CỦA XÃ"))
    save(settings, qtbot)
    settle(settings, qtbot)
    assert shown.told.text().startswith("Đã lưu mẫu 01.")
    assert shown.state.text() == f"Đang dùng mẫu của cơ quan, bản {OWN_VERSIONS_FROM}."
    desk, officer = counter.desk, counter.desk.officer
    assert officer is not None
    job = receipt_job(desk, officer, id_)
    assert "HỒ SƠ CỦA XÃ" in job.forms[0].html
    job.record()
    with desk.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT template_pack, template_version, content_hash FROM print_act"
        )
        pack, version, digest = rows.first()
    assert (pack, version, digest.hex()) == ("2025", OWN_VERSIONS_FROM, job.forms[0].content_sha256)
    QTest.keyClick(settings, Qt.Key.Key_G, Qt.KeyboardModifier.AltModifier)
    settle(settings, qtbot)
    settle(settings, qtbot)
    assert "HỒ SƠ CỦA XÃ" not in shown.editor.html()
    assert template_of(desk, Form.RECEIPT, desk.today()).version < OWN_VERSIONS_FROM
    with desk.store.read() as connection:
        kept = connection.exec_driver_sql("SELECT version, html <> '' FROM form_text ORDER BY version")
        assert [tuple(row) for row in kept] == [(OWN_VERSIONS_FROM, 1), (OWN_VERSIONS_FROM + 1, 0)]


def test_a_wording_that_would_not_do_is_not_saved_and_the_cursor_goes_there(
    settings: SettingsDesk, shown: FormsPage, qtbot: QtBot, counter: Counter
) -> None:
    lines = shown.editor.text.toPlainText().splitlines()
    lines[20] += "$la"
    shown.editor.text.setPlainText("\n".join(lines))
    save(settings, qtbot)
    assert shown.told.text().startswith("Dòng 21: không có chỗ điền “$la”")
    assert shown.editor.text.textCursor().blockNumber() == 20
    with counter.desk.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM form_text").scalar() == 0


def test_what_is_typed_and_not_saved_is_there_again_after_looking_at_another_form(shown: FormsPage) -> None:
    shown.editor.text.insertPlainText("<!-- của xã -->")
    choose(shown, "mẫu 03")
    assert "của xã" not in shown.editor.html()
    choose(shown, "2025, mẫu 01")
    assert "của xã" in shown.editor.html()


def test_a_place_is_put_in_at_the_cursor(shown: FormsPage) -> None:
    shown.editor.places.setCurrentIndex(shown.editor.places.findText("Mã hồ sơ: code"))
    shown.editor.insert.click()
    assert shown.editor.text.toPlainText().startswith("$code")


def test_this_desk_remembers_how_many_copies_it_prints_of_each_form(
    settings: SettingsDesk, shown: FormsPage, qtbot: QtBot, counter: Counter
) -> None:
    id_ = counter.receive("Giàng A Mẫu").dossier_id
    shown.copies.setValue(3)
    choose(shown, "2025, mẫu 06")
    shown.copies.setValue(2)
    settle(settings, qtbot)
    desk, officer = counter.desk, counter.desk.officer
    assert officer is not None
    receipts = receipt_job(desk, officer, id_)
    assert [each.copy_label for each in receipts.forms] == [
        "Liên 1: Lưu",
        "Liên 2: Giao người nộp hồ sơ",
        "Liên 3",
    ]
    slip = paper_job(desk, officer, id_, Form.CONTROL_SLIP)
    assert len(slip.forms) == 2
    slip.record()
    again = paper_job(desk, officer, id_, Form.CONTROL_SLIP)
    assert again.reprint_no == prints.times_printed(desk, id_, "06", "2025") == 1
    assert "Bản in lại lần 1" in again.forms[0].html
    assert forms.copies_of(desk, Form.REFUSAL, 2) == 2
