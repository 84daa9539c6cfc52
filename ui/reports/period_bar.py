"""Which period is shown: one of the office's, or two days typed."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.domain.clock import LAST_YEAR
from app.domain.report_periods import NamedPeriod
from app.domain.reporting import Period
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, Room
from ui.widgets.inputs import ChoiceBox
from ui.widgets.text import Text

OWN = "Tự chọn ngày"
DAY = "%d/%m/%Y"
WRONG = f"Ngày ghi như 15/10/2026, không quá năm {LAST_YEAR}, ngày đầu không sau ngày cuối."
BOX_WIDTH, DAY_WIDTH = 270, 92
DAY_PADDING = 24  # around what is typed: the frame's and the style's, which do not grow


class PeriodBar(QWidget):
    """``chosen`` carries a period as soon as both days are days."""

    chosen = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._periods: tuple[NamedPeriod, ...] = ()
        self.box = ChoiceBox()
        self.box.setAccessibleName("Kỳ")
        self.first, self.last = QLineEdit(), QLineEdit()
        self.wrong = Text(look, tone="late", is_cut=True)
        self._between = Text(look, "đến", tone="text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(CELL_PADDING)
        for part in (self.box, self.first, self._between, self.last):
            row.addWidget(part)
        row.addWidget(self.wrong, 1)
        for edit, name in ((self.first, "Từ ngày"), (self.last, "Đến ngày")):
            edit.setAccessibleName(name)
            edit.editingFinished.connect(self._take_days)
        self.box.activated.connect(self._take_choice)
        look.changed.connect(self._measure)
        self._measure()

    def offer(self, periods: Sequence[NamedPeriod]) -> None:
        """Offer these, the first of them chosen; on another day the one that was, and days typed stay."""
        place = max(0, self.box.currentIndex())
        self._periods = tuple(periods)
        self.box.clear()
        self.box.addItems([each.words for each in self._periods] + [OWN])
        self.box.setCurrentIndex(place)
        if place < len(self._periods):
            self._write(self._periods[place].period)

    def period(self) -> Period | None:
        """What the two days say; None while they are none."""
        first, last = _day(self.first.text()), _day(self.last.text())
        return Period(first, last) if first and last and first <= last else None

    def fit(self, room: Room) -> None:
        self.box.setMaximumWidth(self._look.px(170 if room.is_narrow else BOX_WIDTH))

    def _take_choice(self, place: int) -> None:
        if place < len(self._periods):
            self._write(self._periods[place].period)
            self._announce()
        else:
            self.first.setFocus()
            self.first.selectAll()

    def _take_days(self) -> None:
        period = self.period()
        known = [each.period for each in self._periods]
        self.box.setCurrentIndex(known.index(period) if period in known else len(known))
        self._announce()

    def _announce(self) -> None:
        period = self.period()
        self.wrong.setText("" if period else WRONG)
        if period:
            self.chosen.emit(period)

    def _write(self, period: Period) -> None:
        self.wrong.setText("")
        self.first.setText(f"{period.first:{DAY}}")
        self.last.setText(f"{period.last:{DAY}}")

    def _measure(self) -> None:
        self.box.setFixedWidth(self._look.px(BOX_WIDTH))
        for edit in (self.first, self.last):
            edit.setFixedWidth(self._look.px_around(DAY_WIDTH, DAY_PADDING))


def _day(text: str) -> date | None:
    try:
        day = datetime.strptime(text.strip(), DAY).date()
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None
