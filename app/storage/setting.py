"""Small settings of this device; they never leave it."""

from sqlalchemy import Connection

from app.storage import sql


def get(connection: Connection, name: str) -> str:
    """A setting's text, "" where it was never set."""
    return str(sql.value(connection, "SELECT value FROM setting WHERE name = ?", name) or "")


def put(connection: Connection, name: str, value: str) -> None:
    """Set it."""
    sql.run(
        connection,
        "INSERT INTO setting(name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )
