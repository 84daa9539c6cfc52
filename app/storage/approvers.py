"""Which clerks hold a lent role on a day, by the delegations."""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.domain.dossier import Role
from app.domain.ids import ClerkId
from app.storage.row_reader import marks


def lent_on(connection: Connection, day: str, roles: Iterable[Role]) -> set[ClerkId]:
    """Who was lent one of these roles for this day; a delegation that was ended lends nothing."""
    numbers = [int(role) for role in roles]
    rows = connection.exec_driver_sql(
        f"SELECT to_id FROM delegation WHERE ended_ms = 0 AND role IN ({marks(numbers)}) "
        "AND first_day <= ? AND (last_day >= ? OR last_day = '')",
        (*numbers, day, day),
    )
    return {ClerkId(id_) for (id_,) in rows}
