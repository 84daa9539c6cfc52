"""The line between an office and its district, as a TCP proxy on loopback that can be cut."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

CHUNK = 16 * 1024
POLL_S = 0.2


class Line:
    """Carries connections to a server while it is up; a cut ends every one of them at once."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(POLL_S)
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._is_up = True
        self._left: int | None = None
        self._ended = Event()
        self.cuts = 0
        self.bytes_up = 0

    @property
    def port(self) -> int:
        """Where desks connect to."""
        return int(self._listener.getsockname()[1])

    def go_up(self) -> None:
        """The line is there, without limits."""
        with self._lock:
            self._is_up, self._left = True, None

    def go_down(self) -> None:
        """The line is gone, in the middle of whatever it carried."""
        with self._lock:
            self._is_up = False
        self._drop_all()

    def cut_after(self, upward_bytes: int) -> None:
        """The line is there, and will be cut once so many bytes have gone up."""
        with self._lock:
            self._is_up, self._left = True, upward_bytes

    def serve(self) -> None:
        """Accept until ``end``."""
        while not self._ended.is_set():
            with suppress(TimeoutError):
                desk, _ = self._listener.accept()
                Thread(target=self._carry, args=(desk,), daemon=True).start()
        self._listener.close()
        self._drop_all()

    def end(self) -> None:
        """Stop accepting."""
        self._ended.set()

    def _carry(self, desk: socket.socket) -> None:
        if not self._is_up:
            desk.close()
            return
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port))
        except OSError:
            desk.close()
            return
        with self._lock:
            self._open |= {desk, server}
        Thread(target=self._copy, args=(server, desk, False), daemon=True).start()
        self._copy(desk, server, True)

    def _copy(self, source: socket.socket, target: socket.socket, is_upward: bool) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                allowed = self._allowed(data, is_upward)
                target.sendall(allowed)
                if len(allowed) < len(data):
                    self.cuts += 1
                    self.go_down()
        self._close(source, target)

    def _allowed(self, data: bytes, is_upward: bool) -> bytes:
        if not is_upward:
            return data
        with self._lock:
            self.bytes_up += len(data)
            if self._left is None:
                return data
            allowed, self._left = data[: self._left], max(0, self._left - len(data))
            return allowed

    def _drop_all(self) -> None:
        with self._lock:
            ends = list(self._open)
        self._close(*ends)

    def _close(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open.difference_update(ends)
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def line_to(server_port: int) -> Iterator[Line]:
    """A line that carries until the block ends."""
    line = Line(server_port)
    thread = Thread(target=line.serve, name="line")
    thread.start()
    try:
        yield line
    finally:
        line.end()
        thread.join()
