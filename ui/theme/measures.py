"""Type sizes and measures in logical pixels at 100 %, and the room a window has.

A- and A+ scale type and heights together, so every length goes through ``Look.px``.
"""

from dataclasses import dataclass
from enum import IntEnum

SMALLEST_PERCENT, LARGEST_PERCENT, PERCENT_STEP = 90, 140, 10
SMALLEST_WINDOW = (900, 440)
LEAST_PERCENT, FIT_STEP = 50, 5  # what a screen without the room is given, whatever the clerk chose

NARROW_BELOW = 1200
SHORT_BELOW = 560

EDGE = 16
CELL_PADDING = 8
LABEL_WIDTH = 92
LABEL_GAP = 8
FIELD_GAP = 6

ROW_HEIGHT = 28
LANE_ROW_HEIGHT = 32
PAPER_ROW_HEIGHT = 43
HEAD_HEIGHT = 27
CONTROL_HEIGHT = 30
PRIMARY_HEIGHT = 36
TAB_HEIGHT = 35
NAV_ROW_HEIGHT = 31
NAV_WIDTH = 176
NAV_FOLDED_WIDTH = 44
TOP_HEIGHT, TOP_HEIGHT_SHORT = 48, 38
FOOTER_HEIGHT, FOOTER_HEIGHT_SHORT = 50, 42
STATUS_HEIGHT = 26

ICON = 16
ICON_SMALL = 14
ICON_FOLDED = 18
SHAPE = 12
RADIUS = 3
FOCUS_WIDTH = 2
SELECTED_EDGE = 3


class TextSize(IntEnum):
    """The eight sizes of type."""

    HINT = 12
    BODY = 13
    LANE = 14
    TITLE = 16
    FIGURE = 18
    DUE = 20
    MONEY = 24
    BOOK = 32


@dataclass(frozen=True, slots=True)
class Room:
    """How much room the window leaves its desks."""

    is_narrow: bool
    is_short: bool


def largest_percent(width: int, height: int) -> int:
    """The largest type with which a window this large still shows everything."""
    most = min(width * 100 // SMALLEST_WINDOW[0], height * 100 // SMALLEST_WINDOW[1])
    return max(LEAST_PERCENT, min(LARGEST_PERCENT, most // FIT_STEP * FIT_STEP))


def room_of(width: int, height: int, percent: int) -> Room:
    """The room of a window this large, when type is shown at ``percent``."""
    return Room(
        is_narrow=width * 100 < NARROW_BELOW * percent,
        is_short=height * 100 < SHORT_BELOW * percent,
    )
