"""Opens the database: an encrypted file of our own, or PostgreSQL.

On SQLCipher a transaction takes the write lock when it begins, so that two writers queue instead of one
failing half-way; readers say so through ``reading`` and wait for nobody.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import URL, Connection, Dialect, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from server.errors import ServerError
from server.settings import Settings

KEY_BYTES = 32
LEAST_SQLITE = (3, 51, 3)  # earlier ones can corrupt a WAL file that two connections write
STATEMENTS_KEPT = 512  # an exchange uses more than the 128 of the driver, and would parse them anew each time
READERS = "soxa_readers"
WRITERS_TURN = "soxa_writers_turn"
ISOLATION = "isolation_level"
RESTING_SINCE = "soxa_resting_since"
LONGEST_REST_S = 5.0  # after which a connection may have been lost unnoticed
UNAVAILABLE = (OperationalError, PoolTimeout)  # the database is locked, full, gone or out of connections
PRAGMAS = (
    "PRAGMA journal_mode = wal",
    "PRAGMA synchronous = full",
    "PRAGMA foreign_keys = on",
    "PRAGMA busy_timeout = 30000",
    "PRAGMA trusted_schema = off",
    "PRAGMA temp_store = memory",
    "PRAGMA cache_size = -8000",
)


def open_engine(settings: Settings) -> Engine:
    """The engine these settings name; nothing is connected yet."""
    if settings.database:
        return _postgresql(settings.database)
    return _embedded(settings.database_path, read_key(settings.key_path))


def read_key(path: Path) -> bytes:
    """The embedded database's key from its file."""
    try:
        key = path.read_bytes()
    except OSError as error:
        raise ServerError(f"Không đọc được khóa cơ sở dữ liệu ở {path}.") from error
    if len(key) != KEY_BYTES:
        raise ServerError(f"Khóa cơ sở dữ liệu ở {path} không đúng độ dài.")
    return key


def _postgresql(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=10,
        connect_args={"options": "-c synchronous_commit=on -c lock_timeout=30s"},
    )
    event.listen(engine, "checkin", _begin_rest)
    event.listen(engine, "checkout", partial(_end_rest, engine.dialect))
    return engine


def _begin_rest(_raw: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[RESTING_SINCE] = time.monotonic()


def _end_rest(
    dialect: Dialect, raw: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Ask a connection that rested whether it still stands; asking one in use would cost a round trip."""
    since = record.info.get(RESTING_SINCE)
    if since is None or time.monotonic() - since < LONGEST_REST_S:
        return
    try:
        dialect.do_ping(raw)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


class _Transactions(SQLiteDialect_pysqlite):
    """Takes the write lock as a transaction begins, or not at all.

    The dialect says so and not a listener of the engine: with one of them SQLAlchemy asks at every statement
    who listens, and a statement costs a third more.
    """

    supports_statement_cache = True
    default_schema_name = "main"

    def __init__(self, begins: str) -> None:
        super().__init__(dbapi=sqlcipher)
        self.server_version_info = sqlcipher.sqlite_version_info
        self._begins = begins

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Begin as this kind of transaction does."""
        dbapi_connection.dbapi_connection.execute(self._begins)  # type: ignore[union-attr]


def _embedded(path: Path, key: bytes) -> Engine:
    dialect = _Transactions("BEGIN IMMEDIATE")
    pool = QueuePool(
        _creator(path, key),
        pool_size=8,
        max_overflow=32,
        use_lifo=True,  # the connection whose statements and pages are warm
        dialect=dialect,
    )
    engine = Engine(pool, dialect, URL.create("sqlite"))
    readers = engine.execution_options()
    readers.dialect = _Transactions("BEGIN")
    engine.update_execution_options(**{WRITERS_TURN: Lock(), READERS: readers})
    return engine


def _creator(path: Path, key: bytes) -> Callable[[], Any]:
    def connect() -> Any:
        raw = sqlcipher.connect(
            str(path), isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS_KEPT
        )
        try:
            _unlock(raw, key)
        except BaseException:
            raw.close()
            raise
        return raw

    return connect


def _unlock(raw: Any, key: bytes) -> None:
    """Give the key first; a library without cipher would ignore it silently and write a plain file."""
    raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    raw.execute("PRAGMA cipher_log_level = NONE")
    if not raw.execute("PRAGMA cipher_version").fetchone():
        raise ServerError("Thư viện cơ sở dữ liệu không có mã hóa. Máy chủ không chạy.")
    if sqlcipher.sqlite_version_info < LEAST_SQLITE:
        raise ServerError("Thư viện SQLite quá cũ, có lỗi làm hỏng dữ liệu. Cần 3.51.3 trở lên.")
    try:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlcipher.DatabaseError as error:
        raise ServerError("Khóa không mở được cơ sở dữ liệu, hoặc tệp đã hỏng.") from error
    for pragma in PRAGMAS:
        raw.execute(pragma)


@contextmanager
def reachable(engine: Engine) -> Iterator[None]:
    """Say in one sentence that the database does not answer; for the first thing that is asked of it."""
    try:
        yield
    except OperationalError as error:
        raise ServerError(
            "Không mở được cơ sở dữ liệu. Xin kiểm tra PostgreSQL đang chạy, địa chỉ và quyền truy cập."
            if engine.dialect.name == "postgresql"
            else "Không mở được tệp cơ sở dữ liệu. Xin kiểm tra ổ đĩa và quyền ghi của thư mục."
        ) from error


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A long reading transaction that sees one state throughout, whatever is written meanwhile."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(**{ISOLATION: "REPEATABLE READ"})
    with reading(engine) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes.

    On SQLCipher the threads of a process queue for their turn here. Its own queue is one of sleeping and
    trying again: forty writers would leave some of them asleep for seconds while the file stands idle.
    """
    turn = engine.get_execution_options().get(WRITERS_TURN)
    with turn or nullcontext(), engine.begin() as connection:
        yield connection


def wait_no_longer_than(connection: Connection, wait_ms: int) -> None:
    """Wait only so long, in this transaction, for what others have locked; SQLCipher queues everybody."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait_ms}")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: one snapshot on SQLCipher, no write lock.

    On PostgreSQL each statement has a snapshot of its own, as within any READ COMMITTED transaction; without
    one, BEGIN and COMMIT need not travel.
    """
    readers = engine.get_execution_options().get(READERS)
    if readers is not None:
        with readers.begin() as connection:
            yield connection
        return
    options = {} if ISOLATION in engine.get_execution_options() else {ISOLATION: "AUTOCOMMIT"}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection
