"""The office and its clerks; a PIN's hash never leaves this device."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection

from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OfficeRecord:
    """How the office names itself on its forms; a small one lets one clerk receive and decide."""

    name: str
    superior_name: str = ""
    unit_name: str = ""
    place_name: str = ""
    agency_code: str = ""
    address: str = ""
    phone: str = ""
    website: str = ""
    is_small: int = 0


@dataclass(frozen=True, slots=True)
class ClerkRecord:
    """A clerk; ``roles`` in the order in which they are tried for an act."""

    id: ClerkId
    full_name: str
    title: str
    roles: tuple[Role, ...]
    is_active: bool
    has_pin: bool


@dataclass(frozen=True, slots=True)
class PinRecord:
    """What log-in checks."""

    pin_hash: str
    failures: int
    locked_until_ms: int


OFFICE_COLUMNS = tuple(field.name for field in fields(OfficeRecord))


def office(connection: Connection) -> OfficeRecord | None:
    """The office; None before set-up."""
    row = connection.exec_driver_sql(f"SELECT {', '.join(OFFICE_COLUMNS)} FROM office WHERE id = 0").first()
    return None if row is None else OfficeRecord(*row)


def save_office(unit: UnitOfWork, record: OfficeRecord) -> None:
    """Write the office's one row."""
    values = asdict(record)
    assignments = ", ".join(f"{name} = excluded.{name}" for name in values)
    unit.connection.exec_driver_sql(
        f"INSERT INTO office(id, {', '.join(values)}) VALUES (0, {', '.join('?' * len(values))}) "
        f"ON CONFLICT (id) DO UPDATE SET {assignments}",
        tuple(values.values()),
    )


def clerks(connection: Connection) -> list[ClerkRecord]:
    """Everybody, in the order of registration."""
    rows = connection.exec_driver_sql(
        "SELECT c.id, c.full_name, c.title, c.roles, c.is_active, coalesce(s.pin_hash, '') FROM clerk c "
        "LEFT JOIN clerk_secret s ON s.clerk_id = c.id ORDER BY c.id"
    )
    return [_clerk(row) for row in rows]


def names(connection: Connection) -> dict[ClerkId, str]:
    """Everybody's name."""
    return {ClerkId(id_): name for id_, name in connection.exec_driver_sql("SELECT id, full_name FROM clerk")}


def _clerk(row: Any) -> ClerkRecord:
    roles = tuple(Role(int(number)) for number in row[3].split(",") if number)
    return ClerkRecord(ClerkId(row[0]), row[1], row[2], roles, bool(row[4]), bool(row[5]))


def save_clerk(
    unit: UnitOfWork,
    id_: ClerkId | None,
    full_name: str,
    title: str,
    roles: tuple[Role, ...],
    *,
    is_active: bool = True,
) -> ClerkId:
    """A new clerk, or one changed."""
    clerk_id = id_ if id_ is not None else ClerkId(unit.new_id())
    unit.connection.exec_driver_sql(
        "INSERT INTO clerk(id, full_name, title, roles, is_active) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET full_name = excluded.full_name, title = excluded.title, "
        "roles = excluded.roles, is_active = excluded.is_active",
        (clerk_id, full_name, title, ",".join(str(int(role)) for role in roles), int(is_active)),
    )
    return clerk_id


def save_pin(connection: Connection, clerk_id: ClerkId, pin_hash: str) -> None:
    """Set the PIN's hash on this device."""
    connection.exec_driver_sql(
        "INSERT OR REPLACE INTO clerk_secret(clerk_id, pin_hash) VALUES (?, ?)", (clerk_id, pin_hash)
    )


def pin(connection: Connection, clerk_id: ClerkId) -> PinRecord | None:
    """The PIN's hash and the failed tries."""
    row = connection.exec_driver_sql(
        "SELECT pin_hash, failures, locked_until_ms FROM clerk_secret WHERE clerk_id = ?", (clerk_id,)
    ).first()
    return None if row is None else PinRecord(*row)


def note_tries(connection: Connection, clerk_id: ClerkId, failures: int, locked_until_ms: int) -> None:
    """Remember failed tries across restarts."""
    connection.exec_driver_sql(
        "UPDATE clerk_secret SET failures = ?, locked_until_ms = ? WHERE clerk_id = ?",
        (failures, locked_until_ms, clerk_id),
    )
