"""A dossier's life: events with a parent, and the state they fold to.

An act is an event that names the event it was made after. The state is never stored as truth: every replica
folds the same events by the same rule table and arrives at the same state. Two acts made after the same
event, on two desks without a line, are both kept; the dossier is then *contested* until a clerk decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum

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

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the citizen something."""
        return self not in CLOSED_STATES


CLOSED_STATES = frozenset(
    {DossierState.RETURNED, DossierState.REFUSED, DossierState.WITHDRAWN, DossierState.STOPPED}
)


class EventKind(IntEnum):
    """What happened; the numbers are in signed data for ever."""

    RECEIVED = 1
    HANDED_OVER = 2
    SUPPLEMENT_REQUESTED = 3
    SUPPLEMENT_TAKEN_IN = 4
    TRANSFERRED_UP = 5
    TAKEN_BACK = 6
    FINISHED = 7
    RETURNED = 8
    CORRECTED = 9


class Role(IntEnum):
    """In which capacity a clerk acts; every act records it."""

    NONE = 0
    RECEPTION = 1
    SPECIALIST = 2
    LEADER = 3
    REGISTRAR = 4
    ADMINISTRATOR = 5


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
}

WITHOUT_TRANSITION = frozenset({EventKind.CORRECTED})

ROLES_OF_ACT: dict[EventKind, frozenset[Role]] = {
    EventKind.RECEIVED: frozenset({Role.RECEPTION}),
    EventKind.HANDED_OVER: frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER}),
    EventKind.SUPPLEMENT_REQUESTED: frozenset({Role.RECEPTION, Role.SPECIALIST, Role.LEADER}),
    EventKind.SUPPLEMENT_TAKEN_IN: frozenset({Role.RECEPTION, Role.SPECIALIST}),
    EventKind.TRANSFERRED_UP: frozenset({Role.SPECIALIST, Role.LEADER, Role.RECEPTION}),
    EventKind.TAKEN_BACK: frozenset({Role.SPECIALIST, Role.LEADER, Role.RECEPTION}),
    EventKind.FINISHED: frozenset({Role.SPECIALIST, Role.LEADER}),
    EventKind.RETURNED: frozenset({Role.RECEPTION}),
    EventKind.CORRECTED: frozenset({Role.RECEPTION, Role.SPECIALIST}),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One act; ``id`` and ``parent_id`` are local row ids, ``rank`` orders siblings everywhere alike."""

    id: int
    parent_id: int | None
    kind: EventKind
    at_ms: int
    rank: tuple[int, bytes] = (0, b"")
    holder_id: int | None = None
    unit: str = ""
    due_ms: int | None = None


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


class IllegalAct(AppError):
    """The dossier's state does not allow this act."""


class RoleNotAllowed(AppError):
    """The clerk does not hold a role that may do this act."""


def fold(events: Iterable[Event]) -> Life:
    """The life that events lead to; an illegal one is named and changes nothing."""
    ordered, is_contested = _in_order(list(events))
    state = DossierState.DRAFT
    illegal: list[int] = []
    applied: list[Event] = []
    for event in ordered:
        if event.kind in WITHOUT_TRANSITION:
            continue
        after = RULES.get((state, event.kind))
        if after is None:
            illegal.append(event.id)
            continue
        state = after
        applied.append(event)
    return _life(state, ordered, applied, is_contested, tuple(illegal))


def _life(
    state: DossierState,
    ordered: Sequence[Event],
    applied: Sequence[Event],
    is_contested: bool,
    illegal: tuple[int, ...],
) -> Life:
    holders = [event.holder_id for event in applied if event.holder_id is not None]
    dues = [event.due_ms for event in applied if event.due_ms is not None]
    return Life(
        state=state,
        last_event_id=ordered[-1].id if ordered else None,
        holder_id=holders[-1] if holders else None,
        unit=next((event.unit for event in reversed(applied) if event.unit), ""),
        due_ms=dues[-1] if dues else None,
        pauses=_pauses(applied),
        finished_ms=_last_time(applied, EventKind.FINISHED),
        returned_ms=_last_time(applied, EventKind.RETURNED),
        is_contested=is_contested,
        illegal=illegal,
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


def _in_order(events: list[Event]) -> tuple[list[Event], bool]:
    """Parents before children, siblings by rank; contested when one parent has two transitions."""
    known = {event.id for event in events}
    children: dict[int | None, list[Event]] = {}
    for event in events:
        parent = event.parent_id if event.parent_id in known else None
        children.setdefault(parent, []).append(event)
    ordered: list[Event] = []
    is_contested = False
    ready = sorted(children.get(None, ()), key=_sibling_order)
    while ready:
        event = ready.pop(0)
        ordered.append(event)
        following = children.get(event.id, [])
        is_contested |= sum(child.kind not in WITHOUT_TRANSITION for child in following) > 1
        ready = sorted([*ready, *following], key=_sibling_order) if following else ready
    return ordered, is_contested


def _sibling_order(event: Event) -> tuple[tuple[int, bytes], int]:
    return event.rank, event.id


def acts_allowed(state: DossierState, roles: Iterable[Role]) -> tuple[EventKind, ...]:
    """What may be done next by somebody with these roles, in the order it is offered."""
    held = frozenset(roles)
    return tuple(
        kind for kind in EventKind if (state, kind) in RULES and kind.value > 1 and ROLES_OF_ACT[kind] & held
    )


def role_for(kind: EventKind, roles: Sequence[Role]) -> Role:
    """The role in which a clerk does an act; raises RoleNotAllowed."""
    for role in roles:
        if role in ROLES_OF_ACT[kind]:
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
