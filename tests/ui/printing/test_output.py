import html
import time
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.printing.forms import PrintedForm, receipt_copies, receipt_html
from app.printing.literal import literal
from tests.app.printing.receipts import CODE, a_receipt, a_template
from tests.ui.printing.hostile_names import hostile_names
from tests.ui.printing.pdfs import fonts_of, text_of, without_spaces
from ui.printing.errors import PdfNotWritten, PrinterNotReady
from ui.printing.output import default_printer, pdf_bytes, print_to, render_preview, write_pdf

pytestmark = pytest.mark.usefixtures("qapp")
PDF_BUDGET_SECONDS = 0.150


@pytest.fixture
def printed() -> PrintedForm:
    return receipt_html(a_receipt(), a_template())


@pytest.fixture
def both_copies() -> tuple[PrintedForm, ...]:
    return receipt_copies(a_receipt(), a_template())


def test_a_thousand_hostile_names_print_as_literal_text():
    names = hostile_names(1000)
    form = a_receipt(applicant_name=names[0], content=names[1], corrections=tuple(names))
    text = text_of(pdf_bytes([receipt_html(form, a_template())]))
    end = 0
    for name in names:
        expected = without_spaces(f"Đính chính: {html.unescape(literal(name))}")
        assert expected in text[end:], name
        end = text.index(expected, end)
    for name in names[:2]:
        assert without_spaces(html.unescape(literal(name))) in text[: text.index("Đínhchính")]


def test_only_the_shipped_font_is_used_and_it_is_inside_the_file(printed: PrintedForm):
    fonts = fonts_of(pdf_bytes([printed]))
    assert {name for name, _ in fonts} == {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic"}
    assert all(is_embedded for _, is_embedded in fonts)


def test_the_qr_reads_from_the_printed_page(printed: PrintedForm):
    page = pdfium.PdfDocument(pdf_bytes([printed]))[0].render(scale=300 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [CODE]


def test_both_copies_are_pages_of_one_file(both_copies: tuple[PrintedForm, ...]):
    pdf = pdfium.PdfDocument(pdf_bytes(both_copies))
    assert len(pdf) == 2
    assert "Liên 1: Lưu" in pdf[0].get_textpage().get_text_bounded()
    assert "Liên 2: Giao người nộp" in pdf[1].get_textpage().get_text_bounded()


def test_the_file_tells_its_form_and_no_person(printed: PrintedForm):
    pdf = pdf_bytes([printed])
    assert pdfium.PdfDocument(pdf).get_metadata_dict()["Title"] == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
    for spelling in (b"Nhung", "Nhung".encode("utf-16-be"), CODE.encode()):
        assert spelling not in pdf


def test_a_page_is_a4(printed: PrintedForm):
    width, height = pdfium.PdfDocument(pdf_bytes([printed]))[0].get_size()
    assert (round(width), round(height)) == (595, 842)


def test_a_warm_receipt_is_ready_within_its_budget(printed: PrintedForm):
    def seconds() -> float:
        start = time.process_time()
        pdf_bytes([printed])
        return time.process_time() - start

    assert min(seconds() for _ in range(6)) < PDF_BUDGET_SECONDS


def test_the_preview_is_as_wide_as_asked_and_sharp_on_a_dense_screen(printed: PrintedForm):
    image = render_preview(printed, 262, ratio=2.0)
    assert (image.width(), image.height()) == (524, 741)
    assert image.deviceIndependentSize().width() == 262


def test_a_pdf_is_written_whole(printed: PrintedForm, tmp_path: Path):
    path = tmp_path / "phieu.pdf"
    path.write_bytes(b"older")
    write_pdf([printed], path)
    assert len(pdfium.PdfDocument(path)) == 1
    assert [each.name for each in tmp_path.glob("*.pdf*")] == ["phieu.pdf"]


def test_a_pdf_that_cannot_be_written_is_said_in_plain_words(printed: PrintedForm, tmp_path: Path):
    with pytest.raises(PdfNotWritten, match="Không ghi được tệp PDF"):
        write_pdf([printed], tmp_path / "missing" / "phieu.pdf")


def a_printer_to(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_both_copies_are_one_job_on_the_printer(both_copies: tuple[PrintedForm, ...], tmp_path: Path):
    path = tmp_path / "paper.pdf"
    print_to(a_printer_to(path), both_copies)
    paper = pdfium.PdfDocument(path)
    assert len(paper) == 2
    scan = paper[1].render(scale=300 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(scan)] == [CODE]


def test_the_print_queue_shows_the_form_and_no_person(printed: PrintedForm, tmp_path: Path):
    printer = a_printer_to(tmp_path / "paper.pdf")
    print_to(printer, [printed])
    assert printer.docName() == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"


@pytest.mark.filterwarnings("ignore")
def test_a_printer_that_takes_no_pages_is_said_in_plain_words(
    printed: PrintedForm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(QPrinter, "printerState", lambda _: QPrinter.PrinterState.Error)
    with pytest.raises(PrinterNotReady, match=r"Máy in chưa sẵn sàng. Hồ sơ đã lưu, in lại bằng Ctrl\+P."):
        print_to(a_printer_to(tmp_path / "paper.pdf"), [printed])


def test_no_printer_at_all_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(QPrinterInfo, "defaultPrinter", staticmethod(QPrinterInfo))
    with pytest.raises(PrinterNotReady):
        default_printer()
