"""A dossier's life: events with a parent, and the state they fold to.

An act is an event that names the event it was made after. The state is never stored as truth: every replica
folds the same events by the same rule table and arrives at the same state. Two acts made after the same
event, on two desks without a line, are both kept; the dossier is then *contested* until a clerk decides
(``app.domain.branches``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple

from app.domain.branches import Branches, branches
from app.domain.event import Event as Event
from app.domain.event import EventKind as EventKind
from app.errors import AppError


class DossierState(Enum):
    """Where a dossier stands (codes of the national coordination system where there are any)."""

    DRAFT = 0
    RECEIVED = 2
    REFUSED = 3
    PROCESSING = 4
    SUPPLEMENT_REQUESTED = 5
    WITHDRAWN = 7
    STOPPED = 8
    FINISHED = 9
    RETURNED = 10
    TRANSFERRED = 11
    GUIDED = 12
    UNDONE = 13
    UNCOLLECTED = 14

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the citizen something."""
        return self not in CLOSED_STATES


CLOSED_STATES = frozenset(
    {
        DossierState.RETURNED,
        DossierState.REFUSED,
        DossierState.WITHDRAWN,
        DossierState.STOPPED,
        DossierState.GUIDED,
        DossierState.UNDONE,
        DossierState.UNCOLLECTED,
    }
)

UNDER_WAY = (
    DossierState.RECEIVED,
    DossierState.PROCESSING,
    DossierState.SUPPLEMENT_REQUESTED,
    DossierState.TRANSFERRED,
)


class Role(IntEnum):
    """In which capacity a clerk acts; every act records it."""

    NONE = 0
    RECEPTION = 1
    SPECIALIST = 2
    LEADER = 3
    REGISTRAR = 4
    ADMINISTRATOR = 5
    HEAD = 6
    CONTROLLER = 7


RULES: dict[tuple[DossierState, EventKind], DossierState] = {
    (DossierState.DRAFT, EventKind.RECEIVED): DossierState.RECEIVED,
    (DossierState.RECEIVED, EventKind.HANDED_OVER): DossierState.PROCESSING,
    (DossierState.RECEIVED, EventKind.SUPPLEMENT_REQUESTED): DossierState.SUPPLEMENT_REQUESTED,
    (DossierState.RECEIVED, EventKind.TRANSFERRED_UP): DossierState.TRANSFERRED,
    (DossierState.RECEIVED, EventKind.FINISHED): DossierState.FINISHED,
    (DossierState.PROCESSING, EventKind.HANDED_OVER): DossierState.PROCESSING,
    (DossierState.PROCESSING, EventKind.SUPPLEMENT_REQUESTED): DossierState.SUPPLEMENT_REQUESTED,
    (DossierState.PROCESSING, EventKind.TRANSFERRED_UP): DossierState.TRANSFERRED,
    (DossierState.PROCESSING, EventKind.FINISHED): DossierState.FINISHED,
    (DossierState.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENT_TAKEN_IN): DossierState.PROCESSING,
    (DossierState.TRANSFERRED, EventKind.TAKEN_BACK): DossierState.PROCESSING,
    (DossierState.TRANSFERRED, EventKind.FINISHED): DossierState.FINISHED,
    (DossierState.FINISHED, EventKind.HANDED_OVER): DossierState.FINISHED,
    (DossierState.FINISHED, EventKind.RETURNED): DossierState.RETURNED,
    (DossierState.DRAFT, EventKind.GUIDED): DossierState.GUIDED,
    (DossierState.DRAFT, EventKind.REFUSED): DossierState.REFUSED,
    (DossierState.RECEIVED, EventKind.REFUSED): DossierState.REFUSED,
    (DossierState.PROCESSING, EventKind.REFUSED): DossierState.REFUSED,
    (DossierState.RECEIVED, EventKind.UNDONE): DossierState.UNDONE,
    (DossierState.PROCESSING, EventKind.ACCEPTED): DossierState.PROCESSING,
    (DossierState.FINISHED, EventKind.ACCEPTED): DossierState.FINISHED,
    **{
        (state, EventKind.EXTENDED): state
        for state in (DossierState.RECEIVED, DossierState.PROCESSING, DossierState.TRANSFERRED)
    },
    **{(state, EventKind.STOPPED): DossierState.STOPPED for state in UNDER_WAY},
    **{(state, EventKind.WITHDRAWN): DossierState.WITHDRAWN for state in UNDER_WAY},
    (DossierState.FINISHED, EventKind.NOT_COLLECTED): DossierState.UNCOLLECTED,
    (DossierState.UNCOLLECTED, EventKind.RETURNED): DossierState.RETURNED,
}

_AT_THE_COUNTER = frozenset({Role.RECEPTION})
_HANDLERS = frozenset({Role.RECEPTION, Role.SPECIALIST, Role.HEAD, Role.LEADER})
_PROFESSIONALS = frozenset({Role.SPECIALIST, Role.HEAD, Role.LEADER})

ROLES_OF_ACT: dict[EventKind, frozenset[Role]] = {
    EventKind.RECEIVED: _AT_THE_COUNTER,
    EventKind.HANDED_OVER: _HANDLERS,
    EventKind.SUPPLEMENT_REQUESTED: _HANDLERS,
    EventKind.SUPPLEMENT_TAKEN_IN: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    EventKind.TRANSFERRED_UP: _HANDLERS,
    EventKind.TAKEN_BACK: _HANDLERS,
    EventKind.FINISHED: frozenset({Role.SPECIALIST, Role.LEADER}),
    EventKind.RETURNED: _AT_THE_COUNTER,
    EventKind.CORRECTED: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    EventKind.DECIDED: _HANDLERS,
    EventKind.GUIDED: _AT_THE_COUNTER,
    EventKind.REFUSED: _HANDLERS,
    EventKind.UNDONE: _AT_THE_COUNTER,
    EventKind.ACCEPTED: _HANDLERS,
    EventKind.EXTENDED: _PROFESSIONALS,
    EventKind.STOPPED: frozenset({Role.HEAD, Role.LEADER}),
    EventKind.WITHDRAWN: _HANDLERS,
    EventKind.NOT_COLLECTED: _AT_THE_COUNTER,
    EventKind.EXTRA_PAPER_ASKED: frozenset({Role.RECEPTION, Role.SPECIALIST}),
}

# Where a step asks for more than the act does: the counter turns down what it has, not what others work on.
ROLES_IN_STATE: dict[tuple[DossierState, EventKind], frozenset[Role]] = {
    (DossierState.PROCESSING, EventKind.REFUSED): _PROFESSIONALS,
}


def roles_of(state: DossierState, kind: EventKind) -> frozenset[Role]:
    """Which roles may do an act in a state."""
    return ROLES_IN_STATE.get((state, kind), ROLES_OF_ACT[kind])


@dataclass(frozen=True, slots=True)
class PauseSpan:
    """A stop of the clock; ``end_ms`` None while it lasts."""

    start_ms: int
    end_ms: int | None


@dataclass(frozen=True, slots=True)
class Life:
    """What the events of a dossier fold to."""

    state: DossierState
    last_event_id: int | None
    holder_id: int | None
    unit: str
    due_ms: int | None
    pauses: tuple[PauseSpan, ...]
    finished_ms: int | None
    returned_ms: int | None
    is_contested: bool
    illegal: tuple[int, ...]
    applied: tuple[Event, ...] = ()


class IllegalAct(AppError):
    """The dossier's state does not allow this act."""


class RoleNotAllowed(AppError):
    """The clerk does not hold a role that may do this act."""


class Walk(NamedTuple):
    """Where acts lead, one after the other, and the places among them that were in turn and out of turn."""

    state: DossierState
    applied: Sequence[int]
    illegal: Sequence[int]


def walk(kinds: Iterable[EventKind]) -> Walk:
    """Follow acts; an illegal one changes nothing, and one that is no transition neither."""
    state = DossierState.DRAFT
    applied: list[int] = []
    illegal: list[int] = []
    for place, kind in enumerate(kinds):
        if not kind.is_transition:
            continue
        after = RULES.get((state, kind))
        (illegal if after is None else applied).append(place)
        state = state if after is None else after
    return Walk(state, applied, illegal)


def fold(events: Iterable[Event]) -> Life:
    """The life that events lead to; an illegal one is named and changes nothing."""
    found = branches(events)
    state, applied, illegal = walk(event.kind for event in found.live)
    return _life(
        state,
        found,
        [found.live[place] for place in applied],
        tuple(found.live[place].id for place in illegal),
    )


def _life(state: DossierState, found: Branches, applied: Sequence[Event], illegal: tuple[int, ...]) -> Life:
    holders = [event.holder_id for event in applied if event.holder_id is not None]
    dues = [event.due_ms for event in applied if event.due_ms is not None]
    return Life(
        state=state,
        last_event_id=found.live[-1].id if found.live else None,
        holder_id=holders[-1] if holders else None,
        unit=next((event.unit for event in reversed(applied) if event.unit), ""),
        due_ms=dues[-1] if dues else None,
        pauses=_pauses(applied),
        finished_ms=_last_time(applied, EventKind.FINISHED),
        returned_ms=_last_time(applied, EventKind.RETURNED),
        is_contested=found.is_contested,
        illegal=illegal,
        applied=tuple(applied),
    )


def _last_time(applied: Sequence[Event], kind: EventKind) -> int | None:
    return next((event.at_ms for event in reversed(applied) if event.kind is kind), None)


def _pauses(applied: Sequence[Event]) -> tuple[PauseSpan, ...]:
    spans: list[PauseSpan] = []
    for event in applied:
        if event.kind is EventKind.SUPPLEMENT_REQUESTED:
            spans.append(PauseSpan(event.at_ms, None))
        elif event.kind is EventKind.SUPPLEMENT_TAKEN_IN and spans:
            spans[-1] = PauseSpan(spans[-1].start_ms, event.at_ms)
    return tuple(spans)


def acts_allowed(state: DossierState, roles: Iterable[Role]) -> tuple[EventKind, ...]:
    """What may be done next by somebody with these roles, in the order it is offered."""
    held = frozenset(roles)
    return tuple(
        kind
        for kind in EventKind
        if state is not DossierState.DRAFT and (state, kind) in RULES and roles_of(state, kind) & held
    )


# What leaves open whether somebody has taken what was handed to them.
BESIDE_HANDING = frozenset(
    {EventKind.CORRECTED, EventKind.EXTRA_PAPER_ASKED, EventKind.DECIDED, EventKind.EXTENDED}
)


def awaits_acceptance(kinds: Sequence[EventKind]) -> bool:
    """Whether the last thing done was handing the dossier over: its holder has not taken it yet."""
    moves = [kind for kind in kinds if kind not in BESIDE_HANDING]
    return bool(moves) and moves[-1] is EventKind.HANDED_OVER


def role_for(kind: EventKind, roles: Sequence[Role], state: DossierState | None = None) -> Role:
    """The role in which a clerk does an act, in a state where it is known; raises RoleNotAllowed."""
    allowed = ROLES_OF_ACT[kind] if state is None else roles_of(state, kind)
    for role in roles:
        if role in allowed:
            return role
    raise RoleNotAllowed(
        "Việc này không thuộc vai trò của người đang đăng nhập. Hồ sơ không thay đổi. "
        "Xin nhờ người có vai trò phù hợp."
    )


def check_legal(state: DossierState, kind: EventKind) -> None:
    """Raise IllegalAct unless the state allows the act."""
    if (state, kind) not in RULES:
        raise IllegalAct(
            "Hồ sơ đang ở bước không làm được việc này; có thể máy khác vừa làm rồi. "
            "Chưa ghi gì. Xin mở lại hồ sơ để xem bước hiện tại."
        )
