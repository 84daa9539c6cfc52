"""Where a district's updates lie: what is served, and the draft that waits for signatures beside it.

<data>/updates/          served as it is, and carried by sticks
    anchor.sxa           the district's word for 1.root.json (app.releases.anchor)
    metadata/            TUF: 1.root.json ..., N.targets.json, N.snapshot.json, timestamp.json
    targets/releases/    offers: <platform>/<sha256>.current.json, <platform>/<sha256>.<version>.json
    blobs/, deltas/      contents (app.releases.packing)
<data>/updates-draft/    not served: trusted.json (the root in force), root.json and targets.json to be signed
<data>/authority/updates-online.key
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Signed, Snapshot, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from app.platform.durable import make_folders, write_durably
from app.releases.anchor import ANCHOR_FILE
from server.errors import ServerError
from server.settings import Settings

LOCK_SECONDS = 30
MINUTE_MS = 60_000
TIMESTAMP_DAYS = 30
SNAPSHOT_DAYS = 90
TARGETS_DAYS = 366
ROOT_DAYS = 3 * 366

Kind = TypeVar("Kind", Root, Targets, Snapshot, Timestamp)


@dataclass(frozen=True)
class Repository:
    """The folders of one district's updates."""

    folder: Path
    draft: Path
    online_key: Path

    @property
    def metadata(self) -> Path:
        return self.folder / "metadata"

    @property
    def anchor(self) -> Path:
        return self.folder / ANCHOR_FILE

    @property
    def next_online_key(self) -> Path:
        """The online key that comes into use with the next root."""
        return self.online_key.with_name(f"{self.online_key.name}.next")

    @property
    def exists(self) -> bool:
        """Whether ``init`` was ever finished: the timestamp is its last file."""
        return (self.metadata / "timestamp.json").is_file()

    def root(self) -> Metadata[Root]:
        """The newest root in force."""
        numbers = [int(path.name.partition(".")[0]) for path in self.metadata.glob("*.root.json")]
        if not numbers:
            raise ServerError("Chưa có kho cập nhật. Chạy soxa-server updates init trước.")
        return read(self.metadata / f"{max(numbers)}.root.json", Root)

    def timestamp(self) -> Metadata[Timestamp]:
        return read(self.metadata / "timestamp.json", Timestamp)

    def snapshot(self) -> Metadata[Snapshot]:
        version = self.timestamp().signed.snapshot_meta.version
        return read(self.metadata / f"{version}.snapshot.json", Snapshot)

    def targets(self) -> Metadata[Targets]:
        """The targets that desks see."""
        version = self.snapshot().signed.meta["targets.json"].version
        return read(self.metadata / f"{version}.targets.json", Targets)

    @contextmanager
    def locked(self, patience_s: float = LOCK_SECONDS) -> Iterator[None]:
        """One process at a time changes what is served; raises ServerError when another does."""
        self.draft.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with FileLock(self.draft / ".lock", timeout=patience_s):
                yield
        except Timeout as error:
            raise ServerError("Một lệnh khác đang ghi kho cập nhật. Xin thử lại sau ít phút.") from error


def repository_of(settings: Settings) -> Repository:
    """The repository of a server."""
    return Repository(
        settings.data / "updates",
        settings.data / "updates-draft",
        settings.authority_path / "updates-online.key",
    )


def read(path: Path, kind: type[Kind]) -> Metadata[Kind]:
    """A metadata file of this kind; raises ServerError. Whether it is signed is another question."""
    try:
        metadata: Metadata[Any] = Metadata.from_bytes(path.read_bytes())
    except (OSError, DeserializationError, RepositoryError) as error:
        raise ServerError(f"Không đọc được {path.name} trong {path.parent}.") from error
    if not isinstance(metadata.signed, kind):
        raise ServerError(f"Tệp {path.name} trong {path.parent} không đúng loại.")
    return metadata


def put(path: Path, data: bytes) -> None:
    """Put a file in place for good: whoever reads meanwhile has the old one or the new one, whole."""
    make_folders(path.parent)
    part = path.with_name(path.name + ".part")
    write_durably(part, data)
    os.replace(part, path)


def ends(now_ms: int, days: int) -> datetime:
    """When metadata made now come to their end."""
    return datetime.fromtimestamp(now_ms // 1000, UTC) + timedelta(days=days)


def ends_ms(signed: Signed) -> int:
    """When metadata come to their end."""
    return round(signed.expires.timestamp() * 1000)


def next_version(now_ms: int, before: int = 0) -> int:
    """The minute it is made in: a repository put back from a copy does not fall behind what desks saw."""
    return max(before + 1, now_ms // MINUTE_MS)
