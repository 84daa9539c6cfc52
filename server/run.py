"""Runs the application: uvicorn inside this process, or granian's workers."""

import asyncio
import logging
import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import uvicorn
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.mp import MPServer
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.domain.clock import Clock
from app.platform.memory import collect_rarely
from server.asgi import (
    CLOSING_VARIABLE,
    DATA_VARIABLE,
    DATABASE_VARIABLE,
    build_app,
    open_server,
)
from server.authority import tls_files
from server.errors import ServerError
from server.gate import Gate
from server.rate import RateLimit
from server.settings import Settings

KEEP_ALIVE_S = 30
HEADER_TIMEOUT_MS = 10_000  # for granian also how long a connection may rest between two requests
MOST_CONNECTIONS = 4096  # of one process; the next wait in the backlog until one ends
BACKLOG = 2048
CONNECTION_BUFFER_BYTES = 64 * 1024
NOTICE_S = 1.0  # from closing the gate to closing the port


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    address: str
    app: Starlette


def listen(settings: Settings) -> socket.socket:
    """Take the address, so that it is known (port 0 means any) before anything is started."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise ServerError(
            f"Không mở được cổng {settings.port} trên {settings.host}: cổng đang bận hoặc không được phép."
        ) from error
    return listener


def serve(settings: Settings) -> None:
    """Serve in this process until it is told to stop."""
    settings.check()
    listener = listen(settings)
    app = build_app(settings)
    collect_rarely()
    _uvicorn(settings, app, NOTICE_S).run(sockets=[listener])


@contextmanager
def serve_in_thread(
    settings: Settings, clock: Clock | None = None, limit: RateLimit | None = None
) -> Iterator[Running]:
    """Serve in a thread of this process, for tests, benchmarks and the demo."""
    settings.check()
    listener = listen(settings)
    app = build_app(settings, clock, limit)
    server = _uvicorn(settings, app)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="soxa-server")
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.01)
        yield Running(_address(settings, listener), app)
    finally:
        server.should_exit = True
        thread.join()


def _address(settings: Settings, listener: socket.socket) -> str:
    scheme = "http" if settings.plain else "https"
    return f"{scheme}://{settings.host}:{listener.getsockname()[1]}"


class _Patient(H11Protocol):
    """Waits for a request's header so long and no longer; uvicorn alone would wait for ever."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.close()
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._forget()

    def _watch(self) -> None:
        """The time runs from the connection's or the next header's first byte until it is whole."""
        if self.cycle is not None and not self.cycle.response_complete:
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEADER_TIMEOUT_MS / 1000, self.transport.close)

    def on_response_complete(self) -> None:
        self._forget()
        super().on_response_complete()

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class _Uvicorn(uvicorn.Server):
    """Tells whoever comes while it stops when to come back, before it stops listening."""

    def __init__(self, config: uvicorn.Config, gate: Gate, notice_s: float) -> None:
        super().__init__(config)
        self._gate = gate
        self._notice_s = notice_s

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._gate.close()
        await asyncio.sleep(self._notice_s)
        await super().shutdown(sockets)


def _uvicorn(settings: Settings, app: Starlette, notice_s: float = 0) -> uvicorn.Server:
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)  # its lines hold query strings, ours do not
    tls = tls_files(settings.authority_path)
    config = uvicorn.Config(
        app,
        http=_Patient,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.drain_s,
        ssl_keyfile=None if settings.plain else tls.key,
        ssl_certfile=None if settings.plain else tls.certificate,
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
    )
    return _Uvicorn(config, app.state.server.gate, notice_s)


class _Workers(MPServer):
    """Hangs out the sign that closes every worker's gate, and stops the workers a moment later."""

    sign: Path

    def shutdown(self, exit_code: int = 0) -> None:
        self.sign.touch()
        time.sleep(NOTICE_S)
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]


def serve_with_workers(settings: Settings, workers: int) -> None:
    """Serve with several processes of granian; each builds the application for itself."""
    settings.check()
    listen(settings).close()  # a port in use is named before anything is started
    open_server(settings).engine.dispose()  # one process alone brings the schema up to date
    with TemporaryDirectory(prefix="soxa-server-") as folder:
        sign = Path(folder) / "closing"
        os.environ[DATA_VARIABLE] = str(settings.data)
        os.environ[DATABASE_VARIABLE] = settings.database
        os.environ[CLOSING_VARIABLE] = str(sign)
        server = _granian(settings, workers)
        server.sign = sign
        server.serve()


def _granian(settings: Settings, workers: int) -> _Workers:
    tls = tls_files(settings.authority_path)
    return _Workers(
        "server.asgi:from_environment",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=settings.drain_s,
        backlog=BACKLOG,
        backpressure=MOST_CONNECTIONS,
        http=HTTPModes.http1,  # looking for HTTP/2 first, it would wait for a first byte for ever
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_TIMEOUT_MS, max_buffer_size=CONNECTION_BUFFER_BYTES
        ),
        ssl_protocol_min=SSLProtocols.tls12,
        ssl_cert=None if settings.plain else tls.certificate,
        ssl_key=None if settings.plain else tls.key,
    )
