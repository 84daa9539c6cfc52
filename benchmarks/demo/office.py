"""The demo's office: two desks of one commune, set up, staffed and enrolled as a real one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from app.domain.dossier import Role
from app.platform.secrets import FileSecrets
from app.platform.set_clock import SetClock
from app.services import officers
from app.services.catalogue_intake import take_in
from app.services.desk import Desk
from app.storage.clerks import OfficeRecord
from app.storage.profile import Profile, ProfileKind, create_profile
from benchmarks.demo.clocks import working_days_before
from benchmarks.demo.month import Staffed, live_through
from benchmarks.district import Commune, District, ticket
from benchmarks.reference import Reference
from benchmarks.world import World
from sync.enrolment import enrol
from sync.http.lines import line_of, open_line
from sync.session import run_exchange
from ui.bootstrap import desk_of

PIN = "2468"
AGENCY_CODE = "H99.45.17"
DAYS_OF_THE_MONTH = 22
PEOPLE = {
    "Bàn 1": ("Cán Bộ Mẫu Một", "Công chức", (Role.RECEPTION, Role.SPECIALIST, Role.LEADER)),
    "Bàn 2": ("Cán Bộ Mẫu Hai", "Công chức", (Role.RECEPTION, Role.SPECIALIST, Role.LEADER)),
}
COLLEAGUES = {"Bàn 1": "Chuyên Viên Mẫu Một", "Bàn 2": "Chuyên Viên Mẫu Hai"}


@dataclass(frozen=True)
class DemoDesk:
    """One desk of the demo: its profile, and the clock of its month."""

    name: str
    root: Path
    key_file: Path
    profile: Profile
    clock: SetClock
    staffed: Staffed

    @property
    def desk(self) -> Desk:
        """The desk."""
        return self.staffed.desk

    def exchange(self) -> None:
        """One exchange with the district, as the window's F5."""
        transport = line_of(self.profile.store)
        try:
            run_exchange(self.profile.store, transport)
        finally:
            transport.close()


def set_up(root: Path, name: str, folder: str, reference: Reference, start: datetime) -> DemoDesk:
    """A profile with an office, a clerk and the fullest catalogue at hand."""
    clock = SetClock(start)
    key_file = root / "keys" / f"{folder}.key"
    profile, _ = create_profile(root / folder, ProfileKind.DEMO, name, FileSecrets(key_file), clock)
    if reference.procedures_file is not None:
        take_in(profile.store, clock, reference.procedures_file.read_bytes())
    desk = desk_of(profile, clock)
    full_name, title, roles = PEOPLE[name]
    officer = officers.register_clerk(desk, full_name, title, roles, PIN)
    desk.officer = officer
    colleague = officers.register_clerk(desk, COLLEAGUES[name], "Công chức", (Role.SPECIALIST,), PIN)
    staffed = Staffed(desk, clock, officer, (colleague,))
    return DemoDesk(name, root / folder, key_file, profile, clock, staffed)


def found_office(desks: Sequence[DemoDesk], commune: Commune, district: District) -> None:
    """The first desk sets the office up; every desk becomes a member; what one wrote the others read."""
    first = desks[0]
    record = OfficeRecord(
        name=f"Ủy ban nhân dân {commune.name[0].lower()}{commune.name[1:]}",
        superior_name="Ủy ban nhân dân tỉnh",
        unit_name="Trung tâm Phục vụ hành chính công",
        place_name=commune.name,
        agency_code=AGENCY_CODE,
        phone="0900 000 000",
    )
    officers.set_up_office(first.desk, record)
    for each in desks:
        enrol(each.profile.store, ticket(district, commune), open_line)
    for _ in range(2):
        for each in desks:
            each.exchange()


def live_through_the_month(desks: Sequence[DemoDesk], reference: Reference, day: date, seed: int) -> int:
    """Every desk works the days before the demo's; how many dossiers were received."""
    received = 0
    for number, each in enumerate(desks):
        days = working_days_before(each.desk.catalogue.calendar, day, DAYS_OF_THE_MONTH)
        received += live_through(each.staffed, World(reference, seed + number), days)
    return received


def opening_of(day: date) -> datetime:
    """When the counter opens."""
    return datetime.combine(day, time(7, 25))


def month_start(day: date) -> datetime:
    """Before the demo's first working day."""
    return datetime.combine(day - timedelta(days=50), time(7))
