"""A device's line: signed requests over one kept connection, no more of HTTP than that takes."""

import asyncio
from typing import NamedTuple

from nacl.signing import SigningKey

from app.changes import receipt
from app.changes.receipt import OriginReceipt
from benchmarks.load.work import Device, Push
from sync.protocol import codec
from sync.protocol.messages import CONTENT_TYPE, PROTOCOL, SyncReply, SyncRequest
from sync.protocol.signing import NEXT_NONCE_HEADER, sign_request

PATH = "/s1/sync"
ANSWER_S = 120


class Answer(NamedTuple):
    """One reply as it came; status 0 where none came."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """Speaks for one device; connects anew whenever the server has let go."""

    def __init__(self, port: int, device: Device, server_key: bytes) -> None:
        self._port = port
        self._key = SigningKey(device.seed)
        self._device = device
        self._server_key = server_key
        self._nonce = device.nonce
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.cursor = 0
        self.own: OriginReceipt | None = None
        self.has_more = False
        self.fed_bytes = 0

    async def push(self, push: Push | None, seq: int, head: bytes) -> Answer:
        """Send a push, or only ask; a good answer moves the cursor and is kept as far as it says."""
        request = SyncRequest(
            protocol=PROTOCOL,
            origin=self._device.origin,
            epoch=self._device.epoch,
            cursor=self.cursor,
            heads=[(self._device.origin, seq, head)] if seq else [],
            segments=push.segments if push else [],
            program_version="load",
        )
        answer = await self._send(codec.encode(request))
        if answer.status == 200:
            self._believe(answer)
        return answer

    def _believe(self, answer: Answer) -> None:
        is_packed = answer.headers.get("content-encoding") == "zstd"
        data = codec.inflate(answer.body) if is_packed else answer.body
        reply = codec.decode(data, SyncReply)
        said = receipt.verify(reply.receipt, self._server_key)
        self.own = next(each for each in said.origins if each.origin == self._device.origin)
        assert not reply.refused, reply.refused[0].code
        assert not said.quarantined, said.quarantined[0].code
        if reply.feed:
            self.cursor = reply.feed[-1].cseq
        self.has_more = reply.more
        self.fed_bytes += len(answer.body)

    async def _send(self, body: bytes) -> Answer:
        headers = sign_request(self._key, "POST", PATH, body, self._device.epoch, self._nonce)
        lines = [
            f"POST {PATH} HTTP/1.1",
            "host: 127.0.0.1",
            f"content-type: {CONTENT_TYPE}",
            "accept-encoding: zstd",
            f"content-length: {len(body)}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        answer = await self._exchanged("\r\n".join([*lines, "", ""]).encode() + body)
        if NEXT_NONCE_HEADER in answer.headers:
            self._nonce = bytes.fromhex(answer.headers[NEXT_NONCE_HEADER])
        return answer

    async def _exchanged(self, data: bytes) -> Answer:
        """A kept connection may have been let go just now; then the same goes over a new one, once."""
        was_kept = self._streams is not None
        answer = await self._tried(data)
        if answer.status == 0 and was_kept:
            answer = await self._tried(data)
        return answer

    async def _tried(self, data: bytes) -> Answer:
        try:
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = self._streams
            writer.write(data)
            answer = await asyncio.wait_for(_read(reader), ANSWER_S)
        except (OSError, EOFError, TimeoutError, ValueError):
            self.close()
            return Answer(0, {}, b"")
        if answer.headers.get("connection") == "close":
            self.close()
        return answer

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    body = await reader.readexactly(int(headers["content-length"]))
    return Answer(int(head[0].split()[1]), headers, body)
