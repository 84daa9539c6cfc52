"""The board's filters: a slice of the whole list, so that choosing reads nothing, or a list of its own."""

from collections.abc import Sequence

from app.services.board import BoardGroup, GroupKind
from app.services.watched import WatchedGroup
from ui.terms import GROUP_MARKS, GROUP_WORDS
from ui.widgets.tab_strip import Tab

SLICES = (GroupKind.OPEN, GroupKind.LATE, GroupKind.TODAY, GroupKind.NEXT_DAY, GroupKind.PAUSED)
LISTS = (GroupKind.TO_ACCEPT, GroupKind.REMIND)
FILTERS = (*SLICES, *LISTS)


def filter_tabs(groups: Sequence[BoardGroup], watched: Sequence[WatchedGroup] = ()) -> Sequence[Tab]:
    """A tab for each filter with its count; a state nobody is in wears no colour."""
    return [*(_tab(kind, groups) for kind in SLICES), *(_list_tab(kind, watched) for kind in LISTS)]


def _list_tab(kind: GroupKind, watched: Sequence[WatchedGroup]) -> Tab:
    count = sum(len(group.ids) for group in watched if group.tab is kind)
    return Tab(GROUP_WORDS[kind], count, GROUP_MARKS[kind] if count else None)


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
