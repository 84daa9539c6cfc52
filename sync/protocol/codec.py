"""Messages as bytes: MessagePack, zstd where it pays, always bounded when read."""

from typing import TypeVar

import msgspec
import zstandard

from app.changes.errors import UNREADABLE
from sync.protocol.limits import MAX_MESSAGE_BYTES

Message = TypeVar("Message", bound=msgspec.Struct)


class BadMessage(Exception):
    """Bytes that are not the message asked for."""


def encode(message: msgspec.Struct) -> bytes:
    """A message's bytes."""
    return msgspec.msgpack.encode(message)


def decode(data: bytes, kind: type[Message]) -> Message:
    """Read a message; fields appended by later versions are skipped."""
    if len(data) > MAX_MESSAGE_BYTES:
        raise BadMessage(f"{kind.__name__} larger than {MAX_MESSAGE_BYTES} bytes")
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except UNREADABLE as error:
        raise BadMessage(f"not a {kind.__name__}") from error


def version(data: bytes) -> int:
    """The protocol a message is written in: its first field; the rest may look different in another one."""
    try:
        fields = msgspec.msgpack.decode(data, type=list[msgspec.Raw])
        return msgspec.msgpack.decode(fields[0], type=int)
    except (*UNREADABLE, IndexError) as error:
        raise BadMessage("not a message") from error


def inflate(data: bytes, limit: int = MAX_MESSAGE_BYTES) -> bytes:
    """Undo zstd, never beyond ``limit``: a frame may declare any size it likes."""
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**24).stream_reader(data) as reader:
            raw = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise BadMessage("not zstd") from error
    if len(raw) > limit:
        raise BadMessage(f"inflates beyond {limit} bytes")
    return raw
