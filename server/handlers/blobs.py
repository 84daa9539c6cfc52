"""Scans on their way in and out. Blocks are checked and kept as they come, before their request has ended."""

from collections.abc import AsyncIterator, Callable
from re import compile as pattern

import anyio
from anyio import CancelScope
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.changes.blocks import BLOCK_BYTES, HASH_BYTES
from server.blobs import Intake, exchange_scans, read_blocks, read_list, take_list
from server.bodies import LEAST_BYTES_A_SECOND, PATIENCE_S, check_type, open_message, read_body
from server.context import Server
from server.errors import Refused
from server.handlers.answers import message, refusal, server_of, with_epoch
from server.log import note
from server.storage.devices import Device
from server.turns import Call, Turn, begin_turn, check_turn
from sync.protocol.scans import LIST, MAX_BLOB_BYTES, MAX_RUN, BlocksReply, ScansRequest
from sync.protocol.signing import NEXT_NONCE_HEADER

BLOCK_TYPE = "application/octet-stream"
HASH = pattern(r"[0-9a-f]{64}")
RUN = pattern(r"(\d{1,6})(?:-(\d{1,6}))?")
START = pattern(r"(\d{1,6})(?:\.(\d{1,5}))?")
MAX_REQUEST_BYTES = 64 * 1024
MAX_LIST_BYTES = MAX_BLOB_BYTES // BLOCK_BYTES * HASH_BYTES


async def scans(request: Request) -> Response:
    """POST /s1/blobs."""
    check_type(request.headers.get("content-type", ""))
    body = await read_body(request, limit=MAX_REQUEST_BYTES)
    return await server_of(request).gate.work(_answer, request, body, _scans)


async def fetch(request: Request) -> Response:
    """GET /s1/blob/{sha256}/{part}."""
    return await server_of(request).gate.work(_answer, request, b"", _fetch)


async def send(request: Request) -> Response:
    """PUT /s1/blob/{sha256}/{part}."""
    server = server_of(request)
    if request.path_params["part"] == LIST:
        body = await read_body(request, limit=MAX_LIST_BYTES)
        return await server.gate.work(_answer, request, body, _list)
    try:
        turn = await server.gate.work(_begin, server, request, b"")
    except Refused:
        await _drain(request)
        raise
    try:
        check_turn(server, turn)
        response = message(await _take_blocks(server, turn.device, request))
    except Refused as refused:
        note(request.scope, code=refused.code)
        await _drain(request)
        response = refusal(refused)
    return _closed(server, turn, response)


Serve = Callable[[Server, Device, Request, bytes], Response]


def _answer(request: Request, body: bytes, serve: Serve) -> Response:
    server = server_of(request)
    turn = _begin(server, request, body)
    try:
        check_turn(server, turn)
        response = serve(server, turn.device, request, body)
    except Refused as refused:
        note(request.scope, code=refused.code)
        response = refusal(refused)
    return _closed(server, turn, response)


def _begin(server: Server, request: Request, body: bytes) -> Turn:
    turn = begin_turn(server, Call(request.method, request.scope["path"], request.headers, body))
    note(request.scope, commune=turn.device.commune, device=turn.device.public_key.hex()[:12])
    return turn


def _closed(server: Server, turn: Turn, response: Response) -> Response:
    response.headers[NEXT_NONCE_HEADER] = turn.next_nonce.hex()
    return with_epoch(response, server.epoch)


def _scans(server: Server, device: Device, request: Request, body: bytes) -> Response:
    asked = open_message(body, request.headers.get("content-encoding", ""), ScansRequest)
    reply = exchange_scans(server, device.commune, asked)
    note(request.scope, offered=len(asked.offers), lacking=len(reply.needs), wanted=len(asked.wants))
    return message(reply, accepted=request.headers.get("accept-encoding", ""))


def _list(server: Server, device: Device, request: Request, body: bytes) -> Response:
    return message(take_list(server, device.commune, _hash(request), body))


def _fetch(server: Server, device: Device, request: Request, _body: bytes) -> Response:
    digest = _hash(request)
    if request.path_params["part"] == LIST:
        data = read_list(server, device.commune, digest)
    else:
        data = read_blocks(server, device.commune, digest, *_run(request))
    return Response(data, headers={"cache-control": "no-store"}, media_type=BLOCK_TYPE)


async def _take_blocks(server: Server, device: Device, request: Request) -> BlocksReply:
    first, held = _start(request)
    work = server.gate.work  # each step for itself: whoever waits for a slow line holds no place
    intake = await work(Intake, server, device.commune, _hash(request), first)
    waiting = bytearray(await work(intake.beginning, held))
    try:
        async for chunk in _chunks(request):
            waiting += chunk
            while len(waiting) >= BLOCK_BYTES:
                await work(intake.take, _first(waiting, BLOCK_BYTES))
        if waiting:
            await work(intake.take, _first(waiting, len(waiting)))
    finally:
        with CancelScope(shield=True):  # what came before a cut is kept, however many wait
            await run_in_threadpool(intake.keep, bytes(waiting))
    return await work(intake.reply)


def _first(waiting: bytearray, size: int) -> bytes:
    """Taken out of what waits: a block that is refused is not its own beginning."""
    block = bytes(waiting[:size])
    del waiting[:size]
    return block


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes: bounded, and not slower than 1 KB/s after the first half minute."""
    start, size = anyio.current_time(), 0
    stream = request.stream()
    while True:
        try:
            with anyio.fail_after(start + PATIENCE_S + size / LEAST_BYTES_A_SECOND - anyio.current_time()):
                chunk = await anext(stream, None)
        except TimeoutError as error:
            raise Refused(408, "too_slow", "the body came too slowly") from error
        except ClientDisconnect as error:
            raise Refused(400, "truncated", "the body ended early") from error
        if chunk is None:
            return
        size += len(chunk)
        if size > MAX_RUN * BLOCK_BYTES:
            raise Refused(413, "too_large", f"more than {MAX_RUN} blocks")
        yield chunk


async def _drain(request: Request) -> None:
    """Let a refused sender finish: one that is still writing would not hear why."""
    try:
        async for _ in _chunks(request):
            pass
    except (Refused, RuntimeError):  # it is gone, or too long, or was read to its end
        return


def _hash(request: Request) -> bytes:
    text = request.path_params["sha256"]
    if not HASH.fullmatch(text):
        raise Refused(404, "not_found", "not the hash of a file")
    return bytes.fromhex(text)


def _start(request: Request) -> tuple[int, int]:
    """The first block, and how much of it is here already as the sender was told."""
    found = START.fullmatch(request.path_params["part"])
    if found is None:
        raise Refused(404, "not_found", "not the number of a block")
    return int(found[1]), int(found[2] or 0)


def _run(request: Request) -> tuple[int, int]:
    found = RUN.fullmatch(request.path_params["part"])
    if found is None:
        raise Refused(404, "not_found", "not the number of a block")
    first = int(found[1])
    return first, first if found[2] is None else int(found[2])
