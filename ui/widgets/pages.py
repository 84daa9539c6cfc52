"""The few pages of a long list that are kept in memory; no Qt."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")

PAGE_ROWS = 64
PAGES_KEPT = 16


class Pages(Generic[Row]):
    """Rows by their offset, page by page; the page longest unseen goes first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._stale: set[int] = set()

    def row(self, offset: int) -> Row | None:
        """The row at an offset, if its page is here."""
        page, place = divmod(offset, PAGE_ROWS)
        rows = self._pages.get(page, ())
        return rows[place] if place < len(rows) else None

    def missing(self, first: int, last: int) -> list[int]:
        """The pages that rows ``first`` to ``last`` still want; the others count as seen."""
        wanted = range(first // PAGE_ROWS, last // PAGE_ROWS + 1)
        for page in wanted:
            if page in self._pages:
                self._pages.move_to_end(page)
        return [page for page in wanted if page not in self._pages or page in self._stale]

    def put(self, page: int, rows: Sequence[Row]) -> None:
        self._pages[page] = rows
        self._pages.move_to_end(page)
        self._stale.discard(page)
        while len(self._pages) > PAGES_KEPT:
            dropped, _ = self._pages.popitem(last=False)
            self._stale.discard(dropped)

    def age(self) -> None:
        """Keep showing what is here until it has been asked for anew."""
        self._stale = set(self._pages)

    def clear(self) -> None:
        self._pages.clear()
        self._stale.clear()

    def items(self) -> Iterator[tuple[int, Row]]:
        """Every row that is here, with its offset."""
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                yield page * PAGE_ROWS + place, row
