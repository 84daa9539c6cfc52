"""Builds the application from settings: the one place where the server's parts are put together."""

import logging
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio import create_task_group, to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from app.domain.clock import Clock
from app.platform.memory import collect_rarely
from app.platform.system_clock import SystemClock
from server import authority
from server.blob_vault import open_vault
from server.chores import apply_what_waits, make_checkpoints
from server.console.parts import build_console
from server.console.render import error_page
from server.context import Server
from server.crowd import Crowd
from server.errors import Refused
from server.gate import Gate
from server.handlers.answers import refusal, server_of, with_epoch
from server.handlers.signed import answer_together
from server.log import note, start_logging
from server.middleware import Door, RequestLog
from server.rate import RateLimit
from server.retrying import try_again
from server.routes import routes
from server.settings import Settings, load
from server.storage import communes, meta, migrations, origins
from server.storage.engine import UNAVAILABLE, open_engine, reading
from server.updates.renewing import keep_fresh
from server.watching import close_on_sign

logger = logging.getLogger("server")

DATA_VARIABLE = "SOXA_SERVER_DATA"
DATABASE_VARIABLE = "SOXA_SERVER_DATABASE"
CLOSING_VARIABLE = "SOXA_SERVER_CLOSING"


def open_server(settings: Settings, clock: Clock | None = None, limit: RateLimit | None = None) -> Server:
    """Open the database, bring its schema up to date and load the keys."""
    engine = open_engine(settings)
    migrations.upgrade(engine)
    with reading(engine) as connection:
        epoch = meta.epoch(connection)
    return Server(
        settings=settings,
        engine=engine,
        authority=authority.load(settings.authority_path),
        clock=clock or SystemClock(),
        limit=limit or RateLimit(time.monotonic, settings.requests_per_minute, settings.request_burst),
        epoch=epoch,
        vault=open_vault(settings),
        gate=Gate(settings.spread_s),
    )


def build_app(settings: Settings, clock: Clock | None = None, limit: RateLimit | None = None) -> Starlette:
    """The application; tests pass a clock and a rate limit of their own."""
    server = open_server(settings, clock, limit)
    app = Starlette(
        routes=routes(),
        middleware=[Middleware(RequestLog), Middleware(Door, server=server)],
        exception_handlers={
            Refused: _on_refused,
            HTTPException: _on_http_error,
            **dict.fromkeys(UNAVAILABLE, _on_unavailable),
        },
        lifespan=_lifespan,
    )
    app.state.server = server
    app.state.crowd = Crowd(server.gate, partial(answer_together, server))
    app.state.console = build_console()
    app.state.sign = None
    return app


def from_environment() -> Starlette:
    """What a worker process of granian starts: only paths and URLs come by the environment, never keys."""
    database = os.environ.get(DATABASE_VARIABLE)
    settings = load(Path(os.environ[DATA_VARIABLE]), database=database)
    start_logging(settings.log_file)
    app = build_app(settings)
    collect_rarely()
    app.state.sign = Path(os.environ[CLOSING_VARIABLE])
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Finish applying what an earlier run stored or an earlier version could not read, beside serving."""
    server: Server = app.state.server
    behind = await to_thread.run_sync(_communes_behind, server)  # before anyone sends
    async with create_task_group() as tasks:
        tasks.start_soon(to_thread.run_sync, _finish_applying, server, behind)
        tasks.start_soon(keep_fresh, server)
        tasks.start_soon(app.state.crowd.work_off)
        tasks.start_soon(apply_what_waits, server)
        tasks.start_soon(make_checkpoints, server)
        if app.state.sign is not None:
            tasks.start_soon(close_on_sign, server.gate, app.state.sign)
        yield
        server.gate.close()
        tasks.cancel_scope.cancel()
    server.engine.dispose()


def _communes_behind(server: Server) -> list[str]:
    try:
        with reading(server.engine) as connection:
            return origins.communes_behind(connection)
    except Exception:  # the next exchange of each commune applies what it finds; serving goes on
        logger.exception("what was left to apply could not be read")
        return []


def _finish_applying(server: Server, behind: Sequence[str]) -> None:
    for code in behind:
        server.waiting.apply_in(code, 0)
    try:
        with reading(server.engine) as connection:
            codes = [commune.code for commune in communes.every(connection)]
    except Exception:  # what was set aside stays so until the next start; serving goes on
        logger.exception("trying again failed")
        return
    for code in codes:
        _try_again(server, code)


def _try_again(server: Server, commune: str) -> None:
    try:
        while not server.gate.is_closing and try_again(server, commune):
            pass  # a dossier that now fits may be what another change was waiting for
    except Exception:  # a mistake of ours in one commune must not hold back the others
        logger.exception("trying again failed")


async def _on_refused(request: Request, error: Exception) -> Response:
    refused = error if isinstance(error, Refused) else Refused(500, "internal", "")
    note(request.scope, code=refused.code)
    return with_epoch(refusal(refused), server_of(request).epoch)


async def _on_unavailable(request: Request, error: Exception) -> Response:
    """The database does not serve us now; the caller is told when to come back."""
    logger.error("database unavailable", exc_info=error)
    if not _is_for_devices(request):
        return await run_in_threadpool(error_page, request, 503, "Máy chủ đang bận. Xin thử lại sau ít phút.")
    return await _on_refused(request, server_of(request).gate.busy("the database is busy"))


def _is_for_devices(request: Request) -> bool:
    path: str = request.scope["path"]
    return path.startswith("/s1/")


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if not _is_for_devices(request):
        return await run_in_threadpool(error_page, request, status, "Không có trang này.")
    codes = {404: "not_found", 405: "wrong_method"}
    return await _on_refused(
        request, Refused(status, codes.get(status, "refused"), "no such address or method")
    )
