"""Runs the application: uvicorn inside this process, or granian's workers."""

import logging
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import uvicorn
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from starlette.applications import Starlette

from app.domain.clock import Clock
from server.asgi import DATA_VARIABLE, DATABASE_VARIABLE, build_app, open_server
from server.authority import tls_files
from server.errors import ServerError
from server.rate import RateLimit
from server.settings import Settings

KEEP_ALIVE_S = 30
HEADER_TIMEOUT_MS = 5000


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
    _uvicorn(settings, build_app(settings)).run(sockets=[listener])


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


def _uvicorn(settings: Settings, app: Starlette) -> uvicorn.Server:
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)  # its lines hold query strings, ours do not
    tls = tls_files(settings.authority_path)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        ssl_keyfile=None if settings.plain else tls.key,
        ssl_certfile=None if settings.plain else tls.certificate,
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
    )
    return uvicorn.Server(config)


def serve_with_workers(settings: Settings, workers: int) -> None:
    """Serve with several processes of granian; each builds the application for itself."""
    settings.check()
    open_server(settings).engine.dispose()  # one process alone brings the schema up to date
    os.environ[DATA_VARIABLE] = str(settings.data)
    os.environ[DATABASE_VARIABLE] = settings.database
    tls = tls_files(settings.authority_path)
    Granian(
        "server.asgi:from_environment",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=workers,
        log_enabled=False,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_TIMEOUT_MS),
        ssl_cert=None if settings.plain else tls.certificate,
        ssl_key=None if settings.plain else tls.key,
    ).serve()
