"""Servers in this process that do not let a test wait for their next look at whether they shall stop."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import uvicorn.server

LONGEST_S = 0.01


class _Hurried:
    """``asyncio`` as uvicorn sees it: its rests of a tenth of a second, two for each stop, are short."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, LONGEST_S))


@contextmanager
def servers_that_stop_at_once() -> Iterator[None]:
    """Wherever ``serve_in_thread`` is used meanwhile."""
    with mock.patch.object(uvicorn.server, "asyncio", _Hurried()):
        yield
