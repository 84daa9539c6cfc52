"""The district server's signed word on scans that it holds whole: the only source of a file's "đã nhận"."""

import msgspec

from app.changes import signed

CONTEXT = b"soxa/scans/1"
FORMAT = 1


class ScanReceipt(msgspec.Struct, array_like=True, frozen=True):
    """``complete`` are the SHA-256 of whole, verified files, of those that were asked about."""

    format: int
    epoch: bytes
    commune: str
    issued_ms: int
    complete: list[bytes]


def verify(data: bytes, server_key: bytes) -> ScanReceipt:
    """The word, if the server signed it."""
    return signed.verify(data, ScanReceipt, CONTEXT, server_key)
