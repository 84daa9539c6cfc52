"""F9: from a card to a printed slip by keyboard alone."""

from PySide6.QtCore import Qt

from app.services import prints
from app.services.dossier import view
from tests.ui.reception.conftest import CARD, Office
from ui.reception.guidance import RefusalDialog

Key = Qt.Key


def fill(office: Office, card: str = CARD, alias: str = "ksinh") -> None:
    """Card, procedure, nothing else to say, every mandatory paper."""
    office.hands.scan(card)
    office.wait(office.form.procedure.procedure.hasFocus)
    office.hands.type(alias)
    office.hands.press(Key.Key_Return)
    office.hands.press(Key.Key_Return)
    office.wait(office.form.papers.checklist.hasFocus)
    office.hands.type("0")


def receive(office: Office) -> None:
    jobs = len(office.printer.jobs)
    fill(office)
    office.hands.press(Key.Key_F9)
    office.wait_for_print(jobs + 1)


def test_a_card_an_alias_and_a_few_keys_make_a_dossier(office: Office) -> None:
    receive(office)
    row = office.dossiers()[0]
    assert (row.short_code, row.applicant_name, row.procedure_name, row.due_text) == (
        "261123-0064", "Nguyễn Thị Hồng Nhung", "Đăng ký khai sinh", "17:00",
    )  # fmt: skip
    person = view(office.counter.desk, office.counter.officer, row.dossier_id).applicant
    assert (person.id_number, person.birth_date, person.sex) == ("000194013412", "1994-08-12", "Nữ")
    assert person.address == "Thôn Đông Hạ, xã Yên Lạc Hạ"
    assert person.id_issued_on == "2022-03-15"


def test_after_the_scan_a_reception_takes_at_most_25_keys(office: Office) -> None:
    office.hands.scan(CARD)
    office.wait(office.form.procedure.procedure.hasFocus)
    office.hands.presses = 0
    office.hands.type("ksinh")
    office.hands.press(Key.Key_Return)
    office.hands.press(Key.Key_Return)
    office.hands.type("0")
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    assert office.hands.presses <= 25


def test_two_copies_come_out_as_one_job_and_are_recorded(office: Office) -> None:
    receive(office)
    first, second = office.printer.pages()
    assert "H99.45.17-261123-0064" in first
    assert "Liên 1: Lưu" in first
    assert "Liên 2: Giao người nộp hồ sơ" in second
    assert "17 giờ 00 phút, ngày 23/11/2026" in second
    assert "•••• 3412" in second
    assert "000194013412" not in second
    desk, officer = office.counter.desk, office.counter.officer
    recorded = view(desk, officer, office.dossiers()[0].dossier_id).prints
    assert [(each.form, each.copy) for each in recorded] == [("01", 1), ("01", 2)]
    hashes = [bytes.fromhex(form.content_sha256) for form in office.printer.jobs[0]]
    assert [each.content_hash for each in recorded] == hashes


def test_after_saving_the_form_is_empty_and_ready_for_the_next_person(office: Office) -> None:
    receive(office)
    assert office.form.form().is_blank
    assert office.form.applicant.person.id_number.hasFocus()
    assert office.form.received.text() == "Đã nhận hồ sơ 261123-0064."
    office.wait(lambda: "0065" in office.form.promise.code.value())


def test_a_second_f9_saves_nothing_more(office: Office) -> None:
    fill(office)
    for _ in range(3):
        office.hands.press(Key.Key_F9)
    office.wait_for_print()
    office.hands.press(Key.Key_F9)
    office.settle()
    assert len(office.dossiers()) == 1
    assert len(office.printer.jobs) == 1
    assert office.form.applicant.person.name_row.error() == ""


def test_while_a_dossier_is_being_saved_nothing_of_its_form_changes(office: Office) -> None:
    fill(office)
    office.form.save_asked.emit()
    office.form.save_asked.emit()
    assert not office.form.sections.isEnabled()
    assert not office.form.save.isEnabled()
    office.wait_for_print()
    assert len(office.dossiers()) == 1
    assert office.form.sections.isEnabled()


def test_f9_goes_to_the_name_first(office: Office) -> None:
    office.hands.type("000194013412")
    office.hands.press(Key.Key_F9)
    assert office.form.applicant.person.full_name.hasFocus()
    assert office.form.applicant.person.name_row.error() == "Còn thiếu họ tên người nộp."


def test_f9_goes_to_a_date_that_could_not_be_kept(office: Office) -> None:
    office.hands.scan(CARD)
    office.form.applicant.person.birth_date.setFocus()
    office.form.applicant.person.birth_date.selectAll()
    office.hands.type("31/02/1994")
    office.hands.press(Key.Key_F9)
    assert office.form.applicant.person.birth_date.hasFocus()
    assert office.form.applicant.person.birth_row.error().startswith("Ngày sinh cần dạng")


def test_f9_goes_to_the_procedure_next(office: Office) -> None:
    office.hands.scan(CARD)
    office.hands.press(Key.Key_F9)
    assert office.form.procedure.procedure.hasFocus()
    assert office.form.procedure.procedure_row.error() == "Xin chọn một thủ tục trong danh sách."


def test_f9_goes_to_the_missing_paper_and_names_it(office: Office) -> None:
    fill(office)
    office.hands.type("2")
    assert office.form.missing.text().startswith("Còn thiếu Giấy chứng sinh")
    office.hands.press(Key.Key_Tab)
    office.hands.press(Key.Key_F9)
    checklist = office.form.papers.checklist
    assert checklist.hasFocus()
    paper = checklist.papers.paper_at(checklist.currentIndex().row())
    assert paper is not None
    assert paper.component.number == 2
    assert office.dossiers() == []


def test_a_jammed_printer_loses_nothing_and_the_next_try_is_still_the_first_print(office: Office) -> None:
    office.printer.is_jammed = True
    fill(office)
    office.hands.press(Key.Key_F9)
    office.wait(lambda: office.window.messages.shown() is not None)
    shown = office.window.messages.shown()
    assert shown is not None
    assert shown.sentence == "Máy in chưa sẵn sàng. Hồ sơ đã lưu, in lại bằng Ctrl+P."
    assert len(office.dossiers()) == 1
    office.printer.is_jammed = False
    office.hands.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    office.wait_for_print()
    assert "In lại" not in office.printer.pages()[0]
    assert office.window.messages.shown() is None


def test_a_repeated_print_says_that_it_is_one(office: Office) -> None:
    receive(office)
    for jobs in (2, 3):
        office.hands.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        office.wait_for_print(jobs)
    pages = office.printer.pages()
    assert ["Bản in lại lần 1" in page for page in pages] == [False, False, True, True, False, False]
    assert ["Bản in lại lần 2" in page for page in pages] == [False] * 4 + [True, True]
    id_ = office.dossiers()[0].dossier_id
    assert prints.times_printed(office.counter.desk, id_, "01", "2025") == 3


def test_without_numbers_nothing_is_saved_and_the_draft_stays(office: Office) -> None:
    with office.counter.device.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE lease SET valid_to = '2020-01-01'")
    fill(office)
    office.hands.press(Key.Key_F9)
    office.wait(lambda: office.window.messages.shown() is not None)
    shown = office.window.messages.shown()
    assert shown is not None
    assert shown.sentence.startswith("Dải số của bàn này hôm nay đã hết.")
    assert office.dossiers() == []
    assert office.form.form().full_name == "Nguyễn Thị Hồng Nhung"
    assert office.form.save.isEnabled()
    assert len(office.counter.desk.drafts.all()) == 1


def test_locking_between_saving_and_printing_prints_all_the_same(office: Office) -> None:
    fill(office)
    office.hands.press(Key.Key_F9)
    office.window.lock()
    office.wait_for_print()
    assert len(office.dossiers()) == 1
    assert "Cán Bộ Mẫu" in office.printer.pages()[0]


def test_a_slip_in_the_middle_of_the_form_is_shown_not_printed(office: Office) -> None:
    fill(office)
    office.hands.press(Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialogs = [child for child in office.form.children() if child.metaObject().className() == "PreviewDialog"]
    assert len(dialogs) == 1
    dialogs[0].print_requested.emit()
    assert office.printer.jobs == []
    assert "chưa lưu" in dialogs[0]._error.text()
    dialogs[0].reject()


def test_missing_papers_are_asked_for_on_form_02_without_receiving(office: Office) -> None:
    fill(office)
    office.hands.type("2")
    office.hands.press(Key.Key_F4)
    dialogs = [child for child in office.form.children() if child.metaObject().className() == "PreviewDialog"]
    dialogs[0].print_requested.emit()
    office.wait_for_print()
    text = office.printer.pages()[0]
    assert "Giấy chứng sinh hoặc giấy tờ thay thế" in text
    assert "Tờ khai đăng ký khai sinh" not in text
    assert office.dossiers() == []
    rows = office.counter.device.rows("SELECT code, received_ms, note FROM dossier")
    assert rows[0][:2] == ("", 0)
    assert "Giấy chứng sinh" in rows[0][2]
    assert office.form.form().is_blank, "the form is parked until they come back"
    parked = office.form.received.text()
    assert parked == "Đã ghi hướng dẫn Nguyễn Thị Hồng Nhung."


def test_somebody_is_turned_down_for_a_written_reason_with_form_03(office: Office) -> None:
    fill(office)
    office.hands.press(Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    dialog = next(child for child in office.form.children() if isinstance(child, RefusalDialog))
    dialog.save.click()
    assert "lý do" in dialog.reason_row.error()
    dialog.reason.setPlainText("Việc này do Công an xã giải quyết")
    dialog.save.click()
    office.wait_for_print()
    assert "Việc này do Công an xã giải quyết" in office.printer.pages()[0]
    assert office.dossiers() == []
    assert office.form.form().is_blank


def test_a_reception_is_taken_back_with_alt_z_and_typed_on(office: Office) -> None:
    fill(office)
    office.hands.press(Key.Key_F9)
    office.wait_for_print()
    assert office.form.undo.isVisible()
    office.hands.press(Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    office.wait(lambda: office.form.received.text().startswith("Đã hủy hồ sơ"))
    assert [row.step for row in office.dossiers()] == ["Đã hủy"]
    assert office.form.form().full_name == "Nguyễn Thị Hồng Nhung"
    assert not office.form.undo.isVisible()
