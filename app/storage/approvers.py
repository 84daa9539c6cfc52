"""Which clerks hold a lent role on a day, by the delegations."""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.storage.row_reader import marks


def lent_on(connection: Connection, day: str, roles: Iterable[Role]) -> set[ClerkId]:
    """Who was lent one of these roles for this day, by somebody who works here and still holds it."""
    numbers = [int(role) for role in roles]
    rows = connection.exec_driver_sql(
        "SELECT x.to_id FROM delegation x JOIN clerk f ON f.id = x.from_id AND f.is_active "
        "AND ',' || f.roles || ',' LIKE '%,' || x.role || ',%' "
        f"WHERE x.ended_ms = 0 AND x.role IN ({marks(numbers)}) "
        "AND x.first_day <= ? AND (x.last_day >= ? OR x.last_day = '')",
        (*numbers, day, day),
    )
    return {ClerkId(id_) for (id_,) in rows}
