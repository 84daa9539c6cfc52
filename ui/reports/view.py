"""The page of figures: the period, its strip, a chart beside the table behind it, and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.services.reports import Report
from app.storage.report_rows import By
from ui.reports.charts import BarChart, ColumnChart
from ui.reports.figure_grid import FigureGrid, GridRow
from ui.reports.period_bar import PeriodBar
from ui.reports.words import PARTS, RECEIVED_PART, Tab, bars_of, group_columns, group_rows, head_figures
from ui.theme.look import Look
from ui.theme.measures import EDGE, Room
from ui.widgets import tab_strip
from ui.widgets.figures import FigureStrip
from ui.widgets.key_button import KeyButton
from ui.widgets.paged_model import Column
from ui.widgets.panels import FooterBar, Panel, TopBar
from ui.widgets.tab_strip import TabStrip
from ui.widgets.text import Text

TABS_LEFT = 8
CHART_SHARE, GRID_SHARE = 4, 5
NOTHING = "Kỳ này chưa có hồ sơ. Xin chọn kỳ khác ở trên."
ASIDE = "Chờ bổ sung, trả lại, rút tính vào đúng hạn"
OVER_RECEIVED = "Tỷ lệ tính trên hồ sơ đã nhận"


class ReportView(Panel):
    """Shows what it is handed; ``head`` belongs into the window's top strip.

    ``opened`` carries the line of the report and the column whose figure was opened.
    """

    tab_chosen = Signal(object)
    opened = Signal(object, int)
    choices_changed = Signal()
    print_asked = Signal()
    export_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("window")
        self.look = look
        self._is_small = False
        self._wants_chart = False
        self.head = TopBar(look)
        self.period = PeriodBar(look)
        self.figures = FigureStrip(look)
        self.tabs = TabStrip(look, "Số liệu theo")
        self.bars = BarChart(look, "Biểu đồ theo nhóm")
        self.columns = ColumnChart(look, "Biểu đồ theo giờ nhận")
        self.grid = FigureGrid(look, "Bảng số liệu")
        self.remark = Text(look, tone="text2", is_cut=True)
        self.aside, self.over = QCheckBox(ASIDE), QCheckBox(OVER_RECEIVED)
        self.options = Panel("surface", "bottom")
        self.footer = FooterBar(look)
        self.chart_key = KeyButton(look, "Ctrl+B", "Biểu đồ")
        self.print_key = KeyButton(look, "Ctrl+P", "In biểu")
        self.export_key = KeyButton(look, "Ctrl+E", "Xuất Excel")
        self.open_key = KeyButton(look, "Enter", "Mở danh sách")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.head.add_title("Báo cáo")
        self.head.add(self.period, gap=8)
        self.head.add_stretch()
        self.tabs.show_tabs([tab_strip.Tab(tab.value) for tab in Tab])
        strip = Panel("window", "bottom")
        row = QHBoxLayout(strip)
        row.setContentsMargins(TABS_LEFT, 0, EDGE, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        options = QHBoxLayout(self.options)
        options.setContentsMargins(EDGE, 6, EDGE, 6)
        options.setSpacing(EDGE)
        for box in (self.aside, self.over):
            options.addWidget(box)
        options.addStretch(1)
        body = QWidget()
        halves = QVBoxLayout(body)
        halves.setContentsMargins(0, 0, 0, 0)
        halves.setSpacing(0)
        for chart in (self.bars, self.columns):
            halves.addWidget(chart, CHART_SHARE)
        halves.addWidget(self.options)
        halves.addWidget(self.grid, GRID_SHARE)
        self.footer.row.addWidget(self.remark, 1)
        for key in (self.chart_key, self.print_key, self.export_key, self.open_key):
            self.footer.add(key)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.figures, strip, body, self.footer):
            column.addWidget(part)
        column.setStretch(2, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _place: self.tab_chosen.emit(self.tab()))
        self.grid.opened.connect(self.opened)
        self.open_key.clicked.connect(self.grid.open_current)
        self.print_key.clicked.connect(self.print_asked)
        self.export_key.clicked.connect(self.export_asked)
        self.chart_key.clicked.connect(self._turn_over)
        for box in (self.aside, self.over):
            box.clicked.connect(lambda _is_checked: self.choices_changed.emit())

    def tab(self) -> Tab:
        """What is shown."""
        return tuple(Tab)[max(0, self.tabs.currentIndex())]

    def show_report(self, shown: Report) -> None:
        """A period by one thing: chart and table."""
        self.figures.show_figures(head_figures(shown.total.figures))
        is_hours = shown.by is By.HOUR
        chart = self.columns if is_hours else self.bars
        chart.show_bars(RECEIVED_PART if is_hours else PARTS, bars_of(shown))
        self._show_grid(group_columns(shown.by), group_rows(shown), can_open=True)
        self._arrange()

    def show_table(
        self, columns: Sequence[Column[GridRow]], rows: Sequence[GridRow], *, can_open: bool
    ) -> None:
        """A table without a chart."""
        self._show_grid(columns, rows, can_open=can_open)
        self._arrange()

    def _show_grid(
        self, columns: Sequence[Column[GridRow]], rows: Sequence[GridRow], *, can_open: bool
    ) -> None:
        self.grid.show_rows(columns, rows, NOTHING)
        self.open_key.setVisible(can_open)

    def _turn_over(self) -> None:
        self._wants_chart = not self._wants_chart
        self._arrange()

    def _arrange(self) -> None:
        """In a small window the chart and its table take turns."""
        tab = self.tab()
        has_chart = tab not in (Tab.FORM, Tab.INDEX)
        shows_chart = has_chart and (self._wants_chart or not self._is_small)
        self.bars.setVisible(shows_chart and tab is not Tab.HOUR)
        self.columns.setVisible(shows_chart and tab is Tab.HOUR)
        self.grid.setVisible(not (self._is_small and shows_chart))
        self.chart_key.setVisible(has_chart and self._is_small)
        self.chart_key.say("Xem bảng" if self._wants_chart else "Biểu đồ")
        self.options.setVisible(tab is Tab.FORM)
        self.print_key.setVisible(tab is Tab.FORM)

    # what the desk asks

    def fit(self, room: Room) -> None:
        self._is_small = room.is_narrow or room.is_short
        self.head.fit(room)
        self.period.fit(room)
        self.figures.fit(room)
        self.footer.fit(room)
        self._arrange()

    def enter(self) -> None:
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)
