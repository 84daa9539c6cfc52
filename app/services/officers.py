"""The office sets itself up; its clerks log in, and each act knows who did it."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.changes.registry import Command
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.ids import ClerkId
from app.domain.lending import added
from app.errors import AppError
from app.services import audit, delegations
from app.services.audit import Noted
from app.services.desk import Desk, Officer
from app.storage import act_log, clerks, numbers
from app.storage.act_log import NotedAct
from app.storage.clerks import ClerkRecord, OfficeRecord
from app.storage.journal import Act

SHORTEST_PIN = 4
FREE_TRIES = 5
FIRST_LOCK_MS = 30_000
LONGEST_LOCK_MS = 15 * 60_000
PASSES, MEMORY_KIB, LANES = 2, 19 * 1024, 1  # a counter logs in often: 30 ms, the least that OWASP allows


class WrongPin(AppError):
    """The PIN does not fit, or too many were tried."""


class PinTooShort(AppError):
    """A PIN that could be guessed at the counter."""


class MissingName(AppError):
    """An office or a clerk without a name."""


def check_administers(by: Officer | None) -> None:
    """Refuse whoever does not administer; nobody (None) is asked only while the office is first set up."""
    if by is not None and Role.ADMINISTRATOR not in by.own_roles:
        raise RoleNotAllowed("Việc này chỉ người quản trị làm được. Chưa đổi gì. Xin nhờ người quản trị.")


def office(desk: Desk) -> OfficeRecord | None:
    """How the office names itself; None before set-up."""
    with desk.store.read() as connection:
        return clerks.office(connection)


def set_up_office(desk: Desk, record: OfficeRecord, by: Officer | None = None) -> None:
    """Write the office's names and the header of its forms."""
    check_administers(by)
    if not record.name.strip() or not record.agency_code.strip():
        raise MissingName("Xin ghi tên cơ quan và mã cơ quan. Chưa lưu gì.")
    with desk.store.write(Act(Command.SET_UP_OFFICE, by.id if by else None, Role.ADMINISTRATOR)) as unit:
        clerks.save_office(unit, record)
        if by is not None:
            audit.note_in(unit, by, Noted.OFFICE_CHANGED)


def register_clerk(
    desk: Desk, full_name: str, title: str, roles: tuple[Role, ...], pin: str, by: Officer | None = None
) -> Officer:
    """A new clerk with a PIN on this device."""
    check_administers(by)
    if not full_name.strip() or not roles:
        raise MissingName("Xin ghi họ tên và chọn ít nhất một vai trò. Chưa lưu gì.")
    pin_hash = _hash(pin)
    with desk.store.write(Act(Command.REGISTER_CLERK, by.id if by else None, Role.ADMINISTRATOR)) as unit:
        clerk_id = clerks.save_clerk(unit, None, full_name.strip(), title.strip(), roles)
        clerks.save_pin(unit.connection, clerk_id, pin_hash)
        if by is not None:
            audit.note_in(unit, by, Noted.CLERK_CHANGED, clerk_words(clerk_id, roles))
    return Officer(clerk_id, full_name.strip(), title.strip(), roles)


def clerk_words(clerk_id: ClerkId, roles: tuple[Role, ...]) -> str:
    """Which clerk was written with which roles, in numbers: an inspector sees who gave themselves one."""
    return f"clerk {clerk_id} roles {','.join(str(int(role)) for role in roles)}"


def set_pin(desk: Desk, clerk_id: ClerkId, pin: str, by: Officer | None = None) -> None:
    """A PIN for a clerk on this device: new, or known from another desk."""
    by = by or desk.officer
    check_administers(by)
    pin_hash = _hash(pin)
    with desk.store.write_local() as connection:
        clerks.save_pin(connection, clerk_id, pin_hash)
        noted = NotedAct(desk.now_ms(), by.id if by else None, Noted.PIN_SET, f"clerk {clerk_id}")
        act_log.note(connection, noted)


def can_anyone_log_in(desk: Desk) -> bool:
    """Whether a clerk of the office has a PIN on this device."""
    return any(clerk.has_pin for clerk in active_clerks(desk))


def active_clerks(desk: Desk) -> list[ClerkRecord]:
    """Who may log in or be handed a dossier."""
    with desk.store.read() as connection:
        return [clerk for clerk in clerks.clerks(connection) if clerk.is_active]


def log_in(desk: Desk, clerk_id: ClerkId, pin: str) -> Officer:
    """The officer, if the PIN fits; after five wrong ones each further try waits longer."""
    with desk.store.read() as connection:
        known = clerks.pin(connection, clerk_id)
        clerk = next(each for each in clerks.clerks(connection) if each.id == clerk_id)
    now = desk.now_ms()
    if not clerk.is_active:
        raise WrongPin("Người này đã thôi làm việc ở đây. Dữ liệu an toàn. Xin chọn người khác.")
    if known is None:
        raise WrongPin("Người này chưa có mã PIN trên máy này. Xin nhờ quản trị đặt mã.")
    if now < known.locked_until_ms:
        seconds = (known.locked_until_ms - now) // 1000 + 1
        raise WrongPin(f"Đã nhập sai nhiều lần. Dữ liệu an toàn. Xin thử lại sau {seconds} giây.")
    if not _fits(known.pin_hash, pin):
        _note_failure(desk, clerk_id, known.failures + 1, now)
        raise WrongPin("Mã PIN không đúng. Xin nhập lại.")
    with desk.store.write_local() as connection:
        if known.failures:
            clerks.note_tries(connection, clerk_id, 0, 0)
        act_log.note(connection, NotedAct(now, clerk_id, Noted.SIGNED_IN, ""))
        lent = delegations.lent_to(connection, clerk_id, now)
    return Officer(clerk.id, clerk.full_name, clerk.title, added(clerk.roles, lent), lent)


def _note_failure(desk: Desk, clerk_id: ClerkId, failures: int, now_ms: int) -> None:
    over = failures - FREE_TRIES
    wait = 0 if over < 0 else min(FIRST_LOCK_MS << over, LONGEST_LOCK_MS)
    with desk.store.write_local() as connection:
        clerks.note_tries(connection, clerk_id, failures, now_ms + wait if wait else 0)
        act_log.note(connection, NotedAct(now_ms, clerk_id, Noted.REFUSED_IN, str(failures)))


def _hasher() -> PasswordHasher:
    return PasswordHasher(PASSES, MEMORY_KIB, LANES)


def _hash(pin: str) -> str:
    if len(pin) < SHORTEST_PIN:
        raise PinTooShort(f"Mã PIN cần ít nhất {SHORTEST_PIN} ký tự. Chưa lưu gì.")
    return _hasher().hash(pin)


def _fits(pin_hash: str, pin: str) -> bool:
    try:
        return _hasher().verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


def numbers_left(desk: Desk) -> int:
    """How many dossier codes this desk can still give today."""
    with desk.store.read() as connection:
        return numbers.of_day(connection, desk.today()).left()
