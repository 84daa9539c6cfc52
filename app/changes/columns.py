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
    column    [0, values], [1, first number, differences] or [2, [column, column]] of a column of pairs,
              in which one level of pairs may stand again
    erased    [[place in the run, SHA-256 of the payload] ...]; such a changeset has no operations
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, chain, islice, repeat
from operator import sub
from typing import Any, NamedTuple, TypeAlias

import msgspec

from app.changes.errors import UNREADABLE, Malformed

PLAIN, RISING, PAIRS = 0, 1, 2
HLC = 1  # its place in a header
HLC_COUNTER_BITS = 16
LARGE = 2**16  # numbers beyond it differ by less than they are
MOST = 2**63  # what MessagePack can hold of a difference
DEEPEST = 2  # pairs within pairs: a child row's key holds its parent's
UNITS_PER_BYTE = 2  # an operation and its groups take a byte each for the place, the key and every base
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
    _check_kinds(list, [*headers, *changesets])  # a map would come back as an array
    ops = list(chain.from_iterable(changesets))
    number_of: dict[Shape, int] = {}
    order = [number_of.setdefault(_shape(op), len(number_of)) for op in ops]
    ops_of: list[list[list[Any]]] = [[] for _ in number_of]
    for number, op in zip(order, ops, strict=True):
        ops_of[number].append(op)
    shapes = [(shape, _taken_apart(shape, ops_of[number])) for shape, number in number_of.items()]
    return Turned(headers, [len(each) for each in changesets], order, shapes, erased)


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


def _shape(op: list[Any]) -> Shape:
    """What an operation looks like; whether it is one is found out when it is taken apart."""
    groups = op[2]
    if groups is None:
        return len(op), op[0], None
    return len(op), op[0], *[(group[0], len(group[1]), len(group)) for group in groups]


def _taken_apart(shape: Shape, ops: Sequence[list[Any]]) -> list[Sequence[Any]]:
    """The columns of the operations of one shape; by the column, since each step is then one for all."""
    length, _table, *groups = shape
    _check_kinds(list, ops)
    _check_kinds(int, [op[0] for op in ops])
    columns: list[Sequence[Any]] = [[op[place] for op in ops] for place in (1, *range(3, length))]
    if groups == [None]:
        return columns
    _check_kinds(list, [op[2] for op in ops])
    for place, (_number, _cells, size) in enumerate(groups):
        written = [op[2][place] for op in ops]
        cells = [group[1] for group in written]
        _check_kinds(list, written + cells)
        _check_kinds(int, [group[0] for group in written])
        columns += zip(*cells, strict=True)
        columns += [[group[after] for group in written] for after in range(2, size)]
    return columns


def _check_kinds(kind: type, values: Iterable[Any]) -> None:
    """Raise Malformed unless all are of this very type: ``True`` is no number, and a text no array."""
    if not set(map(type, values)) <= {kind}:
        raise Malformed("operation")


def _columns(rows: Iterable[Sequence[Any]], deep: int = DEEPEST) -> list[Column]:
    return [_column(values, deep) for values in zip(*rows, strict=True)]


def _column(values: Sequence[Any], deep: int = DEEPEST) -> Column:
    kinds = set(map(type, values))
    if kinds == {int} and _is_worth_differences(values):
        return RISING, values[0], list(map(sub, values[1:], values))
    if deep and kinds == {list} and set(map(len, values)) == {2}:
        return PAIRS, _columns(values, deep - 1)
    return PLAIN, values


def _is_worth_differences(numbers: Sequence[int]) -> bool:
    highest = max(numbers)
    return (numbers[0] < numbers[-1] or highest > LARGE) and highest - min(numbers) < MOST


def unfold(body: bytes, limit: int) -> list[Entry]:
    """The changesets as they were; raises Malformed, also when their payloads take more than ``limit``."""
    turned = spread(body)
    try:
        next_of = [put_together(shape, columns).__next__ for shape, columns in turned.shapes]
        return list(_entries(turned, next_of, limit))
    except (StopIteration, *ILL_FORMED) as error:
        raise Malformed("segment columns") from error


def spread(body: bytes) -> Turned:
    """The body's columns; raises Malformed. Only ``unfold`` finds out whether they fit together."""
    try:
        headers, counts, order, shapes, erased = _decode(body)
        spread_shapes = [(_shape_said(shape), list(map(_values, columns))) for shape, columns in shapes]
        _check_units(spread_shapes, len(body))
        return Turned(
            [_clock_joined(header) for header in _rows(headers)],
            _values(counts),
            _values(order),
            spread_shapes,
            dict(erased),
        )
    except ILL_FORMED as error:
        raise Malformed("segment columns") from error


def _check_units(shapes: Iterable[tuple[Shape, Sequence[Sequence[Any]]]], body_bytes: int) -> None:
    """Raise Malformed where few bytes stand for many arrays, before those are made."""
    if sum(len(shape) * len(columns[0]) for shape, columns in shapes) > UNITS_PER_BYTE * body_bytes:
        raise Malformed("segment columns")


def _shape_said(shape: Sequence[Any]) -> Shape:
    _length, _table, *groups = shape
    _check_kinds(int, [*shape[:2], *chain.from_iterable(group for group in groups if group is not None)])
    return tuple(shape)


def _entries(turned: Turned, next_of: Sequence[Callable[[], Any]], left: int) -> Iterator[Entry]:
    """An operation becomes bytes as soon as it is whole: many lying about cost more than making them."""
    order = iter(turned.order)
    for place, (header, count) in enumerate(zip(turned.headers, turned.counts, strict=True)):
        head = _encode(header)
        if place in turned.erased:
            yield Entry(head, None, turned.erased[place])
            continue
        payload = _encode([next_of[number]() for number in islice(order, count)])
        left -= len(payload)
        if left < 0:
            raise Malformed("segment columns")
        yield Entry(head, payload)


def put_together(shape: Shape, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
    """Each operation of one shape, in order; of tuples, which are written as lists are."""
    length, table, *groups = shape
    start, count = length - 2, len(columns[0])  # the key and what follows the groups
    written: Iterator[Any] = repeat(None, count)
    if groups != [None]:
        parts = []
        for number, cells, size in groups:
            middle, end = start + cells, start + cells + size - 2
            each = _side_by_side(columns[start:middle], count)
            parts.append(zip(repeat(number, count), each, *columns[middle:end], strict=True))
            start = end
        written = _side_by_side(parts, count)
    return zip(repeat(table, count), columns[0], written, *columns[1 : length - 2], strict=True)


def _side_by_side(columns: Sequence[Iterable[Any]], count: int) -> Iterator[tuple[Any, ...]]:
    return zip(*columns, strict=True) if columns else repeat((), count)


def _rows(columns: Sequence[Column], deep: int = DEEPEST) -> Iterator[tuple[Any, ...]]:
    return zip(*(_values(column, deep) for column in columns), strict=True)


def _values(column: Sequence[Any], deep: int = DEEPEST) -> Sequence[Any]:
    match column:
        case [0, list() as values]:
            return values
        case [1, first, differences]:
            return list(accumulate(differences, initial=first))
        case [2, [first, second]] if deep:
            return list(_rows([first, second], deep - 1))
    raise Malformed("segment column")
