"""What only an enrolled device may ask, each request signed."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from server import checkpoints, together
from server.bodies import check_type, is_large, open_message, read_body
from server.catalogue import read_pack
from server.context import Server
from server.deadline import Way
from server.errors import Refused
from server.exchange import exchange
from server.handlers.answers import crowd_of, message, refusal, server_of, with_epoch
from server.log import note
from server.plain import Pushed
from server.requests import check_request
from server.storage.devices import Device
from server.together import Served
from server.turns import Call, begin_turn, check_turn, glance
from sync.protocol.messages import SyncReply, SyncRequest
from sync.protocol.signing import NEXT_NONCE_HEADER

PACK_TYPE = "application/octet-stream"

logger = logging.getLogger("server")

Serve: TypeAlias = Callable[[Server, Device, Request, bytes], Response]
Came: TypeAlias = tuple[Request, bytes]
"""A request and its body."""


async def sync(request: Request) -> Response:
    """POST /s1/sync."""
    check_type(request.headers.get("content-type", ""))
    return await _signed(request, _sync)


async def catalogue(request: Request) -> Response:
    """GET /s1/catalogue/{version}."""
    return await _signed(request, _catalogue)


async def checkpoint(request: Request) -> Response:
    """GET /s1/checkpoint."""
    return await _signed(request, _checkpoint)


async def checkpoint_part(request: Request) -> Response:
    """GET /s1/checkpoint/{cseq}/{part}."""
    return await _signed(request, _checkpoint_part)


async def _signed(request: Request, serve: Serve) -> Response:
    server = server_of(request)
    if is_large(request):  # read for known devices only
        await server.gate.work(glance, server, request.headers)
    with server.gate.arrival() as arrival:
        began = server.monotonic()
        body = await read_body(request, arrival=arrival)
        request.state.way = Way(began, server.monotonic() - began, len(body))
        if serve is _sync and server.gate.has_company and not is_large(request):
            response = await crowd_of(request).served((request, body))
            if response is not None:
                return response
        return await server.gate.work(_answer, server, request, body, serve)


def answer_together(server: Server, party: Sequence[Came]) -> list[Response | None]:
    """The answers to those who could be served in one go."""
    pushed = [
        Pushed(_call(request, body), request.headers.get("content-encoding", ""), request.state.way)
        for request, body in party
    ]
    return [
        each and _served(server, each, request)
        for (request, _body), each in zip(party, together.serve(server, pushed), strict=True)
    ]


def _served(server: Server, served: Served, request: Request) -> Response | None:
    """None where no answer can be made of it: served alone it gets another nonce, and may repeat."""
    plain = served.admitted.plain
    try:
        _note_turn(request, plain.device)
        return _with_nonce(server, _synced(request, plain.asked, served.reply), served.admitted.next_nonce)
    except Exception:  # the others have theirs
        logger.exception("one of a crowd could not be answered")
        return None


def _call(request: Request, body: bytes) -> Call:
    return Call(request.method, request.scope["path"], request.headers, body)


def _note_turn(request: Request, device: Device) -> None:
    note(request.scope, commune=device.commune, device=device.public_key.hex()[:12])


def _with_nonce(server: Server, response: Response, nonce: bytes) -> Response:
    response.headers[NEXT_NONCE_HEADER] = nonce.hex()
    return with_epoch(response, server.epoch)


def _answer(server: Server, request: Request, body: bytes, serve: Serve) -> Response:
    """Whoever is recognised gets a nonce with the answer, whatever the answer is."""
    turn = begin_turn(server, _call(request, body))
    _note_turn(request, turn.device)
    try:
        check_turn(server, turn)
        with server.gate.commune(turn.device.commune):
            response = serve(server, turn.device, request, body)
    except Refused as refused:
        note(request.scope, code=refused.code)
        response = refusal(refused)
    return _with_nonce(server, response, turn.next_nonce)


def _sync(server: Server, device: Device, request: Request, body: bytes) -> Response:
    asked = open_message(body, request.headers.get("content-encoding", ""), SyncRequest)
    check_request(asked)
    return _synced(request, asked, exchange(server, device, asked, request.state.way))


def _synced(request: Request, asked: SyncRequest, reply: SyncReply) -> Response:
    note(
        request.scope,
        segments=len(asked.segments),
        refused=sorted({each.code for each in reply.refused}),
        forks=len(reply.forks),
        feed=len(reply.feed),
    )
    return message(reply, accepted=request.headers.get("accept-encoding", ""))


def _checkpoint(server: Server, device: Device, request: Request, _body: bytes) -> Response:
    return message(checkpoints.offer(server, device), accepted=request.headers.get("accept-encoding", ""))


def _checkpoint_part(server: Server, device: Device, request: Request, _body: bytes) -> Response:
    cseq, number = request.path_params["cseq"], request.path_params["part"]
    return Response(checkpoints.part(server, device, cseq, number), media_type=PACK_TYPE)


def _catalogue(server: Server, _device: Device, request: Request, _body: bytes) -> Response:
    return Response(read_pack(server, request.path_params["version"]), media_type=PACK_TYPE)
