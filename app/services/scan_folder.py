"""The folder that this machine's scanner writes into: which it is, and which files in it are whole."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from app.services.desk import Desk
from app.storage import setting

FOLDER = "scan_folder"
KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"})
PHOTO_KINDS = frozenset({".jpg", ".jpeg", ".png", ".bmp"})

Sizes = Mapping[Path, tuple[int, int]]


def chosen(desk: Desk) -> Path | None:
    """The folder, None where none is watched."""
    with desk.store.read() as connection:
        text = setting.get(connection, FOLDER)
    return Path(text) if text else None


def choose(desk: Desk, folder: Path | None) -> None:
    """Watch this folder from now on, or none."""
    with desk.store.write_local() as connection:
        setting.put(connection, FOLDER, str(folder) if folder else "")


def look(folder: Path) -> Sizes:
    """Size and time of each scan in a folder; nothing of one that is not there now."""
    found: dict[Path, tuple[int, int]] = {}
    with suppress(OSError):  # a share that is gone for the moment
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in KINDS and path.is_file():
                fact = path.stat()
                found[path] = (fact.st_size, fact.st_mtime_ns)
    return found


def whole(before: Sizes, now: Sizes) -> list[Path]:
    """The files that did not grow between two looks; a scanner is still writing the others."""
    return [path for path, size in now.items() if size[0] and before.get(path) == size]


def use_up(folder: Path, paths: Iterable[Path]) -> None:
    """Take away files whose pages are in the books: the folder is a tray, and papers do not stay in it."""
    for path in paths:
        if path.parent == folder:
            with suppress(OSError):  # somebody took it away already
                path.unlink()
