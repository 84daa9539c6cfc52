"""What people in the hall look at: who is called and where to, read from five metres."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.queue import Ticket
from app.services.queue import QueueStanding
from ui.theme.look import Look

# Of the screen's height. A digit of the number is as high as a hand on any screen; five metres ask for 25 mm.
NUMBER_SHARE, COUNTER_SHARE, TITLE_SHARE, EARLIER_SHARE, FOOT_SHARE = 0.42, 0.12, 0.07, 0.075, 0.045
EARLIER_WIDTH = 0.3
MARGIN = 0.04
SIZE_AS_WINDOW = (960, 540)
INVITED, EARLIER, NOBODY = "MỜI SỐ", "Vừa gọi", "Xin lấy số và chờ gọi"
CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CallScreen(QWidget):
    """A window of its own: full on the second screen, else to be moved; F11 fills the screen, Esc closes."""

    def __init__(self, look: Look, office_name: str) -> None:
        super().__init__()
        self._look = look
        self._office = office_name
        self._standing = QueueStanding()
        self.setWindowTitle("Màn hình gọi số")
        self.resize(*SIZE_AS_WINDOW)
        look.changed.connect(self.update)

    def show_queue(self, standing: QueueStanding) -> None:
        """Show who was called last, and who before."""
        self._standing = standing
        self.setAccessibleName(spoken(standing.called))
        self.update()

    def open(self) -> None:
        """Fill the second screen where there is one; the clerk's own screen keeps the keyboard."""
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        screens = QGuiApplication.screens()
        others = [each for each in screens if each is not QGuiApplication.primaryScreen()]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            self.show()

    # painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("window"))
        margin = round(self.height() * MARGIN)
        inside = self.rect().adjusted(margin, margin, -margin, -margin)
        self._draw_foot(painter, inside)
        called = self._standing.called
        if called:
            self._draw_called(painter, inside, called)
        else:
            self._draw(painter, inside, NOBODY, TITLE_SHARE, "text2")

    def _draw_called(self, painter: QPainter, inside: QRect, called: Sequence[Ticket]) -> None:
        earlier = round(inside.width() * EARLIER_WIDTH) if len(called) > 1 else 0
        main = inside.adjusted(0, 0, -earlier, 0)
        height = self.height()
        top = QRect(main.x(), main.y(), main.width(), round(height * 0.12))
        number = QRect(main.x(), top.bottom(), main.width(), round(height * 0.5))
        counter = QRect(main.x(), number.bottom(), main.width(), round(height * 0.18))
        self._draw(painter, top, INVITED, TITLE_SHARE, "text2")
        self._draw(painter, number, called[0].shown, NUMBER_SHARE, "accent")
        self._draw(painter, counter, called[0].counter, COUNTER_SHARE, "text")
        if earlier:
            side = QRect(main.right(), inside.y(), earlier, inside.height())
            self._draw_earlier(painter, side, called[1:])

    def _draw_earlier(self, painter: QPainter, side: QRect, called: Sequence[Ticket]) -> None:
        painter.fillRect(side.x(), side.y(), 2, round(self.height() * 0.8), self._look.colour("line"))
        step = round(self.height() * 0.2)
        left = side.adjusted(round(self.height() * MARGIN), 0, 0, 0)
        head = QRect(left.x(), left.y(), left.width(), round(self.height() * 0.12))
        self._draw(painter, head, EARLIER, FOOT_SHARE, "text2", LEFT)
        for place, ticket in enumerate(called):
            line = QRect(left.x(), head.bottom() + place * step, left.width(), step // 2)
            self._draw(painter, line, ticket.shown, EARLIER_SHARE, "text", LEFT)
            below = line.translated(0, step // 2).adjusted(0, 0, 0, -step // 8)
            self._draw(painter, below, ticket.counter, FOOT_SHARE, "text2", LEFT)

    def _draw_foot(self, painter: QPainter, inside: QRect) -> None:
        foot = QRect(inside.x(), inside.bottom() - round(self.height() * 0.08), inside.width(), 0)
        foot.setBottom(inside.bottom())
        waiting = len(self._standing.waiting)
        words = f"{self._office} · {waiting} người đang chờ" if waiting else self._office
        self._draw(painter, foot, words, FOOT_SHARE, "text2")

    def _draw(
        self,
        painter: QPainter,
        rect: QRect,
        words: str,
        share: float,
        tone: str,
        align: Qt.AlignmentFlag = CENTRE,
    ) -> None:
        painter.setFont(self._font(words, share, rect.width()))
        painter.setPen(QColor(self._look.colour(tone)))  # type: ignore[arg-type]
        painter.drawText(rect, int(align), words)

    def _font(self, words: str, share: float, width: int) -> QFont:
        """As large as its share of the height, smaller where the words would not fit their room."""
        font = QFont(self._look.font(is_bold=True))
        font.setPixelSize(max(8, round(self.height() * share)))
        needed = QFontMetrics(font).horizontalAdvance(words)
        if needed > width > 0:
            font.setPixelSize(max(8, font.pixelSize() * width // needed))
        return font

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_F11:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        else:
            super().keyPressEvent(event)


def spoken(called: Sequence[Ticket]) -> str:
    """The call in words."""
    return f"Mời số {called[0].shown} đến {called[0].counter}" if called else NOBODY
