"""Makes a server again from a backup: the same keys and data, a new epoch.

What was enrolled, leased or received after the backup is not in it. The new epoch makes every desk offer
what it holds anew; and numbers and serials are taken up beyond a gap, so that nothing that was given after
the backup and forgotten by it is given a second time.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from nacl.public import PrivateKey
from sqlalchemy import Engine

from server import settings
from server.authority import write_private
from server.backup.container import BackupDamaged, open_with
from server.backup.frames import File, Frame, Head, Part, Tail, read_frames
from server.backup.writing import FORMAT
from server.errors import ServerError
from server.settings import CONFIG_NAME, Settings
from server.setup import new_epoch, prepare_folder
from server.storage import communes, dump, leases, migrations
from server.storage.dump import Rows
from server.storage.engine import open_engine, reachable, reading, writing

LEASES_TO_SKIP = 20
SERIALS_TO_SKIP = 1000
FOLDERS = frozenset({"authority", "catalogue"})


class Restored(NamedTuple):
    """What a restore found."""

    settings: Settings
    rows: int


def read_key(path: Path) -> PrivateKey:
    """The offline backup key."""
    try:
        return PrivateKey(path.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise ServerError(f"Không đọc được khóa sao lưu ở {path}.") from error


def check_backup(path: Path, key: PrivateKey) -> int:
    """Read a backup to its end without writing anything; how many rows it holds."""
    with _opened(path, key) as frames:
        return sum(len(frame.rows) for frame in frames if isinstance(frame, Part))


def restore(path: Path, key: PrivateKey, data: Path, database: str) -> Restored:
    """Make a server in an empty folder, and an empty database if one is named."""
    if data.exists() and any(data.iterdir()):
        raise ServerError(f"Thư mục {data} không trống. Chưa ghi gì; xin chọn thư mục mới.")
    check_backup(path, key)  # a damaged file is found before anything is written
    wanted = Settings(data, database=database)
    wanted.check()
    prepare_folder(wanted)
    engine = open_engine(wanted)
    try:
        with _opened(path, key) as frames:
            rows = _take_in(engine, data, frames)
        _begin_again(engine)
    finally:
        engine.dispose()
    return Restored(_settle(data, database), rows)


@contextmanager
def _opened(path: Path, key: PrivateKey) -> Iterator[Iterator[Frame]]:
    try:
        with path.open("rb") as file:
            yield _checked(read_frames(open_with(file, key)))
    except OSError as error:
        raise ServerError(f"Không đọc được {path}. Chưa ghi gì.") from error


def _checked(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The frames between head and tail, which must both be there and agree."""
    head = next(frames, None)
    if not isinstance(head, Head) or head.format != FORMAT:
        raise BackupDamaged
    if not migrations.is_known(head.revision):
        raise ServerError("Bản sao lưu do phiên bản mới hơn ghi. Xin cập nhật máy chủ rồi phục hồi.")
    yield head
    seen = Counter[str]()
    for frame in frames:
        if isinstance(frame, Tail):
            if dict(seen) != frame.rows:
                raise BackupDamaged
            return
        if isinstance(frame, Part):
            seen[frame.table] += len(frame.rows)
        yield frame
    raise BackupDamaged


def _take_in(engine: Engine, data: Path, frames: Iterator[Frame]) -> int:
    head = next(frames)
    assert isinstance(head, Head)
    with reading(engine) as connection:
        if migrations.revision(connection):
            raise ServerError("Cơ sở dữ liệu đích đã có dữ liệu. Không thay đổi gì.")
    migrations.upgrade(engine, head.revision)
    count = 0
    with writing(engine) as connection:
        tables = dump.reflected(connection)
        for frame in frames:
            if isinstance(frame, File):
                _write_file(data, frame)
            elif isinstance(frame, Part):
                dump.write(connection, tables, Rows(frame.table, frame.columns, frame.rows))
                count += len(frame.rows)
    migrations.upgrade(engine)
    return count


def _write_file(data: Path, frame: File) -> None:
    path = PurePosixPath(frame.path)
    is_ours = frame.path == CONFIG_NAME or (len(path.parts) == 2 and path.parts[0] in FOLDERS)
    if not is_ours or ".." in path.parts or "\\" in frame.path:
        raise BackupDamaged
    target = data / path
    target.parent.mkdir(mode=0o700, exist_ok=True)
    write_private(target, frame.content)


def begin_again(wanted: Settings) -> None:
    """Begin a new life over a database that something else put back, such as PostgreSQL's own backup."""
    wanted.check()
    engine = open_engine(wanted)
    try:
        with reachable(engine):
            migrations.upgrade(engine)
        _begin_again(engine)
    finally:
        engine.dispose()


def _begin_again(engine: Engine) -> None:
    with writing(engine) as connection:
        if dump.broken_logs(connection):
            raise BackupDamaged
        new_epoch(connection)
        communes.leave_gap(connection, LEASES_TO_SKIP, SERIALS_TO_SKIP)
        leases.keep_for_ever(connection)
    with reading(engine) as connection:
        if dump.damage(connection):
            raise ServerError("Ghi ra đĩa bị lỗi khi phục hồi. Xin kiểm tra ổ đĩa rồi phục hồi vào nơi khác.")


def _settle(data: Path, database: str) -> Settings:
    """The configuration as it was, with this machine's database and a key of its own."""
    settled = replace(settings.load(data), database=database, key_file="")
    settings.write(settled)
    return settled
