"""Where the bytes of scans lie: blocks that are still coming in a folder, whole files in an object store.

Everything is sealed block by block under a key of this server, so that the disk or the store's operator
learns nothing but sizes. A whole file has in the store the same bytes as it had in staging.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from app.changes.blocks import (
    BEGINNING_OVERHEAD,
    NONCE_BYTES,
    BadBlock,
    Bitmap,
    BlobRef,
    BlockSeal,
    check_block,
    sealed_span,
)
from server.authority import write_private
from server.errors import ServerError
from server.settings import Settings

KEY_NAME = "blobs.key"
KEY_BYTES = 32
BEGUN = ".begun"
S3 = "s3://"
ASK_S = 10  # a store that does not answer by then is down
RETRIES = 2


class StoreDown(Exception):
    """The object store does not serve us now; what is in staging stays there."""


class Vault:
    """The bytes of every commune's scans."""

    def __init__(self, store: ObjectStore, staging: Path, key: bytes, *, root: Path | None = None) -> None:
        self._store = store
        self._staging = staging
        self._root = root  # of a store that is a folder here: its files are flushed by us
        self._seal = BlockSeal(key)

    # staging

    def stage(self, commune: str, ref: BlobRef, number: int, block: bytes) -> None:
        """Keep a block that was checked; the same block again writes the same bytes."""
        start, _ = sealed_span(ref, number)
        descriptor = os.open(self._staged(commune, ref), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(start)
            file.write(self._seal.seal(ref, number, block))

    def sound_blocks(self, commune: str, ref: BlobRef, hashes: bytes) -> tuple[Bitmap, bytes]:
        """Which staged blocks are as listed, and the hash of them all in order: power may have gone."""
        found, whole = Bitmap(ref.blocks), sha256()
        with suppress(FileNotFoundError), self._staged(commune, ref).open("rb") as file:
            for number in range(ref.blocks):
                start, length = sealed_span(ref, number)
                file.seek(start)
                try:
                    block = self._seal.open(ref, number, file.read(length))
                    check_block(ref, hashes, number, block)
                except BadBlock:
                    continue
                whole.update(block)
                found.add(number)
        return found, whole.digest()

    def settle(self, commune: str, ref: BlobRef) -> None:
        """Move a whole file from staging to the store; raises StoreDown."""
        staged, name = self._staged(commune, ref), self._object(commune, ref)
        with _answering():
            obstore.put(self._store, name, staged)
        if self._root is not None:
            _flush(self._root / name)
        self.discard(commune, ref)

    def discard(self, commune: str, ref: BlobRef) -> None:
        """Drop what lies in staging of a file."""
        self._staged(commune, ref).unlink(missing_ok=True)
        shutil.rmtree(self._begun(commune, ref), ignore_errors=True)

    # blocks that a cut has left unfinished

    def keep_beginning(self, commune: str, ref: BlobRef, number: int, data: bytes) -> None:
        """Keep what has come of a block, unless as much of it lies here already."""
        if len(data) <= self.beginnings(commune, ref).get(number, 0):
            return
        folder = self._begun(commune, ref)
        folder.mkdir(mode=0o700, exist_ok=True)
        nonce = secrets.token_bytes(NONCE_BYTES)
        descriptor = os.open(folder / str(number), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:  # not flushed: what power takes is sent once more
            file.write(self._seal.seal_beginning(ref, number, data, nonce))

    def beginning(self, commune: str, ref: BlobRef, number: int) -> bytes:
        """What has come of a block; b"" where nothing did, or where it was not written whole."""
        with suppress(FileNotFoundError, BadBlock):
            sealed = (self._begun(commune, ref) / str(number)).read_bytes()
            return self._seal.open_beginning(ref, number, sealed)
        return b""

    def beginnings(self, commune: str, ref: BlobRef) -> dict[int, int]:
        """How many bytes have come of each unfinished block of a file."""
        try:
            files = [(int(path.name), path.stat().st_size) for path in self._begun(commune, ref).iterdir()]
        except FileNotFoundError:
            return {}
        return {number: size - BEGINNING_OVERHEAD for number, size in files if size > BEGINNING_OVERHEAD}

    def forget_beginning(self, commune: str, ref: BlobRef, number: int) -> None:
        """The block is here, or its beginning was another block's."""
        (self._begun(commune, ref) / str(number)).unlink(missing_ok=True)

    # the store

    def has(self, commune: str, ref: BlobRef) -> bool:
        """Whether a whole file is there; raises StoreDown."""
        with _answering(), suppress(FileNotFoundError):
            size = obstore.head(self._store, self._object(commune, ref))["size"]
            return bool(size == sum(sealed_span(ref, ref.blocks - 1)))
        return False

    def block(self, commune: str, ref: BlobRef, number: int) -> bytes:
        """One block of a whole file; raises StoreDown, FileNotFoundError or BadBlock."""
        start, length = sealed_span(ref, number)
        with _answering():
            sealed = obstore.get_range(self._store, self._object(commune, ref), start=start, length=length)
        return self._seal.open(ref, number, bytes(sealed))

    def _staged(self, commune: str, ref: BlobRef) -> Path:
        return self._staging / self._seal.name(ref, commune)

    def _begun(self, commune: str, ref: BlobRef) -> Path:
        return self._staged(commune, ref).with_suffix(BEGUN)

    def _object(self, commune: str, ref: BlobRef) -> str:
        name = self._seal.name(ref, commune)
        return f"{commune}/{name[:2]}/{name[2:]}"


def open_vault(settings: Settings) -> Vault:
    """The vault these settings name; nothing is asked of a distant store yet."""
    settings.staging_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = _key(settings.authority_path / KEY_NAME)
    if settings.blobs.startswith(S3):
        return Vault(_distant(settings), settings.staging_path, key)
    root = Path(settings.blobs) if settings.blobs else settings.data / "blobs"
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ServerError(f"Không tạo được thư mục bản quét {root}.") from error
    return Vault(LocalStore(root), settings.staging_path, key, root=root)


def _distant(settings: Settings) -> S3Store:
    bucket, _, prefix = settings.blobs.removeprefix(S3).partition("/")
    config: Any = {"region": settings.blobs_region}
    if settings.blobs_endpoint:
        config["endpoint"] = settings.blobs_endpoint
    if settings.blobs_key_file:
        config["access_key_id"], config["secret_access_key"] = _credentials(Path(settings.blobs_key_file))
    return S3Store(
        bucket,
        prefix=prefix or None,
        config=config,
        client_options={
            "allow_http": settings.blobs_endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=ASK_S),
            "timeout": timedelta(seconds=ASK_S * 6),
        },
        retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=ASK_S)},
    )


def _credentials(path: Path) -> tuple[str, str]:
    try:
        name, secret = path.read_text("utf-8").split()
    except (OSError, ValueError) as error:
        raise ServerError(f"Không đọc được khóa kho bản quét ở {path}: cần hai dòng, mã và khóa.") from error
    return name, secret


def _key(path: Path) -> bytes:
    """The key that seals scans; made at the first start, whichever process is first."""
    if not path.exists():
        part = path.with_name(f"{KEY_NAME}.{secrets.token_hex(4)}.part")
        write_private(part, secrets.token_bytes(KEY_BYTES))
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise ServerError(f"Khóa bản quét ở {path} không đúng độ dài.")
    return key


def _flush(path: Path) -> None:
    for each, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY)):
        descriptor = os.open(each, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever a store fails with is one case for us, but for a file that is not there."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError, ValueError) as error:
        raise StoreDown(type(error).__name__) from error
