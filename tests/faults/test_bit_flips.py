"""One bit that turns anywhere in the books is found: the desk does not open, or the doctor names it."""

import os
import shutil
from pathlib import Path
from random import Random

import pytest

from app.errors import AppError
from app.storage.doctor import examine
from app.storage.profile import open_profile
from tests.support.builders import a_dossier, an_attachment
from tests.support.damage import flip
from tests.support.devices import Device, a_device

FLIPS = int(os.environ.get("SOXA_BIT_FLIPS", "150"))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Device:
    """A desk with some work in it, closed."""
    made = a_device(tmp_path_factory.mktemp("flips"))
    for _ in range(5):
        dossier = a_dossier(made.store)
    an_attachment(made, dossier)
    made.seal()
    made.profile.close()
    return made


def is_found(device: Device) -> bool:
    """Whether somebody is told."""
    try:
        profile = open_profile(device.root, device.vault, device.clock)
    except AppError:
        return True
    try:
        return any(each.is_fault for check in examine(profile, thorough=False) for each in check.findings)
    except AppError:
        return True
    finally:
        profile.close()


def test_every_single_bit_that_turns_in_the_database_is_found(device: Device, tmp_path: Path):
    seed = int.from_bytes(os.urandom(4), "big")
    random, database = Random(seed), device.folder.database
    whole = tmp_path / "whole"
    shutil.copy(database, whole)
    assert not is_found(device), "there is nothing to find before"
    for number in range(FLIPS):
        shutil.copy(whole, database)
        for beside in ("-wal", "-shm"):
            database.with_name(database.name + beside).unlink(missing_ok=True)
        at, bit = random.randrange(whole.stat().st_size), random.randrange(8)
        flip(database, at, bit)
        assert is_found(device), f"seed {seed}, flip {number}: bit {bit} of byte {at}"
