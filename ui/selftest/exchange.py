"""The exchange by stick: a bundle sealed for a receiver, written, found, opened and compared."""

from secrets import token_bytes

from nacl.signing import SigningKey

from app.progress import unheard
from sync.bundle.folder import find
from sync.bundle.format import CHUNK_BYTES, Direction, Frame, Kind
from sync.bundle.reader import check_sender, open_bundle
from sync.bundle.writer import Letter, write_bundle
from ui.selftest.check import Bench, insist

COMMUNE = "self-test"


def look_at_bundle(bench: Bench) -> str:
    """Write a bundle of three chunks into a folder that stands for a stick, and read it as its receiver."""
    folder = bench.scratch.root / "stick"
    folder.mkdir()
    sender, receiver = SigningKey.generate(), SigningKey.generate()
    sent = [Frame(Kind.REQUEST, token_bytes(CHUNK_BYTES)), Frame(Kind.REQUEST, token_bytes(CHUNK_BYTES))]
    write_bundle(folder, _letter(sender, receiver, bench), sent, unheard)
    found, _ = find(folder)
    insist(len(found) == 1, "Không thấy gói vừa ghi.")
    opened = open_bundle(found[0], receiver)
    check_sender(opened.manifest, bytes(sender.verify_key), COMMUNE, Direction.UP)
    insist(opened.is_whole and list(opened.frames) == sent, "Gói đọc lại không giống gói đã ghi.")
    return "Ghi một gói, đọc lại giống từng byte."


def _letter(sender: SigningKey, receiver: SigningKey, bench: Bench) -> Letter:
    return Letter(
        key=sender,
        receiver=bytes(receiver.verify_key),
        direction=Direction.UP,
        commune=COMMUNE,
        epoch=b"",
        created_ms=bench.scratch.clock.now_ms(),
        cursor=0,
        spans=[],
        previous=[],
    )
