"""A gibibyte of zeros in some thirty kilobytes, put before everything that inflates: run by test_bombs.py.

Each place is tried in a fork of its own, so that its memory is its own. It prints one JSON object: for each
place what it said, the seconds of work it took and the mebibytes it grew by.
"""

import json
import os
import resource
import time
from collections.abc import Callable
from typing import Any

import msgspec
import zstandard
from nacl.signing import SigningKey

from app.catalogue.errors import CatalogueError
from app.catalogue.signed_file import open_pack, seal_pack
from app.catalogue.starter import starter_pack
from app.catalogue.trust import trust_everyone
from app.changes import checkpoint_parts, segment
from app.changes.chain import first_head
from app.changes.errors import BadChange
from app.changes.segment import Segment
from server.bodies import open_message
from server.errors import Refused
from sync.protocol import codec
from sync.protocol.codec import BadMessage
from sync.protocol.messages import SyncRequest

GIBIBYTE = 1 << 30
KEY = SigningKey(b"k" * 32)
ORIGIN = b"hostile!"


def bomb() -> bytes:
    """A gibibyte of zeros, never held at once."""
    compressor = zstandard.ZstdCompressor(level=3).compressobj()
    mebibyte = bytes(1 << 20)
    return b"".join(compressor.compress(mebibyte) for _ in range(1024)) + compressor.flush()


def in_a_segment(data: bytes, layout: int, promised: int) -> object:
    """A member's own segment, whose signed header promises so much."""
    header = segment.SegmentHeader(layout, ORIGIN, 1, 200, first_head(ORIGIN), bytes(32), 0, promised)
    encoded = msgspec.msgpack.encode(header)
    signature = KEY.sign(segment.CONTEXT + encoded).signature
    whole = Segment(header, encoded, signature, data).to_bytes()
    return segment.open_body(segment.read(whole))


def of_nothings(piece: bytes) -> bytes:
    """As many empty things as a body may have bytes for: each becomes an object many times its size."""
    count = (segment.MAX_BODY_BYTES // 2) // len(piece)
    return b"\xdd" + count.to_bytes(4, "big") + piece * count


def in_a_pack(data: bytes) -> object:
    """A pack that a trusted signer was made to sign."""
    true = seal_pack(starter_pack(), KEY)
    return open_pack(true[: len(true) // 2] + data, trust_everyone)


def places(data: bytes) -> dict[str, tuple[Callable[[], object], type[Exception]]]:
    """Everything that inflates what came from outside."""
    most = segment.MAX_BODY_BYTES // 2
    return {
        "message": (lambda: codec.inflate(data), BadMessage),
        "request": (lambda: open_message(data, "zstd", SyncRequest), Refused),
        "segment that promises little": (lambda: in_a_segment(data, 1, 1000), BadChange),
        "segment that promises much": (lambda: in_a_segment(data, 1, most), BadChange),
        "segment in columns": (lambda: in_a_segment(data, 2, most), BadChange),
        "part of a checkpoint": (lambda: checkpoint_parts.inflated(data, 1 << 20), BadChange),
        "segment of nothings": (
            lambda: in_a_segment(zstandard.compress(of_nothings(b"\x92\xc4\0\xc4\0")), 1, most),
            BadChange,
        ),
        "catalogue pack": (lambda: in_a_pack(data), CatalogueError),
    }


def tried(place: Callable[[], object], declared: type[Exception]) -> dict[str, Any]:
    """What came of it, in this process."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    try:
        place()
        said = ""
    except declared as error:
        said = type(error).__name__
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"said": said, "seconds": time.process_time() - began, "mebibytes": grown / 1024}


def in_a_fork(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The same in a child, whose memory says nothing of ours."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    found: dict[str, Any] = json.loads(data)
    return found


def main() -> None:
    data = bomb()
    found = {name: in_a_fork(lambda each=each: tried(*each)) for name, each in places(data).items()}
    print(json.dumps({"size": len(data), "places": found}))


if __name__ == "__main__":
    main()
