"""What a clerk has chosen so far between two desks' values; nothing of it is in the books yet."""

from collections.abc import Mapping
from typing import Any

from app.services.field_words import NEEDED, value_words
from ui.exchange.comparison import Comparison, Differing

NOT_CHOSEN = "Chưa chọn"
# Two remarks rarely exclude each other: what is offered to be typed begins with both.
JOINED = frozenset({"note", "content"})


class Choosing:
    """The result of each field that differs, as far as there is one."""

    def __init__(self, shown: Comparison) -> None:
        self.shown = shown
        self._taken: dict[str, Any] = {}
        self._sides: dict[str, int] = {}

    @property
    def taken(self) -> Mapping[str, Any]:
        """Results by field."""
        return dict(self._taken)

    def side_of(self, row: Differing) -> int | None:
        """Which side a row's result is taken from."""
        return self._sides.get(row.name)

    def take(self, row: Differing, side: int) -> None:
        self._taken[row.name] = row.cells[side]
        self._sides[row.name] = side

    def write(self, row: Differing, text: str) -> bool:
        """A third result; False where this field cannot hold it. One side's own words are that side's."""
        if not row.may_write or (row.name in NEEDED and not text.strip()):
            return False
        self._sides.pop(row.name, None)
        self._taken[row.name] = text.strip()
        if text.strip() in row.cells:
            self.take(row, row.cells.index(text.strip()))
        return True

    def result_words(self, row: Differing) -> str:
        """What the books will have."""
        if row.name not in self._taken:
            return NOT_CHOSEN
        side = self.side_of(row)
        return value_words(row.name, self._taken[row.name]) if side is None else row.values[side]

    def first_text(self, row: Differing) -> str:
        """What typing a third result begins with."""
        if row.name in self._taken:
            return str(self._taken[row.name] or "")
        cells = [str(cell) for cell in row.cells if cell]
        return "; ".join(cells) if row.name in JOINED else (cells or [""])[0]

    def left(self) -> list[Differing]:
        """The rows without a result."""
        return [row for row in self.shown.rows if row.name not in self._taken]

    def next_left(self, after: int) -> int:
        """The place of the next row without a result, or the same place when none is left."""
        places = [n for n, row in enumerate(self.shown.rows) if row.name not in self._taken]
        return next((n for n in places if n > after), places[0] if places else after)
