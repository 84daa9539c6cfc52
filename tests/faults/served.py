"""A district server that is a process of its own, forked from one that has everything imported."""

import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from server.run import serve
from server.settings import MOST, Settings
from tests.faults import forks

PATIENCE_S = 60.0


@contextmanager
def server_process(settings: Settings) -> Iterator[int]:
    """The server, listening at its address until the block ends; its process id."""
    with forks.beside(lambda: serve_unhurried(settings)) as child:
        wait_until_it_listens(settings, child)
        yield child


def serve_unhurried(settings: Settings) -> None:
    """Serve in this process; a desk may ask as often as a limit can allow."""
    logging.disable(logging.CRITICAL)  # what it complains of while it is killed belongs on nobody's screen
    serve(replace(settings, requests_per_minute=MOST, request_burst=MOST))


def wait_until_it_listens(settings: Settings, child: int) -> float:
    """Seconds until the server takes a connection, or is dead."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_S:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return 0.0
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", settings.port)) == 0:
                return time.monotonic() - began
        time.sleep(0.005)
    raise SystemExit("the server does not listen")
