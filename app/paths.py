"""Every folder the program touches, from one root; portable use and tests pass another."""

from pathlib import Path

import platformdirs

APP = "SoXa"


def default_profile() -> Path:
    """The office's profile of this user."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "profile"


def log_folder() -> Path:
    """Where the log lies: what happened, never to whom."""
    return Path(platformdirs.user_log_dir(APP, appauthor=False))


def default_backups() -> Path:
    """Where backups go until the office chooses a disk or a stick."""
    return Path(platformdirs.user_documents_dir()) / "SoXa-backup"
