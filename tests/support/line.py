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

    @property
    def is_in_use(self) -> bool:
        """Whether somebody is connected through it."""
        with self._lock:
            return bool(self._open)

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
        with self._lock:
            self._is_down = True
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
        up, down = self.up, self.down
        with suppress(OSError):
            if self._is_up_for(desk) and not (up.is_spent or down.is_spent):
                server = socket.create_connection(("127.0.0.1", self._server_port))
                if self._is_up_for(server):
                    time.sleep(self.delay_s)
                    self._join(desk, server, up, down)
                self._let_go(server)
        self._let_go(desk)

    def _is_up_for(self, end: socket.socket) -> bool:
        """Take an end into what a break ends; not while the line is broken."""
        end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            if not self._is_down:
                self._open.add(end)
            return not self._is_down

    def _let_go(self, end: socket.socket) -> None:
        with self._lock:
            self._open.discard(end)
        _shut(end)

    def _join(self, desk: socket.socket, server: socket.socket, up: Budget, down: Budget) -> None:
        back = Thread(target=self._copy, args=(server, desk, down), daemon=True)
        back.start()
        self._copy(desk, server, up)
        back.join()

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
