"""The chain of what was noted: every line after the one before, its end, and the anchors kept elsewhere.

An anchor is the chain's end as a day's close or a backup kept it. One that no longer fits says that the chain
was made anew, unless the books were put back in between: then it says how many lines are not here.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from app.changes.changeset import Origin
from app.domain.audit import FIRST_HEAD, ChainEnd, Moved, moved, moves_of_text, next_hash
from app.domain.clock import wall_of
from app.domain.ids import COUNTER_BITS, split_id
from app.storage import act_log, backup, closes, known_logs, setting
from app.storage.act_log import LIFE_BEGAN, ROWS_MOVED, StoredLine
from app.storage.doctor.report import Finding, Patient
from app.storage.errors import StorageError

BACKUP_FOLDER = "backup_folder"
SIGNED_HEAD_BYTES = 32  # what closes kept before there was a chain: the head of the signed log


class Anchor(NamedTuple):
    """The chain's end as it was kept elsewhere, and by which life of this machine."""

    end: ChainEnd
    life: int
    name: str


class _Life(NamedTuple):
    """From which line on another life wrote."""

    line: int
    no: int


def look_at_audit(patient: Patient) -> Iterator[Finding]:
    """Lines that were altered, dropped or slipped in, and anchors that do not fit."""
    anchors = [*_anchors_of_closes(patient), *_anchors_of_backups(patient)]
    walk = _Walk(patient, {anchor.end.id for anchor in anchors})
    yield from walk.findings()
    for anchor in anchors:
        yield from walk.fits(anchor)
    yield from _old_anchors(patient)


class _Walk:
    """Reads the chain once; remembers the hashes that anchors ask for."""

    def __init__(self, patient: Patient, wanted: set[int]) -> None:
        self._connection = patient.connection
        self._wanted = wanted
        self._hashes = {0: FIRST_HEAD}
        self._moves: list[tuple[int, Sequence[Moved]]] = []
        self._lives: list[_Life] = []

    def findings(self) -> Iterator[Finding]:
        """What is wrong between the first line and the last."""
        yield from self._read_marks()
        last, head = 0, FIRST_HEAD
        for stored in act_log.lines(self._connection):
            yield from self._line(stored, last, head)
            last, head = stored.line.id, stored.hash
            if last in self._wanted:
                self._hashes[last] = head
        end = act_log.chain_end(self._connection)
        if end != (last, head):
            yield Finding(
                f"Nhật ký xem, in, xuất phải dừng ở dòng {end.id} nhưng dòng cuối là {last}: có dòng bị xóa "
                "hoặc thêm ở cuối.",
                f"act_log {end.id}",
            )

    def _read_marks(self) -> Iterator[Finding]:
        """A new life explains what is missing, so only one that signed logs know counts, and once."""
        known = self._connection.exec_driver_sql("SELECT no FROM origin WHERE is_own = 1")
        own = set(known.scalars())
        rows = self._connection.exec_driver_sql(
            "SELECT id, kind, detail FROM act_log WHERE kind IN (?, ?) ORDER BY id", (LIFE_BEGAN, ROWS_MOVED)
        )
        for id_, kind, detail in rows:
            if kind == ROWS_MOVED:
                self._moves.append((id_, moves_of_text(detail)))
            elif detail.isdigit() and int(detail) in own:
                own.remove(int(detail))
                self._lives.append(_Life(id_, int(detail)))
            else:
                yield Finding(f"Nhật ký: dòng {id_} ghi một lần khôi phục không có thật.", f"act_log {id_}")

    def _line(self, stored: StoredLine, last: int, head: bytes) -> Iterator[Finding]:
        line, place = stored.line, f"act_log {stored.line.id}"
        when = f"dòng {line.id} ({wall_of(line.at_ms):%H:%M %d/%m/%Y})"
        if next_hash(head, line) != stored.hash:
            if line.id > last + 1:
                yield Finding(f"Nhật ký thiếu dòng {last + 1} đến {line.id - 1}: đã bị xóa.", place)
            else:
                yield Finding(f"Nhật ký: {when} đã bị sửa hoặc chèn vào.", place)
        elif stored.clerk_id != self._clerk_today(line.id, line.noted_by):
            yield Finding(f"Nhật ký: người làm ở {when} đã bị đổi.", place)

    def _clerk_today(self, line: int, noted_by: int | None) -> int | None:
        if noted_by is None:
            return None
        for at, moves in self._moves:
            if at > line:
                noted_by = moved(noted_by, moves)
        return noted_by

    def fits(self, anchor: Anchor) -> Iterator[Finding]:
        """Whether the chain still ends where an anchor says that it did."""
        end = anchor.end
        if self._hashes.get(end.id) == end.hash:
            return
        place = f"act_log {end.id}"
        reborn = [life for life in self._lives if life.line <= end.id and life.no > anchor.life]
        if reborn:
            lost = end.id - reborn[0].line + 1
            yield Finding(
                f"Sổ đã khôi phục sau {anchor.name}: {lost} dòng nhật ký của lúc đó không có trên máy này.",
                place,
                is_fault=False,
            )
        else:
            yield Finding(f"Nhật ký không khớp dấu đã ghi ở {anchor.name} (dòng {end.id}).", place)


def _anchors_of_closes(patient: Patient) -> Iterator[Anchor]:
    for id_, day, data in closes.audit_anchors(patient.connection):
        end = ChainEnd.of_bytes(data)
        if end is not None:
            yield Anchor(end, id_ >> COUNTER_BITS, f"chốt ngày {day}")


def _anchors_of_backups(patient: Patient) -> Iterator[Anchor]:
    """The backups in the folder that the office chose, as far as it is plugged in."""
    folder = setting.get(patient.connection, BACKUP_FOLDER)
    if not folder or not Path(folder).is_dir():
        return
    rows = patient.connection.exec_driver_sql("SELECT origin, no FROM origin WHERE is_own = 1")
    lives: dict[Origin, int] = {bytes(origin): no for origin, no in rows}
    for path in backup.backups_of(Path(folder), patient.profile.info.id):
        with suppress(StorageError, OSError):  # what a backup is worth is another question
            manifest = backup.manifest_of(path, patient.profile.backup_key)
            end = ChainEnd.of_bytes(manifest.audit)
            if end is not None and manifest.origin in lives:
                yield Anchor(end, lives[manifest.origin], f"bản sao lưu {path.name}")


def _old_anchors(patient: Patient) -> Iterator[Finding]:
    """Closes from before the chain keep the head of the signed log that they were written after.

    A life that was written again carries the heads of the log it left: only the first one is compared.
    """
    connection = patient.connection
    rows = connection.exec_driver_sql(
        "SELECT d.day, d.audit_head, d.stamp, o.origin FROM day_close d JOIN origin o ON o.no = 0 "
        f"AND o.is_own = 1 WHERE d.stamp >> {COUNTER_BITS} = 0 AND length(d.audit_head) = ?",
        (SIGNED_HEAD_BYTES,),
    )
    for day, head, stamp, origin in rows.all():
        _, seq = split_id(stamp)
        known = known_logs.head_at(connection, 0, origin, seq - 1)
        if known is not None and known != head:
            yield Finding(f"Chốt ngày {day} không khớp với nhật ký đã ký.", f"day_close {day}")
