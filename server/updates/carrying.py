"""Writes the updates onto a stick: the same files that the server serves, for desks without a line."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from app.releases.anchor import ANCHOR_FILE
from app.releases.content import CHUNK_BYTES
from server.updates.publishing import renew
from server.updates.repository import Repository
from server.updates.shelf import check_whole, named_files, releases_in, served_path
from sync.bundle.errors import StickLies
from sync.bundle.folder import settle, writing_errors

STICK_FOLDER = "SoXa-capnhat"
TIMESTAMP = "metadata/timestamp.json"


class Carried(NamedTuple):
    """What lies on the stick now."""

    folder: Path
    files: int
    bytes: int


def write_stick(repository: Repository, stick: Path, now_ms: int) -> Carried:
    """Write what desks of the kept versions need, and read it back; raises ServerError or a StickError.

    The timestamp is written last: a stick pulled out too early shows what was on it before. What lies there
    already under a content's name is compared and not written again, which spares slow sticks.
    """
    renew(repository, now_ms)
    with repository.locked(), writing_errors():
        names = list(_names(repository))
        folder = stick / STICK_FOLDER
        for name in names:
            _copy(repository.folder / name, folder / name)
        _clear(folder, names)
    return Carried(folder, len(names), sum((folder / name).stat().st_size for name in names))


def _names(repository: Repository) -> Iterator[str]:
    """Every file, each after those that it needs."""
    targets = repository.targets().signed
    releases = releases_in(repository, targets)
    check_whole(repository, releases)
    yield from named_files(releases)
    for target in targets.targets.values():
        yield f"targets/{served_path(target)}"
    for path in sorted(repository.metadata.glob("*.root.json")):
        yield f"metadata/{path.name}"
    snapshot = repository.snapshot().signed
    yield f"metadata/{targets.version}.targets.json"
    yield f"metadata/{snapshot.version}.snapshot.json"
    yield ANCHOR_FILE
    yield TIMESTAMP


def _copy(source: Path, target: Path) -> None:
    if _is_same(source, target):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name("dang-ghi.tmp")
    with source.open("rb") as read, part.open("wb") as written:
        shutil.copyfileobj(read, written, CHUNK_BYTES)
        settle(written)
    if not _is_same(source, part):
        part.unlink(missing_ok=True)
        raise StickLies
    os.replace(part, target)


def _is_same(source: Path, target: Path) -> bool:
    """Whether the stick holds just these bytes."""
    if not target.is_file() or target.stat().st_size != source.stat().st_size:
        return False
    with source.open("rb") as one, target.open("rb") as other:
        return all(part == other.read(CHUNK_BYTES) for part in _parts(one))


def _parts(file: BinaryIO) -> Iterator[bytes]:
    while part := file.read(CHUNK_BYTES):
        yield part


def _clear(folder: Path, names: list[str]) -> None:
    """Take away what an earlier release left there."""
    needed = {folder / name for name in names}
    for path in folder.rglob("*"):
        if path.is_file() and path not in needed:
            path.unlink(missing_ok=True)
