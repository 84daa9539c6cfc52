"""How far the log had come, kept outside the database: a restored database is older than its sidecar."""

import msgspec

from app.changes.errors import UNREADABLE, Malformed

FORMAT = 1


class Sidecar(msgspec.Struct, array_like=True, frozen=True):
    """``last_number`` is the last dossier code issued, "" before the first."""

    format: int
    origin: bytes
    seq: int
    head: bytes
    last_number: str


def encode(sidecar: Sidecar) -> bytes:
    """The bytes of the file."""
    return msgspec.msgpack.encode(sidecar)


def decode(data: bytes) -> Sidecar:
    """Read the file; raises Malformed."""
    try:
        return msgspec.msgpack.decode(data, type=Sidecar)
    except UNREADABLE as error:
        raise Malformed("sidecar") from error
