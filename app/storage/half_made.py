"""A profile that is not yet the office's: made, but nobody has confirmed that its recovery code is on paper.

A file ``making`` stands in the folder from before the first byte of a profile until its code was confirmed.
Power that goes meanwhile leaves either nothing, or this file and some of the others. Nothing opens such a
profile, so nothing was ever written in it: the next start makes it anew, under the same id, so that the key
store keeps one key for it and not one more for each try. Without this file nothing is ever taken away.
"""

import shutil
from pathlib import Path
from secrets import token_hex

from app.platform.durable import sync_folder, write_durably

MARK = "making"
ID_BYTES = 8
# The card goes first, so that what is being cleared away never looks whole; then, with the database, its log.
LEFT = ("profile.json", "keyslots", "soxa.db-wal", "soxa.db-shm", "soxa.db-journal", "soxa.db", "sidecar")
FOLDERS = ("blobs", "drafts")


def is_half_made(root: Path) -> bool:
    """Whether a profile was begun in this folder and its recovery code never confirmed."""
    return (root / MARK).exists()


def begin(root: Path) -> str:
    """Say that a profile is being made, and clear away an earlier try; the id it is to have."""
    mark = root / MARK
    id_ = _id_in(mark)
    if not id_:
        id_ = token_hex(ID_BYTES)
        write_durably(mark, id_.encode("ascii"))
    _clear(root)
    return id_


def finish(root: Path) -> None:
    """The profile is the office's from now on."""
    (root / MARK).unlink(missing_ok=True)
    sync_folder(root)


def _id_in(mark: Path) -> str:
    """The id of the try before; "" where there was none, or the power went while it was being written."""
    try:
        text = mark.read_text("ascii")
        return text if len(bytes.fromhex(text)) == ID_BYTES else ""
    except (OSError, ValueError):
        return ""


def _clear(root: Path) -> None:
    for name in LEFT:
        (root / name).unlink(missing_ok=True)
    for name in FOLDERS:
        shutil.rmtree(root / name, ignore_errors=True)
    sync_folder(root)
