"""What a synchronised table is made of: groups of fields that are written, compared and kept together."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class Key(Enum):
    """How a table's rows are identified."""

    OWN = "own"  # (origin, counter), made by the device that inserts the row
    CHILD = "child"  # (parent row, ordinal): derived, costs nothing to make
    SINGLE = "single"  # the office has one row of it


@dataclass(frozen=True)
class Field:
    """A column. ``empty`` is what a cell missing at the end of its group means; ``refers_to`` names the
    table whose row it points at; no row can be without one that ``is_required``."""

    name: str
    empty: str | int | None
    refers_to: str | None = None
    is_required: bool = False


@dataclass(frozen=True)
class Group:
    """Fields written, compared and kept together."""

    number: int
    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Table:
    """A synchronised table."""

    number: int
    name: str
    key: Key
    groups: tuple[Group, ...]
    parent: str | None = None

    @cached_property
    def group_by_number(self) -> dict[int, Group]:
        """Its groups."""
        return {group.number: group for group in self.groups}

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Its fields in the order of the groups."""
        return tuple(field for group in self.groups for field in group.fields)

    @cached_property
    def group_of_field(self) -> dict[str, Group]:
        """The group each field belongs to."""
        return {field.name: group for group in self.groups for field in group.fields}


def texts(*names: str) -> tuple[Field, ...]:
    """Fields that are empty words when nothing is said."""
    return tuple(Field(name, "") for name in names)


def numbers(*names: str) -> tuple[Field, ...]:
    """Fields that are 0 when nothing is said."""
    return tuple(Field(name, 0) for name in names)


def optional(*names: str) -> tuple[Field, ...]:
    """Fields that may be unknown."""
    return tuple(Field(name, None) for name in names)


def row(name: str, table: str) -> Field:
    """A row of another table, or none."""
    return Field(name, None, table)


def part_of(name: str, table: str) -> Field:
    """A row of another table, without which this one means nothing."""
    return Field(name, None, table, is_required=True)
