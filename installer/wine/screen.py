"""A screen of its own for the check: what is shown on it, what is typed, what it looks like."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

SIZE = "1366x768x24"  # the smallest that the program supports
# Qt asks Direct3D which graphics card there is, and Wine would load Mesa's software OpenGL to answer that: a
# compiler of 60 MiB, which no Windows has and which the program never draws with.
WITHOUT_OPENGL = ("-extension", "GLX")
KIB = 1024


class Screen:
    """An X display without a monitor."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def environment(self) -> dict[str, str]:
        """What a program is started with to be seen here."""
        return {"DISPLAY": self.name}

    def window(self, title: str) -> str | None:
        """The first visible window whose title holds these words."""
        found = self._ask("xdotool", "search", "--onlyvisible", "--name", title).split()
        return found[0] if found else None

    def await_window(self, title: str, limit_s: float) -> float:
        """How long it took until such a window was there; raises TimeoutError."""
        began = time.monotonic()
        while time.monotonic() - began < limit_s:
            if self.window(title):
                return time.monotonic() - began
            time.sleep(0.05)
        raise TimeoutError(f"no window called {title} within {limit_s:.0f} s")

    def type_into(self, title: str, text: str) -> None:
        """Type into a window, then Return."""
        window = self.window(title) or ""
        self._ask("xdotool", "windowfocus", "--sync", window)
        self._ask("xdotool", "type", "--delay", "120", text)
        self._ask("xdotool", "key", "Return")

    def fill(self, title: str) -> None:
        """Make a window as large as the screen: there is nobody here to maximise it."""
        window, (width, height, _) = self.window(title) or "", SIZE.split("x")
        self._ask("xdotool", "windowmove", window, "0", "0", "windowsize", window, width, height)

    def photograph(self, target: Path) -> None:
        """The whole screen as PNG."""
        self._ask("import", "-window", "root", str(target))

    def _ask(self, *words: str) -> str:
        environment = {**os.environ, **self.environment}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=60)
        return done.stdout


@contextlib.contextmanager
def a_screen() -> Iterator[Screen]:
    """A free display, for as long as the block runs."""
    read, write = os.pipe()
    words = ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp", *WITHOUT_OPENGL]
    process = subprocess.Popen(words, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    try:
        yield Screen(f":{number}")
    finally:
        process.terminate()
        process.wait()


def resident_mib(program: str) -> float:
    """What the processes of a Windows program, by the end of its path, keep in memory together."""
    return sum(_kib(process / "status", "VmRSS:") for process in processes_of(program)) / KIB


def share_mib(program: str) -> float:
    """The same, with what several programs have in common shared out among them: Wine's own libraries."""
    return sum(_kib(process / "smaps_rollup", "Pss:") for process in processes_of(program)) / KIB


def processes_of(program: str) -> list[Path]:
    """Their folders in /proc."""
    wanted = program.encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (folder / "cmdline").read_bytes().split(b"\0")[0].strip(b'"').endswith(wanted):
                found.append(folder)
    return found


def _kib(path: Path, name: str) -> int:
    with contextlib.suppress(OSError):
        for line in path.read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1])
    return 0
