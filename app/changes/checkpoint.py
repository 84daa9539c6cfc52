"""A checkpoint: the books of a commune at one point of its feed, in parts, vouched for by the server's key.

    statement   a signed statement (``signed``) of the struct ``Checkpoint``
    part        a zstd frame; its bytes before compression have the digest the statement names

Whoever loads it and applies the feed after ``cseq`` holds what a replay of the whole feed gives. The raw
segments stay on the server; ``is_true_to`` holds a checkpoint against a replay of them.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from app.changes import checkpoint_order, checkpoint_parts, signed
from app.changes.changeset import Origin
from app.changes.checkpoint_books import Books
from app.changes.checkpoint_parts import PackedPart, Part
from app.changes.errors import BrokenChain, UnknownFormat
from app.changes.registry import SCHEMA
from app.changes.upcast import UPCASTERS

CONTEXT = b"soxa/checkpoint/1"
FORMAT = 1  # another order of rows or parts is another format: a replay must give the same bytes


class LogEnd(msgspec.Struct, array_like=True, frozen=True):
    """How far a log is in the books, the chain's head there, and the key that sealed it (b"": none yet).

    The place in the list is the number by which rows and stamps of the parts name the log.
    """

    origin: bytes
    seq: int
    head: bytes
    device_key: bytes = b""


class PartCard(msgspec.Struct, array_like=True, frozen=True):
    """A part: how many bytes travel, how many they inflate to, the SHA-256 of those, its dossiers."""

    packed_bytes: int
    size: int
    digest: bytes
    dossiers: int


class Checkpoint(msgspec.Struct, array_like=True, frozen=True):
    """The statement.

    ``schema`` is the lowest one that can read the parts, ``made_under`` the one of the program that wrote
    them; ``hlc`` the highest adjusted clock among what was applied.
    """

    format: int
    epoch: bytes
    commune: str
    cseq: int
    issued_ms: int
    schema: int
    made_under: int
    hlc: int
    logs: list[LogEnd]
    parts: list[PartCard]


class Packed(msgspec.Struct, frozen=True):
    """A checkpoint before it is vouched for: everything but who says so and when."""

    cseq: int
    schema: int
    made_under: int
    hlc: int
    logs: list[LogEnd]
    parts: list[PartCard]


def verify(data: bytes, server_key: bytes) -> Checkpoint:
    """The statement, if the server signed it; raises BadChange."""
    checkpoint = signed.verify(data, Checkpoint, CONTEXT, server_key)
    if checkpoint.format != FORMAT:
        raise UnknownFormat(f"checkpoint format {checkpoint.format}")
    return checkpoint


def is_readable(checkpoint: Checkpoint) -> bool:
    """Whether this program understands every row of it."""
    has_changed = any(checkpoint.made_under <= schema < SCHEMA for schema in UPCASTERS)
    return checkpoint.schema <= SCHEMA and not has_changed


def pack(books: Books, keys: Mapping[Origin, bytes]) -> tuple[Packed, list[PackedPart]]:
    """The books as a checkpoint; ``keys`` says which device writes which log."""
    packed, cards = [], []
    for part in checkpoint_order.parts(books):
        packed.append(checkpoint_parts.pack(part))
        cards.append(_card(part, packed[-1]))
    logs = [
        LogEnd(origin, seq, head, keys.get(origin, b""))
        for origin, (seq, head) in zip(books.origins, books.ends, strict=True)
    ]
    return Packed(books.cseq, books.schema, SCHEMA, books.hlc, logs, cards), packed


def _card(part: Part, packed: PackedPart) -> PartCard:
    dossiers = sum(each.total for each in part.tables if each.table.name == "dossier")
    return PartCard(len(packed.data), packed.size, packed.digest, dossiers)


def open_part(card: PartCard, data: bytes) -> Part:
    """A part, if it is the one that was vouched for; raises BadChange."""
    raw = checkpoint_parts.inflated(data, card.size)
    if sha256(raw).digest() != card.digest:
        raise BrokenChain("not the part that was vouched for")
    return checkpoint_parts.unpack(raw)


def books_of(packed: Packed, parts: Sequence[bytes]) -> Books:
    """The books of a checkpoint, to go on from."""
    books = Books()
    for log in packed.logs:
        number = books.number(log.origin)
        books.ends[number] = (log.seq, log.head)
    opened = (open_part(card, data) for card, data in zip(packed.parts, parts, strict=True))
    checkpoint_parts.restore(books, opened)
    books.cseq, books.hlc, books.schema = packed.cseq, packed.hlc, packed.schema
    books.release()
    return books


def is_true_to(checkpoint: Checkpoint, books: Books) -> bool:
    """Whether a replay of the raw segments up to ``cseq`` gives the very parts that were vouched for."""
    again, _ = pack(books, {})
    ends = [(log.origin, log.seq, log.head) for log in checkpoint.logs]
    digests = [card.digest for card in checkpoint.parts]
    return ends == [(log.origin, log.seq, log.head) for log in again.logs] and digests == [
        card.digest for card in again.parts
    ]
