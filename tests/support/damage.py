"""What disks do to files, and liars to signatures."""

from pathlib import Path

from tests.support.builders import a_dossier
from tests.support.devices import Device

PAGE_BYTES = 4096
LOG_HEAD_BYTES = 32
FRAME_HEAD_BYTES = 24


def flip(path: Path, at: int, bit: int = 0) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def with_another_last_byte(data: bytes) -> bytes:
    """Bytes that are surely not these: a byte set to a fixed value is now and then what it was."""
    return data[:-1] + bytes([data[-1] ^ 1])


def torn_under_the_log(device: Device) -> int:
    """Damage a page in an open profile's file that stands whole in the log over it; says which."""
    device.reopen()
    a_dossier(device.store, "Lò Văn Mẫu")
    file = device.folder.database
    log = file.with_name(f"{file.name}-wal").read_bytes()
    frames = range(LOG_HEAD_BYTES, len(log), FRAME_HEAD_BYTES + PAGE_BYTES)
    numbers = {int.from_bytes(log[at : at + 4], "big") for at in frames}
    page = max(number for number in numbers if number * PAGE_BYTES <= file.stat().st_size)
    flip(file, (page - 1) * PAGE_BYTES + 1000)
    return page
