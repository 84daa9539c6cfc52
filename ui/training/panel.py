"""The missions at the right of training's window: the list, or the one at hand; folded it is gone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.measures import EDGE, TextSize
from ui.training.mission_page import MissionPage
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.side_list import SideList, SideRow
from ui.widgets.text import Text

WIDTH = 288
GAP = 8
HINT = "Chọn bằng phím mũi tên, Enter để bắt đầu."


class MissionPanel(Panel):
    """``begun`` carries a mission's number; ``folded`` tells that the room for the desks is another."""

    begun = Signal(object)
    folded = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("surface", "left")
        self._look = look
        self.is_folded = False
        self._numbers: list[object] = []
        self.setAccessibleName("Nhiệm vụ tập huấn")
        self.fold = KeyButton(look, "F12", "Gập nhiệm vụ", hears_key=False)  # the window hears it, folded too
        self.list = SideList(look, "Các nhiệm vụ", "surface", shows_choice=True)
        self.sum = Text(look, wraps=True, is_bold=True)
        self.goal = Text(look, tone="text2", wraps=True)
        self.begin = KeyButton(look, "Enter", "Bắt đầu", kind=Kind.PRIMARY)
        self.certificate = KeyButton(look, "", "In giấy chứng nhận")
        self.certificate.hide()  # until it is read that it was earned
        self.page = MissionPage(look)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._measure()

    def _lay_out(self) -> None:
        self._choice = QWidget()
        column = _column(self._choice)
        column.addWidget(Text(self._look, "Nhiệm vụ", size=TextSize.TITLE, is_bold=True))
        column.addWidget(Text(self._look, HINT, tone="text2", wraps=True))
        column.addWidget(self.list, 1)
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.sum)
        column.addWidget(self.goal)
        column.addWidget(self.certificate, 0, Qt.AlignmentFlag.AlignLeft)
        self._pages.addWidget(self._choice)
        self._pages.addWidget(_scrolling(self.page))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, GAP)  # beside the hairline
        outer.addWidget(self._pages, 1)
        outer.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)

    def _connect(self) -> None:
        self.list.opened.connect(self.begun)
        self.begin.clicked.connect(lambda: self.begun.emit(self.list.current_value()))
        self.fold.clicked.connect(self.turn)
        self._look.changed.connect(self._measure)

    def show_missions(self, rows: Sequence[SideRow], sum_: str, goal: str, *, has_passed: bool) -> None:
        """The list, with the first mission that is still to be done chosen."""
        before = self.list.currentRow()
        self._numbers = [row.value for row in rows]
        self.list.show_rows(rows)
        self.list.setCurrentRow(max(0, before))
        self.sum.setText(sum_)
        self.goal.setText(goal)
        self.goal.setVisible(not has_passed)
        self.certificate.setVisible(has_passed)

    def choose(self, number: object) -> None:
        """Mark a mission, for whoever goes on with the next one."""
        if number in self._numbers:
            self.list.setCurrentRow(self._numbers.index(number))

    def show_list(self) -> None:
        self._pages.setCurrentIndex(0)

    def show_mission(self) -> None:
        self._pages.setCurrentIndex(1)

    @property
    def shows_mission(self) -> bool:
        """Whether the one at hand is in front."""
        return self._pages.currentIndex() == 1

    def set_folded(self, is_folded: bool) -> None:
        """Take it away, or show it again."""
        if is_folded != self.is_folded:
            self.turn()

    def turn(self) -> None:
        """The other way round."""
        self.is_folded = not self.is_folded
        self.setVisible(not self.is_folded)
        self.folded.emit()

    def _measure(self) -> None:
        self.setFixedWidth(self._look.px(WIDTH))


def _column(holder: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(holder)
    column.setContentsMargins(EDGE - 4, 10, EDGE - 4, 0)
    column.setSpacing(GAP)
    return column


def _scrolling(page: QWidget) -> QScrollArea:
    """A short window cuts no step."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
