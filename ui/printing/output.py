"""Printed forms onto a printer, into a PDF and onto the screen."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.printing.forms import PrintedForm
from ui.printing.errors import PdfNotWritten, PrinterNotReady
from ui.printing.print_document import LAYOUT_DPI, FormDocument

PROGRAM_NAME = "Sổ Xã"
SMOOTH = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
FAILED_STATES = frozenset({QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error})


def pdf_bytes(forms: Sequence[PrintedForm]) -> bytes:
    """The forms one after another as PDF/A-1b with the font inside; its title names no person."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
    writer.setResolution(LAYOUT_DPI)
    writer.setPageLayout(whole_page(forms[0]))
    writer.setCreator(PROGRAM_NAME)
    writer.setTitle(forms[0].title)
    painter = QPainter(writer)
    _paint_pages(painter, forms, writer.newPage)
    painter.end()
    return bytes(buffer.data().data())


def write_pdf(forms: Sequence[PrintedForm], path: Path) -> None:
    """Write the forms as one PDF file; an older file of that name stays whole until the new one is."""
    unfinished = path.with_name(path.name + ".part")
    try:
        unfinished.write_bytes(pdf_bytes(forms))
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise PdfNotWritten from error


def default_printer(name: str = "") -> QPrinter:
    """The printer the PC prints on without asking, or the one of this name."""
    info = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    if info.isNull():
        raise PrinterNotReady
    return QPrinter(info, QPrinter.PrinterMode.HighResolution)


def print_to(printer: QPrinter, forms: Sequence[PrintedForm], copies: int = 1) -> None:
    """Print the forms as one job."""
    printer.setFullPage(True)
    printer.setPageLayout(whole_page(forms[0]))
    printer.setCopyCount(copies)
    printer.setCreator(PROGRAM_NAME)
    printer.setDocName(forms[0].title)  # shown in the print queue: no name, no code
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterNotReady
    scale = printer.resolution() / LAYOUT_DPI
    painter.scale(scale, scale)
    _paint_pages(painter, forms, printer.newPage)
    if not painter.end() or printer.printerState() in FAILED_STATES:
        raise PrinterNotReady


def render_preview(printed: PrintedForm, width: int, ratio: float = 1.0, page: int = 0) -> QImage:
    """One page as a white picture ``width`` logical pixels wide."""
    return page_image(FormDocument(printed), width, ratio, page)


def page_image(document: FormDocument, width: int, ratio: float = 1.0, page: int = 0) -> QImage:
    """One page of a document already laid out."""
    paper = document.paper
    scale = width * ratio / paper.width
    image = QImage(QSize(round(width * ratio), round(paper.height * scale)), QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    painter.setRenderHints(SMOOTH)
    painter.scale(scale, scale)
    document.paint_page(painter, page)
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def _paint_pages(painter: QPainter, forms: Sequence[PrintedForm], new_page: Callable[[], bool]) -> None:
    for number, printed in enumerate(forms):
        document = FormDocument(printed)
        for page in range(document.pageCount()):
            if (number or page) and not new_page():
                raise PrinterNotReady
            document.paint_page(painter, page)


def whole_page(printed: PrintedForm) -> QPageLayout:
    """A4 or the form's own page to its edges; every sheet of one job lies as its first does."""
    if (small := printed.small_page) is not None:
        size = QPageSize(QSizeF(small.width, small.height), QPageSize.Unit.Millimeter)
        return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    lying = QPageLayout.Orientation.Landscape
    standing = QPageLayout.Orientation.Portrait
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        lying if printed.is_landscape else standing,
        QMarginsF(0, 0, 0, 0),
    )
