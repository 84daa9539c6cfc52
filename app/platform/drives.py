"""The removable drives that are plugged in now, and how much room they have.

Linux tells them by ``/proc/self/mounts`` and ``/sys/block/*/removable``, and a USB disk that calls itself
fixed by the bus it hangs on. Windows tells them by the drive's type; that branch has never run on a Windows
machine: untested. No command is run for it.
"""

import ctypes
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

DRIVE_REMOVABLE = 2
NOT_READY = 0x0001  # SEM_FAILCRITICALERRORS: no window asks for a disk in an empty card reader
ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive to write to and read from; ``name`` is what a clerk calls it."""

    folder: Path
    name: str
    free_bytes: int
    total_bytes: int


def removable_drives(proc: Path = Path("/proc"), sys_block: Path = Path("/sys/block")) -> list[Drive]:
    """Every stick and card that can be read now, by name."""
    if sys.platform == "win32":
        return list(_windows())
    return sorted(_linux(proc, sys_block), key=lambda drive: drive.name)


def drive_at(folder: Path, name: str = "") -> Drive | None:
    """A folder as a drive; None when it cannot be read."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None  # pulled since, or an empty card reader
    return Drive(folder, name or folder.name or str(folder), usage.free, usage.total)


def _linux(proc: Path, sys_block: Path) -> Iterator[Drive]:
    seen: set[Path] = set()
    for device, folder in _mounts(proc / "self" / "mounts"):
        if folder not in seen and _is_removable(device, sys_block):
            seen.add(folder)
            drive = drive_at(folder)
            if drive is not None:
                yield drive


def _mounts(table: Path) -> Iterator[tuple[str, Path]]:
    try:
        lines = table.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        words = line.split(" ")
        if len(words) > 1 and words[0].startswith("/dev/"):
            yield words[0].rsplit("/", 1)[1], Path(_unescaped(words[1]))


def _unescaped(text: str) -> str:
    """The kernel writes a space in a path as ``\\040``."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 8)), text)


def _is_removable(device: str, sys_block: Path) -> bool:
    disk = _disk_of(device, sys_block)
    if disk is None:
        return False
    try:
        if (disk / "removable").read_text("ascii").strip() == "1":
            return True
    except OSError:
        return False
    return "/usb" in os.path.realpath(disk)


def _disk_of(device: str, sys_block: Path) -> Path | None:
    """The whole disk of a partition: ``sdb`` of ``sdb1``."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", device):
        return None
    if (sys_block / device).exists():
        return sys_block / device
    return next((path.parent for path in sys_block.glob(f"*/{device}")), None)


def _windows() -> Iterator[Drive]:
    """Untested: no Windows machine was at hand."""
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    before = kernel.SetErrorMode(NOT_READY)
    try:
        present = kernel.GetLogicalDrives()
        for place, letter in enumerate(ascii_uppercase):
            root = f"{letter}:\\"
            if present >> place & 1 and kernel.GetDriveTypeW(ctypes.c_wchar_p(root)) == DRIVE_REMOVABLE:
                drive = drive_at(Path(root), f"Ổ {letter}:")
                if drive is not None:
                    yield drive
    finally:
        kernel.SetErrorMode(before)
