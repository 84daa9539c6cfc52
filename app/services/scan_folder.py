"""The folder that this machine's scanner writes into: which it is, and which files in it are whole."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from app.services.desk import Desk
from app.storage import setting

FOLDER = "scan_folder"
KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp"})
PHOTO_KINDS = frozenset({".jpg", ".jpeg", ".png", ".bmp"})

Fact = tuple[int, int]  # a file's size and time, by which another one under its name is told
Sizes = Mapping[Path, Fact]


class Lying(NamedTuple):
    """A file as it lay there when somebody looked."""

    path: Path
    fact: Fact


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
    found: dict[Path, Fact] = {}
    with suppress(OSError):  # a share that is gone for the moment
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in KINDS and path.is_file():
                found[path] = _fact(path)
    return found


def lying(path: Path) -> Lying | None:
    """The file as it is now, to be asked before its bytes are read; None where it cannot be looked at."""
    with suppress(OSError):
        return Lying(path, _fact(path))
    return None


def whole(before: Sizes, now: Sizes) -> list[Path]:
    """The files that did not grow between two looks; a scanner is still writing the others."""
    return [path for path, size in now.items() if size[0] and before.get(path) == size]


def use_up(folder: Path, used: Iterable[Lying]) -> None:
    """Take away files whose pages are in the books: the folder is a tray, and papers do not stay in it.

    A scanner may have written the next pile under the same name meanwhile, which nobody has seen: that stays.
    """
    for each in used:
        if each.path.parent == folder and lying(each.path) == each:
            with suppress(OSError):  # somebody took it away already
                each.path.unlink()


def _fact(path: Path) -> Fact:
    found = path.stat()
    return found.st_size, found.st_mtime_ns
