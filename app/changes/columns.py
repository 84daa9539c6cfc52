"""A segment's body turned on its side: like stands beside like, and compresses to two thirds.

The changesets of a run are taken apart into *columns*: one for each field of the headers, and one for each
cell of every *shape* that an operation has: its table, its groups, how many cells each. Nothing here knows a
table. ``unfold`` gives back the very bytes that were folded, since they are what the chain of hashes covers.

    body      [headers, operations of each changeset, shape of each operation, shapes, erased]
    headers   columns; the hybrid clock stands as two, milliseconds and counter
    shapes    [[shape, columns] ...]
    shape     [length of the operation, table, [group, cells, length of the group] ...];
              a deletion has nil in place of its groups
    columns   of a shape: the key, what follows the groups, then each group's cells and what follows them
    column    [0, values], [1, first number, differences] or [2, columns] of a column of pairs
    erased    [[place in the run, SHA-256 of the payload] ...]; such a changeset has no operations
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain
from operator import sub
from typing import Any, NamedTuple, TypeAlias

import msgspec

from app.changes.errors import UNREADABLE, Malformed

PLAIN, RISING, PAIRS = 0, 1, 2
HLC = 1  # its place in a header
HLC_COUNTER_BITS = 16
LARGE = 2**16  # numbers beyond it differ by less than they are
MOST = 2**63  # what MessagePack can hold of a difference
ILL_FORMED = (*UNREADABLE, TypeError, ValueError, LookupError, OverflowError, RuntimeError)

Shape: TypeAlias = tuple[Any, ...]
Column: TypeAlias = tuple[Any, ...]

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class Entry(NamedTuple):
    """A changeset in a body; only an erased one carries its payload's digest."""

    header: bytes
    payload: bytes | None
    digest: bytes = b""


class Turned(NamedTuple):
    """A run on its side, as values: its columns in the order of the body."""

    headers: Sequence[Sequence[Any]]
    counts: Sequence[int]
    order: Sequence[int]
    shapes: Sequence[tuple[Shape, Sequence[Sequence[Any]]]]
    erased: Mapping[int, bytes]


def fold(entries: Sequence[Entry]) -> bytes | None:
    """The body in columns; None for bytes that would not come back the same, as a foreign encoder's."""
    try:
        return _packed(_turned(entries, _read))
    except (Malformed, *ILL_FORMED):
        return None


def turn(entries: Sequence[Entry]) -> Turned:
    """A run that stands in rows, on its side; raises Malformed."""
    try:
        return _turned(entries, _decode)
    except ILL_FORMED as error:
        raise Malformed("changesets") from error


def _turned(entries: Sequence[Entry], read: Callable[[bytes], list[Any]]) -> Turned:
    headers = [read(entry.header) for entry in entries]
    changesets = [[] if entry.payload is None else read(entry.payload) for entry in entries]
    erased = {place: entry.digest for place, entry in enumerate(entries) if entry.payload is None}
    rows_of: dict[Shape, list[list[Any]]] = {}
    number_of: dict[Shape, int] = {}
    order = []
    for op in chain.from_iterable(changesets):
        shape, row = _taken_apart(op)
        order.append(number_of.setdefault(shape, len(number_of)))
        rows_of.setdefault(shape, []).append(row)
    shapes = [(shape, list(zip(*rows, strict=True))) for shape, rows in rows_of.items()]
    return Turned(headers, [len(ops) for ops in changesets], order, shapes, erased)


def _packed(turned: Turned) -> bytes:
    headers = _columns(map(_clock_split, turned.headers))
    shapes = [(shape, list(map(_column, columns))) for shape, columns in turned.shapes]
    erased = list(turned.erased.items())
    return _encode((headers, _column(turned.counts), _column(turned.order), shapes, erased))


def _read(data: bytes) -> list[Any]:
    """What these bytes say; raises Malformed when it could be said in others."""
    value: list[Any] = _decode(data)
    if _encode(value) != data:
        raise Malformed("not the shortest encoding")
    return value


def _clock_split(header: Sequence[Any]) -> list[Any]:
    milliseconds, counter = divmod(header[HLC], 1 << HLC_COUNTER_BITS)
    return [*header[:HLC], milliseconds, counter, *header[HLC + 1 :]]


def _clock_joined(header: tuple[Any, ...]) -> list[Any]:
    return [*header[:HLC], (header[HLC] << HLC_COUNTER_BITS) + header[HLC + 1], *header[HLC + 2 :]]


def _taken_apart(op: list[Any]) -> tuple[Shape, list[Any]]:
    """What an operation looks like, and its cells in one row."""
    if type(op) is not list:
        raise Malformed("operation")
    table, key, groups, *rest = op
    row = [key, *rest]
    if groups is None:
        return (len(op), table, None), row
    shape = [len(op), table]
    for number, cells, *more in groups:
        if type(cells) is not list:
            raise Malformed("cells")
        shape.append((number, len(cells), 2 + len(more)))
        row += cells
        row += more
    return tuple(shape), row


def _columns(rows: Iterable[Sequence[Any]]) -> list[Column]:
    return [_column(values) for values in zip(*rows, strict=True)]


def _column(values: Sequence[Any]) -> Column:
    kinds = set(map(type, values))
    if kinds == {int} and _is_worth_differences(values):
        return RISING, values[0], list(map(sub, values[1:], values))
    if kinds == {list} and set(map(len, values)) == {2}:
        return PAIRS, _columns(values)
    return PLAIN, values


def _is_worth_differences(numbers: Sequence[int]) -> bool:
    highest = max(numbers)
    return (numbers[0] < numbers[-1] or highest > LARGE) and highest - min(numbers) < MOST


def unfold(body: bytes, limit: int) -> list[Entry]:
    """The changesets as they were; raises Malformed, also when their payloads take more than ``limit``."""
    turned = spread(body)
    try:
        readers = [put_together(shape, columns) for shape, columns in turned.shapes]
        ops = [next(readers[number]) for number in turned.order]
        return list(_entries(turned, ops, limit))
    except (StopIteration, *ILL_FORMED) as error:
        raise Malformed("segment columns") from error


def spread(body: bytes) -> Turned:
    """The body's columns; raises Malformed. Only ``unfold`` finds out whether they fit together."""
    try:
        headers, counts, order, shapes, erased = _decode(body)
        return Turned(
            [_clock_joined(header) for header in _rows(headers)],
            _values(counts),
            _values(order),
            [(tuple(shape), list(map(_values, columns))) for shape, columns in shapes],
            dict(erased),
        )
    except ILL_FORMED as error:
        raise Malformed("segment columns") from error


def _entries(turned: Turned, ops: list[Any], left: int) -> Iterator[Entry]:
    start = 0
    for place, (header, count) in enumerate(zip(turned.headers, turned.counts, strict=True)):
        head = _encode(header)
        if place in turned.erased:
            yield Entry(head, None, turned.erased[place])
            continue
        payload = _encode(ops[start : start + count])
        start += count
        left -= len(payload)
        if left < 0:
            raise Malformed("segment columns")
        yield Entry(head, payload)


def put_together(shape: Shape, columns: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
    """Each operation of one shape, in order."""
    length, table, *groups = shape
    start = length - 2  # the key and what follows the groups
    if groups == [None]:
        return ([table, row[0], None, *row[1:]] for row in zip(*columns, strict=True))
    spans = []
    for number, cells, size in groups:
        spans.append((number, start, start + cells, start + cells + size - 2))
        start = spans[-1][-1]
    if length == 3:
        return ([table, row[0], _groups(row, spans)] for row in zip(*columns, strict=True))
    return ([table, row[0], _groups(row, spans), *row[1 : length - 2]] for row in zip(*columns, strict=True))


def _groups(row: Sequence[Any], spans: Sequence[tuple[int, int, int, int]]) -> list[list[Any]]:
    return [[number, row[first:last], *row[last:end]] for number, first, last, end in spans]


def _rows(columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    return zip(*map(_values, columns), strict=True)


def _values(column: Sequence[Any]) -> Sequence[Any]:
    match column:
        case [0, values]:
            return list(values)
        case [1, first, differences]:
            return list(accumulate(differences, initial=first))
        case [2, columns]:
            return list(_rows(columns))
    raise Malformed("segment column")
