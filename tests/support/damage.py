"""What disks do to files, and liars to signatures."""

from pathlib import Path


def flip(path: Path, at: int, bit: int = 0) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1 << bit
    path.write_bytes(data)


def with_another_last_byte(data: bytes) -> bytes:
    """Bytes that are surely not these: a byte set to a fixed value is now and then what it was."""
    return data[:-1] + bytes([data[-1] ^ 1])
