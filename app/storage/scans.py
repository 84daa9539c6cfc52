"""How far each scan is on its way: what may be sent, what is to be fetched, what the server signed for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes.blocks import Bitmap, BlobRef, small_reference
from app.domain.ids import ClerkId, DossierId, split_id
from app.domain.scan import WHOLE, Place, Purpose
from app.storage import sql
from app.storage.unit_of_work import UnitOfWork

FILES = (
    "SELECT preview AS sha256, preview_size AS size, NULL AS block_root, stamp, id, 0 AS lane "
    "FROM attachment WHERE preview IS NOT NULL "
    "UNION ALL SELECT sha256, size, block_root, stamp, id, 1 FROM attachment"
)


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A scan as its row tells of it; ``preview`` is None where no picture of page one was made."""

    id: int
    dossier_id: DossierId
    name: str
    media_type: str
    ref: BlobRef
    preview: BlobRef | None
    at_ms: int
    clerk_name: str
    stamp: int
    place: Place = WHOLE


class Way(NamedTuple):
    """What is known of one file; ``is_received`` by the word that the server signed in its present life."""

    is_here: bool = False
    is_wanted: bool = False
    is_received: bool = False
    sent_blocks: int = 0
    staged_blocks: int = 0


class Coming(NamedTuple):
    """What has come of a file."""

    hashes: bytes
    staged: Bitmap


def add(
    unit: UnitOfWork,
    dossier_id: DossierId,
    name: str,
    media_type: str,
    ref: BlobRef,
    preview: BlobRef | None,
    clerk_id: ClerkId | None,
    place: Place = WHOLE,
) -> int:
    """A new scan of a dossier; its files are in the blob store already."""
    row_id = unit.new_id()
    sql.run(
        unit.connection,
        "INSERT INTO attachment(id, dossier_id, name, media_type, sha256, size, block_root, at_ms, clerk_id, "
        "preview, preview_size, stamp, purpose, component) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row_id,
        dossier_id,
        name,
        media_type,
        *ref,
        unit.now_ms,
        clerk_id,
        preview and preview.sha256,
        preview.size if preview else 0,
        unit.stamp,
        place.purpose,
        place.component,
    )
    for each in (ref, preview):
        if each is not None:
            note_here(unit.connection, each.sha256)
    return row_id


def of_dossier(connection: Connection, dossier_id: DossierId) -> list[AttachmentRecord]:
    """The scans of a dossier, oldest first."""
    rows = sql.rows(
        connection,
        "SELECT a.id, a.name, a.media_type, a.sha256, a.size, a.block_root, a.preview, a.preview_size, "
        "a.at_ms, coalesce(c.full_name, ''), a.stamp, a.purpose, a.component "
        "FROM attachment a LEFT JOIN clerk c ON c.id = a.clerk_id "
        "WHERE a.dossier_id = ? ORDER BY a.at_ms, a.id",
        dossier_id,
    )
    return [
        AttachmentRecord(
            row[0],
            dossier_id,
            row[1],
            row[2],
            BlobRef(*row[3:6]),
            None if row[6] is None else small_reference(row[6], row[7]),
            row[8],
            row[9],
            row[10],
            _place(row[11], row[12]),
        )
        for row in rows
    ]


def _place(purpose: int, component: int | None) -> Place:
    """Where a scan belongs; what a later version of the program may add stands for the whole."""
    return Place(Purpose(purpose), component) if purpose in set(Purpose) else WHOLE


def way(connection: Connection, ref: BlobRef) -> Way:
    """How far a file is."""
    row = sql.row(
        connection,
        "SELECT s.is_here, s.is_wanted, s.received_epoch IS NOT NULL AND s.received_epoch = d.epoch, "
        "s.sent_blocks, s.staged FROM scan s JOIN device d ON d.id = 1 WHERE s.sha256 = ?",
        ref.sha256,
    )
    if row is None:
        return Way()
    return Way(bool(row[0]), bool(row[1]), bool(row[2]), row[3], len(Bitmap(ref.blocks, row[4] or b"")))


# what is to be sent and fetched


def to_send(connection: Connection, *, goes_with_rows: bool = False) -> list[BlobRef]:
    """The files here that the server has not signed for, page one's pictures first.

    Their rows are stored, or go ahead of them in the same bundle.
    """
    stored = {} if goes_with_rows else _stored_seqs(connection)
    rows = sql.rows(
        connection,
        f"SELECT f.sha256, f.size, f.block_root, f.stamp FROM ({FILES}) f JOIN device d ON d.id = 1 "
        "JOIN scan s ON s.sha256 = f.sha256 WHERE s.is_here = 1 AND s.received_epoch IS NOT d.epoch "
        "ORDER BY f.lane, f.id",
    )
    return _once(_ref(row[0], row[1], row[2]) for row in rows if _is_stored(row[3], stored))


def to_fetch(connection: Connection) -> list[BlobRef]:
    """The files that are not here: every picture of a first page, and the scans a clerk asked for."""
    rows = sql.rows(
        connection,
        f"SELECT f.sha256, f.size, f.block_root FROM ({FILES}) f LEFT JOIN scan s ON s.sha256 = f.sha256 "
        "WHERE coalesce(s.is_here, 0) = 0 AND (f.lane = 0 OR s.is_wanted = 1) ORDER BY f.lane, f.id DESC",
    )
    return _once(_ref(*row) for row in rows)


def unknown(connection: Connection) -> list[BlobRef]:
    """The files that rows name and nobody has looked for in the blob store yet."""
    rows = sql.rows(
        connection,
        f"SELECT f.sha256, f.size, f.block_root FROM ({FILES}) f LEFT JOIN scan s ON s.sha256 = f.sha256 "
        "WHERE s.sha256 IS NULL",
    )
    return _once(_ref(*row) for row in rows)


def _ref(sha256: bytes, size: int, block_root: bytes | None) -> BlobRef:
    return small_reference(sha256, size) if block_root is None else BlobRef(sha256, size, block_root)


def _once(refs: Iterable[BlobRef]) -> list[BlobRef]:
    """Each content once; a row of somebody else may name what no file can be."""
    return list({ref.sha256: ref for ref in refs if ref.is_sound and ref.size}.values())


def _stored_seqs(connection: Connection) -> dict[int, int]:
    rows = sql.rows(connection, "SELECT no, stored_seq FROM origin WHERE is_own = 1")
    return {row[0]: row[1] for row in rows}


def _is_stored(stamp: int, stored: dict[int, int]) -> bool:
    """What another desk wrote came from the server."""
    no, seq = split_id(stamp)
    return seq <= stored.get(no, seq)


# what has happened


def note_here(connection: Connection, sha256: bytes) -> None:
    """A file lies in the blob store."""
    sql.run(
        connection,
        "INSERT INTO scan(sha256, is_here) VALUES (?, 1) "
        "ON CONFLICT(sha256) DO UPDATE SET is_here = 1, is_wanted = 0, hashes = NULL, staged = NULL",
        sha256,
    )


def note_looked_for(connection: Connection, found: Iterable[tuple[bytes, bool]]) -> None:
    """Which files were looked for, and whether they were there."""
    rows = [(sha256, int(is_here)) for sha256, is_here in found]
    if rows:
        sql.run_many(connection, "INSERT OR IGNORE INTO scan(sha256, is_here) VALUES (?, ?)", rows)


def note_lost(connection: Connection, sha256: bytes) -> None:
    """A file that should be here cannot be read."""
    sql.run(connection, "UPDATE scan SET is_here = 0 WHERE sha256 = ?", sha256)


def ask_for(connection: Connection, sha256: bytes) -> None:
    """A clerk wants a whole scan."""
    sql.run(
        connection,
        "INSERT INTO scan(sha256, is_wanted) VALUES (?, 1) ON CONFLICT(sha256) DO UPDATE SET is_wanted = 1",
        sha256,
    )


def note_received(connection: Connection, epoch: bytes, complete: Collection[bytes]) -> None:
    """The server of this epoch signed that it holds these files whole."""
    sql.run_many(
        connection,
        "INSERT INTO scan(sha256, received_epoch) VALUES (?, ?) "
        "ON CONFLICT(sha256) DO UPDATE SET received_epoch = excluded.received_epoch",
        [(sha256, epoch) for sha256 in complete],
    )


def note_sent(connection: Connection, ref: BlobRef, blocks: Bitmap) -> None:
    """So many blocks of a file are at the server."""
    sql.run(connection, "UPDATE scan SET sent_blocks = ? WHERE sha256 = ?", len(blocks), ref.sha256)


def note_held(connection: Connection, sha256: bytes, epoch: bytes, blocks: Bitmap) -> None:
    """By stick the server of this epoch said which blocks of a file it holds."""
    sql.run(
        connection,
        "UPDATE scan SET sent_blocks = ?, held = ?, held_epoch = ? WHERE sha256 = ?",
        len(blocks),
        bytes(blocks),
        epoch,
        sha256,
    )


def held(connection: Connection, ref: BlobRef) -> Bitmap:
    """The blocks that the server in its present life said it holds, as far as a stick has brought word."""
    row = sql.row(
        connection,
        "SELECT s.held FROM scan s JOIN device d ON d.id = 1 WHERE s.sha256 = ? AND s.held_epoch = d.epoch",
        ref.sha256,
    )
    return Bitmap(ref.blocks, row[0] if row else b"")


def coming(connection: Connection, ref: BlobRef) -> Coming:
    """What has come of a file that is being fetched."""
    row = sql.row(connection, "SELECT hashes, staged FROM scan WHERE sha256 = ?", ref.sha256)
    hashes, staged = (row[0], row[1]) if row else (None, None)
    return Coming(hashes or b"", Bitmap(ref.blocks, staged or b""))


def keep_coming(connection: Connection, ref: BlobRef, hashes: bytes, staged: Bitmap) -> None:
    """These blocks of a file lie in staging."""
    sql.run(
        connection,
        "INSERT INTO scan(sha256, hashes, staged) VALUES (?, ?, ?) "
        "ON CONFLICT(sha256) DO UPDATE SET hashes = excluded.hashes, staged = excluded.staged",
        ref.sha256,
        hashes,
        bytes(staged),
    )


def acts_written(connection: Connection) -> int:
    """How many acts this device has written in all its lives: more of them are rows that go before scans."""
    return int(sql.value(connection, "SELECT coalesce(sum(seq), 0) FROM origin WHERE is_own = 1"))
