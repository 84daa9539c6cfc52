"""One dossier worked on by keyboard, over a real profile."""

from datetime import datetime
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.domain.dossier import DossierState, EventKind, Role
from app.domain.ids import DossierId
from app.services import dossier, officers, processing, results
from app.services.results import Collector
from tests.support.office import PIN, Counter
from tests.ui.dossier.frames import PATIENCE_MS, Frame
from ui.dossier import presenter
from ui.dossier.act_forms import FORMS
from ui.dossier.offers import offers
from ui.dossier.side_panel import WIDTH_NARROW
from ui.dossier.view import DossierPage
from ui.reception.correction import CorrectionDialog
from ui.theme.measures import EDGE, Room

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
SCROLL_BAR = 12


def state_of(counter: Counter, id_: DossierId) -> DossierState:
    assert counter.desk.officer is not None
    return dossier.view(counter.desk, counter.desk.officer, id_).state


def events_of(counter: Counter, id_: DossierId) -> list[EventKind]:
    assert counter.desk.officer is not None
    return [row.kind for row in dossier.view(counter.desk, counter.desk.officer, id_).timeline]


def received(frame: Frame, name: str = "Chử Văn Mẫu", **fields: str) -> DossierId:
    """A dossier on the screen."""
    id_ = frame.counter.receive(name, id_number=fields.pop("id_number", "000068005530"), **fields).dossier_id
    frame.open(id_)
    return id_


# what is shown


def test_qts_own_tester_finds_nothing_wrong_in_the_four_tabs(frame: Frame) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, mode) for model in frame.page.models]
    received(frame)
    assert all(model.rowCount() for model in (frame.page.models[0], frame.page.models[1]))
    assert len(testers) == 4


def test_the_head_says_who_what_where_and_how_long(frame: Frame) -> None:
    received(frame)
    assert frame.page.head.clock_text() == "Mới nhận hôm nay"
    frame.counter.clock.advance(days=1, hours=1)
    frame.desk.dossier.refresh()
    frame.settle()
    assert frame.page.head.clock_text().startswith("Còn ")


def test_ctrl_tab_goes_round_the_five_tabs(frame: Frame) -> None:
    received(frame)
    sheets = [*frame.page.sheets, frame.page.attachments.sheet]
    for place in (1, 2, 3, 4, 0):
        frame.press(Key.Key_Tab, CTRL)
        assert frame.page.tabs.currentIndex() == place
        assert sheets[place].hasFocus()


def test_an_empty_tab_says_which_key_fills_it(frame: Frame) -> None:
    received(frame)
    frame.press(Key.Key_Tab, CTRL, times=2)
    assert frame.page.models[2].rowCount() == 0
    frame.press(Key.Key_P, CTRL)
    frame.wait(lambda: frame.page.models[2].rowCount() == 1)


@pytest.mark.parametrize("room", [Room(False, False), Room(True, True)])
def test_a_small_window_keeps_every_act_in_reach(frame: Frame, room: Room) -> None:
    frame.window.resize(911 if room.is_narrow else 1366, 465 if room.is_short else 697)
    received(frame)
    panel = frame.page.side
    for button in frame.buttons():
        if panel.isAncestorOf(button):
            left = button.mapTo(panel, button.rect().topLeft()).x()
            assert left >= 0
            assert left + button.width() <= panel.width()


# id numbers


def shown_ids(page: DossierPage) -> bool:
    content = page.side.content()
    return content is not None and any(value == "000 068 005530" for _, value in content.facts)


def test_an_id_number_is_hidden_until_alt_h_and_the_view_is_logged(frame: Frame) -> None:
    id_ = received(frame)
    content = frame.page.side.content()
    assert content is not None
    assert ("Số định danh", "•••• 5530") in content.facts
    frame.press(Key.Key_H, ALT)
    frame.wait(lambda: shown_ids(frame.page))
    device = frame.counter.device
    notes = device.rows("SELECT clerk_id, kind, code, detail FROM act_log WHERE kind <> 'seen'")
    code = device.value("SELECT code FROM dossier WHERE id = ?", id_)
    assert notes == [(frame.counter.officer.id, "id_shown", code, "")]


def test_the_number_hides_itself_again(frame: Frame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenter, "IDS_SHOWN_MS", 500)
    received(frame)
    frame.press(Key.Key_H, ALT)
    frame.wait(lambda: shown_ids(frame.page))
    frame.wait(lambda: not shown_ids(frame.page))


def test_alt_h_again_another_dossier_and_another_clerk_hide_it_at_once(frame: Frame) -> None:
    first = received(frame)
    second = frame.counter.receive("Giàng A Mẫu", id_number="000068005530").dossier_id
    frame.press(Key.Key_H, ALT)
    frame.wait(lambda: shown_ids(frame.page))
    frame.press(Key.Key_H, ALT)
    assert not shown_ids(frame.page)
    frame.press(Key.Key_H, ALT)
    frame.wait(lambda: shown_ids(frame.page))
    frame.open(second)
    assert not shown_ids(frame.page)
    frame.open(first)
    frame.press(Key.Key_H, ALT)
    frame.wait(lambda: shown_ids(frame.page))
    frame.place.seat(None)
    assert not shown_ids(frame.page)


# acts


def test_a_dossier_goes_its_whole_way_by_keyboard(frame: Frame) -> None:
    counter = frame.counter
    colleague = officers.register_clerk(counter.desk, "Bùi Thị Mẫu", "Công chức", (Role.SPECIALIST,), PIN)
    id_ = received(frame)
    frame.press(Key.Key_F8)
    frame.choose(colleague.full_name)
    frame.save()
    assert frame.timeline()[0] == "Bàn giao cho Bùi Thị Mẫu"
    frame.press(Key.Key_F4)
    frame.press(Key.Key_Space)
    frame.press(Key.Key_Tab)
    frame.type("Thiếu bản sao")
    frame.save()
    assert state_of(counter, id_) is DossierState.SUPPLEMENT_REQUESTED
    assert frame.page.head.clock_text() == "Tạm dừng"
    counter.clock.advance(days=2)
    frame.press(Key.Key_F8)
    frame.save()
    assert state_of(counter, id_) is DossierState.PROCESSING
    frame.press(Key.Key_F8)
    frame.type("Phạm Đức Mẫu")
    frame.press(Key.Key_Return)
    frame.type("12/GXN")
    frame.save()
    assert frame.timeline()[0] == "Có kết quả, Phạm Đức Mẫu ký"
    frame.press(Key.Key_F8)
    frame.save()
    assert state_of(counter, id_) is DossierState.RETURNED
    assert frame.timeline()[0] == "Trả kết quả cho Chử Văn Mẫu"
    assert not frame.button("F8").isEnabled()


def test_a_dossier_goes_up_and_comes_back(frame: Frame) -> None:
    id_ = received(frame)
    assert frame.button("Alt+1").text() == "Chuyển lên cấp trên"
    frame.press(Key.Key_1, ALT)
    frame.type("Sở Tư pháp mẫu")
    frame.save()
    assert state_of(frame.counter, id_) is DossierState.TRANSFERRED
    assert frame.timeline()[0] == "Chuyển lên Sở Tư pháp mẫu"
    frame.press(Key.Key_F8)
    frame.save()
    assert state_of(frame.counter, id_) is DossierState.PROCESSING


def test_a_proxy_is_named_with_an_id(frame: Frame) -> None:
    id_ = received(frame)
    processing.finish(frame.counter.desk, frame.counter.officer, id_, "Phạm Đức Mẫu")
    frame.open(id_)
    frame.desk.dossier.refresh()
    frame.wait(lambda: frame.button("F8").text() == "Trả kết quả")
    frame.press(Key.Key_F8)
    frame.press(Key.Key_Down)
    frame.press(Key.Key_F9)
    assert "họ tên" in frame.form().rows[1].error()
    frame.type("Con Trai Mẫu")
    frame.press(Key.Key_Return)
    frame.type("000 090 000001")
    frame.press(Key.Key_F9)
    assert "giấy ủy quyền" in frame.form().rows[4].error()
    frame.type("Giấy ủy quyền số 12")
    frame.save()
    row = frame.counter.device.rows(
        "SELECT person_name, person_id_number, paper FROM dossier_event ORDER BY id DESC LIMIT 1"
    )
    assert row == [("Con Trai Mẫu", "000090000001", "Giấy ủy quyền số 12")]
    frame.press(Key.Key_P, CTRL)
    frame.wait(lambda: len(frame.tray.jobs) == 1)
    slip = frame.tray.jobs[0][0].html
    assert all(words in slip for words in ("000 090 000001", "Giấy ủy quyền số 12", "NGƯỜI NHẬN KẾT QUẢ"))


def test_a_letter_is_printed_with_its_act_and_the_new_day_stands_beside_the_printed_one(frame: Frame) -> None:
    id_ = received(frame)
    offer = next(each for each in offers(frame.desk.dossier.shown.view) if each.act is EventKind.EXTENDED)
    frame.page.offered.emit(offer)
    frame.type("Thiếu người")
    frame.press(Key.Key_F9)
    assert "ngày hẹn lại" in frame.form().rows[1].error()
    frame.form().day.setCurrentIndex(1)
    frame.save()
    frame.wait(lambda: len(frame.tray.jobs) == 1)
    assert "Thiếu người" in frame.tray.jobs[0][0].html
    assert "giấy đã in" in frame.page.head._promise.text()
    assert state_of(frame.counter, id_) is DossierState.RECEIVED


def test_a_second_request_for_papers_needs_a_basis_and_who_approved(frame: Frame) -> None:
    counter = frame.counter
    id_ = received(frame)
    processing.request_supplement(counter.desk, counter.officer, id_, "Thiếu bản sao")
    processing.take_in_supplement(counter.desk, counter.officer, id_)
    frame.desk.dossier.refresh()
    frame.wait(lambda: len(frame.timeline()) == 3)
    frame.press(Key.Key_F4)
    frame.press(Key.Key_Tab)
    frame.type("Thiếu chữ ký")
    frame.press(Key.Key_F9)
    assert "căn cứ" in frame.form().rows[1].error()
    frame.type("Điều 5 mẫu")
    frame.press(Key.Key_Return)
    frame.type("Phạm Đức Mẫu")
    frame.save()
    assert "yêu cầu bổ sung lần 2" in frame.timeline()[0].lower()


def test_f9_pressed_twice_saves_once(frame: Frame, qtbot) -> None:
    id_ = received(frame)
    officers.register_clerk(frame.counter.desk, "Bùi Thị Mẫu", "Công chức", (Role.SPECIALIST,), PIN)
    frame.desk.dossier.refresh()
    frame.settle()
    frame.press(Key.Key_F8)
    frame.choose("Bùi Thị Mẫu")
    with qtbot.waitSignal(frame.place.books_changed):
        frame.press(Key.Key_F9)
        frame.press(Key.Key_F9)
        QTest.mouseDClick(frame.page.save, Qt.MouseButton.LeftButton)
    frame.settle()
    assert events_of(frame.counter, id_) == [EventKind.HANDED_OVER, EventKind.RECEIVED]


def test_an_act_that_another_desk_made_impossible_is_refused_in_a_sentence(frame: Frame) -> None:
    counter = frame.counter
    id_ = received(frame)
    frame.press(Key.Key_F4)
    frame.press(Key.Key_Tab)
    frame.type("Thiếu bản sao")
    processing.finish(counter.desk, counter.officer, id_, "Phạm Đức Mẫu")
    frame.press(Key.Key_F9)
    frame.wait(lambda: bool(frame.form().complaint()))
    assert "Chưa ghi gì" in frame.form().complaint()
    assert EventKind.SUPPLEMENT_REQUESTED not in events_of(counter, id_)


def test_esc_leaves_the_form_and_writes_nothing(frame: Frame) -> None:
    id_ = received(frame)
    frame.press(Key.Key_F4)
    frame.press(Key.Key_Escape)
    assert frame.page.side.form() is None
    assert frame.page.sheets[0].hasFocus()
    assert events_of(frame.counter, id_) == [EventKind.RECEIVED]


def test_what_is_missing_is_said_at_its_field(frame: Frame) -> None:
    received(frame)
    frame.press(Key.Key_F8)
    frame.press(Key.Key_F9)
    assert frame.form().rows[0].error() == "Xin chọn người nhận hồ sơ."
    assert frame.form().first().hasFocus()


def test_a_form_stays_as_typed_while_the_books_change_and_while_the_desk_is_locked(frame: Frame) -> None:
    received(frame)
    frame.press(Key.Key_F4)
    frame.press(Key.Key_Tab)
    frame.type("Thiếu")
    frame.counter.receive("Giàng A Mẫu")
    frame.place.books_changed.emit()
    frame.settle()
    frame.place.seat(frame.counter.officer.acting_as(Role.LEADER))
    frame.place.seat(None)
    frame.place.seat(frame.counter.officer)
    frame.settle()
    assert frame.form().reason.words() == "Thiếu"


def test_another_clerk_finds_their_own_acts_and_no_form_of_the_last_one(frame: Frame) -> None:
    received(frame)
    frame.press(Key.Key_F4)
    frame.seat("Văn Thư Mẫu", Role.REGISTRAR)
    frame.wait(lambda: not frame.button("F8").isEnabled())
    assert frame.page.side.form() is None
    assert "Ctrl+E" not in [button.key for button in frame.buttons()]


@pytest.mark.parametrize("percent", [100, 140])
@pytest.mark.parametrize("kind", FORMS)
def test_every_form_fits_into_the_panel_of_a_narrow_window(
    frame: Frame, kind: EventKind, percent: int
) -> None:
    received(frame)
    read = frame.desk.dossier.shown
    assert read is not None
    look = frame.page.look
    look.scale(percent)
    form = FORMS[kind](look, read)
    form.setContentsMargins(EDGE, 0, EDGE, 0)
    assert form.minimumSizeHint().width() <= look.px(WIDTH_NARROW) - SCROLL_BAR
    form.deleteLater()


def test_a_dossier_that_is_slow_to_read_leaves_the_last_one_no_longer_in_sight(
    frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    received(frame)
    second = frame.counter.receive("Giàng A Mẫu").dossier_id
    goes_on = Event()
    frame.place.ask(lambda: goes_on.wait(PATIENCE_MS / 1000), lambda _: None)
    frame.place.dossier_wanted.emit(second)
    frame.wait(lambda: frame.page.side.content() is None)
    assert frame.timeline() == []
    goes_on.set()
    frame.wait_for(second)
    assert frame.timeline() == ["Tiếp nhận tại quầy"]


# prints and corrections


def test_a_jammed_print_is_repeated_from_the_message_and_is_still_the_first(frame: Frame) -> None:
    received(frame)
    frame.tray.is_jammed = True
    frame.press(Key.Key_P, CTRL)
    frame.wait(lambda: frame.window.messages.shown() is not None)
    frame.tray.is_jammed = False
    frame.place.message_acted.emit("print-dossier")
    frame.wait(lambda: len(frame.tray.jobs) == 1)
    frame.wait(lambda: frame.window.messages.shown() is None)
    assert "Bản in lại lần" not in frame.tray.jobs[0][0].html


def test_a_repeated_print_is_marked_with_its_number(frame: Frame) -> None:
    received(frame)
    for times in (1, 2, 3):
        frame.counter.clock.advance(minutes=1)
        frame.press(Key.Key_P, CTRL)
        frame.wait(lambda times=times: frame.page.models[2].rowCount() == times)
    assert "Bản in lại lần 2" in frame.tray.jobs[-1][0].html
    first = frame.page.models[2].index(0, 1)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole).endswith("In lại lần 2, 2 bản")


def test_form_02_is_printed_with_the_request_and_again_by_its_key(frame: Frame) -> None:
    received(frame)
    frame.press(Key.Key_F4)
    frame.press(Key.Key_Space)
    frame.press(Key.Key_Tab)
    frame.type("Mờ con dấu")
    frame.save()
    frame.wait(lambda: len(frame.tray.jobs) == 1)
    slip = frame.tray.jobs[0][0]
    assert slip.form == "02"
    assert "Mờ con dấu" in slip.html
    frame.settle()
    frame.wait(lambda: frame.button("Ctrl+P").text() == "In lại phiếu bổ sung")
    frame.press(Key.Key_P, CTRL)
    frame.wait(lambda: len(frame.tray.jobs) == 2)
    assert "Bản in lại lần 1" in frame.tray.jobs[1][0].html


def test_a_misspelt_applicant_is_corrected_and_both_values_stay(frame: Frame, qtbot) -> None:
    received(frame)
    frame.press(Key.Key_E, CTRL)
    frame.wait(lambda: frame.window.findChild(CorrectionDialog) is not None)
    dialog = frame.window.findChild(CorrectionDialog)
    dialog.fields.full_name.setText("Chử Văn Thuận Mẫu")
    with qtbot.waitSignal(frame.place.books_changed):
        dialog.save.click()
    frame.settle()
    model = frame.page.models[0]
    assert model.index(0, 2).data() == "Sửa thông tin người đề nghị"
    spoken = model.index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Chử Văn Mẫu" in spoken
    assert "Chử Văn Thuận Mẫu" in spoken


def test_the_count_of_the_days_ends_with_the_signature(frame: Frame) -> None:
    counter = frame.counter
    id_ = received(frame)
    counter.clock.set(datetime(2026, 11, 23, 10, 0))
    processing.finish(counter.desk, counter.officer, id_, "Phạm Đức Mẫu")
    counter.clock.set(datetime(2026, 11, 26, 10, 0))
    assert dossier.view(counter.desk, counter.officer, id_).term[0] == 120
    results.return_result(counter.desk, counter.officer, id_, Collector("Chử Văn Mẫu"))
    assert dossier.view(counter.desk, counter.officer, id_).term[0] == 120
