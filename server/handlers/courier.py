"""Foreign bundles over a courier's line; see ``sync.protocol.courier``."""

from collections.abc import Callable

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from server.bodies import check_type, open_message, read_body
from server.bundles import Imported, finish
from server.carrying import forget_old, read_piece, take_in, take_piece
from server.context import Server
from server.errors import Refused
from server.handlers.answers import message, refusal, server_of, with_epoch
from server.log import note
from server.storage.devices import Device
from server.turns import Call, begin_turn, check_turn
from sync.bundle.errors import BundleError
from sync.protocol.courier import PIECE_BYTES, CarryRequest
from sync.protocol.signing import NEXT_NONCE_HEADER

PIECE_TYPE = "application/octet-stream"
MAX_REQUEST_BYTES = 64 * 1024

Serve = Callable[[Server, Device, Request, bytes], Response]


async def send(request: Request) -> Response:
    """PUT /s1/bundle/{name}/{offset}."""
    return await _signed(request, _take_piece, PIECE_BYTES)


async def fetch(request: Request) -> Response:
    """GET /s1/bundle/{name}/{offset}."""
    return await _signed(request, _read_piece, 0)


async def carry(request: Request) -> Response:
    """POST /s1/bundle."""
    check_type(request.headers.get("content-type", ""))
    return await _signed(request, _take_in, MAX_REQUEST_BYTES)


async def _signed(request: Request, serve: Serve, limit: int) -> Response:
    body = await read_body(request, limit=limit)
    return await run_in_threadpool(_answer, server_of(request), request, body, serve)


def _answer(server: Server, request: Request, body: bytes, serve: Serve) -> Response:
    """Whoever is recognised gets a nonce with the answer, whatever the answer is."""
    turn = begin_turn(server, Call(request.method, request.scope["path"], request.headers, body))
    note(request.scope, commune=turn.device.commune, device=turn.device.public_key.hex()[:12])
    try:
        check_turn(server, turn)
        response = serve(server, turn.device, request, body)
    except Refused as refused:
        note(request.scope, code=refused.code)
        response = refusal(refused)
    response.headers[NEXT_NONCE_HEADER] = turn.next_nonce.hex()
    return with_epoch(response, server.epoch)


def _take_piece(server: Server, device: Device, request: Request, body: bytes) -> Response:
    return message(take_piece(server, device, *_place(request), body))


def _read_piece(server: Server, device: Device, request: Request, _body: bytes) -> Response:
    data = read_piece(server, device, *_place(request))
    return Response(data, headers={"cache-control": "no-store"}, media_type=PIECE_TYPE)


def _take_in(server: Server, device: Device, request: Request, body: bytes) -> Response:
    asked = open_message(body, request.headers.get("content-encoding", ""), CarryRequest)
    try:
        reply, imported = take_in(server, device, asked)
    except BundleError as error:  # our own disk, not the courier's stick
        raise Refused(503, "busy", error.code, retry_after_s=60) from error
    note(request.scope, carried=len(reply.bundles), answers=len(reply.answers))
    response = message(reply)
    response.background = BackgroundTask(run_in_threadpool, _after, server, imported)
    return response


def _after(server: Server, imported: Imported) -> None:
    finish(server, imported)
    forget_old(server)


def _place(request: Request) -> tuple[str, int]:
    return request.path_params["name"], request.path_params["offset"]
