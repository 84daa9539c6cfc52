"""A replica's disk in the simulator: power that goes at any transaction, and room that runs out.

Between two commits a process may do what it likes, its disk stays the same: so to end it before any one
commit is to end it anywhere.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, event

from server.storage.engine import READS_ONLY

READING = ("soxa_begin", READS_ONLY)  # transactions that leave the disk as it is
NARROW = "soxa_narrow"  # connections for which room was made scarce
ROOMY = 1_073_741_823  # SQLite's own default for max_page_count


class Killed(BaseException):
    """The process on this disk ended here; nothing of it runs on, so nothing may catch this as an error."""

    def __init__(self, disk: "Disk") -> None:
        super().__init__("killed")
        self.disk = disk


@dataclass
class Disk:
    """Counts the transactions of whatever engine lies on it."""

    fuse: int = 0
    """At how many commits from now the process is killed, each before it is done; 0: never."""
    room: int = 0
    """How many pages the database may grow by; 0: as many as it wants."""
    is_dead: bool = False

    def watch(self, engine: Engine) -> None:
        """Lie under a newly opened engine."""
        self.renew()
        event.listen(engine, "begin", self._begins, insert=True)
        event.listen(engine, "commit", self._burn, insert=True)

    def leave(self, engine: Engine) -> None:
        """Another disk takes its place."""
        event.remove(engine, "begin", self._begins)
        event.remove(engine, "commit", self._burn)

    def renew(self) -> None:
        """A new process runs on it."""
        self.fuse, self.is_dead = 0, False

    def _begins(self, connection: Connection) -> None:
        if self.is_dead:
            raise Killed(self)
        if self.room:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one() + self.room
            self._bound(connection, pages)
        elif NARROW in connection.info:
            self._bound(connection, ROOMY)
            del connection.info[NARROW]

    def _bound(self, connection: Connection, pages: int) -> None:
        connection.info[NARROW] = True
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def _burn(self, connection: Connection) -> None:
        is_reading = any(connection.get_execution_options().get(name) for name in READING)
        if self.fuse and not is_reading:
            self.fuse -= 1
            if not self.fuse:
                self.is_dead = True
                raise Killed(self)
