"""How a dossier went from hand to hand: what the control slip shows, one row for each hand-over.

The rows are read from the acts and never stored, so none can be overwritten: what comes later is a later row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.domain.event import EventKind

GIVING = frozenset({EventKind.HANDED_OVER, EventKind.TRANSFERRED_UP, EventKind.TAKEN_BACK})


class Outcome(Enum):
    """How the giver's part ended; ``OPEN`` where no term says."""

    OPEN = "open"
    EARLY = "early"
    ON_TIME = "on time"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody a dossier is with; an agency without a name is one that we know no person of."""

    name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SlipAct:
    """An act as the slip reads it: who did it, whom the dossier went to, and the terms it set."""

    kind: EventKind
    at: datetime
    clerk: Hand
    holder: Hand = Hand()
    agency: str = ""
    note: str = ""
    due: datetime | None = None
    step_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row; ``taken_at`` is None until the receiver accepts."""

    giver: Hand
    receiver: Hand
    given_at: datetime
    taken_at: datetime | None
    outcome: Outcome
    note: str


def hand_overs(acts: Sequence[SlipAct], promised: datetime | None = None) -> list[HandOver]:
    """The rows that acts make, in the acts' order; ``promised`` is the term until an act sets another."""
    givings = [place for place, act in enumerate(acts) if act.kind in GIVING]
    bounds = [0, *(place + 1 for place in givings)]
    ends = [*givings[1:], len(acts)]
    return [
        _row(acts[place], _step(acts, start, place, promised), acts[place + 1 : end])
        for start, place, end in zip(bounds, givings, ends, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class _Step:
    """The giver's part: the agency it lay with, its own term or the dossier's, and when it was done."""

    agency: str
    own_due: datetime | None
    due: datetime | None
    finished_at: datetime | None


def _step(acts: Sequence[SlipAct], start: int, place: int, promised: datetime | None) -> _Step:
    """What was so while the giver had the dossier."""
    before = acts[start - 1] if start else None
    dues = [act.due for act in acts[:place] if act.due is not None]
    finished = [act.at for act in acts[start:place] if act.kind is EventKind.FINISHED]
    return _Step(
        agency=before.agency if before else "",
        own_due=before.step_due if before else None,
        due=dues[-1] if dues else promised,
        finished_at=finished[-1] if finished else None,
    )


def _row(act: SlipAct, step: _Step, after: Sequence[SlipAct]) -> HandOver:
    comes_back = act.kind is EventKind.TAKEN_BACK
    goes_out = act.kind is EventKind.TRANSFERRED_UP
    accepted = [each.at for each in after if each.kind is EventKind.ACCEPTED]
    return HandOver(
        giver=Hand(unit=step.agency) if comes_back else act.clerk,
        receiver=Hand(unit=act.agency) if goes_out else act.clerk if comes_back else act.holder,
        given_at=act.at,
        taken_at=act.at if comes_back else accepted[0] if accepted else None,
        outcome=_outcome(act.at, step),
        note=act.note,
    )


def _outcome(given_at: datetime, step: _Step) -> Outcome:
    """A part without a term of its own can be late by the dossier's, and early only by finishing it."""
    due = step.own_due or step.due
    ended = step.finished_at or given_at
    if due is None:
        return Outcome.OPEN
    if ended > due:
        return Outcome.LATE
    has_term = step.own_due is not None or step.finished_at is not None
    return Outcome.EARLY if has_term and ended.date() < due.date() else Outcome.ON_TIME
