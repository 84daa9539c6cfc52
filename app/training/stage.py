"""What must be there before a mission begins, made by the office's acts: a colleague's dossier, a book."""

from app.domain.books import BookKind
from app.domain.dossier import Role
from app.services import lane_book, officers
from app.services.desk import Desk, Officer
from app.services.reception import HandedIn, Receipt, ReceptionDraft, receive_dossier
from app.training.missions import Mission, Person, Prepared

COLLEAGUE = "Đồng Nghiệp Mẫu"


def prepare(desk: Desk, mission: Mission) -> tuple[int, str]:
    """Make it ready; the dossier to work on and its code, 0 and "" where there is none."""
    if mission.part == "copies":
        open_book(desk)
    if mission.prepared is None:
        return 0, ""
    receipt = received(desk, mission.prepared)
    return int(receipt.dossier_id), receipt.code


def received(desk: Desk, prepared: Prepared) -> Receipt:
    """It has been received, with every paper that is mandatory."""
    by = _officer(desk, Role.ADMINISTRATOR) if prepared.is_own else colleague(desk)
    return receive_dossier(desk, by, draft_of(desk, prepared.person, prepared.procedure))


def draft_of(desk: Desk, person: Person, procedure_code: str) -> ReceptionDraft:
    """What the colleague typed."""
    procedure = desk.catalogue.procedure(procedure_code, desk.today())
    assert procedure is not None, procedure_code  # the pack is shipped with the missions, and a test compares
    handed_in = {part.number: HandedIn(1, 0) for part in procedure.mandatory_components}
    return ReceptionDraft(person.applicant(), procedure_code=procedure_code, handed_in=handed_in)


def colleague(desk: Desk) -> Officer:
    """The clerk who works beside the trainee."""
    return _officer(desk, Role.RECEPTION, COLLEAGUE)


def _officer(desk: Desk, role: Role, name: str = "") -> Officer:
    found = [clerk for clerk in officers.active_clerks(desk) if role in clerk.roles]
    clerk = next((each for each in found if each.full_name == name), found[0])
    return Officer(clerk.id, clerk.full_name, clerk.title, clerk.roles)


def open_book(desk: Desk) -> None:
    """This year's book of certified copies, unless one is open."""
    if lane_book.lane(desk).book is None:
        keeper = _officer(desk, Role.ADMINISTRATOR)
        first = lane_book.lane(desk).next_number
        lane_book.open_book(desk, keeper, BookKind.CERTIFIED_COPIES, first)
