"""Starting another program of ours out of a frozen one, without what only this one needs.

PyInstaller's loader sets where libraries are looked for; a child that inherited that would load ours.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from threading import Thread, Timer

LIBRARY_PATH = "LD_LIBRARY_PATH"
DETACHED = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def environment_of_others(own: Mapping[str, str]) -> dict[str, str]:
    """The environment as it was before this program's loader changed it."""
    environment = {name: value for name, value in own.items() if not name.startswith(("_MEI", "_PYI"))}
    environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    before = environment.pop(f"{LIBRARY_PATH}_ORIG", None)
    if before is not None:
        environment[LIBRARY_PATH] = before
    elif getattr(sys, "frozen", False):
        environment.pop(LIBRARY_PATH, None)
    return environment


def _started(words: Sequence[str], ends: int) -> "subprocess.Popen[bytes]":
    """A program out of sight, in a group of its own; ``ends`` says where what it hears and says goes."""
    forget_library_folder()
    return subprocess.Popen(
        list(words),
        env=environment_of_others(os.environ),
        stdin=ends,
        stdout=ends,
        stderr=subprocess.DEVNULL,
        creationflags=NO_WINDOW,
        start_new_session=os.name == "posix",
    )


def finished_within(words: Sequence[str], seconds: float) -> int | None:
    """Run a program out of sight; its exit status, or None when it had to be ended."""
    process = _started(words, subprocess.DEVNULL)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


class Talk:
    """A program that was just started, is told something once and answers once."""

    def __init__(self, words: Sequence[str]) -> None:
        self._process = _started(words, subprocess.PIPE)

    def answer(self, question: bytes, seconds: float, most_bytes: int) -> bytes | None:
        """What it said; None when it fell, said too much, or had to be ended."""
        told = self._process.stdout
        assert told is not None
        teller, watchdog = Thread(target=self._tell, args=(question,)), Timer(seconds, self.end)
        teller.start()
        watchdog.start()
        try:
            heard = told.read(most_bytes + 1)
            is_whole = len(heard) <= most_bytes and self._process.wait() == 0
        finally:
            watchdog.cancel()
            self.end()
            teller.join()
            told.close()
        return heard if is_whole else None

    def end(self) -> None:
        """End it, whatever it is doing."""
        _end(self._process)

    def _tell(self, question: bytes) -> None:
        """In a thread of its own: it may begin to answer before it has heard everything."""
        hears = self._process.stdin
        assert hears is not None
        with suppress(OSError):  # it fell; its silence says so
            hears.write(question)
        with suppress(OSError):
            hears.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """With whatever it has started, where the system can tell."""
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError):  # it ended by itself this moment
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def start_and_leave(words: Sequence[str], more: Mapping[str, str]) -> None:
    """Start a program that goes on when this one has ended, with a few more words in its environment."""
    forget_library_folder()
    subprocess.Popen(
        list(words),
        env={**environment_of_others(os.environ), **more},
        stdin=subprocess.DEVNULL,
        creationflags=DETACHED,
        start_new_session=os.name == "posix",
        close_fds=True,
    )


def forget_library_folder() -> None:
    """Windows hands a loader's library folder on to children; this takes it back."""
    if sys.platform == "win32":
        ctypes.WinDLL("kernel32").SetDllDirectoryW(None)
