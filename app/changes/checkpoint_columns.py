"""A column of like values as few bytes: what repeats is said once, what rises is said by its steps.

column   [0, value]                     every row has it
         [1, first, [step ...]]         whole numbers, each by its difference from the one before
         [2, [value ...], bin]          few different values; a byte for each row says which
         [3, [value ...]]               as they are
         [4, column, column]            whether there is a value (1) or nil (0), then the values there are
"""

from collections.abc import Sequence
from itertools import accumulate, chain
from operator import sub
from typing import Any, TypeAlias

from app.changes.errors import Malformed

CONSTANT, RISING, INDEXED, PLAIN, SPARSE = range(5)
FEW = 256
WORTH_AN_INDEX = 3  # times a value must stand in the column on average

Column: TypeAlias = Sequence[Any]


def pack(values: Sequence[Any]) -> Column:
    """The shortest form of a column."""
    kinds = set(map(type, values))
    if type(None) in kinds and len(kinds) > 1:
        present = [value for value in values if value is not None]
        return SPARSE, pack([int(value is not None) for value in values]), pack(present)
    different = dict.fromkeys(values)
    if len(different) <= 1:
        return CONSTANT, next(iter(different), None)
    if len(different) <= FEW and len(different) * WORTH_AN_INDEX <= len(values):
        place = {value: number for number, value in enumerate(different)}
        return INDEXED, list(different), bytes(map(place.__getitem__, values))
    if kinds == {int}:
        return RISING, values[0], list(map(sub, values[1:], values))
    return PLAIN, list(values)


def unpack(column: Column, count: int) -> Sequence[Any]:
    """The ``count`` values of a column; raises Malformed for another number of them."""
    values = _values(column, count)
    if len(values) != count:
        raise Malformed("column")
    return values


def _values(column: Column, count: int) -> Sequence[Any]:
    match column:
        case [0, value]:
            return [value] * count
        case [1, int(first), steps]:
            return list(accumulate(chain((first,), steps)))
        case [2, different, bytes(places)]:
            return list(map(different.__getitem__, places))
        case [3, list(values)]:
            return values
        case [4, presence, present]:
            return _spread(unpack(presence, count), present)
        case _:
            raise Malformed("column")


def _spread(presence: Sequence[int], present: Column) -> Sequence[Any]:
    if not {0, 1}.issuperset(presence):
        raise Malformed("column")
    values = iter(unpack(present, sum(presence)))
    return [next(values) if is_there else None for is_there in presence]
