"""What a report says of program and PC: versions and sizes; no name of a PC, an account or a folder."""

import ctypes
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

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


def program_version() -> str:
    """The version; "?" for a program that runs from a folder of sources."""
    return _version(PROGRAM)


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
