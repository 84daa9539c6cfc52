"""Small settings of this device; they never leave it."""

from sqlalchemy import Connection


def get(connection: Connection, name: str) -> str:
    """A setting's text, "" where it was never set."""
    return str(connection.exec_driver_sql("SELECT value FROM setting WHERE name = ?", (name,)).scalar() or "")


def put(connection: Connection, name: str, value: str) -> None:
    """Set it."""
    connection.exec_driver_sql(
        "INSERT INTO setting(name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
