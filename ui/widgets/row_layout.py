"""Where each heading and each row of a grouped list stands; no Qt."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from ui.theme.tokens import TokenName


@dataclass(frozen=True, slots=True)
class Group:
    """A run of ``count`` rows under a heading; without a title the rows stand alone."""

    title: str
    count: int
    aside: str = ""
    ground: TokenName = "sunken"

    @property
    def lines(self) -> int:
        return self.count + bool(self.title)


class RowLayout:
    """Turns a line of the list into a heading or the offset of a row, and back.

    ``first`` is the offset of the first row shown: a filtered list is a slice of the whole one.
    """

    def __init__(self, groups: Sequence[Group] = (), first: int = 0) -> None:
        self.groups = tuple(group for group in groups if group.count)
        self.first = first
        self._line_starts = list(accumulate((group.lines for group in self.groups), initial=0))
        self._row_starts = list(accumulate((group.count for group in self.groups), initial=first))

    @property
    def lines(self) -> int:
        return self._line_starts[-1]

    @property
    def end(self) -> int:
        """The offset after the last row."""
        return self._row_starts[-1]

    def heading_at(self, line: int) -> Group | None:
        """The group whose heading stands on this line."""
        place, within = self._find(line)
        group = self.groups[place]
        return group if group.title and within == 0 else None

    def offset_at(self, line: int) -> int | None:
        """The offset of the row on this line; None on a heading."""
        place, within = self._find(line)
        within -= bool(self.groups[place].title)
        return None if within < 0 else self._row_starts[place] + within

    def offset_from(self, line: int) -> int:
        """The offset of the first row on this line or after it."""
        offset = self.offset_at(line)
        return self._row_starts[self._find(line)[0]] if offset is None else offset

    def line_of(self, offset: int) -> int:
        """The line on which the row with this offset stands."""
        place = bisect_right(self._row_starts, offset) - 1
        return self._line_starts[place] + bool(self.groups[place].title) + offset - self._row_starts[place]

    def heading_lines(self) -> list[int]:
        return [line for line, group in zip(self._line_starts, self.groups, strict=False) if group.title]

    def _find(self, line: int) -> tuple[int, int]:
        place = bisect_right(self._line_starts, line) - 1
        return place, line - self._line_starts[place]
