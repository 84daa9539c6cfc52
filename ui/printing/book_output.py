"""Where a book's pages go one after the other: a PDF that appears when it is whole, or a printer."""

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QFile, QIODevice
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from app.printing.page import PrintedForm
from ui.printing.errors import PdfNotWritten, PrinterNotReady
from ui.printing.output import FAILED_STATES, PROGRAM_NAME, whole_page
from ui.printing.print_document import LAYOUT_DPI, FormDocument


class BookOutput(Protocol):
    """Takes a cover, then page after page; ``drop`` takes back what is unfinished."""

    def begin(self, cover: PrintedForm) -> None: ...
    def add(self, page: PrintedForm) -> None: ...
    def finish(self) -> None: ...
    def drop(self) -> None: ...


class BookOnPdf:
    """One PDF file; an older one of its name stays whole until the new one is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = QFile(str(path.with_name(path.name + ".part")))
        self._painter = QPainter()

    def begin(self, cover: PrintedForm) -> None:
        """Open the file and paint the cover."""
        if not self._file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise PdfNotWritten
        writer = QPdfWriter(self._file)
        writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_A1b)
        writer.setResolution(LAYOUT_DPI)
        writer.setPageLayout(whole_page(cover))
        writer.setCreator(PROGRAM_NAME)
        writer.setTitle(cover.title)
        self._writer = writer
        self._painter.begin(writer)
        _paint(self._painter, FormDocument(cover), writer)

    def add(self, page: PrintedForm) -> None:
        """Paint one more page."""
        self._writer.newPage()
        _paint(self._painter, FormDocument(page, fits=True), self._writer)

    def finish(self) -> None:
        """Close the file and put it in its place."""
        self._painter.end()
        self._file.close()
        if self._file.error() != QFile.FileError.NoError:
            self.drop()
            raise PdfNotWritten
        try:
            Path(self._file.fileName()).replace(self._path)
        except OSError as error:
            self.drop()
            raise PdfNotWritten from error

    def drop(self) -> None:
        """Take the unfinished file away."""
        self._painter.end()
        self._file.close()
        self._file.remove()


class BookOnPrinter:
    """One job of a printer."""

    def __init__(self, printer: QPrinter, copies: int = 1) -> None:
        self._printer = printer
        self._copies = copies
        self._painter = QPainter()

    def begin(self, cover: PrintedForm) -> None:
        """Begin the job with the cover."""
        printer = self._printer
        printer.setFullPage(True)
        printer.setPageLayout(whole_page(cover))
        printer.setCopyCount(self._copies)
        printer.setCreator(PROGRAM_NAME)
        printer.setDocName(cover.title)
        if not self._painter.begin(printer):
            raise PrinterNotReady
        scale = printer.resolution() / LAYOUT_DPI
        self._painter.scale(scale, scale)
        _paint(self._painter, FormDocument(cover), printer)

    def add(self, page: PrintedForm) -> None:
        """Print one more page."""
        if not self._printer.newPage():
            raise PrinterNotReady
        _paint(self._painter, FormDocument(page, fits=True), self._printer)

    def finish(self) -> None:
        """Hand the job to the printer."""
        if not self._painter.end() or self._printer.printerState() in FAILED_STATES:
            raise PrinterNotReady

    def drop(self) -> None:
        """Call the job off."""
        self._printer.abort()
        self._painter.end()


def _paint(painter: QPainter, document: FormDocument, device: QPagedPaintDevice) -> None:
    """A line higher than a page flows on to the next sheets."""
    for page in range(document.pageCount()):
        if page and not device.newPage():
            raise PrinterNotReady
        document.paint_page(painter, page)
