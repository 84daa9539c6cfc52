"""A printed form laid out on A4 pages.

It is always laid out for one imagined device of 720 dpi and then scaled, so that the preview, the PDF and
every printer break lines and pages at the same places.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QThread, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QImage,
    QPainter,
    QPalette,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

from app.printing.forms import PrintedForm
from ui.printing import watermark
from ui.printing.fonts import load_print_fonts, print_font

LAYOUT_DPI = 720  # ten units a point: every font size of the forms is a whole number
MM_PER_INCH = 25.4
POINTS_PER_INCH = 72
UNITS_PER_MM = LAYOUT_DPI / MM_PER_INCH

# NĐ 30/2020, Phụ lục I: top and bottom 20-25, left 30-35, right 15-20 mm.
PAGE_WIDTH = 210 * UNITS_PER_MM
PAGE_HEIGHT = 297 * UNITS_PER_MM
LEFT_MARGIN = 30 * UNITS_PER_MM
RIGHT_MARGIN = 15 * UNITS_PER_MM
TOP_MARGIN = 20 * UNITS_PER_MM
BOTTOM_MARGIN = 20 * UNITS_PER_MM
RULE = 0.4 * UNITS_PER_MM  # the width of a table's lines, drawn half outside the text
PAGE_NUMBER_TOP, PAGE_NUMBER_HEIGHT = 10 * UNITS_PER_MM, 8 * UNITS_PER_MM
ENDLESS = -1.0  # Qt's height of a page that never ends
PAGE_NUMBER_PIXELS = round(13 * LAYOUT_DPI / POINTS_PER_INCH)


@dataclass(frozen=True, slots=True)
class Paper:
    """A4, standing or lying (a lying page is bound at its left edge too), or what a ticket is printed on."""

    width: float
    height: float
    left: float = LEFT_MARGIN
    right: float = RIGHT_MARGIN
    top: float = TOP_MARGIN
    bottom: float = BOTTOM_MARGIN

    @property
    def text(self) -> QSizeF:
        """What the margins leave."""
        return QSizeF(self.width - self.left - self.right, self.height - self.top - self.bottom)


STANDING, LYING = Paper(PAGE_WIDTH, PAGE_HEIGHT), Paper(PAGE_HEIGHT, PAGE_WIDTH)


def paper_of(printed: PrintedForm) -> Paper:
    """The paper a form asks for."""
    if (small := printed.small_page) is not None:
        width, height, margin = (each * UNITS_PER_MM for each in small)
        return Paper(width, height, margin, margin, margin, margin)
    return LYING if printed.is_landscape else STANDING


class WrongThread(RuntimeError):
    """Our bug: a page was laid out beside the window's thread; ``ui.printing.press`` says why not."""


class FormDocument(QTextDocument):
    """One printed form; it reaches no file and no network, whatever its HTML asks for.

    An endless one has no pages: it is measured, not printed. What was measured before ``fits`` its page.
    """

    def __init__(self, printed: PrintedForm, *, is_endless: bool = False, fits: bool = False) -> None:
        if not QThread.isMainThread():
            raise WrongThread
        super().__init__()
        load_print_fonts()
        self.refused: list[str] = []
        self._images = {name: QImage.fromData(png) for name, png in printed.images.items()}
        self._device = _layout_device()
        self.documentLayout().setPaintDevice(self._device)
        self.setUndoRedoEnabled(False)
        self.setUseDesignMetrics(True)
        self.setDocumentMargin(0)
        self.setDefaultFont(print_font())
        self.paper = paper_of(printed)
        text = self.paper.text
        self.setPageSize(
            QSizeF(text.width(), ENDLESS) if is_endless else text
        )  # before the text: each change of size lays everything out again
        self.setHtml(printed.html)
        if not is_endless and not fits:
            self._keep_blocks_whole()

    def loadResource(self, kind: int, url: QUrl | str) -> QImage | str:
        """Our own picture; of anything else an empty one of its kind.

        Never nothing: for a picture that was not found Qt goes on to try its name as a file.
        """
        name = QUrl(url).toString()
        if name in self._images:
            return self._images[name]
        self.refused.append(name)
        return _blank_image() if kind == QTextDocument.ResourceType.ImageResource.value else ""

    def paint_page(self, painter: QPainter, page: int) -> None:
        """Paint one page, counted from 0, on a painter whose unit is 1/720 inch from the paper's corner."""
        watermark.paint(painter, self.paper.width, self.paper.height)
        painter.save()
        painter.translate(self.paper.left, self.paper.top - page * self.paper.text.height())
        painter.setClipRect(self._page_rect(page))
        self.documentLayout().draw(painter, self._context(page))
        painter.restore()
        if page:
            self._paint_page_number(painter, page)

    def _keep_blocks_whole(self) -> None:
        """Move a table without a head, such as the signatures, to the next page rather than cut it."""
        for table in self.rootFrame().childFrames():
            if isinstance(table, QTextTable) and not table.format().headerRowCount() and self._is_cut(table):
                table_format = table.format()
                table_format.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                table.setFormat(table_format)

    def _is_cut(self, table: QTextTable) -> bool:
        bounds = self.documentLayout().frameBoundingRect(table)
        height = self.paper.text.height()
        return int(bounds.top() // height) != int(bounds.bottom() // height)

    def _context(self, page: int) -> QAbstractTextDocumentLayout.PaintContext:
        context = QAbstractTextDocumentLayout.PaintContext()
        # Both are missing from the stubs.
        context.clip = self._page_rect(page)  # type: ignore[attr-defined]
        context.palette = _black_on_white()  # type: ignore[attr-defined]
        return context

    def _page_rect(self, page: int) -> QRectF:
        text = self.paper.text
        return QRectF(QPointF(0, page * text.height()), text).adjusted(-RULE, -RULE, RULE, RULE)

    def _paint_page_number(self, painter: QPainter, page: int) -> None:
        """At the top, centred, from page 2 on (NĐ 30/2020)."""
        font = print_font()
        font.setPixelSize(PAGE_NUMBER_PIXELS)
        painter.save()
        painter.setFont(font)
        painter.setPen(QColor("black"))
        band = QRectF(0, PAGE_NUMBER_TOP, self.paper.width, PAGE_NUMBER_HEIGHT)
        painter.drawText(band, Qt.AlignmentFlag.AlignCenter, str(page + 1))
        painter.restore()


def _black_on_white() -> QPalette:
    """The colours of paper, in the dark theme too."""
    return QPalette(QColor("black"), QColor("white"))


def _layout_device() -> QImage:
    device = QImage(1, 1, QImage.Format.Format_RGB32)
    dots_per_meter = round(LAYOUT_DPI * 1000 / MM_PER_INCH)
    device.setDotsPerMeterX(dots_per_meter)
    device.setDotsPerMeterY(dots_per_meter)
    return device


def _blank_image() -> QImage:
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    return image
