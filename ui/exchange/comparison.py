"""What two desks wrote differently, field by field in the officer's words, and what becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.clock import wall_of
from app.services.field_words import WORDS, field_words, value_words
from app.storage.open_choices import Clash, Side
from ui.exchange.reading import moment

ELSEWHERE = "khác ở phần che"
REMOVED = "Đã bỏ mục này"
OTHER = "Máy khác"


@dataclass(frozen=True, slots=True)
class Head:
    """Whose value it is, by whom and when it was written."""

    name: str
    written: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A field with the value of either side, as written and as shown."""

    name: str
    words: str
    cells: tuple[Any, Any]
    values: tuple[str, str]

    @property
    def may_write(self) -> bool:
        """Whether a third result may be typed."""
        return self.name in WORDS


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two desks' values side by side; ``standing`` is the place of the side whose values the books have."""

    clash: Clash
    heads: tuple[Head, Head]
    rows: Sequence[Differing]
    standing: int


def comparison(clash: Clash, now: datetime) -> Comparison:
    """An open choice for the screen; this machine stands at the left wherever it is one of the two."""
    sides = clash.sides
    rows = tuple(_differing(clash, name) for name in clash.differing)
    heads = (_head(sides[0], now), _head(sides[1], now))
    return Comparison(clash, heads, rows, sides.index(clash.present))


def _differing(clash: Clash, name: str) -> Differing:
    one, other = clash.sides
    cells = clash.cell(one, name), clash.cell(other, name)
    shown = _told_apart(_shown(one, name, cells[0]), _shown(other, name, cells[1]))
    return Differing(name, field_words(name), cells, shown)


def _shown(side: Side, name: str, cell: Any) -> str:
    return value_words(name, cell) if side.cells else REMOVED


def _told_apart(one: str, other: str) -> tuple[str, str]:
    """Two id numbers may differ where they are hidden: both then say so."""
    if one != other:
        return one, other
    return f"{one}, {ELSEWHERE}", f"{other}, {ELSEWHERE}"


def _head(side: Side, now: datetime) -> Head:
    name = "Máy này" if side.is_own else side.device_name or OTHER
    at = moment(wall_of(side.at_ms), now) if side.at_ms else ""
    return Head(name, ", ".join(part for part in (side.clerk_name, at) if part))
