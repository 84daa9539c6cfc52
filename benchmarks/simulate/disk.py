"""A replica's disk in the simulator: power that goes at any transaction, and room that runs out.

Between two commits a process may do what it likes, its disk stays the same: so to end it before any one
commit is to end it anywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection

NARROW = "soxa_narrow"  # connections for which room was made scarce
ROOMY = 1_073_741_823  # SQLite's own default for max_page_count

Step = Callable[[PoolProxiedConnection], None]


class Killed(BaseException):
    """The process on this disk ended here; nothing of it runs on, so nothing may catch this as an error."""

    def __init__(self, disk: "Disk") -> None:
        super().__init__("killed")
        self.disk = disk


@dataclass
class Disk:
    """Counts the transactions of whoever writes on it."""

    fuse: int = 0
    """At how many commits from now the process is killed, each before it is done; 0: never."""
    room: int = 0
    """How many pages the database may grow by; 0: as many as it wants."""
    is_dead: bool = False

    def watch(self, writers: Engine, readers: Engine) -> None:
        """Lie under a newly opened database."""
        self.renew()
        for dialect in (writers.dialect, readers.dialect):
            vars(dialect)["do_begin"] = partial(self._begin, partial(type(dialect).do_begin, dialect))
        vars(writers.dialect)["do_commit"] = partial(
            self._commit, partial(type(writers.dialect).do_commit, writers.dialect)
        )

    def leave(self, writers: Engine, readers: Engine) -> None:
        """Another disk takes its place."""
        for dialect in (writers.dialect, readers.dialect):
            for step in ("do_begin", "do_commit"):
                vars(dialect).pop(step, None)

    def renew(self) -> None:
        """A new process runs on it."""
        self.fuse, self.is_dead = 0, False

    def _begin(self, begin: Step, connection: PoolProxiedConnection) -> None:
        if self.is_dead:
            raise Killed(self)
        if self.room:
            (pages,) = _execute(connection, "PRAGMA page_count").fetchone()
            self._bound(connection, pages + self.room)
        elif NARROW in connection.info:
            self._bound(connection, ROOMY)
            del connection.info[NARROW]
        begin(connection)

    def _bound(self, connection: PoolProxiedConnection, pages: int) -> None:
        connection.info[NARROW] = True
        _execute(connection, f"PRAGMA max_page_count = {pages}")

    def _commit(self, commit: Step, connection: PoolProxiedConnection) -> None:
        if self.fuse:
            self.fuse -= 1
            if not self.fuse:
                self.is_dead = True
                raise Killed(self)
        commit(connection)


def _execute(connection: PoolProxiedConnection, statement: str) -> Any:
    return connection.dbapi_connection.execute(statement)
