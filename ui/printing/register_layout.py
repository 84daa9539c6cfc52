"""Which lines of a register stand on which page: measured once, in runs, so that totals know their page.

A run of lines is laid out on paper without an end, where each line shows its height; pages are then filled
by sums. What is in memory is one run or one page, however thick the book.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtGui import QTextTable

from app.catalogue.pack import FormTemplate
from app.domain.register import RegisterLine, RegisterSum, sum_of
from app.printing.register import RegisterPage, page_html
from ui.printing.print_document import UNITS_PER_MM, FormDocument, paper_of

RUN = 30
ROUNDING = 1 * UNITS_PER_MM


class NoTableOfLines(LookupError):
    """Our bug: a wording without its table of lines passed the checks."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a page leaves for lines, and what the last one does above its signatures."""

    usual: float
    last: float


def heights_of(lines: Sequence[RegisterLine], blank: RegisterPage, template: FormTemplate) -> Iterator[float]:
    """The height of each line, a run of lines at each step."""
    for start in range(0, len(lines), RUN):
        yield from _measured(replace(blank, lines=lines[start : start + RUN]), template)[0]


def room_of(line: RegisterLine, blank: RegisterPage, template: FormTemplate) -> Room:
    """The room on a page, found with any one line on it."""
    usual, last = (
        _measured(replace(blank, lines=(line,), is_last=is_last), template)[1] for is_last in (False, True)
    )
    return Room(usual, last)


def page_ends(heights: Sequence[float], room: Room) -> list[int]:
    """After how many lines each page ends; a line higher than a page has one of its own and flows on."""
    ends, filled = [], 0.0
    for place, height in enumerate(heights):
        if filled and filled + height > room.usual:
            ends.append(place)
            filled = 0.0
        filled += height
    if filled > room.last and heights:
        ends.append(_before_last(len(heights), ends))
    return sorted({*ends, len(heights)} - {0})


def _before_last(count: int, ends: Sequence[int]) -> int:
    """The last line goes on to a page of its own, so that signatures never stand alone."""
    return max(count - 1, ends[-1] if ends else 0)


def pages_of(
    lines: Sequence[RegisterLine], ends: Sequence[int], blank: RegisterPage
) -> Iterator[RegisterPage]:
    """The pages with their sums, in order."""
    so_far = RegisterSum()
    for number, (start, end) in enumerate(pairwise((0, *ends)), 1):
        here = lines[start:end]
        page_sum = sum_of(here)
        so_far = so_far.plus(page_sum)
        yield replace(
            blank,
            number=number,
            lines=here,
            page_sum=page_sum,
            sum_so_far=so_far,
            is_last=end == len(lines),
        )


def _measured(page: RegisterPage, template: FormTemplate) -> tuple[list[float], float]:
    """The lines' heights, and the room that a page like this leaves for lines."""
    printed = page_html(page, template)
    document = FormDocument(printed, is_endless=True)
    layout, table = document.documentLayout(), _table_of(document)
    first = table.format().headerRowCount()
    rows = range(first, first + len(page.lines) + 1)
    tops = [
        layout.blockBoundingRect(table.cellAt(row, 0).firstCursorPosition().block()).top() for row in rows
    ]
    heights = [below - above for above, below in pairwise(tops)]
    rest = layout.documentSize().height() - sum(heights)
    return heights, paper_of(printed).text.height() - rest - ROUNDING


def _table_of(document: FormDocument) -> QTextTable:
    """The one table with a head."""
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable) and frame.format().headerRowCount():
            return frame
    raise NoTableOfLines
