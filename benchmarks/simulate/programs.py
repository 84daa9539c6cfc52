"""Versions of the program side by side: a desk, or the server, that reads no newer registry than its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from app.changes import checkpoint, checkpoint_books
from app.changes.registry import SCHEMA
from app.changes.upcast import FIRST_SCHEMA
from app.storage import segment_applier
from server import checkpoints, facts, run_facts

AT_A_DESK: tuple[ModuleType, ...] = (segment_applier, checkpoint)
AT_THE_SERVER: tuple[ModuleType, ...] = (facts, run_facts, checkpoint, checkpoint_books, checkpoints)
OLDEST, NEWEST = FIRST_SCHEMA, SCHEMA


@contextmanager
def reading_up_to(schema: int, places: tuple[ModuleType, ...]) -> Iterator[None]:
    """What runs inside is the program of that schema; another machine's may run within it."""
    before = [place.SCHEMA for place in places]
    _set(places, [schema] * len(places))
    try:
        yield
    finally:
        _set(places, before)


def _set(places: tuple[ModuleType, ...], schemas: list[int]) -> None:
    for place, schema in zip(places, schemas, strict=True):
        place.__dict__["SCHEMA"] = schema
