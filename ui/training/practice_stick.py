"""A bundle to practise with: written and read back as a real one, but of nothing and for nobody.

Its keys are made for it and forgotten, so no machine can open it and no district would take it. It lies in a
folder of its own on the stick, where no desk looks for bundles.
"""

from pathlib import Path

from nacl.signing import SigningKey

from app.platform.durable import make_folders
from app.progress import Report, unheard
from sync.bundle.folder import writing_errors
from sync.bundle.format import Direction, Frame, Kind
from sync.bundle.writer import Letter, Written, write_bundle

FOLDER = "TAP-HUAN"
COMMUNE = "TAP-HUAN"
FILLING = bytes(256 * 1024)  # long enough to see that a stick takes its time


def write_practice(stick: Path, now_ms: int, report: Report = unheard) -> Written:
    """Write it and read it back; raises a StickError."""
    folder = stick / FOLDER
    with writing_errors():
        make_folders(folder)
        for old in folder.glob("*.V01"):
            old.unlink()
    letter = Letter(
        key=SigningKey.generate(),
        receiver=bytes(SigningKey.generate().verify_key),
        direction=Direction.UP,
        commune=COMMUNE,
        epoch=b"",
        created_ms=now_ms,
        cursor=0,
        spans=[],
        previous=[],
    )
    return write_bundle(folder, letter, [Frame(Kind.FILLER, FILLING)], report)
