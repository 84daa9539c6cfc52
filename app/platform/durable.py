"""Puts small files and names on the disk for good: what is told to an officer must outlive a power cut.

A file that was synced may still lose its name with the power, and with it everything: a name is part of its
folder, and that is synced by itself.
"""

import os
from pathlib import Path
from typing import BinaryIO


def write_durably(path: Path, data: bytes) -> None:
    """Write a small file; it is on the disk, under its name, before this returns."""
    with path.open("wb") as file:
        file.write(data)
        sync_file(file)
    sync_folder(path.parent)


def sync_file(file: BinaryIO) -> None:
    """Put on the disk what was written so far."""
    file.flush()
    os.fsync(file.fileno())


def make_folders(folder: Path) -> None:
    """Make a folder and those above it that are missing, each name on the disk for good."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Put the folder's names on the disk."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened; the file system keeps names in its journal
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
