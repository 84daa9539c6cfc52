"""Deciding where two desks went on with one dossier without knowing of each other: which acts stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.changes.registry import Command
from app.domain.branches import Branches
from app.domain.clock import wall_of
from app.domain.dossier import EventKind
from app.domain.ids import DossierId, EventId, split_id
from app.errors import AppError
from app.services import audit
from app.services.access import check_reading
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.storage import dossiers, known_logs, projections
from app.storage.dossiers import EventRecord, StoredEvent
from app.storage.incarnations import own_origins
from app.storage.unit_of_work import Snapshot

DECIDED = "Hai máy cùng giải quyết."  # how the note of such an act begins
MEANS: Mapping[EventKind, str] = {
    EventKind.RECEIVED: "tiếp nhận",
    EventKind.HANDED_OVER: "bàn giao",
    EventKind.SUPPLEMENT_REQUESTED: "yêu cầu bổ sung",
    EventKind.SUPPLEMENT_TAKEN_IN: "nhận bổ sung",
    EventKind.TRANSFERRED_UP: "chuyển lên trên",
    EventKind.TAKEN_BACK: "nhận lại từ trên",
    EventKind.FINISHED: "có kết quả",
    EventKind.RETURNED: "trả kết quả",
    EventKind.DECIDED: "chọn bản để giữ",
    EventKind.GUIDED: "hướng dẫn",
    EventKind.REFUSED: "từ chối",
    EventKind.UNDONE: "hủy tiếp nhận",
    EventKind.ACCEPTED: "nhận bàn giao",
    EventKind.EXTENDED: "hẹn lại",
    EventKind.STOPPED: "dừng giải quyết",
    EventKind.WITHDRAWN: "cho rút hồ sơ",
    EventKind.NOT_COLLECTED: "ghi không nhận kết quả",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """One way a dossier went on: its acts since the ways parted, the last one is ``tip``."""

    tip: EventId
    acts: Sequence[str]
    device_name: str
    is_own: bool
    clerk_name: str
    at: datetime


class AlreadyDecided(AppError):
    """The branches are no longer those the clerk was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Hồ sơ vừa có bước mới của máy khác. Chưa ghi gì, các bước vẫn được giữ. Xin xem lại."
        )


def branches_of(desk: Desk, id_: DossierId) -> Sequence[Branch]:
    """What a clerk chooses among; fewer than two when there is nothing to decide."""
    check_reading(desk)
    with desk.store.read() as connection:
        return _branches(connection, id_)


def decide(desk: Desk, officer: Officer, id_: DossierId, shown: Sequence[Branch], keep: Branch) -> None:
    """Let one branch stand and set the others aside, as one act; raises AlreadyDecided.

    Nothing is deleted: the acts set aside stay in the timeline, and so do the papers they printed.
    """
    role = officer.role_for(EventKind.DECIDED)
    with desk.store.write(desk.act(Command.DECIDE_ACT, officer, role)) as unit:
        present = _branches(unit.connection, id_)
        others = [each for each in present if each.tip != keep.tip]
        if not others or {each.tip for each in present} != {each.tip for each in shown}:
            raise AlreadyDecided
        parent = keep.tip
        for other in others:
            record = EventRecord(
                id_,
                EventKind.DECIDED,
                unit.now_ms,
                officer.id,
                role,
                parent_id=parent,
                note=note_words(keep, other),
                over_id=other.tip,
            )
            parent = dossiers.add_event(unit, record)
        detail = f"dossier {id_} over {', '.join(str(each.tip) for each in others)}"
        audit.note_in(unit, officer, Noted.BRANCH_DECIDED, detail)


def note_words(keep: Branch, other: Branch) -> str:
    """What stands and what does not."""
    return f"{DECIDED} Giữ {_said(keep)}; không tính {_said(other)}."


def _said(branch: Branch) -> str:
    return f"“{', '.join(branch.acts)}” của {branch.device_name or 'máy khác'}"


def _branches(connection: Snapshot, id_: DossierId) -> list[Branch]:
    """In the order of this device's first, then by time."""
    found = projections.branches_of(connection, id_)
    tips = [event.id for event in found.tips]
    if len(tips) < 2:
        return []
    stored: dict[int, StoredEvent] = {event.id: event for event in dossiers.events(connection, id_)}
    own = {life.no for life in own_origins(connection)}
    made = [_branch(connection, stored, own, line) for line in _lines(found, tips)]
    return sorted(made, key=lambda branch: (not branch.is_own, branch.at, branch.tip))


def _lines(found: Branches, tips: Sequence[int]) -> list[list[int]]:
    """Each branch's acts back to where it parted from all others, oldest first."""
    lines = [[id_, *found.before(id_)] for id_ in tips]
    shared = set.intersection(*(set(line) for line in lines))
    return [[id_ for id_ in reversed(line) if id_ not in shared] for line in lines]


def _branch(
    connection: Snapshot, stored: Mapping[int, StoredEvent], own: set[int], line: Sequence[int]
) -> Branch:
    tip = stored[line[-1]]
    no, _ = split_id(tip.id)
    kinds = [stored[id_].record.kind for id_ in line]
    return Branch(
        tip=tip.id,
        acts=tuple(MEANS[kind] for kind in kinds if kind in MEANS),
        device_name=known_logs.device_name(connection, no),
        is_own=no in own,
        clerk_name=tip.clerk_name,
        at=wall_of(tip.record.at_ms),
    )
