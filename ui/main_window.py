"""The frame of the program: screens at the left, one desk at a time, messages and the status bar.

It knows desks by their ``Desk`` face only, and no service at all.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui.status_line import StatusLine
from ui.theme.look import Look
from ui.theme.measures import SMALLEST_WINDOW, Room, room_of
from ui.widgets.desk import Desk
from ui.widgets.message_bar import Message, MessageBar
from ui.widgets.nav import Nav, Person
from ui.widgets.nav_button import NavItem
from ui.widgets.panels import Panel
from ui.widgets.shortcuts import hear
from ui.widgets.status_bar import StatusBar

BOARD, RECEPTION, DOSSIERS = "board", "reception", "dossiers"
CERTIFICATION, DAY_CLOSE = "certification", "day_close"
REPORTS = "reports"
GROUPS, QUEUE = "groups", "queue"
APPLICANTS = "applicants"
EXCHANGE, MACHINE, HELP = "exchange", "machine", "help"

NAV_ITEMS = (
    NavItem(BOARD, "Bàn làm việc", "house", "Ctrl+1"),
    NavItem(RECEPTION, "Tiếp nhận", "inbox", "F2"),
    NavItem(CERTIFICATION, "Chứng thực", "stamp", "Ctrl+2"),
    NavItem(DOSSIERS, "Hồ sơ", "folder-open", "Ctrl+3"),
    NavItem(APPLICANTS, "Người dân", "users", "Ctrl+4"),
    NavItem(QUEUE, "Xếp hàng", "ticket", "Ctrl+5"),
    NavItem(REPORTS, "Báo cáo", "chart-column", "Ctrl+8"),
    NavItem(DAY_CLOSE, "Đối soát", "list-checks", "Ctrl+9"),
    NavItem(EXCHANGE, "Đồng bộ", "refresh-cw", "Ctrl+0", starts_part=True),
    NavItem(MACHINE, "Quản trị máy", "settings"),
    NavItem(HELP, "Trợ giúp", "circle-help", "Shift+F1"),
)

# Screens that are reached from another one stand in the list under its name.
SHOWN_UNDER = {GROUPS: RECEPTION}


class MainWindow(QMainWindow):
    """Holds the desks; ``desk_shown`` tells which one came to the front, ``lock_asked`` that one leaves."""

    desk_shown = Signal(str)
    lock_asked = Signal()
    message_acted = Signal(str)

    def __init__(
        self, look: Look, title: str, items: Sequence[NavItem] = NAV_ITEMS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._desks: dict[str, Desk] = {}
        self._tops = QStackedWidget()
        self._bodies = QStackedWidget()
        self.nav = Nav(look, items)
        self.messages = MessageBar(look)
        self.status = StatusBar(look)
        self.setWindowTitle(title)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._tops.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = _stack(self._tops, self.messages, self._bodies)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.nav)
        middle.addLayout(column, 1)
        frame = Panel("window")
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(middle, 1)
        rows.addWidget(self.status)
        self.setCentralWidget(frame)

    def _connect(self) -> None:
        self.nav.chosen.connect(self.show_desk)
        self.nav.lock_asked.connect(self.lock_asked)
        self.messages.acted.connect(self.message_acted)
        hear(QKeySequence.StandardKey.ZoomIn, "Chữ lớn hơn", self, self._look.larger, repeats=True)
        hear(QKeySequence.StandardKey.ZoomOut, "Chữ nhỏ hơn", self, self._look.smaller, repeats=True)
        self._look.changed.connect(self._measure)
        self._measure()

    def add_desk(self, name: str, desk: Desk) -> None:
        """Put a desk behind its entry in the list of screens."""
        self._desks[name] = desk
        self._tops.addWidget(desk.top)
        self._bodies.addWidget(desk)
        desk.fit(self._room())

    def show_desk(self, name: str) -> None:
        """Bring a desk to the front."""
        desk = self._desks[name]
        self._tops.setCurrentWidget(desk.top)
        self._bodies.setCurrentWidget(desk)
        self._fit_top()
        self.nav.show_current(SHOWN_UNDER.get(name, name))
        desk.enter()
        self.desk_shown.emit(name)

    def front(self) -> Desk | None:
        """The desk in front; none before the first was shown."""
        shown = self._bodies.currentWidget()
        return shown if isinstance(shown, Desk) else None

    def show_message(self, message: Message) -> None:
        self.messages.show_message(message)

    def show_status(self, line: StatusLine) -> None:
        self.status.show_line(line)
        self.nav.set_count(EXCHANGE, line.waiting)

    def show_person(self, person: Person) -> None:
        self.nav.show_person(person)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _measure(self) -> None:
        """No smaller than its type needs; ``Look.fit`` sees that this is no larger than the screen."""
        width, height = SMALLEST_WINDOW
        self.setMinimumSize(self._look.px(width), self._look.px(height))
        self._fit()

    def _fit(self) -> None:
        room = self._room()
        self.nav.fit(room)
        self.status.fit(room)
        for desk in self._desks.values():
            desk.fit(room)
        self._fit_top()

    def _fit_top(self) -> None:
        """The strip on top is as high as the top bar of the desk in front."""
        top = self._tops.currentWidget()
        if top is not None:
            self._tops.setFixedHeight(top.minimumHeight())

    def _room(self) -> Room:
        return room_of(self.width(), self.height(), self._look.percent)


def _stack(*parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    column.setStretch(len(parts) - 1, 1)
    return column
