"""The shim of ``shim.c``: builds it, runs programs under it, and speaks to it from inside one."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntFlag
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("shim.c")


class Calls(IntFlag):
    """Which calls may fail."""

    WRITES = 1
    SYNCS = 2
    READS = 4


def build(folder: Path) -> Path:
    """The library, compiled; skips the test with the reason where that cannot be done."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("no C compiler for the shim under the file calls (Debian: apt-get install gcc libc6-dev)")
    library = folder / "shim.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the shim under the file calls does not compile here: {done.stderr.strip()[:200]}")
    return library


def run(
    library: Path, watched: Sequence[Path], command: Sequence[str], log: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of our programs with the shim under it."""
    environment: Mapping[str, str] = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "SOXA_SHIM_WATCH": ":".join(map(str, watched)),
    }
    if log is not None:
        environment = {**environment, "SOXA_SHIM_LOG": str(log)}
    return subprocess.run(
        [sys.executable, "-m", *command], env=environment, capture_output=True, text=True, check=False
    )


@cache
def _shim() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def mark(text: str) -> None:
    """Write into the record that something was acknowledged."""
    _shim().soxa_shim_mark(text.encode())


@contextmanager
def failing(calls: Calls, nth: int, error: int, *, stays: bool) -> Iterator[None]:
    """Let the nth of these calls fail, and with ``stays`` all that follow it."""
    _arm(calls, nth, error, stays)
    try:
        yield
    finally:
        _arm(Calls(0), 0, 0, False)


def passed() -> int:
    """How many calls could have failed since ``failing`` began."""
    function = _shim().soxa_shim_passed
    function.restype = ctypes.c_long
    return int(function())


def _arm(calls: Calls, nth: int, error: int, stays: bool) -> None:
    _shim().soxa_shim_arm(int(calls), ctypes.c_long(nth), error, int(stays))
