"""A paper that no published list asks for: only for a typed reason, on record, and listed to the leader."""

from hashlib import blake2b

from app.changes.registry import Command
from app.domain.dossier import DossierState, EventKind, IllegalAct
from app.domain.ids import DossierId
from app.services.acts import owed
from app.services.desk import Desk, Officer
from app.storage import dossiers
from app.storage.dossiers import ComponentRecord, EventRecord
from app.storage.unit_of_work import UnitOfWork

FIRST_EXTRA = 900  # no published list is that long: an ordinal from here on is none of the catalogue's
LIFE_BITS = (
    32  # of such an ordinal: they tell apart the lines that two desks add without knowing of each other
)
ASKABLE = frozenset({DossierState.RECEIVED, DossierState.PROCESSING, DossierState.SUPPLEMENT_REQUESTED})


class NoMorePapers(IllegalAct):
    """Nothing can be asked for of a dossier that is done or elsewhere."""

    def __init__(self) -> None:
        super().__init__("Hồ sơ không còn ở bước xin thêm giấy tờ. Chưa ghi gì.")


def is_extra(ordinal: int) -> bool:
    """Whether a line of the checklist is one that a clerk added."""
    return ordinal >= FIRST_EXTRA


def ask_extra_paper(desk: Desk, officer: Officer, id_: DossierId, paper: str, reason: str) -> None:
    """Ask for a paper outside the catalogue: a line of the checklist, and an act that says why."""
    paper = owed(paper, "Xin ghi tên giấy tờ.")
    reason = owed(reason, "Giấy tờ ngoài danh mục chỉ được hỏi khi có lý do ghi rõ.")
    role = officer.role_for(EventKind.EXTRA_PAPER_ASKED)
    with desk.store.write(desk.act(Command.ASK_EXTRA_PAPER, officer, role, reason)) as unit:
        state = dossiers.state(unit.connection, id_)
        if state.state not in ASKABLE:
            raise NoMorePapers
        dossiers.add_component(
            unit, id_, ComponentRecord(_next_ordinal(unit, id_), paper, False, False, 0, 0)
        )
        dossiers.add_event(
            unit,
            EventRecord(
                id_,
                EventKind.EXTRA_PAPER_ASKED,
                unit.now_ms,
                officer.id,
                role,
                parent_id=state.last_event_id,
                note=reason,
                paper=paper,
            ),
        )


def _next_ordinal(unit: UnitOfWork, id_: DossierId) -> int:
    """The place after the extra lines known here, then the life that adds it."""
    taken = [each.ordinal for each in dossiers.components(unit.connection, id_) if is_extra(each.ordinal)]
    place = max(((ordinal - FIRST_EXTRA) >> LIFE_BITS for ordinal in taken), default=0) + 1
    life = int.from_bytes(blake2b(unit.origin, digest_size=LIFE_BITS // 8).digest(), "big")
    return FIRST_EXTRA + (place << LIFE_BITS) + life
