"""What anybody may ask: who the server is, how it is, and to become a member with a ticket."""

from importlib.metadata import PackageNotFoundError, version

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from server.bodies import check_type, open_message, read_body
from server.enrolment import enrol
from server.errors import Refused
from server.handlers.answers import message, server_of, with_epoch
from server.storage import health
from sync.protocol.messages import CONTENT_TYPE, EnrolRequest

MAX_ENROL_BYTES = 16 * 1024


async def authority(request: Request) -> Response:
    """GET /s1/authority: the root's key and the certificates it gave, the same bytes for everyone."""
    server = server_of(request)
    return with_epoch(Response(server.authority.bundle, media_type=CONTENT_TYPE), server.epoch)


async def enrolment(request: Request) -> Response:
    """POST /s1/enrol."""
    server = server_of(request)
    check_type(request.headers.get("content-type", ""))
    caller = request.client.host if request.client else ""
    wait = server.limit.seconds_to_wait(b"enrol" + caller.encode())
    if wait:
        raise Refused(429, "too_many", "too many requests", retry_after_s=int(wait) + 1)
    body = await read_body(request, limit=MAX_ENROL_BYTES)
    asked = open_message(body, request.headers.get("content-encoding", ""), EnrolRequest)
    reply = await run_in_threadpool(enrol, server, asked)
    return with_epoch(message(reply), server.epoch)


async def healthy(request: Request) -> Response:
    """GET /health: whether the database answers."""
    server = server_of(request)
    is_well = await run_in_threadpool(health.answers, server.engine)
    facts = {
        "status": "ok" if is_well else "database",
        "epoch": server.epoch.hex(),
        "version": program_version(),
    }
    return JSONResponse(facts, 200 if is_well else 503)


def program_version() -> str:
    """The installed version; a checkout that was never installed has none."""
    try:
        return version("soxa")
    except PackageNotFoundError:
        return "0"
