"""A stretch of one log, read by the column: for whoever takes in many rows at a time.

Neither seal nor chain is looked at. A run is read of bytes that were verified when they were stored; what
does not fit together raises Malformed all the same, and reading it one changeset after the other then finds
out which of them is wrong.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from app.changes import columns
from app.changes.changeset import Header, Op, Origin
from app.changes.columns import Shape, Turned
from app.changes.errors import UNREADABLE, Malformed
from app.changes.segment import Segment, turned

ILL_FORMED = (*UNREADABLE, TypeError, LookupError)


class Span(NamedTuple):
    """A written group of a shape: where its cells stand, and what follows them."""

    group: int
    cells: slice
    rest: slice


class Sheet(NamedTuple):
    """All operations of one shape; ``owners`` says which changeset of the run each of them is in."""

    shape: Shape
    columns: Sequence[Sequence[Any]]
    owners: Sequence[int]

    @property
    def table(self) -> Any:
        """The table's number, as it was written."""
        return self.shape[1]

    @property
    def keys(self) -> Sequence[Any]:
        """The rows, as they were written."""
        return self.columns[0]

    @property
    def is_deletion(self) -> bool:
        """Whether the rows are deleted."""
        return self.shape[2:] == (None,)

    def spans(self) -> Iterator[Span]:
        """The groups that are written."""
        start = self.shape[0] - 2
        for group, cells, size in () if self.is_deletion else self.shape[2:]:
            middle, end = start + cells, start + cells + size - 2
            yield Span(group, slice(start, middle), slice(middle, end))
            start = end


class Run(NamedTuple):
    """The changesets of a segment: their headers, and what they do, sorted by its shape."""

    origin: Origin
    headers: Sequence[Header]
    sheets: Sequence[Sheet]
    order: Sequence[int]

    def operations(self, sheets: Collection[int]) -> list[tuple[Header, Op]]:
        """What stands on some sheets, as single operations in the order in which they were done."""
        waiting = {number: self._single(self.sheets[number]) for number in sheets}
        return [next(waiting[number]) for number in self.order if number in waiting] if waiting else []

    def _single(self, sheet: Sheet) -> Iterator[tuple[Header, Op]]:
        ops = msgspec.convert(list(columns.put_together(sheet.shape, sheet.columns)), list[Op])
        return zip((self.headers[owner] for owner in sheet.owners), ops, strict=True)


def read_run(segment: Segment) -> Run:
    """Read a segment by the column; raises Malformed."""
    aside = turned(segment)
    try:
        headers = msgspec.convert(aside.headers, list[Header])
        run = Run(segment.header.origin, headers, _sheets(aside), aside.order)
    except ILL_FORMED as error:
        raise Malformed("segment columns") from error
    first, last = segment.header.first_seq, segment.header.last_seq
    if [header.seq for header in headers] != list(range(first, last + 1)):
        raise Malformed("sequence numbers do not follow each other")
    return run


def _sheets(aside: Turned) -> list[Sheet]:
    owners = _owners(aside)
    sheets = [Sheet(shape, values, owners[place]) for place, (shape, values) in enumerate(aside.shapes)]
    if any(len(values) != len(sheet.owners) for sheet in sheets for values in sheet.columns):
        raise Malformed("operations that no changeset counts")
    return sheets


def _owners(aside: Turned) -> list[list[int]]:
    """Of each shape's operations, which changeset they are in."""
    found: list[list[int]] = [[] for _ in aside.shapes]
    numbers = iter(aside.order)
    for owner, ops in enumerate(aside.counts):
        for number in islice(numbers, ops):
            found[number].append(owner)
    is_counted = len(aside.counts) == len(aside.headers) and sum(aside.counts) == len(aside.order)
    if not is_counted or min(aside.order, default=0) < 0 or any(aside.counts[at] for at in aside.erased):
        raise Malformed("operations are not counted")
    return found
