"""The door from the office's books: training is a program of its own and shares nothing with them."""

import sys
from pathlib import Path

from app.platform import programs
from ui.cli import TRAINING
from ui.help.prober import FROM_SOURCE


def command(profile_root: Path) -> list[str]:
    """How this program is started once more, for training beside a profile."""
    own = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-c", FROM_SOURCE]
    return [*own, "--profile", str(profile_root), TRAINING]


def open_beside(profile_root: Path) -> None:
    """Open it; where it is open already, its window comes to the front."""
    programs.start_and_leave(command(profile_root), {})
