"""The encrypted connection: key, pragmas, and every database error as a sentence.

Readers run beside one writer (WAL). A writer's transaction is ``BEGIN IMMEDIATE``: it has the log to itself
from its first statement, so a sequence number can be given before the rows are written.
"""

import errno
from pathlib import Path
from typing import Any, NoReturn

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool

from app.storage import dialect as dialects
from app.storage.dialect import Transactions
from app.storage.errors import (
    DamagedDatabase,
    DatabaseBusy,
    DiskFails,
    DiskFull,
    NotEncrypted,
    ReadOnlyFolder,
    StorageError,
    WrongKey,
)

OLDEST_SQLITE = (3, 51, 3)  # before it, two connections in WAL mode could corrupt a file
PLAIN_MAGIC = b"SQLite format 3\x00"
CACHE_KIB = 16_000
BUSY_MS = 10_000
STATEMENTS_KEPT = 512  # an exchange uses more than the 128 of the driver, and would parse them anew each time

# Of a new file. On one that has it already it would write, and wait for whoever is writing.
SHRINKS = "PRAGMA auto_vacuum = INCREMENTAL"
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # without it REPLACE would skip the delete trigger unseen
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    f"PRAGMA cache_size = -{CACHE_KIB}",
)


def open_engine(path: Path, key: bytes) -> Engine:
    """An engine over one encrypted database; raises a StorageError sentence when it cannot be opened."""
    refuse_plain_file(path)
    dialect = dialects.writers()
    event.listen(dialect, "handle_error", _as_sentence)
    pool = QueuePool(
        lambda: connect(path, key),
        pool_size=4,
        max_overflow=4,
        use_lifo=True,  # the connection whose statements and pages are warm
        dialect=dialect,
    )
    return Engine(pool, dialect, URL.create("sqlite"))


def for_readers(engine: Engine) -> Engine:
    """The same connections, for transactions that wait for nobody."""
    return _under(engine, dialects.readers())


def for_upgrade(engine: Engine) -> Engine:
    """The same connections, for a transaction that changes what capture stands on."""
    return _under(engine, dialects.upgrade())


def _under(engine: Engine, dialect: Transactions) -> Engine:
    event.listen(dialect, "handle_error", _as_sentence)
    shared = engine.execution_options()
    shared.dialect = dialect
    return shared


def connect(path: Path, key: bytes) -> Any:
    """A raw connection with key and pragmas set; used by the engine, backups and doctor alike."""
    if sqlcipher.sqlite_version_info < OLDEST_SQLITE:
        raise NotEncrypted(f"SQLite {sqlcipher.sqlite_version} quá cũ. Chưa mở sổ. Xin cài lại chương trình.")
    try:
        connection = sqlcipher.connect(
            str(path), isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS_KEPT
        )
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if not connection.execute("PRAGMA cipher_version").fetchone():
            raise NotEncrypted
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if not tables:
            connection.execute(SHRINKS)
        for pragma in PRAGMAS:
            connection.execute(pragma)
    except sqlcipher.DatabaseError as error:
        raise sentence_for(error) from error
    return connection


def refuse_plain_file(path: Path) -> None:
    """Raise NotEncrypted when a readable SQLite file lies where ours belongs."""
    if path.exists() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(PLAIN_MAGIC)) == PLAIN_MAGIC:
                raise NotEncrypted


def refuse_truncated(path: Path, connection: Connection) -> None:
    """Raise DamagedDatabase when the file is shorter than the pages it counts."""
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        return  # the missing pages may still be in the log
    pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    page_bytes = int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    if path.stat().st_size < pages * page_bytes:
        raise DamagedDatabase


def damaged_pages(connection: Any) -> list[int]:
    """Pages whose authentication code fails, by a raw connection outside a transaction.

    The file itself is read, not the log over it: a page that the power cut while it was written back is torn
    there and whole in the log, from where it is written again. Then all are looked at a second time: one that
    another process writes back this moment may be seen half-written once.
    """
    damaged = _failing_pages(connection)
    if not damaged:
        return []
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    return sorted(damaged & _failing_pages(connection))


def _failing_pages(connection: Any) -> set[int]:
    found = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return {int(text.rsplit(" ", 1)[1]) for (text,) in found}


def refuse_damaged(connection: Any) -> None:
    """Raise DamagedDatabase unless a raw connection's pages decrypt and hang together."""
    try:
        is_whole = not damaged_pages(connection) and (
            connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        )
    except sqlcipher.DatabaseError as error:
        raise DamagedDatabase from error
    if not is_whole:
        raise DamagedDatabase


def sentence_for(error: BaseException) -> BaseException:
    """The StorageError for a driver's error; anything else is our bug and stays as it is."""
    text = str(error)
    for words, kind in SENTENCES.items():
        if words in text:
            return kind()
    return error


SENTENCES: dict[str, type[StorageError]] = {
    "file is not a database": WrongKey,
    "database disk image is malformed": DamagedDatabase,
    "disk I/O error": DiskFails,
    "database or disk is full": DiskFull,
    "database is locked": DatabaseBusy,
    "attempt to write a readonly database": ReadOnlyFolder,
    "unable to open database file": ReadOnlyFolder,
}


def sentence_for_os(error: OSError) -> BaseException:
    """The StorageError for a failed write of a file."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ReadOnlyFolder()
    if error.errno == errno.EIO:
        return DiskFails()
    return error


def _as_sentence(context: ExceptionContext) -> None:
    said = sentence_of(context.connection, context.original_exception)
    if said is not context.original_exception:
        _raise(said, context.original_exception)


def sentence_of(connection: Connection | None, error: BaseException) -> BaseException:
    """A connection that could not read a page never can again: whoever asks next gets a new one."""
    said = sentence_for(error)
    if isinstance(said, DamagedDatabase | DiskFails) and connection is not None:
        connection.connection.invalidate(soft=True)
    return said


def _raise(error: BaseException, cause: BaseException) -> NoReturn:
    raise error from cause
