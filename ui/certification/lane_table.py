"""The documents of one sitting: a row each, an empty one to go on with, and what it all comes to."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.certification import Paper, PaperKind
from app.domain.fees import CertificationFee
from app.services.certification import fee_of
from ui.certification.lane_row import (
    COUNT,
    COUNT_NARROW,
    FEE,
    INSIDE,
    NUMBER,
    NUMBER_NARROW,
    ORDINAL,
    SUM,
    SUM_NARROW,
    LaneRow,
    whole,
)
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, HEAD_HEIGHT, LANE_ROW_HEIGHT, Room, TextSize
from ui.widgets.panels import Panel
from ui.widgets.text import Text

SHOWN_ROWS, SHOWN_SHORT = 6, 3
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
HEADS = ("TT", "Số chứng thực", "Giấy tờ", "Số trang", "Số bản", "Phí một bản", "Thành tiền (đ)")
PAPER, FIRST_RIGHT, FEE_PLACE = 2, 3, 5


class LaneTable(Panel):
    """``edited`` follows each change; ``done`` Enter in the empty row: there is no further document."""

    edited = Signal()
    done = Signal()

    def __init__(self, look: Look, kinds: Sequence[PaperKind]) -> None:
        super().__init__("surface", "top")
        self._look = look
        self._kinds = kinds
        self._first_number: int | None = None
        self._rule: CertificationFee | None = None
        self._most = SHOWN_ROWS
        self._is_narrow = False
        self._heads: list[Text] = []
        self._before_total = QWidget()
        self.rows: list[LaneRow] = []
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._area = QScrollArea()
        self._copies = Text(look, is_bold=True, size=TextSize.LANE)
        self._sum = Text(look, is_bold=True, size=TextSize.LANE)
        self._lay_out()
        self.show_rows(())
        look.changed.connect(self._measure)

    def _lay_out(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._area.setWidget(self._body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header())
        column.addWidget(self._area)
        column.addWidget(self._footer())

    def _header(self) -> QWidget:
        head = _Band(self._look, "bar", HEAD_HEIGHT)
        for place, title in enumerate(HEADS):
            text = Text(self._look, title, size=TextSize.HINT, tone="text2")
            if place >= FIRST_RIGHT:
                text.setAlignment(RIGHT)
            head.row.addWidget(text, int(place == PAPER))
            self._heads.append(text)
        return head

    def _footer(self) -> QWidget:
        foot = _Band(self._look, "sunken", LANE_ROW_HEIGHT)
        total = Text(self._look, "Cộng", is_bold=True, size=TextSize.LANE)
        total.setContentsMargins(INSIDE, 0, 0, 0)
        foot.row.addWidget(self._before_total)
        foot.row.addWidget(total, 1)
        for text in (self._copies, self._sum):
            text.setAlignment(RIGHT)
            foot.row.addWidget(text)
        return foot

    def fit(self, room: Room) -> None:
        """Give the words room where there is little."""
        self._most = SHOWN_SHORT if room.is_short else SHOWN_ROWS
        self._is_narrow = room.is_narrow
        for row in self.rows:
            row.fit(room.is_narrow)
        self._measure()

    def _measure_columns(self) -> None:
        px, is_narrow = self._look.px, self._is_narrow
        number = px(NUMBER_NARROW if is_narrow else NUMBER)
        count = px(COUNT_NARROW if is_narrow else COUNT) + CELL_PADDING
        fee, total = 0 if is_narrow else px(FEE), px(SUM_NARROW if is_narrow else SUM)
        widths = (px(ORDINAL - 16), number, 0, count, count, fee, total)
        for text, width in zip(self._heads, widths, strict=True):
            if width:
                text.setFixedWidth(width)
        self._heads[1].setText("Số" if is_narrow else HEADS[1])
        self._heads[6].setText("Tiền (đ)" if is_narrow else HEADS[6])
        self._heads[PAPER].setContentsMargins(INSIDE, 0, 0, 0)
        for text in (*self._heads[FIRST_RIGHT:FEE_PLACE], self._copies):
            text.setContentsMargins(0, 0, INSIDE, 0)
        self._heads[FEE_PLACE].setVisible(not is_narrow)
        self._before_total.setFixedWidth(px(ORDINAL - 16) + number)
        self._copies.setFixedWidth(count)
        self._sum.setFixedWidth(fee + total)

    # what the table holds

    def papers(self) -> list[Paper]:
        """The documents as typed, without the empty row."""
        return [row.document() for row in self.rows if not row.is_blank]

    def texts(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(row.texts() for row in self.rows if not row.is_blank)

    def show_rows(self, texts: Sequence[tuple[str, str, str]]) -> None:
        """Show other documents, and an empty row after them."""
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for text in texts:
            self._append().fill(*text)
        self._ensure_empty()
        self._say()

    def show_price(self, rule: CertificationFee | None, first_number: int | None) -> None:
        """What a document costs and which number comes next."""
        self._rule, self._first_number = rule, first_number
        self._say()

    def add(self, kind: PaperKind) -> None:
        """One more document of this kind, on the empty row."""
        self.rows[-1].take(kind)

    def drop_current(self) -> None:
        """Take away the row with the keyboard, or the last one that holds something."""
        filled = [row for row in self.rows if not row.is_blank]
        current = next((row for row in filled if row.has_keyboard()), filled[-1] if filled else None)
        if current is None:
            return
        texts = tuple(row.texts() for row in filled if row is not current)
        self.show_rows(texts)
        self.start()
        self.edited.emit()

    def start(self) -> None:
        """Put the keyboard into the empty row."""
        self.rows[-1].paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, line: int) -> None:
        """Put the keyboard where a document is wrong."""
        filled = [row for row in self.rows if not row.is_blank]
        (filled[line] if line < len(filled) else self.rows[-1]).mark_wrong()

    def _append(self) -> LaneRow:
        row = LaneRow(self._look, self._kinds, len(self.rows) + 1)
        row.fit(self._is_narrow)
        row.edited.connect(self._hear_edit)
        row.filled.connect(self._ensure_empty)
        row.passed.connect(self.done)
        row.entered.connect(lambda: self._area.ensureWidgetVisible(row, 0, 0))
        self._column.insertWidget(len(self.rows), row)
        row.show()  # a layout shows it a moment later, and the next key would pass it by
        self.rows.append(row)
        if len(self.rows) > 1:  # Enter goes from the copies of a document to the next one
            before = self.rows[-2].copies
            for edit in (row.paper, row.pages, row.copies):
                QWidget.setTabOrder(before, edit)
                before = edit
        self._measure()
        return row

    def _ensure_empty(self) -> None:
        if not self.rows or not self.rows[-1].is_blank:
            self._append()
        self._say()

    def _hear_edit(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        total, number = 0, self._first_number
        for ordinal, row in enumerate(self.rows, 1):
            row.show_number(number, ordinal)
            fee = self._fee_of(row)
            row.show_fee(self._rule, fee)
            if not row.is_blank:
                total += fee
                number = None if number is None else number + 1
        papers = self.papers()
        self._copies.setText(str(sum(paper.copies for paper in papers)) if papers else "")
        self._sum.setText(whole(total) if papers else "")

    def _fee_of(self, row: LaneRow) -> int:
        return 0 if self._rule is None or row.is_blank else fee_of(row.document(), self._rule)

    def _measure(self) -> None:
        self._measure_columns()
        shown = max(1, min(len(self.rows), self._most))
        self._area.setFixedHeight(shown * self._look.px(LANE_ROW_HEIGHT))


class _Band(QWidget):
    """A row of words over or under the documents."""

    def __init__(self, look: Look, ground: str, height: int) -> None:
        super().__init__()
        self._look = look
        self._ground = ground
        self._height = height
        look.changed.connect(self._measure)
        self._measure()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(16, 0, 16, 0)
        self.row.setSpacing(0)

    def _measure(self) -> None:
        self.setFixedHeight(self._look.px(self._height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour("bar" if self._ground == "bar" else "sunken"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._look.colour("line"))
