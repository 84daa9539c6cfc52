"""The slip as it would be printed now: the real page, white in both themes, drawn when typing rests."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.printing.forms import PrintedForm
from ui.printing.output import page_image
from ui.printing.print_document import LEFT_MARGIN, FormDocument
from ui.theme.look import Look
from ui.theme.measures import EDGE, TextSize

REST_MS = 250
# The paper's margins are cut down to this much of the width, so that the words are larger.
KEPT_MARGIN = 0.03
# The words may shrink to this much of their size before the foot of the page is left out.
LEAST_SHARE = 0.8
HINT = "Chọn thủ tục để thấy giấy sẽ in."


class SlipPreview(QWidget):
    """Shows the top of the page in the width it has; a click asks for the whole page."""

    clicked = Signal()

    def __init__(self, look: Look, name: str = "Xem trước giấy tiếp nhận") -> None:
        super().__init__()
        self._look = look
        self._form: PrintedForm | None = None
        self._image: QImage | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._render)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_form(self, form: PrintedForm | None) -> None:
        """Draw this form when the clerk pauses; None leaves a blank page."""
        if form is None or self._form is None or form.content_sha256 != self._form.content_sha256:
            self._form = form
            self._rest.start()

    def form(self) -> PrintedForm | None:
        return self._form

    def is_drawn(self) -> bool:
        """Whether the page in sight is the form's."""
        return self._image is not None and not self._rest.isActive()

    def _render(self) -> None:
        if self._form is None or not self.isVisible() or self.width() < 2:
            self._image = None
        else:
            self._image = self._cut_page(FormDocument(self._form))
        self.update()

    def _cut_page(self, document: FormDocument) -> QImage:
        """The page without most of its margins: as wide as the preview, or less so that all is in sight."""
        paper = document.paper
        shown_share = paper.text.width() / paper.width + 2 * KEPT_MARGIN
        ratio = self.devicePixelRatioF()
        page = page_image(document, round(self._fitting_width(document) / shown_share), ratio)
        left = round((LEFT_MARGIN / paper.width - KEPT_MARGIN) * page.width())
        cut = page.copy(left, left // 2, round(shown_share * page.width()), page.height() - left // 2)
        cut.setDevicePixelRatio(ratio)
        return cut

    def _fitting_width(self, document: FormDocument) -> float:
        """The width at which the words end with the preview, within bounds that can be read."""
        words_width = document.paper.text.width()
        words_height = max(1.0, document.documentLayout().documentSize().height())
        fitting = (self.height() - 2 * EDGE) * words_width / words_height
        return max(LEAST_SHARE * self.width(), min(self.width(), fitting))

    def _draw_hint(self, painter: QPainter) -> None:
        painter.setFont(self._look.font(TextSize.HINT))
        painter.setPen(Qt.GlobalColor.darkGray)
        words = self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        painter.drawText(words, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, HINT)

    # Qt's own names from here on

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 60)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._rest.start()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.clicked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._form is None:
            self._draw_hint(painter)
        if self._image is not None:
            size = self._image.deviceIndependentSize()
            left = (self.width() - round(size.width())) // 2
            painter.drawImage(QRect(left, 0, round(size.width()), round(size.height())), self._image)
        painter.setPen(self._look.colour("line2"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
