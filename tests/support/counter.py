"""A staffed counter at a district: a real desk with its officer, numbered by the district's own lease."""

from dataclasses import dataclass

from app.domain.applicant import Applicant
from app.services import officers
from app.services.desk import Desk, Officer
from app.services.reception import HandedIn, Receipt, ReceptionDraft, receive_dossier
from app.storage.clerks import OfficeRecord
from sync.enrolment import enrol
from sync.http.lines import open_line
from tests.support.district import District, SyncedDesk
from tests.support.office import ALL_ROLES, PIN, THREE_DAYS
from ui.bootstrap import desk_of

OFFICE = OfficeRecord("Ủy ban nhân dân xã Mẫu", place_name="Xã Mẫu", agency_code="H99.45.17")


@dataclass
class StaffedCounter:
    """Somebody at work."""

    synced: SyncedDesk
    desk: Desk
    officer: Officer

    def receive(self, name: str, id_number: str = "", phone: str = "") -> Receipt:
        """A dossier with everything handed in."""
        procedure = self.desk.catalogue.procedure(THREE_DAYS, self.desk.today())
        assert procedure is not None
        draft = ReceptionDraft(
            applicant=Applicant(name, id_number=id_number, phone=phone),
            procedure_code=THREE_DAYS,
            handed_in={part.number: HandedIn(1, 0) for part in procedure.mandatory_components},
        )
        return receive_dossier(self.desk, self.officer, draft)


def first_counter(district: District, name: str = "Bàn 1") -> StaffedCounter:
    """The desk that sets the office up, then enrols."""
    synced = district.stranger(name)
    desk = desk_of(synced.device.profile, district.clock)
    officers.set_up_office(desk, OFFICE)
    counter = _staffed(synced, desk, f"Cán Bộ {name}")
    enrol(synced.store, district.ticket(), open_line)
    synced.sync()
    return counter


def next_counter(district: District, name: str) -> StaffedCounter:
    """A desk that enrols into an office that is there already."""
    synced = district.desk(name)
    synced.sync()
    return _staffed(synced, desk_of(synced.device.profile, district.clock), f"Cán Bộ {name}")


def _staffed(synced: SyncedDesk, desk: Desk, clerk: str) -> StaffedCounter:
    officer = officers.register_clerk(desk, clerk, "Công chức", ALL_ROLES, PIN)
    desk.officer = officer
    return StaffedCounter(synced, desk, officer)
