"""One transaction: the rows and their changeset, together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_bytes
from typing import TypeAlias

from sqlalchemy import Connection, Engine

from app.changes.registry import Command, Table
from app.domain.clock import Clock
from app.domain.entropy import Entropy
from app.domain.ids import local_id
from app.domain.twin import Twin
from app.storage import freeze, journal, projections
from app.storage.engine import for_readers
from app.storage.errors import MachineFrozen, MachineRetired
from app.storage.journal import Act, LogPosition
from app.storage.row_reader import RowKey
from app.storage.sidecar_file import SidecarFile

Snapshot: TypeAlias = Connection
"""What readers are given: one consistent view of the database."""


class UnitOfWork:
    """What an act writes with; commits when its ``with`` block ends well, else leaves nothing behind."""

    def __init__(self, connection: Connection, log: LogPosition, act: Act, now_ms: int) -> None:
        self.connection = connection
        self.act = act
        self.now_ms = now_ms
        self._log = log

    @property
    def origin(self) -> bytes:
        """The incarnation that writes."""
        return self._log.origin

    @property
    def stamp(self) -> int:
        """The stamp of this act's changeset; an insert that carries it need not be stamped afterwards."""
        return self._log.stamp

    def new_id(self) -> int:
        """The id of a new row."""
        self._log.row_counter += 1
        return local_id(self._log.origin_no, self._log.row_counter)

    def note_number(self, code: str) -> None:
        """Remember outside the database that this code was issued."""
        self._log.last_number = code

    def choose_over(self, table: Table, key: RowKey, group_no: int, loser: int) -> None:
        """Write a group as the successor of what stands there and of a losing value."""
        journal.note_choice(self.connection, self._log, table, key, group_no, loser)

    def flush(self) -> bool:
        """Drain what was captured into the log; False when nothing was changed."""
        changes = journal.captured_changes(self.connection)
        if not changes:
            return False
        stamp = self._log.stamp
        dossiers, applicants = projections.touched(self.connection, changes)
        journal.append(self.connection, self._log, self.act, changes, self.now_ms)
        projections.refresh(self.connection, dossiers, applicants, stamp)
        return True


def _refuse_when_frozen(connection: Connection, act: Act) -> None:
    """A life still says where it comes from; everything else waits for the administrator."""
    twin = freeze.state(connection)
    if not twin.may_write and act.command is not Command.BEGIN_INCARNATION:
        raise MachineRetired if twin is Twin.RETIRED else MachineFrozen


class Store:
    """The profile's database: many readers beside one writer."""

    def __init__(
        self, engine: Engine, clock: Clock, sidecar: SidecarFile, entropy: Entropy = token_bytes
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.entropy = entropy
        self.readers = for_readers(engine)
        self._sidecar = sidecar

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot to read from."""
        with self.readers.connect() as connection:
            yield connection

    @contextmanager
    def write(self, act: Act) -> Iterator[UnitOfWork]:
        """One act: its rows, its changeset and what is derived from them, committed together."""
        with self.engine.begin() as connection:
            _refuse_when_frozen(connection, act)
            log = journal.position(connection)
            unit = UnitOfWork(connection, log, act, self.clock.now_ms())
            yield unit
            has_changed = unit.flush()
        if has_changed:
            self._sidecar.write(log)

    @contextmanager
    def write_local(self) -> Iterator[Connection]:
        """A transaction over log and local tables; a captured change in it is refused at commit."""
        with self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give every connection back to the operating system."""
        self.engine.dispose()
