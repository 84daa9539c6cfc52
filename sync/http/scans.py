"""Scans over HTTP."""

from app.storage.unit_of_work import Store
from sync.http.client import HttpTransport
from sync.http.lines import line_of
from sync.protocol.scans import BlocksReply, ScansReply, ScansRequest, block_path, list_path


class HttpScans:
    """A way for scans over a line of its own, so that rows need not wait behind a block."""

    def __init__(self, line: HttpTransport) -> None:
        self._line = line

    @property
    def nonce(self) -> bytes:
        """The nonce for the next request."""
        return self._line.nonce

    def ask(self, request: ScansRequest) -> ScansReply:
        """What the server lacks and what it has."""
        return self._line.ask("/s1/blobs", request, ScansReply)

    def send_list(self, sha256: bytes, hashes: bytes) -> BlocksReply:
        """A file's list of block hashes."""
        return self._line.send(list_path(sha256), hashes, BlocksReply, is_covered=True)

    def send(self, sha256: bytes, first: int, blocks: bytes, held: int = 0) -> BlocksReply:
        """Blocks of a file; each is checked by itself, so they are not in the request's signature."""
        path = block_path(sha256, first, held=held)
        return self._line.send(path, blocks, BlocksReply, is_covered=False)

    def fetch_list(self, sha256: bytes) -> bytes:
        """The list of a file that the server has."""
        return self._line.fetch(list_path(sha256))

    def fetch(self, sha256: bytes, first: int, count: int) -> bytes:
        """Blocks of a file that the server has."""
        return self._line.fetch(block_path(sha256, first, count))

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()


def scan_way_of(store: Store) -> HttpScans:
    """This device's way for scans; it never uses the nonce that the next exchange of rows counts on."""
    return HttpScans(line_of(store, is_beside=True))
