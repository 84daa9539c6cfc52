"""The tab of scans: the list, the picture of the chosen one's first page, and the way to add another."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.dossier.attachment_words import COLUMNS, EMPTY
from ui.dossier.sheet import Sheet
from ui.dossier.sheet_model import Entries, SheetModel
from ui.theme.look import Look
from ui.theme.measures import EDGE, Room
from ui.widgets.key_button import KeyButton
from ui.widgets.panels import Panel
from ui.widgets.text import Text

PICTURE_WIDTH = 196
NAME = "Bản quét"


class AttachmentPanel(Panel):
    """``opened`` and ``chosen`` carry a row's number; ``add_asked`` and ``scan_asked`` are wishes."""

    opened = Signal(int)
    chosen = Signal(int)
    add_asked = Signal()
    scan_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("surface")
        self.model = SheetModel(COLUMNS)
        self.sheet = Sheet(look, NAME, self.model)
        self.sheet.say_when_empty(EMPTY)
        self.add = KeyButton(look, "Ctrl+O", "Thêm tệp…")
        self.scan = KeyButton(look, "Alt+Q", "Quét…")
        self.open = KeyButton(look, "Enter", "Xem")  # Enter is heard by the list
        self.said = Text(look, tone="text2", is_cut=True)
        self.picture = PagePicture(look)
        self._lay_out()
        self.sheet.opened.connect(self.opened)
        self.sheet.selectionModel().currentRowChanged.connect(lambda index, _: self.chosen.emit(index.row()))
        self.open.clicked.connect(self._open_chosen)
        self.add.clicked.connect(self.add_asked)
        self.scan.clicked.connect(self.scan_asked)
        self.setFocusProxy(self.sheet)

    def _lay_out(self) -> None:
        side = Panel("window", "left")
        page = QVBoxLayout(side)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.addWidget(self.picture)
        page.addStretch(1)
        self._side = side
        lists = QHBoxLayout()
        lists.setSpacing(0)
        lists.addWidget(self.sheet, 1)
        lists.addWidget(side)
        acts = QHBoxLayout()
        acts.setContentsMargins(EDGE, 8, EDGE, 8)
        acts.setSpacing(8)
        acts.addWidget(self.add)
        acts.addWidget(self.scan)
        acts.addWidget(self.open)
        acts.addWidget(self.said, 1)
        bar = Panel("window", "top")
        bar.setLayout(acts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(lists, 1)
        column.addWidget(bar)

    def show_rows(self, rows: Sequence[Entries]) -> None:
        """Show these scans; the keyboard stays where it was."""
        row = self.row()
        self.model.show(rows)
        if 0 <= row < self.model.rowCount():
            self.sheet.setCurrentIndex(self.model.index(row, 0))
        self.open.setEnabled(bool(rows))
        self._side.setVisible(bool(rows) and not self._is_narrow)

    def row(self) -> int:
        """The chosen row; -1 for none."""
        return self.sheet.currentIndex().row()

    def show_picture(self, data: bytes) -> None:
        """The first page of the chosen scan; b"" where there is no picture of it."""
        self.picture.show_page(QImage.fromData(data))

    def say(self, sentence: str) -> None:
        """What came of the last wish."""
        self.said.setText(sentence)

    def _open_chosen(self) -> None:
        if self.row() >= 0:
            self.opened.emit(self.row())

    _is_narrow = False

    def fit(self, room: Room) -> None:
        self._is_narrow = room.is_narrow
        self.sheet.fit(room)
        self._side.setVisible(bool(self.model.rowCount()) and not room.is_narrow)


class PagePicture(QWidget):
    """A page, white in both themes as paper is; without one it says so."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._page = QImage()
        self.setAccessibleName("Trang đầu của bản quét")
        look.changed.connect(self.updateGeometry)

    def show_page(self, page: QImage) -> None:
        self._page = page
        self.update()

    def has_page(self) -> bool:
        """Whether a picture is shown."""
        return not self._page.isNull()

    # Qt's own names from here on

    def sizeHint(self) -> QSize:
        width = self._look.px(PICTURE_WIDTH)
        return QSize(width, width * 297 // 210)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = self.rect().adjusted(0, 0, -1, -1)
        painter.setPen(self._look.colour("line2"))
        if self._page.isNull():
            painter.setPen(self._look.colour("text3"))
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.setFont(self._look.font())
            painter.drawText(frame, flags, "Chưa có ảnh xem trước.")
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._page.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
        page = QRect(0, 0, size.width(), size.height())
        painter.drawImage(page, self._page)
        painter.drawRect(page)
