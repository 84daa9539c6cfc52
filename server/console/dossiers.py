"""The dossiers of every commune by state; pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from server.console.words import STATE_COLUMNS
from server.storage.console import StateCount


@dataclass(frozen=True)
class StateRow:
    """One line: counts in the order of ``STATE_COLUMNS``."""

    code: str
    name: str
    counts: tuple[int, ...]
    late: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


def state_rows(communes: Iterable[tuple[str, str]], found: Iterable[StateCount]) -> list[StateRow]:
    """A line for each (code, name), the order kept."""
    of_commune: defaultdict[str, list[StateCount]] = defaultdict(list)
    for each in found:
        of_commune[each.commune].append(each)
    return [_row(code, name, of_commune[code]) for code, name in communes]


def sum_of(rows: Iterable[StateRow]) -> StateRow:
    """The line below."""
    listed = list(rows)
    counts = tuple(sum(column) for column in zip(*(row.counts for row in listed), strict=True))
    return StateRow("", "Cộng", counts or (0,) * len(STATE_COLUMNS), sum(row.late for row in listed))


def _row(code: str, name: str, found: list[StateCount]) -> StateRow:
    totals = {each.state: each.total for each in found}
    counts = tuple(sum(totals.get(state, 0) for state in states) for _, states in STATE_COLUMNS)
    return StateRow(code, name, counts, sum(each.late for each in found))
