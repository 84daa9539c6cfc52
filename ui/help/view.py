"""The help as it is seen: the self-test at the left; the bundle and what is left of a crash at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from ui.help.line_list import LineList
from ui.help.words import ABOUT_BUNDLE, ABOUT_TRAINING, INTRODUCTION, NO_REPORT, Row
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.sections import SectionHead
from ui.widgets.text import ShapeLabel, Text

SHARES = (3, 2)
TEXT_HEIGHT = 260


class HelpDesk(Desk):
    """Shows what it is handed and says what is wanted."""

    shown = Signal()

    def __init__(self, look: Look, about: str, door: QWidget | None = None) -> None:
        super().__init__(look, "Trợ giúp")
        self.top.add_title(self.title)
        self.top.add_subject(about)
        self.top.add_stretch()
        self.test = KeyButton(look, "Ctrl+T", "Kiểm tra máy", kind=Kind.PRIMARY)
        self.top.add(self.test)
        self.sum = ShapeLabel(look, wraps=True)
        self.lines = LineList(look)
        self.save = KeyButton(look, "Ctrl+S", "Lưu gói trợ giúp…")
        self.saved = ShapeLabel(look, wraps=True)
        self.report = ShapeLabel(look, wraps=True)
        self.view = KeyButton(look, "", "Xem")
        self.keep = KeyButton(look, "", "Lưu cho quản trị…")
        self.dismiss = KeyButton(look, "", "Bỏ qua")
        self.text = QPlainTextEdit(readOnly=True)
        self.training = door
        self._lay_out()

    def _lay_out(self) -> None:
        halves = QHBoxLayout(self)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(0)
        halves.addWidget(self._left_half(), SHARES[0])
        halves.addWidget(_scrolling(self._right_half()), SHARES[1])

    def _left_half(self) -> QWidget:
        half = Panel("surface", "right")
        column = _column(half)
        column.addWidget(SectionHead(self.look, "Kiểm tra máy"))
        column.addWidget(Text(self.look, INTRODUCTION, tone="text2", wraps=True))
        column.addWidget(self.sum)
        column.addWidget(self.lines, 1)
        self.sum.hide()
        return half

    def _right_half(self) -> QWidget:
        half = Panel("window")
        column = _column(half)
        column.addWidget(SectionHead(self.look, "Gói trợ giúp"))
        column.addWidget(Text(self.look, ABOUT_BUNDLE, tone="text2", wraps=True))
        column.addLayout(_row(self.save))
        column.addWidget(self.saved)
        column.addSpacing(CELL_PADDING)
        column.addWidget(SectionHead(self.look, "Lần dừng đột ngột"))
        column.addWidget(self.report)
        column.addLayout(_row(self.view, self.keep, self.dismiss))
        column.addWidget(self.text)
        if self.training is not None:
            column.addSpacing(CELL_PADDING)
            column.addWidget(SectionHead(self.look, "Tập huấn"))
            column.addWidget(Text(self.look, ABOUT_TRAINING, tone="text2", wraps=True))
            column.addLayout(_row(self.training))
        column.addStretch(1)
        self.saved.hide()
        self.text.hide()
        self.text.setAccessibleName("Nội dung báo cáo lỗi")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.look.px(TEXT_HEIGHT))
        return half

    def show_rows(self, rows: Sequence[Row]) -> None:
        """The lines of the self-test as they stand."""
        self.lines.show_rows(rows)

    def show_sum(self, mark: Mark, words: str) -> None:
        """How the self-test stands as a whole."""
        self.sum.show_state(mark, words)
        self.sum.show()

    def show_saved(self, mark: Mark, words: str) -> None:
        """Whether the bundle was written, and where."""
        self.saved.show_state(mark, words)
        self.saved.show()

    def show_report(self, mark: Mark, words: str, *, is_there: bool, is_new: bool) -> None:
        """The newest report, or that there is none."""
        self.report.show_state(mark, words or NO_REPORT)
        self.view.setVisible(is_there)
        self.keep.setVisible(is_there)
        self.dismiss.setVisible(is_new)

    def show_text(self, text: str) -> None:
        """The report itself, or "" to put it away."""
        self.text.setPlainText(text)
        self.text.setVisible(bool(text))
        self.view.say("Thôi xem" if text else "Xem")

    def enter(self) -> None:
        self.shown.emit()
        self.test.setFocus()


def _scrolling(half: QWidget) -> QScrollArea:
    """A short window cuts no sentence."""
    area = QScrollArea()
    area.setWidget(half)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _column(half: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(half)
    column.setContentsMargins(EDGE, 12, EDGE, 12)
    column.setSpacing(CELL_PADDING)
    return column


def _row(*buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(CELL_PADDING)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
