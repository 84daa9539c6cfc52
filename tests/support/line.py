"""The line between a desk and its server, as a TCP proxy on loopback: cut at any byte, down, slow, stalling.

``benchmarks.shaped_line`` is the one to measure on: it carries at an exact rate. Losing packets is up to the
kernel; what that costs a stream is not: it stands still for a while, and goes on whole.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from threading import Lock, Thread

PIECE = 16 * 1024
SLICE_S = 0.02


@dataclass
class Budget:
    """How many bytes one direction still carries before the line breaks; None is no limit.

    Several connections draw on it at once, and none may be given what another was.
    """

    left: int | None = None
    carried: int = 0
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def allow(self, data: bytes) -> bytes:
        """What still passes."""
        with self._lock:
            if self.left is not None:
                data = data[: self.left]
                self.left -= len(data)
            self.carried += len(data)
            return data

    @property
    def is_spent(self) -> bool:
        return self.left == 0


class Line:
    """Carries connections to a server's port; a break ends all of them at once, and it stays broken."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._is_down = False
        self.up, self.down = Budget(), Budget()
        self.bytes_a_second: int | None = None
        self.delay_s = 0.0
        self.stalls, self.stall_s = 0.0, 0.0  # how likely a piece is held up, and for how long
        self.connections = 0
        self.cuts = 0
        self._random = Random(0)

    @property
    def port(self) -> int:
        """Where desks connect to."""
        return int(self._listener.getsockname()[1])

    @property
    def address(self) -> str:
        """The same with the host."""
        return f"127.0.0.1:{self.port}"

    def mend(self) -> None:
        """The line is there, without limits, and counts from nothing."""
        self.up, self.down = Budget(), Budget()
        self._is_down = False

    def cut_after(self, up: int | None = None, down: int | None = None) -> None:
        """Mend the line; it will break once so many bytes have gone up, or come down."""
        self.mend()
        self.up, self.down = Budget(up), Budget(down)

    def go_down(self) -> None:
        """Break it now."""
        self._is_down = True
        with self._lock:
            ends = list(self._open)
        _shut(*ends)

    def serve(self) -> None:
        """Accept until ``close``."""
        with suppress(OSError):
            while True:
                desk, _ = self._listener.accept()
                Thread(target=self._carry, args=(desk,), daemon=True).start()

    def close(self) -> None:
        """Stop accepting, and end what is under way."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.go_down()

    def _carry(self, desk: socket.socket) -> None:
        self.connections += 1
        if self._is_down or self.up.is_spent or self.down.is_spent:
            _shut(desk)
            return
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port))
        except OSError:
            _shut(desk)
            return
        for end in (desk, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._open |= {desk, server}
        time.sleep(self.delay_s)
        back = Thread(target=self._copy, args=(server, desk, self.down), daemon=True)
        back.start()
        self._copy(desk, server, self.up)
        back.join()
        with self._lock:
            self._open -= {desk, server}
        _shut(desk, server)

    def _copy(self, source: socket.socket, target: socket.socket, budget: Budget) -> None:
        with suppress(OSError):
            while data := source.recv(self._piece()):
                self._wait(len(data))
                target.sendall(budget.allow(data))
                if budget.is_spent:
                    self.cuts += 1
                    self.go_down()
        _shut(source, target)

    def _piece(self) -> int:
        return PIECE if self.bytes_a_second is None else max(1, int(self.bytes_a_second * SLICE_S))

    def _wait(self, size: int) -> None:
        if self._random.random() < self.stalls:
            time.sleep(self.stall_s)
        if self.bytes_a_second is not None:
            time.sleep(size / self.bytes_a_second)


def _shut(*ends: socket.socket) -> None:
    """End a connection for both sides; a thread that waits on it wakes up."""
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def line_to(server_port: int) -> Iterator[Line]:
    """A line that carries until the block ends."""
    line = Line(server_port)
    thread = Thread(target=line.serve, name="line", daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.close()
        thread.join()
