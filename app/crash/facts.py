"""What a report says of program and PC: versions and sizes; no name of a PC, an account or a folder."""

import ctypes
import json
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROGRAM = "soxa"
LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "sqlcipher3", "msgspec", "zstandard", "PyNaCl", "keyring")
UNKNOWN = "?"
MEGABYTE = 1 << 20


def facts() -> dict[str, str]:
    """Every fact by its name."""
    return {
        "program": program_version(),
        "built": "frozen" if getattr(sys, "frozen", False) else "from source",
        "system": f"{platform.system()} {platform.release()} {platform.version()}",
        "machine": platform.machine(),
        "python": platform.python_version(),
        "processors": str(os.cpu_count() or UNKNOWN),
        "memory": _memory(),
        **{name: found for name in LIBRARIES if (found := _version(name)) != UNKNOWN},
    }


def program_version(executable: Path | None = None) -> str:
    """The version; "?" for a program that runs from a folder of sources."""
    found = _version(PROGRAM)
    if found == UNKNOWN and (executable or getattr(sys, "frozen", False)):
        return _released_version(executable or Path(sys.executable))
    return found


def _released_version(executable: Path) -> str:
    """What the manifest beside a frozen program says of it: the packages' own records are not in there."""
    try:
        manifest = json.loads(executable.with_name("release.json").read_bytes())
        return str(manifest["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return UNKNOWN


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return UNKNOWN


def _memory() -> str:
    try:
        return f"{_memory_bytes() // MEGABYTE} MB"
    except (AttributeError, OSError, ValueError):
        return UNKNOWN


def _memory_bytes() -> int:
    if sys.platform == "win32":
        status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
        ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
        return int(status.total)
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX of Windows: its two leading numbers, then seven sizes."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("others", ctypes.c_uint64 * 6),
    )
