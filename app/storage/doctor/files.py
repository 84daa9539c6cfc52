"""What lies beside the database: the sidecar, key slots, leases, scans, and room on the disk."""

import shutil
from collections.abc import Iterator

from app.changes import lease as leases
from app.changes import signed
from app.changes.errors import BadChange
from app.changes.lease import Lease
from app.domain.ids import split_id
from app.storage import incarnations, keys
from app.storage.blobs import BlobRef, DamagedBlob
from app.storage.doctor.report import Finding, Patient

LOW_BYTES = 1_000_000_000


def look_at_sidecar(patient: Patient) -> Iterator[Finding]:
    """Whether the log's position outside the database tells of a log that the database does not have."""
    sidecar = patient.sidecar
    if sidecar is None:
        yield Finding("Chưa có tệp vị trí nhật ký; lần ghi tới sẽ tạo.", "sidecar", is_fault=False)
        return
    lives = {life.origin: life for life in incarnations.own_origins(patient.connection)}
    life = lives.get(sidecar.origin)
    if life is None or sidecar.seq > life.seq or (sidecar.seq == life.seq and sidecar.head != life.head):
        yield Finding("Tệp vị trí nhật ký kể về một sổ mới hơn sổ này.", "sidecar")


def look_at_key_slots(patient: Patient) -> Iterator[Finding]:
    """Whether the office's recovery code still has something to open."""
    numbers = {slot.number for slot in keys.read_slots(patient.profile.folder.slots)}
    if keys.RECOVERY_SLOT not in numbers:
        yield Finding("Không có ô khóa cho mã khôi phục: mất máy này là mất sổ.", "keyslots 1")


def look_at_leases(patient: Patient) -> Iterator[Finding]:
    """Whether every range of numbers is the one that the server signed."""
    server_key = patient.connection.exec_driver_sql("SELECT server_key FROM device WHERE id = 1").scalar()
    rows = patient.connection.exec_driver_sql(
        "SELECT serial, origin, is_spare, first, last, valid_from, valid_to, bytes FROM lease ORDER BY serial"
    )
    for *columns, data in rows:
        if server_key is None and not data:
            yield Finding(f"Dải số {columns[0]} do máy này tự đặt.", f"lease {columns[0]}", is_fault=False)
        elif not _is_signed(columns, data, server_key):
            yield Finding(f"Dải số {columns[0]} không đúng với bản được cấp.", f"lease {columns[0]}")


def _is_signed(columns: list[object], data: bytes, server_key: bytes | None) -> bool:
    try:
        lease = signed.peek(data, Lease) if server_key is None else leases.verify(data, server_key)
    except BadChange:
        return False
    period = [lease.valid_from, lease.valid_to]
    return columns == [lease.serial, lease.origin, int(lease.is_spare), lease.first, lease.last, *period]


def look_at_blobs(patient: Patient) -> Iterator[Finding]:
    """Every scan, decrypted and hashed; one that another desk made may still be on its way."""
    own = {life.no for life in incarnations.own_origins(patient.connection)}
    rows = patient.connection.exec_driver_sql(
        "SELECT id, sha256, size, block_root FROM attachment ORDER BY id"
    ).all()
    for id_, sha256, size, block_root in rows:
        ref = BlobRef(sha256, size, block_root)
        if not patient.profile.blobs.has(ref):
            is_ours = split_id(id_)[0] in own
            text = "bị mất" if is_ours else "chưa về máy này"
            yield Finding(f"Tệp quét của dòng {id_} {text}.", f"attachment {id_}", is_ours)
            continue
        try:
            patient.profile.blobs.get(ref)
        except DamagedBlob:
            yield Finding(f"Tệp quét của dòng {id_} bị hỏng.", f"attachment {id_}")


def look_at_room(patient: Patient) -> Iterator[Finding]:
    """Whether the disk will hold the next days' work."""
    free = shutil.disk_usage(patient.profile.folder.root).free
    if free < LOW_BYTES:
        yield Finding(f"Ổ đĩa của sổ chỉ còn {free // 1_000_000} MB trống.", "disk")
