"""Contents by hash: what a file holds, whatever its name, and the names it travels under."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, BinaryIO, NamedTuple

from msgspec import Meta

CHUNK_BYTES = 1024 * 1024
MOST_FILE_BYTES = 256 * 1024 * 1024

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
FileBytes = Annotated[int, Meta(ge=0, le=MOST_FILE_BYTES)]


class Content(NamedTuple):
    """A file's bytes, named by their hash."""

    sha256: Sha256
    size: FileBytes


def blob_name(sha256: str) -> str:
    """Where a whole content lies, packed, in an updates folder."""
    return f"blobs/{sha256}.zst"


def delta_name(sha256: str, old_sha256: str) -> str:
    """Where the way from an old content to a new one lies."""
    return f"deltas/{sha256}-{old_sha256}.zst"


def content_of(path: Path) -> Content:
    """Hash a file; raises OSError."""
    digest = sha256()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            size += len(chunk)
    return Content(digest.hexdigest(), size)


def content_in(data: bytes) -> Content:
    """Hash what is in memory."""
    return Content(sha256(data).hexdigest(), len(data))


def is_content(path: Path, content: Content) -> bool:
    """Whether a file is there and holds just this; the size is asked first because it costs nothing."""
    try:
        return path.is_file() and path.stat().st_size == content.size and content_of(path) == content
    except OSError:
        return False


def copy_counted(source: BinaryIO, target: BinaryIO, most_bytes: int) -> Content | None:
    """Copy and hash; None as soon as there is more than expected, so that nothing endless is written."""
    digest = sha256()
    size = 0
    while chunk := source.read(CHUNK_BYTES):
        size += len(chunk)
        if size > most_bytes:
            return None
        digest.update(chunk)
        target.write(chunk)
    return Content(digest.hexdigest(), size)
