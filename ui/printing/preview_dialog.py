"""The enlarged preview: the real pages, white in both themes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.errors import AppError
from app.printing.forms import PrintedForm
from ui.printing.output import page_image
from ui.printing.print_document import FormDocument
from ui.theme.look import Look
from ui.widgets.dialog_size import size_within
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.save_path import with_ending

PAGE_WIDTH = 760  # logical pixels: close to the paper's own width on a 96 dpi screen
PAGE_GAP = 16
DIALOG_SIZE = (860, 700)  # fits a 768 line screen
PDF_FILTER = "Tệp PDF (*.pdf)"


class PreviewDialog(QDialog):
    """Shows the forms page by page.

    It neither prints nor saves: each of these is an act that is recorded, so whoever opened the dialog
    does it and answers a failure with ``show_error``.
    """

    print_requested = Signal()
    save_requested = Signal()

    def __init__(
        self,
        look: Look,
        forms: Sequence[PrintedForm],
        parent: QWidget | None = None,
        *,
        can_print: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Xem trước: {forms[0].title}")
        self._pages = _PageColumn(forms, look.px(PAGE_WIDTH))
        self._error = QLabel()
        self._error.setWordWrap(True)
        self._error.setVisible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self._scroll_area())
        layout.addWidget(self._error)
        layout.addLayout(self._buttons(look, can_print=can_print))
        size_within(self, *DIALOG_SIZE)

    @property
    def page_count(self) -> int:
        return self._pages.count

    def show_error(self, error: AppError) -> None:
        """Say in the dialog why the print or the file did not come about."""
        self._error.setText(str(error))
        self._error.setVisible(True)

    def _scroll_area(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidget(self._pages)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        area.setAccessibleName("Các trang sẽ in")
        area.setObjectName("read")  # its border shows that it has the keyboard
        return area

    def _buttons(self, look: Look, *, can_print: bool) -> QHBoxLayout:
        close = KeyButton(look, "Esc", "Đóng", kind=Kind.FLAT)
        save = KeyButton(look, "Ctrl+S", "Lưu PDF")
        print_ = KeyButton(look, "Ctrl+P", "In", kind=Kind.PRIMARY)
        close.clicked.connect(self.reject)
        save.clicked.connect(self.save_requested)
        print_.clicked.connect(self.print_requested)
        row = QHBoxLayout()
        row.addWidget(close)
        row.addStretch()
        for button in (save, print_):
            row.addWidget(button)
            button.setVisible(can_print)
        return row


class _PageColumn(QWidget):
    """The pages under one another, each with its number for a screen reader."""

    def __init__(self, forms: Sequence[PrintedForm], page_width: int) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(PAGE_GAP)
        pages = list(self._page_pixmaps(forms, page_width))
        self.count = len(pages)
        for number, pixmap in enumerate(pages, 1):
            label = QLabel()
            label.setPixmap(pixmap)
            label.setAccessibleName(f"Trang {number} trên {self.count}")
            column.addWidget(label)

    def _page_pixmaps(self, forms: Sequence[PrintedForm], width: int) -> Iterator[QPixmap]:
        for document in map(FormDocument, forms):
            for page in range(document.pageCount()):
                yield QPixmap.fromImage(page_image(document, width, self.devicePixelRatio(), page))


def ask_printer(parent: QWidget) -> QPrinter | None:
    """The printer the officer picks, or None."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def ask_pdf_path(parent: QWidget, printed: PrintedForm) -> Path | None:
    """Where the officer wants the PDF, or None; the name offered holds the code and no person."""
    offered = f"{printed.code or 'phieu'}-mau-{printed.form}.pdf"
    chosen, _ = QFileDialog.getSaveFileName(parent, "Lưu PDF", offered, PDF_FILTER)
    return with_ending(parent, chosen, ".pdf") if chosen else None
