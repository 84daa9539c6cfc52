"""Messages and refusals as HTTP responses."""

from typing import cast

import msgspec
import zstandard
from starlette.requests import Request
from starlette.responses import Response

from server.context import Server
from server.crowd import Crowd
from server.errors import Refused
from sync.protocol import codec
from sync.protocol.messages import CONTENT_TYPE, Refusal
from sync.protocol.signing import EPOCH_HEADER

WORTH_COMPRESSING = 256  # a receipt repeats its heads
LEVEL = 3


def server_of(request: Request) -> Server:
    """What the application was built with."""
    return cast(Server, request.app.state.server)


def crowd_of(request: Request) -> Crowd[tuple[Request, bytes], Response]:
    """Those who wait to be served together."""
    return cast(Crowd[tuple[Request, bytes], Response], request.app.state.crowd)


def message(body: msgspec.Struct, status: int = 200, accepted: str = "") -> Response:
    """A message, in zstd where the caller takes it and it pays."""
    data = codec.encode(body)
    headers = {}
    if "zstd" in accepted and len(data) > WORTH_COMPRESSING:
        smaller = zstandard.ZstdCompressor(level=LEVEL).compress(data)
        if len(smaller) < len(data):
            data = smaller
            headers["content-encoding"] = "zstd"
    return Response(data, status, headers, CONTENT_TYPE)


def refusal(refused: Refused) -> Response:
    """Why a request is not served."""
    response = message(Refusal(refused.code, refused.reason), refused.status)
    if refused.retry_after_s:
        response.headers["retry-after"] = str(refused.retry_after_s)
    return response


def with_epoch(response: Response, epoch: bytes) -> Response:
    """Tell the caller which server life answered."""
    response.headers[EPOCH_HEADER] = epoch.hex()
    return response
