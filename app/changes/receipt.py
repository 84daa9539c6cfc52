"""The district server's signed word on what it holds: the only source of "đã nhận".

Vectors only ever grow, so a receipt that is lost, repeated or late does no harm.
"""

import msgspec

from app.changes import signed

CONTEXT = b"soxa/receipt/1"
FORMAT = 1


class OriginReceipt(msgspec.Struct, array_like=True, frozen=True):
    """How far one origin's log is stored, applied and durable, each as a sequence number and its head."""

    origin: bytes
    stored_seq: int
    stored_head: bytes
    applied_seq: int
    applied_head: bytes
    durable_seq: int
    durable_head: bytes


class Quarantined(msgspec.Struct, array_like=True, frozen=True):
    """A changeset that is stored but could not be applied; ``code`` names the reason."""

    origin: bytes
    seq: int
    code: str
    detail: str = ""


class Receipt(msgspec.Struct, array_like=True, frozen=True):
    """``epoch`` changes when the server was restored from a backup; ``number`` counts its receipts."""

    format: int
    epoch: bytes
    commune: str
    number: int
    issued_ms: int
    origins: list[OriginReceipt]
    quarantined: list[Quarantined] = []


def verify(data: bytes, server_key: bytes) -> Receipt:
    """The receipt, if the server signed it."""
    return signed.verify(data, Receipt, CONTEXT, server_key)
