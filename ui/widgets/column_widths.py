"""How the columns of a table share its width, so that it never scrolls sideways."""

from collections.abc import Callable, Sequence
from typing import Any

from ui.widgets.paged_model import Column


def shared_widths(columns: Sequence[Column[Any]], px: Callable[[int], int], width: int) -> Sequence[int]:
    """Fixed columns keep their width; those that stretch share the rest by their stretch.

    Where even their least width finds no room, they give way in proportion to it.
    """
    least = [px(column.width) for column in columns]
    spare = width - sum(least)
    shares = [column.stretch if spare >= 0 else bool(column.stretch) * column.width for column in columns]
    parts = sum(shares) or 1
    widths = [each + spare * share // parts for each, share in zip(least, shares, strict=True)]
    return _fill_up(widths, shares, width)


def _fill_up(widths: list[int], shares: Sequence[int], width: int) -> Sequence[int]:
    """Give the pixels lost by rounding to the last column that stretches."""
    stretching = [place for place, share in enumerate(shares) if share]
    if stretching:
        widths[stretching[-1]] = max(0, widths[stretching[-1]] + width - sum(widths))
    return widths
