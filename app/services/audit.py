"""What is noted of people: who saw, unmasked, printed or exported what. One small face for every desk.

Changes need no note: the signed log tells who made them. A line says when, who, what and which code, never
what stood there.
"""

from enum import StrEnum

from app.domain.ids import DossierId
from app.services.desk import Desk, Officer
from app.storage import act_log
from app.storage.act_log import NotedAct
from app.storage.unit_of_work import UnitOfWork


class Noted(StrEnum):
    """What a line is about; the words are in the chain for ever."""

    SEEN = "seen"
    UNMASKED = "id_shown"
    PRINTED = "printed"
    LIST_PRINTED = "list_printed"
    REGISTER_PRINTED = "register_printed"
    EXPORTED = "exported"
    IMPORTED = "imported"
    SIGNED_IN = "signed_in"
    REFUSED_IN = "refused_in"
    LEFT = "left"
    OFFICE_CHANGED = "office_changed"
    CLERK_CHANGED = "clerk_changed"
    PIN_SET = "pin_set"
    CHOICE_SETTLED = "choice_settled"
    BRANCH_DECIDED = "branch_decided"
    PERSON_CORRECTED = "person_corrected"
    PEOPLE_JOINED = "people_joined"
    PEOPLE_PARTED = "people_parted"
    CLOCK_BACK = "clock_back"
    LIFE_BEGAN = act_log.LIFE_BEGAN
    ROWS_MOVED = act_log.ROWS_MOVED


def note(desk: Desk, officer: Officer, what: Noted, detail: str = "", code: str = "") -> None:
    """One line now; ``detail`` holds row numbers and figures, never a name."""
    with desk.store.write_local() as connection:
        act_log.note(connection, NotedAct(desk.now_ms(), officer.id, what, detail, code))


def note_in(unit: UnitOfWork, officer: Officer, what: Noted, detail: str = "", code: str = "") -> None:
    """One line in the transaction of the act that it is about."""
    act_log.note(unit.connection, NotedAct(unit.now_ms, officer.id, what, detail, code))


def saw(desk: Desk, officer: Officer, dossier_id: DossierId, code: str) -> None:
    """This officer has a dossier before them; written with the next flush."""
    detail = "" if code else f"dossier {dossier_id}"
    desk.sightings.add(NotedAct(desk.now_ms(), officer.id, Noted.SEEN, detail, code))


def saw_person(desk: Desk, applicant_id: int) -> None:
    """Whoever sits here has a person of the book before them; written with the next flush."""
    if desk.officer is not None:
        desk.sightings.add(NotedAct(desk.now_ms(), desk.officer.id, Noted.SEEN, f"applicant {applicant_id}"))


def flush(desk: Desk) -> None:
    """Write down what was seen since the last time."""
    waiting = desk.sightings.take()
    if not waiting:
        return
    try:
        with desk.store.write_local() as connection:
            for act in waiting:
                act_log.note(connection, act)
    except BaseException:
        desk.sightings.put_back(waiting)
        raise
