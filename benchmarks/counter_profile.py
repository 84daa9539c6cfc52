"""The books of a counter that is measured: 200,000 dossiers, a large ward's year of copies, two clerks.

They are made once; every run works on a copy, so that no run meets what the one before it left.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.books import BookKind
from app.domain.certification import Paper
from app.domain.dossier import Role
from app.domain.ids import EntryId, PaymentId
from app.services import certification, lane_book, officers
from app.services.certification import Sitting
from app.services.desk import Desk, Officer
from app.storage import books, certifications, device, log_store, payments
from app.storage.certifications import CertificationRecord
from app.storage.payments import PaymentRecord
from app.storage.profile import Profile
from benchmarks import profiles

DOSSIERS = 200_000
ENTRIES = 20_000
CITIZENS = 8
COLLEAGUE = "Cán Bộ Mẫu Hai"


@dataclass(frozen=True)
class CounterBooks:
    """A copy to work on; ``people`` were here before."""

    profile: Profile
    desk: Desk
    officer: Officer
    colleague: Officer
    people: list[Applicant]


def opened(name: str, dossiers: int = DOSSIERS) -> CounterBooks:
    """A fresh copy of the books under a name."""
    base, run = profiles.ROOT / f"profile-counter-{dossiers}", profiles.ROOT / f"profile-run-{name}"
    _make(base, dossiers)
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(base, run, ignore=shutil.ignore_patterns("*-before-*"))
    profile, desk, officer = profiles.opened(run)
    desk.officer = officer
    found = next(each for each in officers.active_clerks(desk) if each.full_name == COLLEAGUE)
    colleague = Officer(found.id, found.full_name, found.title, found.roles)
    return CounterBooks(profile, desk, officer, colleague, [citizen(number) for number in range(CITIZENS)])


def citizen(number: int) -> Applicant:
    """Somebody of the lane."""
    return Applicant(
        f"Đinh Xuân Mẫu {number}",
        id_number=f"0000890277{number:02d}",
        birth_date="1989-08-12",
        sex="Nam",
        address="Tổ dân phố 3, xã Mẫu",
    )


def _make(base: Path, dossiers: int) -> None:
    done = base / "prepared"
    if done.exists():
        return
    filled, _, _ = profiles.filled(dossiers)
    root = filled.folder.root
    filled.close()
    shutil.rmtree(base, ignore_errors=True)
    shutil.copytree(root, base, ignore=shutil.ignore_patterns("*-before-*"))
    profile, desk, officer = profiles.opened(base)
    _prepare(desk, officer)
    profile.close()
    done.touch()


def _prepare(desk: Desk, officer: Officer) -> None:
    officers.register_clerk(desk, COLLEAGUE, "Công chức", profiles.ALL_ROLES, profiles.PIN, officer)
    book_id = lane_book.open_book(desk, officer, BookKind.CERTIFIED_COPIES, 1)
    with desk.store.write(desk.act(Command.IMPORT, officer, Role.RECEPTION)) as unit:
        turn = books.writing_state(unit.connection, book_id).writing_turn_id
        assert turn is not None
        for number in range(1, ENTRIES + 1):
            entry = books.add_entry(unit, book_id, turn, number, "Căn cước công dân, 1 bản", officer.id)
            payment = payments.add(unit, PaymentRecord(payer_name="Mẫu", owed=2000, amount=2000, at_ms=1))
            certifications.add(unit, _entry(entry, payment), officer.id)
    for number in range(CITIZENS):
        certification.certify(desk, officer, Sitting(citizen(number), (Paper("Giấy khai sinh"),)))
    _seal(desk)


def _seal(desk: Desk) -> None:
    """Years of log were sealed long ago at any desk; else the window would do it in the middle of a bench."""
    with desk.store.read() as connection:
        key = device.signing_key(connection)
    log_store.seal_pending(desk.store, key)


def _entry(entry: EntryId, payment: PaymentId) -> CertificationRecord:
    kind = BookKind.CERTIFIED_COPIES
    return CertificationRecord(entry, payment, None, "Mẫu", "Căn cước công dân", kind, 1, 1, 2000, "", "")
