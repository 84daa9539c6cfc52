"""Hands out the updates: public, static files; whoever alters one on its way only makes it useless."""

import re
from hashlib import sha256
from pathlib import Path

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from server.bodies import LEAST_BYTES_A_SECOND, PATIENCE_S
from server.errors import Refused
from server.gate import Gate
from server.handlers.answers import server_of
from server.updates.repository import repository_of

# All that is served, by name: nothing else in the folder can be asked for, and no name leads out of it.
SMALL = re.compile(r"anchor\.sxa|metadata/(?:timestamp|\d{1,12}\.(?:root|targets|snapshot))\.json")
LASTING = re.compile(
    r"blobs/[0-9a-f]{64}\.zst|deltas/[0-9a-f]{64}-[0-9a-f]{64}\.zst"
    r"|targets/releases/[a-z0-9]{1,20}-[a-z0-9]{1,20}/[0-9a-f]{64}\.[0-9a-z.]{1,24}\.json"
)
JSON = "application/json"
OCTETS = "application/octet-stream"


async def file(request: Request) -> Response:
    """GET /updates/{path}: one file, or the part of it that is asked for."""
    name: str = request.path_params["path"]
    server = server_of(request)
    path = repository_of(server.settings).folder / name
    if SMALL.fullmatch(name):
        return await server.gate.work(_small, path)
    if LASTING.fullmatch(name):
        return await run_in_threadpool(_lasting, path, server.gate)
    raise _nothing()


def _small(path: Path) -> Response:
    """Read at once: these are replaced while they are asked for."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _nothing() from error
    return Response(data, headers={"etag": f'"{sha256(data).hexdigest()[:32]}"'}, media_type=JSON)


def _lasting(path: Path, gate: Gate) -> Response:
    """A file that is never written over; should it be made anew, it has another tag."""
    try:
        stat = path.stat()
    except OSError as error:
        raise _nothing() from error
    tag = f'"{path.name[:16]}-{stat.st_size:x}-{stat.st_mtime_ns:x}"'
    return _Sent(path, gate, headers={"etag": tag}, media_type=OCTETS, stat_result=stat)


def _nothing() -> Refused:
    return Refused(404, "not_found", "no such file")


class _Sent(FileResponse):
    """A file on its way: one of so many at once, and not slower than a bad line."""

    max_ranges = 1

    def __init__(self, path: Path, gate: Gate, **options: object) -> None:
        super().__init__(path, **options)  # type: ignore[arg-type]
        self._gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = self.stat_result.st_size if self.stat_result else 0
        # Without extensions the file is sent by us; granian would take its path, and neither count nor hurry.
        own = {**scope, "extensions": {}}
        with self._gate.sending(), anyio.move_on_after(PATIENCE_S + size / LEAST_BYTES_A_SECOND):
            await super().__call__(own, receive, send)
