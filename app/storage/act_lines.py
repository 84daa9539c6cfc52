"""The acts of dossiers as they lie in the database, and where those lead that follow each other in one line.

Nearly every dossier is such a line. It is followed as rows, without an object for each act; a dossier with
branches or decisions is left to ``app.domain.dossier.fold``, which says the same of a line, only later.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.dossier import DossierState, EventKind, Walk, walk
from app.domain.reporting import Step
from app.storage import sql
from app.storage.row_reader import marks


class Act(NamedTuple):
    """A row of ``dossier_event``, as far as it bears on where its dossier stands."""

    dossier_id: int
    id: int
    parent_id: int | None
    kind: int
    at_ms: int
    holder_id: int | None
    unit: str
    due_ms: int | None
    over_id: int | None


class Standing(NamedTuple):
    """Where a dossier stands; ``needs_word`` says that somebody has to look at its acts.

    ``steps`` are the acts in turn, for the figures.
    """

    state: DossierState
    due_ms: int | None
    holder_id: int | None
    unit: str
    finished_ms: int | None
    returned_ms: int | None
    last_event_id: int | None
    needs_word: bool
    steps: Sequence[Step] = ()


def acts_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[Act]]:
    """The acts of each dossier."""
    rows = sql.rows(
        connection,
        f"SELECT {', '.join(Act._fields)} FROM dossier_event WHERE dossier_id IN ({marks(ids)}) "
        "ORDER BY dossier_id",
        *ids,
    )
    return {id_: list(acts) for id_, acts in groupby(map(Act._make, rows), key=itemgetter(0))}


class Lines:
    """Follows lines of acts; where a sequence of kinds leads is found out once."""

    def __init__(self) -> None:
        self._walks: dict[tuple[int, ...], Walk] = {}

    def standing(self, acts: Sequence[Act]) -> Standing | None:
        """Where acts lead; None unless they are one line without a decision."""
        line = _in_line(acts)
        if len(line) != len(acts):
            return None
        walked = self._walked(tuple([act.kind for act in line]))
        applied = [line[place] for place in reversed(walked.applied)]
        return Standing(
            walked.state,
            next((act.due_ms for act in applied if act.due_ms is not None), None),
            next((act.holder_id for act in applied if act.holder_id is not None), None),
            next((act.unit for act in applied if act.unit), ""),
            next((act.at_ms for act in applied if act.kind == EventKind.FINISHED), None),
            next((act.at_ms for act in applied if act.kind == EventKind.RETURNED), None),
            line[-1].id if line else None,
            bool(walked.illegal),
            [Step(act.kind, act.at_ms, act.due_ms) for act in reversed(applied)],
        )

    def _walked(self, kinds: tuple[int, ...]) -> Walk:
        if kinds not in self._walks:
            self._walks[kinds] = walk(map(EventKind, kinds))
        return self._walks[kinds]


def _in_line(acts: Sequence[Act]) -> list[Act]:
    """The acts that follow the only first one, each the only one after another; none where one decides."""
    following = {act.parent_id: act for act in acts if act.kind != EventKind.DECIDED}
    line: list[Act] = []
    act = following.get(None) if len(following) == len(acts) else None
    while act is not None:
        line.append(act)
        act = following.get(act.id)
    return line
