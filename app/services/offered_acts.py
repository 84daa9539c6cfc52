"""Which acts a dossier's screen offers: what state and role allow, less what its past or the hour forbids."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.dossier import EventKind, acts_allowed, awaits_acceptance
from app.services.desk import Officer
from app.services.undoing import is_undoable
from app.storage.dossiers import StateRecord, StoredEvent
from app.storage.projections import FAR_FUTURE_MS


@dataclass(frozen=True, slots=True)
class Past:
    """A dossier as far as it bears on what may be done next."""

    state: StateRecord
    events: list[StoredEvent]
    now_ms: int

    def has(self, kind: EventKind) -> bool:
        return any(event.record.kind is kind for event in self.events)

    @property
    def awaits(self) -> bool:
        """Whether the holder has not yet taken it."""
        return self.state.state.is_open and awaits_acceptance([each.record.kind for each in self.events])


def offered(officer: Officer, past: Past) -> Sequence[EventKind]:
    """What this officer may do now."""
    return tuple(
        kind for kind in acts_allowed(past.state.state, officer.roles) if _is_timely(kind, officer, past)
    )


def _is_timely(kind: EventKind, officer: Officer, past: Past) -> bool:
    match kind:
        case EventKind.ACCEPTED:
            return past.awaits and past.state.holder_id == officer.id
        case EventKind.EXTENDED:
            return past.state.due_ms != FAR_FUTURE_MS and not past.has(EventKind.EXTENDED)
        case EventKind.UNDONE:
            return is_undoable(past.state.state, past.events, officer.id, past.now_ms)
    return True
