"""The manifest: every file of one build, and nothing else. It lies in the build itself as ``release.json``.

It is JSON with keys in a fixed order and files sorted by path: the same folder always makes the same bytes.

    {"format": 1, "version": "0.1.1", "platform": "win-amd64", "made_ms": 1764000000000,
     "files": [["_internal/app/errors.pyc", "<sha256>", 812, false], ...]}

A file is [path, SHA-256, bytes, is_executable]. ``made_ms`` is the build's own time, given to it and not read
from a clock. How the files travel is not told here but in the offer, so that a machine's own ``release.json``
is byte for byte what was published and can serve as the old side of a delta.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

import msgspec
from msgspec import Meta

from app.releases.content import Content, FileBytes, Sha256, content_of, is_content
from app.releases.errors import BuildUnusable, ReleaseDamaged, ReleaseRefused, ReleaseTooNew
from app.releases.paths import check_paths
from app.releases.version import Version

FORMAT = 1
RELEASE_FILE = "release.json"
PLATFORMS = ("win-amd64", "linux-amd64")
PLATFORM = re.compile(r"[a-z0-9]{1,20}-[a-z0-9]{1,20}")
MOST_FILES = 20_000
MOST_RELEASE_BYTES = 1024 * 1024 * 1024
MOST_MANIFEST_BYTES = 8 * 1024 * 1024

T = TypeVar("T")
Instant = Annotated[int, Meta(ge=0, le=2**53)]


class File(msgspec.Struct, frozen=True, array_like=True):
    """One file of a build."""

    path: str
    sha256: Sha256
    size: FileBytes
    is_executable: bool = False

    @property
    def content(self) -> Content:
        return Content(self.sha256, self.size)


class Manifest(msgspec.Struct, frozen=True):
    """A build's files."""

    format: int
    version: str
    platform: str
    made_ms: Instant
    files: Annotated[tuple[File, ...], Meta(max_length=MOST_FILES)]

    def contents(self) -> dict[str, Content]:
        """Every distinct content by its hash."""
        return {file.sha256: file.content for file in self.files}


class _Head(msgspec.Struct):
    format: int


class Difference(NamedTuple):
    """A file that is not what the manifest says; ``kind`` is missing, changed or unexpected."""

    path: str
    kind: str


def write_manifest(folder: Path, version: str, platform: str, made_ms: int) -> Manifest:
    """Describe a finished build and put its ``release.json`` beside its program; the build's last step."""
    manifest = describe(folder, version, platform, made_ms)
    (folder / RELEASE_FILE).write_bytes(encode(manifest))
    return manifest


def describe(folder: Path, version: str, platform: str, made_ms: int) -> Manifest:
    """The manifest of a folder; raises BuildUnusable."""
    keeps_modes = not platform.startswith("win")
    files = tuple(_file(folder, path, keeps_modes) for path in sorted(_paths(folder)))
    manifest = Manifest(FORMAT, version, platform, made_ms, files)
    try:
        _check(manifest)
    except ReleaseRefused as error:
        raise BuildUnusable(error.why) from error
    return manifest


def encode(manifest: Manifest) -> bytes:
    """The manifest's bytes."""
    return msgspec.json.encode(manifest) + b"\n"


def read_manifest(data: bytes) -> Manifest:
    """What the bytes describe; raises ReleaseTooNew or ReleaseRefused."""
    manifest = decode(data, Manifest, FORMAT, MOST_MANIFEST_BYTES)
    _check(manifest)
    return manifest


def decode(data: bytes, kind: type[T], known_format: int, most_bytes: int) -> T:
    """A description of a known format; what a later one holds is not guessed at."""
    if len(data) > most_bytes:
        raise ReleaseRefused("longer than any honest description")
    try:
        if msgspec.json.decode(data, type=_Head).format > known_format:
            raise ReleaseTooNew
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ReleaseRefused("not a description") from error


def check_platform(platform: str) -> None:
    """Raise ReleaseRefused unless it can stand in a path."""
    if PLATFORM.fullmatch(platform) is None:
        raise ReleaseRefused("not a platform")


def check_build(folder: Path, manifest: Manifest) -> None:
    """Raise ReleaseDamaged unless the folder holds just the files described, every byte of them."""
    for difference in differences(folder, manifest):
        raise ReleaseDamaged(difference.path)


def differences(folder: Path, manifest: Manifest) -> Iterator[Difference]:
    """Where a folder is not the build described; a file too many counts, as programs load what lies about."""
    present = set(_paths(folder))
    for file in manifest.files:
        if file.path not in present:
            yield Difference(file.path, "missing")
        elif not is_content(folder / file.path, file.content):
            yield Difference(file.path, "changed")
    for path in sorted(present - {file.path for file in manifest.files}):
        yield Difference(path, "unexpected")


def _check(manifest: Manifest) -> None:
    Version.read(manifest.version)
    check_platform(manifest.platform)
    check_paths(file.path for file in manifest.files)
    if not manifest.files or any(file.path.casefold() == RELEASE_FILE for file in manifest.files):
        raise ReleaseRefused("no file, or one that stands in the manifest's own place")
    if sum(file.size for file in manifest.files) > MOST_RELEASE_BYTES:
        raise ReleaseRefused("larger than any honest release")
    if len(manifest.contents()) != len({file.content for file in manifest.files}):
        raise ReleaseRefused("one hash with two sizes")


def _paths(folder: Path) -> Iterator[str]:
    """The files of a folder, without its own ``release.json``.

    A link to a file counts as the file. A link to a folder is not followed but named: nobody can read it.
    """
    for root, folders, names in os.walk(folder):
        links = [name for name in folders if Path(root, name).is_symlink()]
        for name in names + links:
            path = Path(root, name).relative_to(folder).as_posix()
            if path != RELEASE_FILE:
                yield path


def _file(folder: Path, path: str, keeps_modes: bool) -> File:
    whole = folder / path
    try:
        content = content_of(whole)
        is_executable = keeps_modes and bool(whole.stat().st_mode & 0o100)
    except OSError as error:
        raise BuildUnusable(f"không đọc được {path}.") from error
    return File(path, content.sha256, content.size, is_executable)
