"""A misspelt applicant is corrected after saving: both values kept, the code as printed."""

import pytest
from PySide6.QtCore import Qt

from app.domain.dossier import EventKind
from app.services.dossier import DossierView, view
from tests.ui.reception.conftest import CARD, Office
from tests.ui.reception.test_receiving import receive
from ui.reception.correction import CorrectionDialog

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def stored(office: Office) -> DossierView:
    return view(office.counter.desk, office.counter.officer, office.dossiers()[0].dossier_id)


@pytest.fixture
def dialog(office: Office) -> CorrectionDialog:
    """The dialog on the dossier just received."""
    receive(office)
    office.hands.press(Key.Key_E, CONTROL)
    office.wait(lambda: bool(office.form.findChildren(CorrectionDialog)))
    return office.form.findChildren(CorrectionDialog)[0]


def test_the_dialog_shows_what_was_typed(dialog: CorrectionDialog) -> None:
    fields = dialog.fields
    assert fields.full_name.text() == "Nguyễn Thị Hồng Nhung"
    assert fields.id_number.text() == "000 194 013412"
    assert fields.birth_date.text() == "12/08/1994"


def test_a_correction_keeps_both_values_and_the_code(office: Office, dialog: CorrectionDialog) -> None:
    code = stored(office).record.code
    dialog.fields.full_name.setText("Nguyễn Thị Hồng Nhưng")
    dialog.save.click()
    office.wait(lambda: not dialog.isVisible())
    after = stored(office)
    assert after.applicant.full_name == "Nguyễn Thị Hồng Nhưng"
    assert after.applicant.id_issued_on == "2022-03-15"
    assert after.record.code == code
    note = next(row.note for row in after.timeline if row.kind is EventKind.CORRECTED)
    assert note == "họ tên: “Nguyễn Thị Hồng Nhung” → “Nguyễn Thị Hồng Nhưng”"


def test_the_next_print_says_what_was_corrected(office: Office, dialog: CorrectionDialog) -> None:
    dialog.fields.full_name.setText("Nguyễn Thị Hồng Nhưng")
    dialog.save.click()
    office.wait(lambda: not dialog.isVisible())
    office.take_keyboard()
    office.hands.press(Key.Key_P, CONTROL)
    office.wait_for_print(2)
    page = office.printer.pages()[-1]
    assert "Bản in lại lần 1" in page
    assert "Đính chính: họ tên" in page
    assert "Tiếp nhận hồ sơ của: Nguyễn Thị Hồng Nhưng" in page


def test_nothing_changed_writes_nothing_and_is_not_said_to_be_written(
    office: Office, dialog: CorrectionDialog
) -> None:
    told: list[str] = []
    dialog._corrected = lambda: told.append("written")
    dialog.save.click()
    office.wait(lambda: not dialog.isVisible())
    assert told == []
    assert [row.kind for row in stored(office).timeline] == [EventKind.RECEIVED]


def test_an_empty_name_is_refused_in_the_dialog(office: Office, dialog: CorrectionDialog) -> None:
    dialog.fields.full_name.setText("")
    dialog.save.click()
    office.wait(dialog.error.isVisible)
    assert dialog.error.text() == "Họ tên không được để trống. Chưa sửa gì."
    assert dialog.save.isEnabled()
    dialog.reject()


def test_escape_leaves_everything_as_it_was(office: Office, dialog: CorrectionDialog) -> None:
    dialog.fields.full_name.setText("Người Khác")
    dialog.cancel.click()
    assert not dialog.isVisible()
    assert stored(office).applicant.full_name == "Nguyễn Thị Hồng Nhung"


def test_only_the_dossier_received_last_is_offered(office: Office) -> None:
    assert not office.form.correct.isVisible()
    receive(office)
    assert office.form.correct.isVisible()
    office.hands.scan(CARD)
    office.wait(lambda: not office.form.form().is_blank)
    assert not office.form.correct.isVisible()
