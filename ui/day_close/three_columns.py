"""Papers, records and acknowledgements of a day side by side, and in a word whether they are one."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.domain.day_close import Reconciliation
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import CELL_PADDING, EDGE, Room, TextSize
from ui.widgets.panels import Panel
from ui.widgets.text import ShapeLabel, Text

TITLES = ("Giấy đã in", "Bản ghi trên máy", "Cấp trên đã nhận")
EVEN, MISSING = Mark("check", "ok", is_bold=True), Mark("shape-alert", "late", is_bold=True)
WAITING = Mark("package", "text2")


class ThreeColumns(Panel):
    """One column a figure; under it what is missing there, or what only waits."""

    def __init__(self, look: Look) -> None:
        super().__init__("surface", "bottom")
        self._columns = [_Column(look, title, is_first=place == 0) for place, title in enumerate(TITLES)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 1)
        row.setSpacing(0)
        for column in self._columns:
            row.addWidget(column, 1)

    def show_figures(self, found: Reconciliation) -> None:
        """Say the three figures and how they stand to each other."""
        printed, recorded, acknowledged = self._columns
        unprinted = sum(item.is_recorded and not item.is_printed for item in found.missing)
        lost = sum(not item.is_recorded for item in found.missing)
        printed.show_count(found.printed, *_verdict(unprinted, "chưa in"))
        recorded.show_count(found.recorded, *_verdict(lost, "giấy không có bản ghi"))
        returned = found.recorded - found.acknowledged - found.waiting
        if returned > 0:
            acknowledged.show_count(found.acknowledged, MISSING, f"{returned} bị trả lại")
        elif found.waiting:
            acknowledged.show_count(found.acknowledged, WAITING, f"{found.waiting} chờ cấp trên xác nhận")
        else:
            acknowledged.show_count(found.acknowledged, EVEN, "Đủ")

    def fit(self, room: Room) -> None:
        for column in self._columns:
            column.fit(room)


class _Column(Panel):
    def __init__(self, look: Look, title: str, *, is_first: bool) -> None:
        super().__init__("surface", "" if is_first else "left")
        self._title = title
        self._words = Text(look, title, is_bold=True)
        self._count = Text(look, "–", size=TextSize.BOOK, is_bold=True)
        self._state = ShapeLabel(look)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, CELL_PADDING, CELL_PADDING, CELL_PADDING)
        column.setSpacing(2)
        for part in (self._words, self._count, self._state):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)

    def show_count(self, count: int, mark: Mark, words: str) -> None:
        self._count.setText(f"{count:,}".replace(",", "."))
        self._state.show_state(mark, words)
        self.setAccessibleName(f"{self._title}: {count}, {words}")

    def fit(self, room: Room) -> None:
        margin = 4 if room.is_short else CELL_PADDING
        layout: QVBoxLayout = self.layout()  # type: ignore[assignment]
        layout.setContentsMargins(EDGE, margin, CELL_PADDING, margin)


def _verdict(missing: int, words: str) -> tuple[Mark, str]:
    return (MISSING, f"{missing} {words}") if missing else (EVEN, "Đủ")
