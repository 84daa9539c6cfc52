"""The profile a self-test works on: made for it, in a folder of its own, and gone afterwards.

The office's own profile is never opened and its folder never looked into.
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from filelock import FileLock, Timeout

from app.changes.lease import FORMAT, Lease
from app.domain.dossier import Role
from app.platform.secrets import FileSecrets, KeyringSecrets
from app.platform.system_clock import SystemClock
from app.services import officers
from app.services.desk import Desk
from app.services.reception import Receipt
from app.storage import leases
from app.storage.clerks import OfficeRecord
from app.storage.incarnations import own_origins
from app.storage.leases import SignedLease
from app.storage.profile import Profile, ProfileKind, create_profile
from ui.bootstrap import desk_of

PREFIX = "soxa-selftest-"
KEY_NAME, LOCK = "keystore-entry", "in-use"

OFFICE = "Ủy ban nhân dân xã Mẫu Tự Kiểm"
CLERK = "Cán Bộ Mẫu Tự Kiểm"
ROLES = (Role.RECEPTION, Role.SPECIALIST, Role.LEADER, Role.ADMINISTRATOR)
NUMBERS = (1, 99)


Made = TypeVar("Made")


class NotReached(Exception):
    """An earlier line failed on which this one stands."""


class Scratch:
    """The folder, and what the lines before have made in it."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.root = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = FileLock(self.root / LOCK)
        self._lock.acquire()
        self.key_store = KeyringSecrets()
        self.key_name = f"selftest-{token_hex(8)}"
        self._profile: Profile | None = None
        self._desk: Desk | None = None
        self._receipt: Receipt | None = None
        (self.root / KEY_NAME).write_text(self.key_name, "ascii")

    @property
    def profile(self) -> Profile:
        """The profile; raises NotReached."""
        return _reached(self._profile)

    @property
    def desk(self) -> Desk:
        """The desk with an office, a clerk and numbers; raises NotReached."""
        return _reached(self._desk)

    @property
    def receipt(self) -> Receipt:
        """The dossier that was received; raises NotReached."""
        return _reached(self._receipt)

    def make_profile(self) -> Profile:
        """A new profile whose key lies beside it, as only a test's may."""
        folder = self.root / "profile"
        self._profile, _ = create_profile(
            folder, ProfileKind.TEST, "Bàn tự kiểm", FileSecrets(self.root / "key"), self.clock
        )
        return self._profile

    def make_desk(self) -> Desk:
        """An office with one clerk and a range of numbers."""
        desk = desk_of(self.profile, self.clock)
        officers.set_up_office(desk, OfficeRecord(OFFICE, place_name="Xã Mẫu", agency_code="000.00.00"))
        desk.officer = officers.register_clerk(desk, CLERK, "Công chức", ROLES, "2468")
        self._lend_numbers(desk)
        self._desk = desk
        return desk

    def _lend_numbers(self, desk: Desk) -> None:
        with desk.store.write_local() as connection:
            origin = own_origins(connection)[-1].origin
            lease = Lease(FORMAT, 1, "", origin, False, *NUMBERS, "2018-01-01")
            leases.take_in(connection, [SignedLease(lease, b"")])

    def keep_receipt(self, receipt: Receipt) -> None:
        """Remember what was received, for the lines that print it."""
        self._receipt = receipt

    def close(self) -> None:
        """Let go of the profile's files."""
        if self._profile is not None:
            self._profile.close()
        self._profile = self._desk = self._receipt = None

    def remove(self) -> bool:
        """Take away the folder and the key store's entry; whether nothing is left."""
        self.key_store.forget(self.key_name)
        self._lock.release()
        shutil.rmtree(self.root, ignore_errors=True)
        return not self.root.exists()


def _reached(made: Made | None) -> Made:
    if made is None:
        raise NotReached
    return made


def sweep() -> None:
    """Remove what self-tests left that were killed; one that is at work holds its lock."""
    for entry in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{KEY_NAME}"):
        with suppress(OSError, ValueError, Timeout):
            with FileLock(entry.with_name(LOCK), timeout=0):
                KeyringSecrets().forget(entry.read_text("ascii"))
            shutil.rmtree(entry.parent, ignore_errors=True)
