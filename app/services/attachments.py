"""Scans of a dossier's papers: taking them in, and how far each is on its way."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.changes.blocks import BlobRef, small_reference
from app.changes.registry import Command
from app.domain.dossier import RoleNotAllowed
from app.domain.ids import DossierId
from app.domain.scan import WHOLE, Place
from app.errors import AppError
from app.services.access import check_reading, only_administers
from app.services.desk import Desk, Officer
from app.storage import scans
from app.storage.blobs import DamagedBlob
from app.storage.scans import AttachmentRecord, Way

MOST_BYTES = 100 * 1024 * 1024
MOST_PREVIEW_BYTES = 30_000
LONGEST_NAME = 120
NAMELESS = "Bản quét"
# What a file is follows from its first bytes; a name may say anything.
BEGINNINGS: Mapping[bytes, tuple[str, str]] = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"II*\0": ("image/tiff", ".tif"),
    b"MM\0*": ("image/tiff", ".tif"),
}


class AttachmentError(AppError):
    """A file that was not taken in."""

    sentence = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)


class NotAScan(AttachmentError):
    """Neither a PDF nor a picture."""

    sentence = "Tệp này không phải PDF hoặc ảnh nên chưa thêm. Xin chọn tệp PDF, JPEG, PNG hoặc TIFF."


class TooLargeScan(AttachmentError):
    """More than any line would carry in a day."""

    sentence = "Tệp lớn hơn 100 MB nên chưa thêm. Xin quét lại ở 200 dpi hoặc chia làm nhiều tệp."


class UnreadableFile(AttachmentError):
    """The file cannot be read from where it is."""

    sentence = "Không đọc được tệp đã chọn nên chưa thêm. Xin kiểm tra ổ đĩa hoặc USB rồi chọn lại."


class NotHereYet(AttachmentError):
    """Its bytes are still at the district."""

    sentence = (
        "Bản quét đang về, chưa xem được bản đầy đủ. Máy tự tải khi có mạng; hồ sơ vẫn làm bình thường."
    )


class HandlesNoPapers(RoleNotAllowed):
    """Somebody without a role in which dossiers are worked on."""

    def __init__(self) -> None:
        super().__init__(
            "Người đang đăng nhập không có vai trò làm hồ sơ nên chưa thêm bản quét. Tệp vẫn ở chỗ cũ, sổ "
            "vẫn nguyên. Xin nhờ người tiếp nhận hoặc chuyên môn."
        )


class AttachmentState(Enum):
    """How far a scan is; RECEIVED only by the server's signed word."""

    HERE = "here"
    SENDING = "sending"
    RECEIVED = "received"
    AWAY = "away"
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A scan as the dossier's screen shows it: ``done`` of ``total`` blocks are where they should be."""

    record: AttachmentRecord
    state: AttachmentState
    done: int
    total: int
    is_here: bool
    has_preview: bool


def read_file(path: Path) -> bytes:
    """A file that somebody chose; raises AttachmentError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TooLargeScan
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile from error


def kind_of(data: bytes) -> tuple[str, str]:
    """(media type, suffix) of a scan; raises NotAScan."""
    for beginning, kind in BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    raise NotAScan


def shown_name(name: str) -> str:
    """A file's name as a name and nothing else: no folders, no letters that hide or turn others."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    return visible[:LONGEST_NAME] or NAMELESS


def attach_scan(
    desk: Desk,
    officer: Officer,
    dossier_id: DossierId,
    name: str,
    data: bytes,
    preview: bytes = b"",
    place: Place = WHOLE,
) -> int:
    """Take a scan in: its bytes first, then the row that names them.

    Raises AttachmentError, and HandlesNoPapers for whoever may not read a dossier either.
    """
    if not officer.roles or only_administers(officer):
        raise HandlesNoPapers
    if len(data) > MOST_BYTES:
        raise TooLargeScan
    media_type, _ = kind_of(data)
    ref = desk.blobs.put(data)
    picture = None
    if preview and len(preview) <= MOST_PREVIEW_BYTES:
        picture = small_reference(desk.blobs.put(preview).sha256, len(preview))
    with desk.store.write(desk.act(Command.ATTACH, officer, officer.roles[0])) as unit:
        return scans.add(unit, dossier_id, shown_name(name), media_type, ref, picture, officer.id, place)


def of_dossier(desk: Desk, dossier_id: DossierId) -> Sequence[AttachmentView]:
    """The scans of a dossier, oldest first."""
    check_reading(desk)
    with desk.store.read() as connection:
        return [
            _view(desk, record, scans.way(connection, record.ref))
            for record in scans.of_dossier(connection, dossier_id)
        ]


def _view(desk: Desk, record: AttachmentRecord, way: Way) -> AttachmentView:
    is_here = desk.blobs.has(record.ref)
    state, done = _state(way, is_here)
    has_preview = record.preview is not None and desk.blobs.has(record.preview)
    return AttachmentView(record, state, done, record.ref.blocks, is_here, has_preview)


def _state(way: Way, is_here: bool) -> tuple[AttachmentState, int]:
    if not is_here:
        is_coming = way.is_wanted or way.staged_blocks
        return (AttachmentState.COMING if is_coming else AttachmentState.AWAY), way.staged_blocks
    if way.is_received:
        return AttachmentState.RECEIVED, way.sent_blocks
    return (AttachmentState.SENDING if way.sent_blocks else AttachmentState.HERE), way.sent_blocks


def ask_for(desk: Desk, ref: BlobRef) -> None:
    """Fetch the whole scan with the next exchange."""
    with desk.store.write_local() as connection:
        scans.ask_for(connection, ref.sha256)


def content(desk: Desk, ref: BlobRef) -> tuple[bytes, str]:
    """A scan's bytes and the suffix of what they are; raises NotHereYet, NotAScan or DamagedBlob."""
    check_reading(desk)
    if not desk.blobs.has(ref):
        raise NotHereYet
    try:
        data = desk.blobs.get(ref)
    except DamagedBlob:
        with desk.store.write_local() as connection:
            scans.note_lost(connection, ref.sha256)
        raise
    return data, kind_of(data)[1]


def preview(desk: Desk, record: AttachmentRecord) -> bytes:
    """The picture of page one; b"" where there is none, or none that can be read."""
    check_reading(desk)
    if record.preview is None or not desk.blobs.has(record.preview):
        return b""
    try:
        return desk.blobs.get(record.preview)
    except DamagedBlob:
        return b""
