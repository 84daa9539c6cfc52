"""The peers' own proxy before our server: the same counting and the same bad line for everybody."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.district import free_port
from benchmarks.peers.cells import Cell

PATIENCE_S = 20


class Proxy(NamedTuple):
    """A running proxy; ``port`` is where clients connect."""

    port: int
    control_port: int

    def ask(self, op: str, **words: Any) -> dict[str, int]:
        """One order to the proxy; what it has counted so far."""
        with socket.create_connection(("127.0.0.1", self.control_port)) as line:
            line.sendall((json.dumps({"op": op, **words}) + "\n").encode())
            with line.makefile("rb") as reply:
                counted: dict[str, int] = json.loads(reply.readline())
                return counted

    def count_into(self, cell: Cell) -> None:
        """What has travelled since the last reset."""
        counted = self.ask("stats")
        cell.bytes_up, cell.bytes_down = counted["c2s"], counted["s2c"]
        cell.requests, cell.connections = counted["reqs"], counted["conns"]


@contextmanager
def proxy_to(peers: Path, port: int, server_port: int) -> Iterator[Proxy]:
    """The proxy until the block ends."""
    control = free_port()
    words = [str(number) for number in (port, server_port, control)]
    process = subprocess.Popen(
        [sys.executable, str(peers / "harness" / "proxy.py"), *words], stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(control)
        yield Proxy(port, control)
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("the proxy does not listen")
