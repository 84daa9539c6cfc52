import pytest
from PySide6.QtWidgets import QLabel

from app.printing.forms import receipt_copies, receipt_html
from tests.app.printing.receipts import CODE, a_receipt, a_template
from ui.printing import preview_dialog
from ui.printing.errors import PrinterNotReady
from ui.printing.preview_dialog import PreviewDialog, ask_pdf_path
from ui.theme.look import Look, Mode
from ui.widgets.key_button import KeyButton


@pytest.fixture
def dialog(look: Look, qtbot) -> PreviewDialog:
    shown = PreviewDialog(look, receipt_copies(a_receipt(), a_template()))
    qtbot.addWidget(shown)
    shown.show()
    return shown


def button(dialog: PreviewDialog, key: str) -> KeyButton:
    return next(each for each in dialog.findChildren(KeyButton) if each.key == key)


def test_every_page_is_shown_and_named(dialog: PreviewDialog):
    names = [label.accessibleName() for label in dialog.findChildren(QLabel) if not label.pixmap().isNull()]
    assert names == ["Trang 1 trên 2", "Trang 2 trên 2"]
    assert dialog.page_count == 2


def test_pages_stay_white_in_the_dark_theme(dialog: PreviewDialog, look: Look):
    look.choose(Mode.DARK)
    page = next(label for label in dialog.findChildren(QLabel) if not label.pixmap().isNull())
    assert page.grab().toImage().pixelColor(5, 5).name() == "#ffffff"


def test_printing_and_saving_are_asked_of_whoever_records_them(dialog: PreviewDialog, qtbot):
    with qtbot.waitSignal(dialog.print_requested):
        button(dialog, "Ctrl+P").click()
    with qtbot.waitSignal(dialog.save_requested):
        button(dialog, "Ctrl+S").click()


def test_a_failure_is_said_in_the_dialog(dialog: PreviewDialog):
    dialog.show_error(PrinterNotReady())
    assert any("Máy in chưa sẵn sàng" in label.text() for label in dialog.findChildren(QLabel))


def test_the_file_offered_is_named_by_code_and_form_alone(
    dialog: PreviewDialog, monkeypatch: pytest.MonkeyPatch
):
    offered = []

    def choose(_parent, _title, name, _filter):
        offered.append(name)
        return "/somewhere/phieu", ""

    monkeypatch.setattr(preview_dialog.QFileDialog, "getSaveFileName", choose)
    path = ask_pdf_path(dialog, receipt_html(a_receipt(), a_template()))
    assert offered == [f"{CODE}-mau-01.pdf"]
    assert path is not None
    assert path.name == "phieu.pdf"
