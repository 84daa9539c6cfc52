"""The district server with the demo's clock handed in; otherwise what ``soxa-server run`` runs."""

import signal
import sys
from pathlib import Path
from threading import Event

from app.platform.memory import collect_rarely
from benchmarks.demo.clocks import FastClock
from server import settings
from server.run import serve_in_thread


def main(words: list[str]) -> None:
    """``serve DATA START_MS ANCHOR_MS SPEED``: until it is told to stop."""
    data, start_ms, anchor_ms, speed = words
    ended = Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    clock = FastClock(int(start_ms), int(anchor_ms), int(speed))
    collect_rarely()
    with serve_in_thread(settings.load(Path(data)), clock):
        ended.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
