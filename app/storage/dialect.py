"""How transactions on our files begin, and what must hold before they end.

The dialect says it and not listeners of an engine: with one of them SQLAlchemy asks at every statement who
listens, and a statement costs a third more.
"""

from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import PoolProxiedConnection
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from app.storage.errors import UndrainedChanges

UNDRAINED = (
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM capture) OR EXISTS (SELECT 1 FROM capture_switch WHERE is_on = 0)"
)


class Transactions(SQLiteDialect_pysqlite):
    """SQLCipher's, of connections that leave transactions to us."""

    supports_statement_cache = True
    default_schema_name = "main"

    def __init__(self, begins: str, *, ends_drained: bool) -> None:
        super().__init__(dbapi=sqlcipher)
        self.server_version_info = sqlcipher.sqlite_version_info
        self._begins = begins
        self._ends_drained = ends_drained

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin as this kind of transaction does."""
        dbapi_connection.dbapi_connection.execute(self._begins)  # type: ignore[union-attr]

    def do_commit(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Commit, unless something was captured and is not in the log."""
        raw = dbapi_connection.dbapi_connection
        if self._ends_drained:
            self._refuse_undrained(raw)
        raw.commit()  # type: ignore[union-attr]

    def _refuse_undrained(self, raw: Any) -> None:
        if raw.execute(UNDRAINED).fetchone():
            raise UndrainedChanges("commit outside the unit of work")


def writers() -> Transactions:
    """Each has the log to itself from its first statement."""
    return Transactions("BEGIN IMMEDIATE", ends_drained=True)


def readers() -> Transactions:
    """Each sees one snapshot and waits for nobody."""
    return Transactions("BEGIN", ends_drained=False)


def upgrade() -> Transactions:
    """It makes the tables and triggers anew that tell what is drained."""
    return Transactions("BEGIN IMMEDIATE", ends_drained=False)
