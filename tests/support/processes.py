"""The real server in processes of its own, and raw connections to it, for tests of limits and of stopping."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import requests

from server import settings as stored
from server.settings import Settings
from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
RUN = "import sys; from server.cli import main; sys.exit(main())"
MOST_S = 40.0
PATIENCE_S = 90  # a machine that does much else starts a server slowly


class ServerProcess:
    """``soxa-server run`` as an administrator starts it; ``first`` is run before, in the same process."""

    def __init__(self, settings: Settings, workers: int = 1, first: str = "") -> None:
        self.port = settings.port
        self.address = f"http://127.0.0.1:{self.port}"
        words = ["run", "--data", str(settings.data), "--port", str(self.port), "--workers", str(workers)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", first + RUN, *words],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "ServerProcess":
        end = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.03)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        try:
            self._process.wait(PATIENCE_S)
        finally:
            self._process.kill()

    def stop(self) -> None:
        """Ask it to stop, as systemd does."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Its exit status once it has ended."""
        return self._process.wait(PATIENCE_S)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.address}/health", timeout=5).status_code == 200
        except (requests.ConnectionError, requests.Timeout):
            return False


def at_a_port(settings: Settings, **changed: int) -> Settings:
    """The same server's settings at a free port of its own, written where its process reads them."""
    made = replace(settings, port=free_port(), **changed)  # type: ignore[arg-type]
    stored.write(made)
    return made


@contextmanager
def connection(port: int, said: bytes) -> Iterator[socket.socket]:
    """A raw connection on which something was said."""
    with socket.create_connection(("127.0.0.1", port), 30) as made:
        made.sendall(said)
        yield made


def seconds_until_closed(made: socket.socket, dripped: bytes = b"", start: float | None = None) -> float:
    """How long the other end bears with us, who say a little now and then; ``MOST_S`` if it always does.

    Who asks whether it does so long enough counts from ``start``, before the connection was made.
    """
    start = time.monotonic() if start is None else start
    made.settimeout(0.05)
    while (passed := time.monotonic() - start) < MOST_S:
        try:
            made.sendall(dripped)
            if not made.recv(4096):
                return passed
        except TimeoutError:
            continue
        except OSError:
            return passed
    return MOST_S
