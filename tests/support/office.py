"""A whole desk for tests: a real profile with an office, clerks, a catalogue and a range of numbers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.applicant import Applicant
from app.domain.dossier import Role
from app.services import officers
from app.services.desk import Desk, Officer
from app.services.reception import HandedIn, Receipt, ReceptionDraft, receive_dossier
from app.storage.clerks import OfficeRecord
from tests.support.devices import Device, SettableClock, a_device
from ui.bootstrap import desk_of

ALL_ROLES = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR)
PIN = "2468"
SAME_DAY = "1.001193"  # khai sinh
THREE_DAYS = "1.004873"  # tình trạng hôn nhân


@dataclass
class Counter:
    """A staffed desk."""

    device: Device
    desk: Desk
    officer: Officer

    @property
    def clock(self) -> SettableClock:
        return self.device.clock

    def draft(
        self, name: str = "Nguyễn Thị Mẫu", procedure_code: str = THREE_DAYS, **fields: Any
    ) -> ReceptionDraft:
        """A complete form: every mandatory component of the procedure handed in."""
        procedure = self.desk.catalogue.procedure(procedure_code, self.desk.today())
        assert procedure is not None
        handed_in = {component.number: HandedIn(1, 0) for component in procedure.mandatory_components}
        person = fields.pop("applicant", None) or Applicant(name, id_number=fields.pop("id_number", ""))
        return ReceptionDraft(
            applicant=person, procedure_code=procedure_code, **{"handed_in": handed_in} | fields
        )

    def receive(
        self, name: str = "Nguyễn Thị Mẫu", procedure_code: str = THREE_DAYS, **fields: Any
    ) -> Receipt:
        return receive_dossier(self.desk, self.officer, self.draft(name, procedure_code, **fields))


def grant_numbers(device: Device, first: int, last: int, *, serial: int = 1, is_spare: bool = False) -> None:
    """A range of numbers bound to the device's current life, as the district's lease gives it."""
    with device.store.write_local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO lease(serial, origin, is_spare, first, last, valid_from, bytes) "
            "VALUES (?, ?, ?, ?, ?, '2018-01-01', x'')",
            (serial, device.origin, int(is_spare), first, last),
        )


def a_counter(
    folder: Path,
    name: str = "Bàn 1",
    roles: tuple[Role, ...] = ALL_ROLES,
    numbers: tuple[int, int] = (1, 500),
) -> Counter:
    """A desk with one clerk who holds these roles."""
    device = a_device(folder, name)
    desk = desk_of(device.profile, device.clock)
    officers.set_up_office(
        desk, OfficeRecord("Ủy ban nhân dân xã Mẫu", place_name="Xã Mẫu", agency_code="H99.45.17")
    )
    officer = officers.register_clerk(desk, "Cán Bộ Mẫu", "Công chức", roles, PIN)
    desk.officer = officer
    grant_numbers(device, *numbers)
    return Counter(device, desk, officer)
