"""Changesets written again under another origin: the same acts under other names.

Needed when two machines wrote under one origin (a cloned disk, a backup put back unseen): one of the two
continuations keeps the names, the other is re-born. Only names change: rows that were made in the stretch,
and the stamps of its changesets, wherever the stretch itself speaks of them.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from app.changes.changeset import (
    Changeset,
    GroupWrite,
    Op,
    Origin,
    WireRef,
    encode_header,
    encode_payload,
)
from app.changes.errors import Malformed
from app.changes.registry import TABLE_BY_NUMBER, Group, Key, Table


class Stretch(NamedTuple):
    """What of one log gets new names: changesets from ``first_seq`` on, rows from ``first_counter`` on."""

    origin: Origin
    first_seq: int
    seq_shift: int
    first_counter: int
    counter_shift: int


class Rewriter:
    """Writes stretches of logs again under ``origin``."""

    def __init__(self, origin: Origin, stretches: Sequence[Stretch]) -> None:
        self._origin = origin
        self._stretches = {stretch.origin: stretch for stretch in stretches}

    def rewrite(self, changeset: Changeset) -> tuple[bytes, bytes]:
        """Header and payload under the new origin."""
        writing = _Writing(self, changeset)
        payload = encode_payload([writing.op(op) for op in changeset.ops()])
        header = changeset.header
        deps = [ref for dep in header.deps if isinstance(ref := writing.stamp(dep), tuple)]
        clerk = None if header.clerk is None else writing.row(header.clerk)
        seq = self.new_stamp(*changeset.stamp)[1]
        return (
            encode_header(
                msgspec.structs.replace(header, seq=seq, clerk=clerk, deps=deps, origins=writing.origins)
            ),
            payload,
        )

    def new_row(self, origin: Origin, counter: int) -> tuple[Origin, int]:
        """The name of a row from now on."""
        stretch = self._stretches.get(origin)
        if stretch is None or counter < stretch.first_counter:
            return origin, counter
        return self._origin, counter + stretch.counter_shift

    def new_stamp(self, origin: Origin, seq: int) -> tuple[Origin, int]:
        """The name of a changeset from now on."""
        stretch = self._stretches.get(origin)
        if stretch is None or seq < stretch.first_seq:
            return origin, seq
        return self._origin, seq + stretch.seq_shift

    def is_own(self, origin: Origin) -> bool:
        """Whether a name needs no origin beside it."""
        return origin == self._origin


class _Writing:
    """One changeset on its way from the old names to the new ones."""

    def __init__(self, names: Rewriter, changeset: Changeset) -> None:
        self._names = names
        self._changeset = changeset
        self.origins: list[bytes] = []

    def row(self, ref: WireRef) -> WireRef:
        """A row's reference; 0 is the single row of its table, whoever writes."""
        origin, counter = self._changeset.origin_of(ref)
        return self._ref(*self._names.new_row(origin, counter)) if counter else 0

    def stamp(self, ref: WireRef) -> WireRef:
        """A changeset's reference."""
        return self._ref(*self._names.new_stamp(*self._changeset.origin_of(ref)))

    def op(self, op: Op) -> list[Any]:
        """One operation."""
        table = TABLE_BY_NUMBER.get(op.table)
        if table is None:
            raise Malformed(f"table {op.table}")
        key = self._key(table, op.key)
        if op.groups is None:
            return [op.table, key, None, None if op.base is None else self.stamp(op.base)]
        return [op.table, key, [self._group(_group_of(table, write), write) for write in op.groups]]

    def _key(self, table: Table, key: Any) -> Any:
        if table.key is Key.CHILD:
            parent, ordinal = key
            return (self.row(_typed(parent)), ordinal)
        return self.row(_typed(key))

    def _group(self, group: Group, write: GroupWrite) -> list[Any]:
        cells = [
            self.row(_typed(cell)) if field.refers_to is not None and cell is not None else cell
            for field, cell in zip(group.fields, write.cells, strict=False)
        ]
        cells += write.cells[len(cells) :]
        base = None if write.base is None else self.stamp(write.base)
        if write.also:
            return [write.group, cells, base, [self.stamp(each) for each in write.also]]
        return [write.group, cells] if base is None else [write.group, cells, base]

    def _ref(self, origin: Origin, number: int) -> WireRef:
        if self._names.is_own(origin):
            return number
        if origin not in self.origins:
            self.origins.append(origin)
        return self.origins.index(origin), number


def _group_of(table: Table, write: GroupWrite) -> Group:
    group = table.group_by_number.get(write.group)
    if group is None:
        raise Malformed(f"group {write.group} of {table.name}")
    return group


def made_rows(changeset: Changeset) -> list[int]:
    """The counters of the rows that a changeset made."""
    return [
        op.key
        for op in changeset.ops()
        if op.groups and isinstance(op.key, int) and op.key and all(write.base is None for write in op.groups)
    ]


def _typed(value: Any) -> WireRef:
    try:
        ref: WireRef = msgspec.convert(value, WireRef)
        return ref
    except msgspec.ValidationError as error:
        raise Malformed("row reference") from error
