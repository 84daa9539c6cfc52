"""A Windows of Wine in a folder of its own: made, used, thrown away. Nothing outside of the folder changes.

python -m installer.wine.prefix FOLDER PROGRAM WORDS…   runs a Windows program in it, made first if need be
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SHIMS = Path(__file__).parent / "shims"
COMPILER = "x86_64-w64-mingw32-gcc"
# What Wine 8 lacks, by the source that fills it and the name under which Windows has it.
MADE = {"uisettings": "soxa-uisettings.dll", "bcryptprimitives": "bcryptprimitives.dll"}
# No offers to download Mono and Gecko; no menus and file types written into the home of whoever runs this.
OVERRIDES = "mscoree,mshtml=d;winemenubuilder.exe=d"
START_UP_S = 300.0


class Prefix:
    """One such Windows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    @property
    def drive(self) -> Path:
        """Its disk C:."""
        return self.folder / "windows" / "drive_c"

    @property
    def user(self) -> Path:
        """The folder of its one user."""
        return next(each for each in (self.drive / "users").iterdir() if each.name != "Public")

    @property
    def local(self) -> Path:
        """The user's %LOCALAPPDATA%."""
        return self.user / "AppData" / "Local"

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What a program in it is started with; Desktop and Documents lead into HOME: that is inside too."""
        own = {
            "HOME": str(self.folder / "home"),
            "WINEPREFIX": str(self.folder / "windows"),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": OVERRIDES,
        }
        return {**os.environ, **own, **(more or {})}

    def make(self) -> "Prefix":
        """A fresh Windows 10 with the shims in it, unless it is there."""
        if (self.folder / "made").exists():
            return self
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "home").mkdir(parents=True)
        self.run("wineboot", "--init")
        self.settle()
        self.pretend("win10")
        self._put_shims()
        self.settle()
        (self.folder / "made").touch()
        return self

    def pretend(self, windows: str) -> None:
        """Call itself this Windows: win10, win7."""
        self.run("winecfg", "-v", windows)

    def run(
        self, *words: str | Path, limit_s: float = START_UP_S, more: Mapping[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program to its end. Its output goes through a pipe: under Wine, Python dies of a file."""
        return subprocess.run(
            ["wine", *map(str, words)],
            env=self.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit_s,
            check=False,
        )

    def start(self, *words: str | Path, more: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
        """Start a program and leave it running."""
        return subprocess.Popen(
            ["wine", *map(str, words)],
            env=self.environment(more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def settle(self) -> None:
        """Wait until its registry is on the disk and none of its programs runs."""
        subprocess.run(["wineserver", "--wait"], env=self.environment(), check=False, timeout=START_UP_S)

    def end(self) -> None:
        """End all of its programs, and only its own."""
        subprocess.run(["wineserver", "--kill"], env=self.environment(), check=False)

    def _put_shims(self) -> None:
        system = self.drive / "windows" / "system32"
        for source, name in MADE.items():
            target = system / name
            target.unlink(missing_ok=True)
            words = [COMPILER, "-shared", "-O2", "-o", str(target), str(SHIMS / f"{source}.c"), "-ladvapi32"]
            subprocess.run(words, check=True)
        self.run("regedit", SHIMS / "uisettings.reg")


def main() -> int:
    """Run the program that the command line names, in the prefix that it names."""
    prefix = Prefix(Path(sys.argv[1])).make()
    started = prefix.start(*sys.argv[2:])
    assert started.stdout is not None
    for line in started.stdout:
        sys.stdout.write(line.decode("utf-8", "replace"))
    return started.wait()


if __name__ == "__main__":
    raise SystemExit(main())
