"""The smaller parts: tabs, figures, the day strip, progress, sections, words."""

from datetime import date
from itertools import chain
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.deadline import StripDay
from app.progress import Progress
from ui.tasks import TaskRunner
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import Room
from ui.theme.tokens import LIGHT
from ui.widgets.day_strip import CELL_WIDTH, GAP, DayStrip
from ui.widgets.figures import Figure, FigureStrip
from ui.widgets.fold_line import FoldLine
from ui.widgets.key_button import KeyButton
from ui.widgets.progress_strip import ProgressStrip, progress_words
from ui.widgets.sections import SectionHead, ValueRow
from ui.widgets.tab_strip import Tab, TabStrip
from ui.widgets.text import ShapeLabel, Text

USED, STOPPED, LEFT = StripDay(date(2026, 11, 2), 1, False), StripDay(date(2026, 11, 3), 0, True), 0.0
DAYS = (USED, STOPPED, StripDay(date(2026, 11, 4), 0.5, False), StripDay(date(2026, 11, 5), LEFT, False))


@pytest.fixture
def tabs(look: Look, qtbot) -> TabStrip:
    tabs = TabStrip(look, "Lọc theo hạn")
    qtbot.addWidget(tabs)
    late = Mark("shape-alert", "late", is_bold=True)
    tabs.show_tabs([Tab("Đang xử lý", 24), Tab("Quá hạn", 1, late), Tab("Thu phí")])
    tabs.show()
    return tabs


def test_new_counts_keep_the_current_tab_and_call_nobody(tabs: TabStrip) -> None:
    tabs.setCurrentIndex(1)
    called: list[int] = []
    tabs.currentChanged.connect(called.append)
    tabs.show_tabs([Tab("Đang xử lý", 23), Tab("Quá hạn", 0), Tab("Thu phí")])
    assert tabs.currentIndex() == 1
    assert called == []


def test_arrows_move_along_the_tabs(tabs: TabStrip) -> None:
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1


def test_a_tab_is_spoken_with_its_count(tabs: TabStrip) -> None:
    assert tabs.accessibleTabName(1) == "Quá hạn 1"


def test_a_tab_makes_room_for_its_shape_and_count(tabs: TabStrip, look: Look) -> None:
    width = tabs.tabSizeHint(1).width()
    tabs.show_tabs([Tab("Đang xử lý"), Tab("Quá hạn"), Tab("Thu phí")])
    assert tabs.tabSizeHint(1).width() < width
    look.scale(140)
    assert tabs.tabSizeHint(1).height() == 49


def test_figures_are_spoken_in_one_sentence(look: Look, qtbot) -> None:
    strip = FigureStrip(look)
    qtbot.addWidget(strip)
    strip.show_figures([Figure("63", "nhận hôm nay"), Figure("98,6 %", "đúng hạn tháng này")])
    assert strip.accessibleName() == "63 nhận hôm nay; 98,6 % đúng hạn tháng này"


def test_figures_are_lower_in_a_short_window(look: Look, qtbot) -> None:
    strip = FigureStrip(look)
    qtbot.addWidget(strip)
    height = strip.sizeHint().height()
    strip.fit(Room(is_narrow=False, is_short=True))
    assert strip.sizeHint().height() < height


def test_a_day_is_filled_as_far_as_it_is_used(look: Look, qtbot) -> None:
    strip = DayStrip(look)
    qtbot.addWidget(strip)
    strip.show_days(DAYS, "Đã dùng 1,5 trong 3 ngày làm việc")
    strip.resize(strip.sizeHint())
    image = strip.grab().toImage()

    def is_inked(day: int, part: float) -> bool:
        left = day * (CELL_WIDTH + GAP) + round(CELL_WIDTH * part)
        return image.pixelColor(QPoint(left, 6)).name().upper() == LIGHT.text2

    assert [is_inked(day, part) for day in (0, 2, 3) for part in (0.3, 0.8)] == [
        *(True, True),
        *(True, False),
        *(False, False),
    ]


def test_a_long_term_shrinks_its_cells(look: Look, qtbot) -> None:
    strip = DayStrip(look)
    qtbot.addWidget(strip)
    strip.show_days([USED] * 60, "60 ngày")
    assert strip.minimumSizeHint().width() < 500 < strip.sizeHint().width()


@pytest.mark.parametrize(
    ("progress", "seconds", "words"),
    [
        (Progress("Đang gửi"), 9, "Đang gửi"),
        (Progress("Đang gửi", 3, 20), 1, "Đang gửi 3 trong 20"),
        (Progress("Đang gửi", 5, 20), 10, "Đang gửi 5 trong 20, còn khoảng 30 giây"),
        (Progress("Đang gửi", 1, 20), 10, "Đang gửi 1 trong 20, còn khoảng 3 phút"),
    ],
)
def test_progress_says_count_and_time_left(progress: Progress, seconds: float, words: str) -> None:
    assert progress_words(progress, seconds) == words


def test_progress_shows_only_for_slow_work_and_stops_it(look: Look, qtbot) -> None:
    page = QWidget()
    strip = ProgressStrip(look)
    QVBoxLayout(page).addWidget(strip)
    qtbot.addWidget(page)
    page.show()
    runner, may_end = TaskRunner(), Event()
    task = runner.start(lambda report: (may_end.wait(60), report(Progress("Đang gửi", 1, 2))))
    strip.watch(task, "Đang nối với cấp trên")
    assert strip.isHidden()
    qtbot.waitUntil(strip.isVisible)
    with qtbot.waitSignal(task.stopped):
        strip.findChild(KeyButton).click()
        may_end.set()
    assert strip.isHidden()
    runner.close()


def test_a_state_is_a_shape_and_a_word(look: Look, qtbot) -> None:
    label = ShapeLabel(look)
    qtbot.addWidget(label)
    label.show_state(Mark("shape-alert", "late", is_bold=True), "Quá 5 giờ 17")
    colours = {
        label.grab().toImage().pixelColor(x, y).name().upper()
        for x, y in chain.from_iterable([(x, y) for y in range(2, 16)] for x in range(12))
    }
    assert LIGHT.late in colours
    assert label.text() == "Quá 5 giờ 17"


def test_words_follow_the_scale(look: Look, qtbot) -> None:
    text = Text(look, "Đã lưu trên máy này.")
    qtbot.addWidget(text)
    look.scale(120)
    assert text.font().pixelSize() == 16


def test_words_are_never_read_as_markup(look: Look, qtbot) -> None:
    text = Text(look, "<b>Giàng</b>")
    qtbot.addWidget(text)
    assert text.textFormat() is Qt.TextFormat.PlainText


def test_a_folded_section_says_its_content(look: Look, qtbot) -> None:
    line = FoldLine(look, "Người nộp", "Alt+1")
    qtbot.addWidget(line)
    line.show_content("•••• 3412", "shape-tick", "ok")
    assert line.accessibleName() == "Người nộp: •••• 3412"
    assert line.shortcut().toString() == "Alt+1"
    assert not line.grab().isNull()


def test_sections_are_ruled_below(look: Look, qtbot) -> None:
    for part in (SectionHead(look, "Người nộp", "2 hồ sơ"), ValueRow(look, "Lệ phí", "0 đ")):
        qtbot.addWidget(part)
        part.resize(300, part.sizeHint().height())
        image = part.grab().toImage()
        assert image.pixelColor(150, part.height() - 1).name().upper() == LIGHT.line
