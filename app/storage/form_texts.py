"""An office's own wordings of forms: each saved one is a new row, none is ever changed."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.ids import COUNTER_BITS, ClerkId
from app.storage.unit_of_work import UnitOfWork

AUTHOR = f"(SELECT origin FROM origin WHERE no = t.id >> {COUNTER_BITS})"
COUNTER = f"t.id & {(1 << COUNTER_BITS) - 1}"
# Two desks may save the same version without a line: every desk then chooses the same one of them.
LATEST_FIRST = f"t.version DESC, t.at_ms DESC, {AUTHOR} DESC, {COUNTER} DESC"


@dataclass(frozen=True, slots=True)
class FormText:
    """One wording; an empty ``html`` went back to the text the circular's pack brings."""

    pack: str
    form: str
    version: int
    html: str
    at_ms: int
    clerk_name: str = ""


def add(unit: UnitOfWork, pack: str, form: str, version: int, html: str, clerk_id: ClerkId | None) -> None:
    """One more wording."""
    unit.connection.exec_driver_sql(
        "INSERT INTO form_text(id, template_pack, form, html, version, at_ms, clerk_id, stamp) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (unit.new_id(), pack, form, html, version, unit.now_ms, clerk_id, unit.stamp),
    )


def latest(connection: Connection, pack: str, form: str) -> FormText | None:
    """The wording in use, or the return from one."""
    found = of_form(connection, pack, form, limit=1)
    return found[0] if found else None


def of_form(connection: Connection, pack: str, form: str, limit: int) -> list[FormText]:
    """The wordings of one form, the one in use first."""
    rows = connection.exec_driver_sql(
        "SELECT t.template_pack, t.form, t.version, t.html, t.at_ms, coalesce(c.full_name, '') "
        "FROM form_text t LEFT JOIN clerk c ON c.id = t.clerk_id "
        f"WHERE t.template_pack = ? AND t.form = ? ORDER BY {LATEST_FIRST} LIMIT ?",
        (pack, form, limit),
    )
    return [FormText(*row) for row in rows]
