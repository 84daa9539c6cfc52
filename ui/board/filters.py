"""The board's filters: a filter is a slice of the whole list, so choosing one reads nothing anew."""

from collections.abc import Sequence

from app.services.board import BoardGroup, GroupKind
from ui.terms import GROUP_MARKS, GROUP_WORDS
from ui.widgets.tab_strip import Tab

FILTERS = (GroupKind.OPEN, GroupKind.LATE, GroupKind.TODAY, GroupKind.NEXT_DAY, GroupKind.PAUSED)


def filter_tabs(groups: Sequence[BoardGroup]) -> Sequence[Tab]:
    """A tab for each filter with its count; a state nobody is in wears no colour."""
    return [_tab(kind, groups) for kind in FILTERS]


def rows_of(groups: Sequence[BoardGroup], kind: GroupKind) -> tuple[Sequence[BoardGroup], int]:
    """The groups a filter shows, and the offset of their first row in the whole list."""
    if kind is GroupKind.OPEN:
        return groups, 0
    first = 0
    for group in groups:
        if group.kind is kind:
            return [group], first
        first += group.count
    return [], 0


def _tab(kind: GroupKind, groups: Sequence[BoardGroup]) -> Tab:
    shown, _ = rows_of(groups, kind)
    count = sum(group.count for group in shown)
    mark = GROUP_MARKS.get(kind) if count else None
    return Tab(_words(kind, shown), count, mark)


def _words(kind: GroupKind, shown: Sequence[BoardGroup]) -> str:
    """The next working day goes by its date, which its heading names after a comma."""
    if kind is GroupKind.NEXT_DAY and shown:
        day = shown[0].title.rpartition(", ")[2]
        return day[0].upper() + day[1:]
    return GROUP_WORDS[kind]
