"""The few things that moving scans needs of a way to the server."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from sync.protocol.scans import BlocksReply, ScansReply, ScansRequest


class ScanWay(Protocol):
    """A way to one server. Every method may raise a SyncError and be called again."""

    @property
    def nonce(self) -> bytes:
        """The nonce for the next request; b"" costs a question more."""

    def ask(self, request: ScansRequest) -> ScansReply:
        """What the server lacks and what it has."""

    def send_list(self, sha256: bytes, hashes: bytes) -> BlocksReply:
        """A file's list of block hashes."""

    def send(self, sha256: bytes, first: int, blocks: bytes, held: int = 0) -> BlocksReply:
        """Blocks of a file, joined, without the bytes of the first one that the server said it holds."""

    def fetch_list(self, sha256: bytes) -> bytes:
        """The list of a file that the server has."""

    def fetch(self, sha256: bytes, first: int, count: int) -> bytes:
        """Blocks of a file that the server has, joined."""

    def close(self) -> None:
        """Let go of the line."""


OpenWay: TypeAlias = Callable[[], ScanWay]
