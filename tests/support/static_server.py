"""A folder served over HTTP on loopback, from any byte on, by a server that may be told to misbehave."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

Alter = Callable[[str, bytes], bytes]
PREFIX = "/updates/"


class StaticServer(ThreadingHTTPServer):
    """``alter`` changes what is sent; ``cut_after`` ends pieces early; ``drip_s`` waits after each byte."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.alter: Alter = lambda _path, data: data
        self.cut_after: Callable[[], int] | None = None
        self.drip_s = 0.0
        self.is_endless = False
        self.knows_ranges = True
        self.asked: list[tuple[str, int]] = []
        self.sent = 0  # of pieces
        self._lock = Lock()  # a desk that was cut asks again before the cut one's thread has ended

    def handle_error(self, *_: Any) -> None:
        """A desk that hangs up in the middle is what many tests are about."""

    def count(self, size: int) -> None:
        """So much of a piece is about to leave: whoever has it finds it counted."""
        with self._lock:
            self.sent += size

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: StaticServer

    def do_GET(self) -> None:
        server, path = self.server, self.path.removeprefix(PREFIX)
        wanted = self.headers.get("range", "bytes=0-")
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if server.knows_ranges else 0
        server.asked.append((path, start))
        file = server.folder / path
        if not file.is_file():
            self._answer(404, b"")
            return
        data = server.alter(path, file.read_bytes())
        if start >= len(data) > 0 and start:
            self._answer(416, b"")
            return
        headers = {"content-range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        self._answer(206 if start else 200, data[start:], headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        is_endless = self.server.is_endless and status in (200, 206)
        if is_endless:
            self.send_header("transfer-encoding", "chunked")
        else:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self._endless() if is_endless else self._send(body)

    def _send(self, body: bytes) -> None:
        is_piece = "blobs/" in self.path or "deltas/" in self.path
        cut_after = self.server.cut_after if is_piece else None
        sent = body if cut_after is None else body[: cut_after()]
        self.server.count(len(sent) if is_piece else 0)
        if self.server.drip_s:
            for byte in sent:
                self.wfile.write(bytes([byte]))
                time.sleep(self.server.drip_s)
        else:
            self.wfile.write(sent)
        if len(sent) < len(body):
            self.close_connection = True

    def _endless(self) -> None:
        while True:
            self.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def a_static_server(folder: Path) -> Iterator[StaticServer]:
    """The folder under ``/updates/`` until the block ends."""
    server = StaticServer(folder)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
