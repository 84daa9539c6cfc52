"""What a desk sees of its dossiers: rows, groups and figures, ready to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.domain.deadline import TimeState
from app.domain.sync_state import SyncState


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One dossier on a list."""

    dossier_id: int
    code: str
    short_code: str
    applicant_name: str
    procedure_name: str
    step: str
    holder: str
    due_at: datetime | None
    due_text: str
    time_state: TimeState
    time_text: str
    sync_state: SyncState


class GroupKind(Enum):
    """The board's filters, in the order they are shown."""

    OPEN = "open"
    LATE = "late"
    TODAY = "today"
    NEXT_DAY = "next_day"
    LATER = "later"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """A run of rows under one heading; ``count`` rows follow each other in the list."""

    kind: GroupKind
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """The figures of the day; ``on_time_percent`` is None while nothing was settled this month."""

    received_today: int
    returned_today: int
    on_time_percent: float | None
    waiting_for_citizen: int


@dataclass(frozen=True, slots=True)
class Board:
    """The head of the board: its figures, its groups with their counts, and a notice about the calendar."""

    figures: BoardFigures
    groups: Sequence[BoardGroup]
    notice: str
