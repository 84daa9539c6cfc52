"""Bundles that staff upload from a stick: bounded, streamed to disk, kept apart from one another."""

import secrets
import shutil
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from server.bodies import LEAST_BYTES_A_SECOND, PATIENCE_S
from server.context import Server
from server.errors import Refused
from sync.bundle.format import NAME

FOLDER = "console-usb"
MOST_FILES = 64
MOST_FIELDS = 4
MOST_BYTES = 2 * 1024 * 1024 * 1024  # of one form
KEPT_S = 24 * 3600
PIECE_BYTES = 1024 * 1024


class Batch(NamedTuple):
    """What came with one form: a folder of its own, the bundles in it, and what was no bundle by its name."""

    token: str
    folder: Path
    names: list[str]
    passed_over: list[str]


async def read_form(request: Request) -> FormData:
    """The form, its files in temporary ones; raises Refused when it is too large, too slow or no form."""
    try:
        parser = MultiPartParser(
            request.headers, _bounded(request), max_files=MOST_FILES, max_fields=MOST_FIELDS
        )
        return await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise Refused(400, "malformed", "not a form with files") from error


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    start, size = anyio.current_time(), 0
    stream = request.stream()
    while True:
        try:
            with anyio.fail_after(start + PATIENCE_S + size / LEAST_BYTES_A_SECOND - anyio.current_time()):
                piece = await anext(stream, None)
        except TimeoutError as error:
            raise Refused(408, "too_slow", "the body came too slowly") from error
        except ClientDisconnect as error:
            raise Refused(400, "truncated", "the body ended early") from error
        if piece is None:
            return
        size += len(piece)
        if size > MOST_BYTES:
            raise Refused(413, "too_large", f"a body of more than {MOST_BYTES} bytes")
        yield piece


async def keep(server: Server, form: FormData) -> Batch:
    """Put the bundles of a form into a folder of their own; anything else is passed over by name."""
    forget_old(server)
    token = secrets.token_hex(16)
    folder = server.settings.data / FOLDER / token
    folder.mkdir(parents=True)
    batch = Batch(token, folder, [], [])
    for file in (each for each in form.getlist("bundles") if isinstance(each, UploadFile)):
        name = file.filename or ""
        if NAME.fullmatch(name) and name not in batch.names:
            await _write(file, folder / name)
            batch.names.append(name)
        elif name:
            batch.passed_over.append(name)
    return batch


async def _write(file: UploadFile, path: Path) -> None:
    with path.open("xb") as target:
        while piece := await file.read(PIECE_BYTES):
            await run_in_threadpool(target.write, piece)


def clear(batch: Batch) -> None:
    """What was uploaded was taken in or refused; only the answers stay, for a day."""
    for name in batch.names:
        (batch.folder / name).unlink(missing_ok=True)


def answer_file(server: Server, token: str, name: str) -> Path | None:
    """An answer to download; nothing else can be asked for."""
    if len(token) != 32 or not set(token) <= set("0123456789abcdef") or not NAME.fullmatch(name):
        return None
    path = server.settings.data / FOLDER / token / name
    return path if path.is_file() else None


def forget_old(server: Server) -> None:
    """Remove answers that nobody came for."""
    with suppress(OSError):
        for folder in (server.settings.data / FOLDER).iterdir():
            if folder.stat().st_mtime < time.time() - KEPT_S:
                shutil.rmtree(folder, ignore_errors=True)
