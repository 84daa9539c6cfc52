"""Bench profiles: real encrypted ones under build/bench, filled once and used again."""

import shutil
from datetime import datetime
from pathlib import Path

from app.domain.clock import ms_of
from app.domain.dossier import Role
from app.platform.secrets import FileSecrets
from app.services import officers
from app.services.catalogue_intake import take_in
from app.services.desk import Desk, Officer
from app.storage.clerks import OfficeRecord
from app.storage.incarnations import own_origins
from app.storage.profile import Profile, ProfileKind, create_profile, open_profile
from benchmarks.filling import fill
from benchmarks.reference import Reference, load
from benchmarks.world import World
from ui.bootstrap import desk_of

ROOT = Path("build/bench")
PIN = "2468"
ALL_ROLES = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR)
UNTIL = datetime(2026, 11, 23, 14, 47)


class StandingClock:
    """A clock that stands where it is put, so that a bench measures the same day every day."""

    def __init__(self, wall: datetime) -> None:
        self._ms = ms_of(wall)

    def now_ms(self) -> int:
        """One millisecond later at each look, as acts follow each other."""
        self._ms += 1
        return self._ms


def filled(count: int, seed: int = 20261123) -> tuple[Profile, Desk, Officer]:
    """A profile with ``count`` dossiers; made on first use."""
    root = ROOT / f"profile-{count}-{seed}"
    done = root / "filled"
    if not done.exists():
        shutil.rmtree(root, ignore_errors=True)
        profile, desk, officer = fresh(root, load())
        fill(desk, officer, World(load(), seed), count, UNTIL)
        profile.close()
        done.touch()
    return opened(root)


def opened(root: Path) -> tuple[Profile, Desk, Officer]:
    """A profile that was made before, its first clerk at the desk."""
    profile = open_profile(root, FileSecrets(root / "key"), StandingClock(UNTIL))
    desk = desk_of(profile, profile.store.clock)
    clerk = officers.active_clerks(desk)[0]
    return profile, desk, Officer(clerk.id, clerk.full_name, clerk.title, clerk.roles)


def fresh(root: Path, reference: Reference) -> tuple[Profile, Desk, Officer]:
    """An empty office with one clerk, the fullest catalogue at hand and a range of numbers."""
    clock = StandingClock(UNTIL)
    profile, _ = create_profile(root, ProfileKind.TEST, "Bàn 1", FileSecrets(root / "key"), clock)
    if reference.procedures_file is not None:
        take_in(profile.store, clock, reference.procedures_file.read_bytes())
    desk = desk_of(profile, clock)
    officers.set_up_office(desk, OfficeRecord("Ủy ban nhân dân xã Mẫu", agency_code="H99.45.17"))
    officer = officers.register_clerk(desk, "Cán Bộ Mẫu Một", "Công chức", ALL_ROLES, PIN)
    grant_numbers(profile, 1, 9999)
    return profile, desk, officer


def grant_numbers(profile: Profile, first: int, last: int) -> None:
    """A range of numbers as a lease would give, for benches without a server."""
    with profile.store.read() as connection:
        origin = own_origins(connection)[-1].origin
    with profile.store.write_local() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO lease(serial, origin, is_spare, first, last, valid_from, bytes) "
            "VALUES (1, ?, 0, ?, ?, '2018-01-01', x'')",
            (origin, first, last),
        )
