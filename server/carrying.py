"""Bundles that a desk with a line brings for others: kept unopened, taken in as from a stick, answered.

Each courier has a folder of its own. A piece is taken only where the last one ended, so a broken line leaves
no hole; whether the file is whole and whose it is only the bundle's own seals say.
"""

import shutil
import time
from contextlib import suppress
from pathlib import Path

from server.bundles import Imported, import_folder
from server.context import Server
from server.errors import Refused
from server.storage.devices import Device
from sync.bundle.format import NAME
from sync.protocol.courier import (
    MOST_HELD_BYTES,
    MOST_NAMES,
    PIECE_BYTES,
    Carried,
    CarryReply,
    CarryRequest,
    Parcel,
    PieceReply,
)
from sync.protocol.messages import PROTOCOL

FOLDER = "courier"
KEPT_S = 7 * 24 * 3600
APPLY_SECONDS = 10.0  # a courier waits at the other end
SCANS_BYTES = 8 * 1024 * 1024  # of an answer that goes over its line, which may be thin


def take_piece(server: Server, device: Device, name: str, offset: int, data: bytes) -> PieceReply:
    """Append a piece where the last one ended; anywhere else only say where that was."""
    path = _folder(server, device) / _checked(name)
    held = path.stat().st_size if path.is_file() else 0
    if not data or offset != held:
        return PieceReply(PROTOCOL, held)
    if len(data) > PIECE_BYTES or _held_bytes(path.parent) + len(data) > MOST_HELD_BYTES:
        raise Refused(413, "too_large", "more than a courier may leave here")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(data)
    return PieceReply(PROTOCOL, held + len(data))


def take_in(server: Server, device: Device, request: CarryRequest) -> tuple[CarryReply, Imported]:
    """Take in what was brought, and what is to be done after the reply."""
    if len(request.names) > MOST_NAMES:
        raise Refused(400, "malformed", "too many names")
    folder = _folder(server, device)
    names = [_checked(name) for name in request.names]
    for other in _files(folder):
        if other.name not in names:
            other.unlink(missing_ok=True)  # answers that were fetched, and what was begun and left
    if not folder.is_dir():
        raise Refused(404, "not_found", "nothing was sent")
    imported = import_folder(server, folder, apply_seconds=APPLY_SECONDS, scans_bytes=SCANS_BYTES)
    for name in names:
        (folder / name).unlink(missing_ok=True)
    codes = {each.name: each.code for each in imported.refused}
    bundles = [Carried(name, codes.get(name, "")) for name in names if name.upper().endswith(".V01")]
    answers = [Parcel(path.name, path.stat().st_size) for path in _files(folder)]
    return CarryReply(PROTOCOL, bundles, answers), imported


def read_piece(server: Server, device: Device, name: str, offset: int) -> bytes:
    """A piece of an answer; raises Refused where there is none."""
    path = _folder(server, device) / _checked(name)
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(PIECE_BYTES)
    except OSError as error:
        raise Refused(404, "not_found", "no such answer") from error


def forget_old(server: Server) -> None:
    """Remove what no courier came back for."""
    root = server.settings.data / FOLDER
    with suppress(OSError):
        for folder in root.iterdir():
            if folder.stat().st_mtime < time.time() - KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)


def _folder(server: Server, device: Device) -> Path:
    return server.settings.data / FOLDER / device.public_key.hex()


def _checked(name: str) -> str:
    """A bundle's file name and nothing else: it becomes part of a path."""
    if not NAME.fullmatch(name):
        raise Refused(400, "malformed", "not the name of a bundle")
    return name


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _held_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder))
