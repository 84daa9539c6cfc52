"""What older programs wrote, as this one reads it.

A *schema* numbers the registry. A changeset is marked with the lowest schema that can read it rightly, not
with the program's own (``registry.schema_of``): a desk that was not updated yet goes on reading everything it
understands, and lets a log wait only where something truly new stands in it.

An *upcaster* turns operations written under one schema into those of the next. It is a pure function and is
never removed: a golden log of the first version passes through all of them.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from app.changes.changeset import Changeset, Op
from app.changes.registry import SCHEMA

Upcaster: TypeAlias = Callable[[list[Op]], list[Op]]

FIRST_SCHEMA = 1

UPCASTERS: Mapping[int, Upcaster] = {}
"""By the schema they read; one that is missing changes nothing. Additions at the end need none."""


def is_current(schema: int) -> bool:
    """Whether what was written under a schema reads today as it stands."""
    return not any(step in UPCASTERS for step in range(schema, SCHEMA))


def current_ops(changeset: Changeset) -> list[Op]:
    """The changeset's operations in today's schema."""
    return upcast(changeset.ops(), changeset.header.schema, SCHEMA, UPCASTERS)


def upcast(ops: list[Op], schema: int, to: int, upcasters: Mapping[int, Upcaster]) -> list[Op]:
    """Operations of an older schema in a later one."""
    for step in range(schema, to) if upcasters else ():
        if step in upcasters:
            ops = upcasters[step](ops)
    return ops
