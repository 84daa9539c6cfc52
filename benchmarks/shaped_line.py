"""A bad line as a proxy on loopback: so many bits a second each way, a delay, cut every N seconds.

Each direction is one pipe that all connections share, as they share a modem: bytes take their turn in the
order in which they came, and come out a delay later. Little is taken in beyond what the pipe is carrying, so
that a sender feels the line and not the buffers of this machine. A cut ends every connection at once.
"""

import asyncio
import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

PIECE = 512
BUFFER = 4096
LATE_S = 0.03  # a sleep of this machine may end so late; the pipe must not lose it


class _Pipe:
    """One direction of the line."""

    def __init__(self, bytes_a_second: float, delay_s: float) -> None:
        self._rate = bytes_a_second
        self._delay_s = delay_s
        self._turn = asyncio.Lock()
        self._free_at = 0.0
        self.carried = 0

    async def take(self, size: int) -> float:
        """Wait for the pipe, then for the bytes to go in; when they will come out."""
        async with self._turn:
            now = time.monotonic()
            self._free_at = max(now - LATE_S, self._free_at) + size / self._rate
            await asyncio.sleep(max(0.0, self._free_at - now))
        self.carried += size
        return self._free_at + self._delay_s


class ShapedLine:
    """The line to a port of this machine; ``cut_s`` None never cuts."""

    def __init__(
        self, server_port: int, bits_a_second: int, round_trip_s: float, cut_s: float | None
    ) -> None:
        self._server_port = server_port
        self._rate = bits_a_second / 8
        self._delay_s = round_trip_s / 2
        self._cut_s = cut_s
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._ready, self._end = Event(), asyncio.Event()
        self.port = 0
        self.cuts = 0

    @property
    def carried(self) -> tuple[int, int]:
        """Bytes that went up and came down."""
        return self._up.carried, self._down.carried

    def run(self) -> None:
        """Carry until ``end``."""
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())

    def wait(self) -> None:
        """Until it carries."""
        self._ready.wait()

    def end(self) -> None:
        """Stop carrying."""
        self._loop.call_soon_threadsafe(self._end.set)

    async def _serve(self) -> None:
        self._up, self._down = (_Pipe(self._rate, self._delay_s) for _ in range(2))
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        listener.bind(("127.0.0.1", 0))
        server = await asyncio.start_server(self._carry, sock=listener, limit=BUFFER)
        self.port = listener.getsockname()[1]
        self._ready.set()
        self._cutter = asyncio.create_task(self._cut_now_and_then())
        await self._end.wait()
        server.close()
        self._cut()
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _cut_now_and_then(self) -> None:
        while self._cut_s is not None:
            await asyncio.sleep(self._cut_s)
            self.cuts += 1
            self._cut()

    def _cut(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _carry(self, desk: asyncio.StreamReader, to_desk: asyncio.StreamWriter) -> None:
        self._writers.add(to_desk)
        await asyncio.sleep(2 * self._delay_s)  # TCP's own greeting goes round once
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self._server_port, limit=BUFFER)
        except OSError:
            to_desk.transport.abort()
            return
        self._writers.add(to_server)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(
                self._copy(desk, to_server, self._up), self._copy(server, to_desk, self._down)
            )
        for writer in (to_desk, to_server):
            self._writers.discard(writer)
            writer.transport.abort()

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, pipe: _Pipe) -> None:
        arriving: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.create_task(_deliver(arriving, target))
        with contextlib.suppress(OSError):
            while data := await source.read(PIECE):
                if target.is_closing():
                    break
                arriving.put_nowait((await pipe.take(len(data)), data))
        arriving.put_nowait((0.0, b""))
        await delivery


async def _deliver(arriving: asyncio.Queue[tuple[float, bytes]], target: asyncio.StreamWriter) -> None:
    """Hand over what has come out of the pipe; an empty piece is the end."""
    with contextlib.suppress(OSError):
        while True:
            at, data = await arriving.get()
            if not data:
                break
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            if target.is_closing():
                return
            target.write(data)
        target.write_eof()


@contextmanager
def shaped_line(
    server_port: int, bits_a_second: int = 64_000, round_trip_s: float = 0.8, cut_s: float | None = 60.0
) -> Iterator[ShapedLine]:
    """The line until the block ends; as line L unless said otherwise."""
    line = ShapedLine(server_port, bits_a_second, round_trip_s, cut_s)
    thread = Thread(target=line.run, name="line", daemon=True)
    thread.start()
    line.wait()
    try:
        yield line
    finally:
        line.end()
        thread.join(5)
