"""What the steps of the check stand on, and how they tell what came of them."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from pathlib import Path

from app.releases.manifest import write_manifest
from installer.facts import ROOT, version
from installer.wine.district import District
from installer.wine.prefix import Prefix
from installer.wine.screen import Screen

MADE = ROOT / "build" / "installer"
DIST = ROOT / "dist"
OFFICE = ROOT / "installer" / "wine" / "office.py"
CLOSER = MADE / "closer.exe"
WINDOWS_PYTHON = MADE / "winpy" / "python.exe"


# In the place of ui.updates.start, which every real start goes through and no self-test.
ENDS_AT_ONCE = """
import os

Beginning = object


def begin(*_):
    os._exit(3)
"""


class Flaw(Enum):
    """How a version of the check is broken."""

    FAILS_TEST = "closer.exe in its place, which without words ends at once with a failure"
    SHOWS_NOTHING = "it ends before its window, of which the self-test has one of its own"


class Outcome(StrEnum):
    """A skip is no pass."""

    PASSED = "passed"
    FAILED = "FAILED"
    SKIPPED = "skipped"


class Skipped(Exception):
    """A step that could not be tried, and why."""


def insist(holds: object, sentence: str) -> None:
    """Fail the step with this sentence unless it holds."""
    if not holds:
        raise AssertionError(sentence)


@dataclass
class Bench:
    """A throwaway Windows with a screen, a district, the setup programs, and what was measured."""

    prefix: Prefix
    screen: Screen
    folder: Path
    figures: dict[str, float] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    district: District | None = None

    @property
    def root(self) -> Path:
        """The installation root."""
        return self.prefix.local / "Programs" / "SoXa"

    @property
    def profile(self) -> Path:
        """The office's profile."""
        return self.prefix.local / "SoXa" / "profile"

    @property
    def current(self) -> str:
        """The version that starts."""
        return (self.root / "current").read_text(encoding="ascii").strip()

    @property
    def internal(self) -> Path:
        """The modules of that version."""
        return self.root / "versions" / self.current / "_internal"

    def run(self, *words: str | Path, limit_s: float = 240.0) -> "subprocess.CompletedProcess[str]":
        """Run a Windows program to its end, on our screen."""
        return self.prefix.run(*words, limit_s=limit_s, more=self.screen.environment)

    def start(self, *words: str | Path) -> "subprocess.Popen[bytes]":
        """Start a Windows program, on our screen."""
        return self.prefix.start(*words, more=self.screen.environment)

    def cli(self, *words: str) -> str:
        """One command of the installed program; what it printed."""
        done = self.run(self.root / "soxa-cli.exe", *words)
        insist(done.returncode == 0, f"soxa-cli {words[0]}: {done.returncode}: {done.stdout.strip()[-300:]}")
        return done.stdout

    def office(self, act: str) -> str:
        """The clerk's part, see office.py; the last line it printed."""
        done = self.run(WINDOWS_PYTHON, "-B", "-X", "utf8", OFFICE, self.internal, act)
        insist(done.returncode == 0, f"{act}: {done.stdout.strip()[-300:]}")
        return done.stdout.strip().splitlines()[-1]

    def enrolled_at(self) -> District:
        """The district whose releases the desk believes."""
        if self.district is None:
            raise Skipped("the desk was not enrolled, so it believes nobody's releases")
        return self.district

    def find_dossier(self) -> None:
        """The dossier that was received before is there, if one could be received."""
        code = self.told.get("code")
        if code is not None:
            insist(code in self.cli("search", code), "the dossier is gone")

    def close_program(self) -> None:
        """As the setup program asks for it."""
        insist(
            self.run(CLOSER, self._windows_path(self.root), "60").returncode == 0,
            "the program does not close",
        )

    def _windows_path(self, path: Path) -> str:
        return "C:\\" + str(path.relative_to(self.prefix.drive)).replace("/", "\\")

    def log_of_setup(self) -> str:
        """What a silent setup program wrote when it refused."""
        found = list(self.prefix.user.rglob("SoXa-Setup.log"))
        text = "".join(path.read_text(encoding="utf-16").strip() for path in found)
        for path in found:
            path.unlink()
        return text

    def photograph(self, name: str) -> None:
        """A picture of the screen into build/installer."""
        self.screen.photograph(MADE / f"{name}.png")


def setup_of(number: str) -> Path:
    """A setup program; the shipped one, or another version of it made for the check."""
    return DIST / f"SoXa-Setup-{number}.exe" if number == version() else MADE / f"SoXa-Setup-{number}.exe"


def make_bundle(number: str, flaw: Flaw | None = None) -> Path:
    """The same program under another version, broken if wanted."""
    bundle = MADE / "check-bundles" / number
    shutil.rmtree(bundle, ignore_errors=True)
    shutil.copytree(DIST / f"SoXa-{version()}-win-amd64", bundle)
    if flaw is Flaw.FAILS_TEST:
        shutil.copy(CLOSER, bundle / "soxa.exe")
    if flaw is Flaw.SHOWS_NOTHING:
        module = bundle / "_internal" / "ui" / "updates" / "start.pyc"
        module.unlink()
        module.with_suffix(".py").write_text(ENDS_AT_ONCE, encoding="ascii")
    write_manifest(bundle, number, "win-amd64", 1_700_000_000_000)
    return bundle


def make_setup(number: str) -> Path:
    """A setup program for it, packed lightly."""
    target = setup_of(number)
    given = {"VERSION": number, "BUNDLE": make_bundle(number), "MADE": MADE, "TARGET": target}
    words = [
        "makensis",
        "-V1",
        "-INPUTCHARSET",
        "UTF8",
        "-DFAST",
        *(f"-D{name}={it}" for name, it in given.items()),
    ]
    subprocess.run([*words, str(ROOT / "installer" / "nsis" / "soxa.nsi")], check=True)
    return target


Step = Callable[[Bench], str]


def take(step: Step, bench: Bench) -> tuple[Outcome, str, float]:
    """Run one step; how it ended, what it says, and how long it took."""
    began = time.monotonic()
    try:
        outcome, sentence = Outcome.PASSED, step(bench)
    except Skipped as reason:
        outcome, sentence = Outcome.SKIPPED, str(reason)
    except Exception as error:  # one broken step must not hide what the others find
        outcome, sentence = Outcome.FAILED, f"{type(error).__name__}: {error}"
    return outcome, sentence, time.monotonic() - began


def read_json(path: Path) -> dict[str, object]:
    """A JSON file of the program."""
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found
