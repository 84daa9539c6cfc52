"""Reads request bodies: bounded in size, in time and in what they may inflate to."""

from typing import TypeVar

import anyio
import msgspec
from anyio import CancelScope
from starlette.requests import ClientDisconnect, Request

from server.errors import Refused
from server.gate import Arrival
from sync.protocol import codec
from sync.protocol.limits import MAX_MESSAGE_BYTES
from sync.protocol.messages import CONTENT_TYPE, PROTOCOL

PATIENCE_S = 30.0
LEAST_BYTES_A_SECOND = 1024
SMALL_BYTES = 64 * 1024

Message = TypeVar("Message", bound=msgspec.Struct)


async def read_body(
    request: Request,
    patience_s: float = PATIENCE_S,
    limit: int = MAX_MESSAGE_BYTES,
    arrival: Arrival | None = None,
) -> bytes:
    """The whole body; a caller slower than 1 KB/s after the first half minute is let go.

    Neither granian nor uvicorn ends a stalled body, so the deadline is ours.
    """
    if _announced_bytes(request) > limit:
        raise Refused(413, "too_large", f"a body of more than {limit} bytes")
    try:
        with anyio.fail_after(patience_s) as scope:
            return await _read(request, limit, scope, arrival or Arrival())
    except TimeoutError as error:
        raise Refused(408, "too_slow", "the body came too slowly") from error
    except ClientDisconnect as error:
        raise Refused(400, "truncated", "the body ended early") from error


async def _read(request: Request, limit: int, scope: CancelScope, arrival: Arrival) -> bytes:
    body = bytearray()
    deadline = scope.deadline
    arrival.began(scope)
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(413, "too_large", f"a body of more than {limit} bytes")
        arrival.grew(len(chunk), deadline + len(body) / LEAST_BYTES_A_SECOND)
    return bytes(body)


def is_large(request: Request) -> bool:
    """Whether a body may come that takes more than a moment, to send and to keep."""
    return "transfer-encoding" in request.headers or _announced_bytes(request) > SMALL_BYTES


def _announced_bytes(request: Request) -> int:
    """How large the body says it is; 0 where it does not say."""
    announced = request.headers.get("content-length", "")
    return int(announced) if announced.isascii() and announced.isdecimal() and len(announced) < 20 else 0


def check_type(content_type: str) -> None:
    """Refuse a body that does not claim to be a message of ours."""
    if content_type.split(";")[0].strip().lower() != CONTENT_TYPE:
        raise Refused(415, "wrong_type", f"the body is not {CONTENT_TYPE}")


def open_message(body: bytes, encoding: str, kind: type[Message]) -> Message:
    """The message in a body; raises Refused."""
    if encoding not in ("", "identity", "zstd"):
        raise Refused(415, "wrong_encoding", "only zstd or no content encoding is taken")
    try:
        data = codec.inflate(body) if encoding == "zstd" else body
        version = codec.version(data)
        if version != PROTOCOL:
            raise Refused(400, "unknown_version", f"protocol {version}; this server speaks {PROTOCOL}")
        return codec.decode(data, kind)
    except codec.BadMessage as error:
        raise Refused(400, "malformed", str(error)) from error
