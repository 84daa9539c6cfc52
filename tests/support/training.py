"""Training's desk for tests: founded once, then copied, since it is the same books every time."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.platform.secrets import FileSecrets
from app.services import officers
from app.services.desk import Desk, Officer
from app.storage.profile import Profile, open_profile
from app.training import founding
from tests.support.devices import MONDAY_MORNING, SettableClock, cheap_recovery_codes
from ui.bootstrap import desk_of

FOLDER = "profile-tap-huan"


@dataclass
class Trained:
    """Training's books, open."""

    root: Path
    clock: SettableClock
    profile: Profile
    desk: Desk

    def officer(self, name: str = founding.TRAINEE) -> Officer:
        """One of the clerks of the sample office."""
        clerk = next(each for each in officers.active_clerks(self.desk) if each.full_name == name)
        return Officer(clerk.id, clerk.full_name, clerk.title, clerk.roles)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The books as they are before anybody learnt anything; their key lies in their folder."""
    root = tmp_path_factory.mktemp("training") / FOLDER
    with cheap_recovery_codes():
        founding.found(root, SettableClock(), FileSecrets(root / "key"))
    return root


@pytest.fixture
def training(founded: Path, tmp_path: Path) -> Iterator[Trained]:
    """A copy of them, open, on a Monday morning."""
    root = tmp_path / FOLDER
    shutil.copytree(founded, root)
    clock = SettableClock(MONDAY_MORNING)
    profile = open_profile(root, FileSecrets(root / "key"), clock)
    yield Trained(root, clock, profile, desk_of(profile, clock))
    profile.close()
