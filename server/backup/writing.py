"""Writes a backup and reads it back: only then does it get its name, and only then does it count."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

import msgspec
from sqlalchemy import Connection

from server.authority import BACKUP_KEY, NOTE_NAME, ROOT_KEY
from server.backup.container import BackupDamaged, Writer, read_back
from server.backup.frames import File, Frame, Head, Part, Tail, read_frames, write_frames
from server.context import Server
from server.errors import ServerError
from server.settings import CONFIG_NAME
from server.storage import communes, dump, meta, migrations, origins
from server.storage.engine import snapshot, writing
from server.storage.origins import LogEnd

FORMAT = 1
STAYS = frozenset({ROOT_KEY, BACKUP_KEY, NOTE_NAME})  # the offline keys are nobody's copy


class Digest(Protocol):
    """A running hash."""

    def update(self, data: bytes, /) -> None:
        """Take in more."""


StoredEnds = dict[str, dict[bytes, LogEnd]]


class Written(NamedTuple):
    """A verified backup."""

    path: Path
    size: int
    rows: int


def write_backup(server: Server, path: Path) -> Written:
    """Write, read back and only then name the file; what it holds is durable from then on."""
    if path.exists():
        raise ServerError(f"Đã có tệp {path}. Không ghi đè; xin chọn tên khác.")
    part = path.with_name(path.name + ".part")
    try:
        with snapshot(server.engine) as connection:
            ends = _stored_ends(connection)
            rows = _write_and_verify(server, connection, part)
        part.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        raise ServerError(
            f"Không ghi được {path}: ổ đĩa đầy, thiếu thư mục hoặc không được phép. Chưa có bản sao lưu."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    _note(server, ends)
    return Written(path, path.stat().st_size, rows)


def _write_and_verify(server: Server, connection: Connection, part: Path) -> int:
    count, digest = Counter[str](), sha256()
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        writer = Writer(file, server.authority.backup_key, server.clock.now_ms())
        write_frames(writer, _digested(_frames(server, connection, count), digest))
        file.flush()
        os.fsync(file.fileno())
        _forget_cached(file)
        file.seek(0)
        _compare(file, writer.key, digest.digest())
    return count.total()


def _frames(server: Server, connection: Connection, count: Counter[str]) -> Iterator[Frame]:
    yield Head(FORMAT, migrations.revision(connection), meta.epoch(connection))
    for path in _files(server):
        yield File(path.relative_to(server.settings.data).as_posix(), path.read_bytes())
    for rows in dump.read_all(connection):
        count[rows.table] += len(rows.rows)
        yield Part(*rows)
    yield Tail(dict(count))


def _files(server: Server) -> list[Path]:
    settings = server.settings
    folders = (settings.authority_path, settings.catalogue_path)
    found = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix != ".part"]
    return [settings.data / CONFIG_NAME, *(path for path in found if path.name not in STAYS)]


def _digested(frames: Iterable[Frame], digest: Digest) -> Iterator[Frame]:
    for frame in frames:
        digest.update(msgspec.msgpack.encode(frame))
        yield frame


def _compare(file: BinaryIO, key: bytes, expected: bytes) -> None:
    digest = sha256()
    for _ in _digested(read_frames(read_back(file, key)), digest):
        pass
    if digest.digest() != expected:
        raise BackupDamaged


def _forget_cached(file: BinaryIO) -> None:
    """Read back from the disk and not from memory, where the system lets us ask for that."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stored_ends(connection: Connection) -> StoredEnds:
    codes = [commune.code for commune in communes.every(connection)]
    return {
        code: {name: log.stored for name, log in origins.logs(connection, code).items()} for code in codes
    }


def _note(server: Server, ends: StoredEnds) -> None:
    with writing(server.engine) as connection:
        for code, of_commune in ends.items():
            origins.set_durable(connection, code, of_commune)
        meta.put(connection, meta.LAST_BACKUP_MS, str(server.clock.now_ms()).encode())
