"""Every folder the program touches, from one root; portable use and tests pass another."""

from pathlib import Path

import platformdirs

APP = "SoXa"


def default_profile() -> Path:
    """The office's profile of this user."""
    return Path(platformdirs.user_data_dir(APP, appauthor=False)) / "profile"


def training_beside(profile: Path) -> Path:
    """Where training for the office of this profile lies: a folder of its own, with its own key and lock."""
    return profile.with_name(f"{profile.name}-tap-huan")


def log_folder() -> Path:
    """Where the log lies: what happened, never to whom."""
    return Path(platformdirs.user_log_dir(APP, appauthor=False))


def default_backups() -> Path:
    """Where backups go until the office chooses a disk or a stick."""
    return Path(platformdirs.user_documents_dir()) / "SoXa-backup"
