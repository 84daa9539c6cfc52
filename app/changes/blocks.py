"""A file's content in blocks of 64 KiB: its reference, its list of block hashes, which blocks are there.

A reference is what a signed row holds. Its ``block_root`` vouches for the list, the list for each block: a
block can be checked by itself, in any order and from any carrier. ``sha256`` vouches for the whole.
"""

import hmac
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_ABYTES as OVERHEAD
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt
from nacl.exceptions import CryptoError

BLOCK_BYTES = 64 * 1024
HASH_BYTES = 32
NONCE_BYTES = 24
SEALED_BYTES = BLOCK_BYTES + OVERHEAD
BEGINNING_OVERHEAD = NONCE_BYTES + OVERHEAD


class BlobRef(NamedTuple):
    """A file's content: what a row holds of it."""

    sha256: bytes
    size: int
    block_root: bytes

    @property
    def blocks(self) -> int:
        """How many blocks it has; an empty file has one, which is empty."""
        return max(1, -(-self.size // BLOCK_BYTES))

    @property
    def is_sound(self) -> bool:
        """Whether such a file can be."""
        return len(self.sha256) == len(self.block_root) == HASH_BYTES and self.size >= 0

    def block_bytes(self, number: int) -> int:
        """The size of one block: all are full but the last."""
        return min(BLOCK_BYTES, self.size - number * BLOCK_BYTES)


class BadBlock(Exception):
    """Bytes that are not the block they claim to be."""


def blocks_of(data: bytes) -> Iterator[bytes]:
    """A file's blocks in order."""
    for start in range(0, max(len(data), 1), BLOCK_BYTES):
        yield data[start : start + BLOCK_BYTES]


def list_of(data: bytes) -> bytes:
    """The list of a file's block hashes, joined."""
    return b"".join(sha256(block).digest() for block in blocks_of(data))


def reference(data: bytes) -> BlobRef:
    """The reference of these bytes."""
    return BlobRef(sha256(data).digest(), len(data), sha256(list_of(data)).digest())


def small_reference(digest: bytes, size: int) -> BlobRef:
    """The reference of a file of one block: its only block's hash is its own."""
    return BlobRef(digest, size, sha256(digest).digest())


def implied_list(ref: BlobRef) -> bytes:
    """The list where it need not be sent: a file of one block; else b""."""
    return ref.sha256 if ref.blocks == 1 else b""


def is_list_of(ref: BlobRef, hashes: bytes) -> bool:
    """Whether this is the list that the reference vouches for."""
    return len(hashes) == ref.blocks * HASH_BYTES and sha256(hashes).digest() == ref.block_root


def check_block(ref: BlobRef, hashes: bytes, number: int, block: bytes) -> None:
    """Compare a block with its list; raises BadBlock."""
    expected = hashes[number * HASH_BYTES : (number + 1) * HASH_BYTES]
    if len(block) != ref.block_bytes(number) or sha256(block).digest() != expected:
        raise BadBlock(f"block {number} is not as listed")


class Bitmap:
    """Which blocks of a file are there; on the wire a bit each, the first in the lowest bit of byte 0."""

    def __init__(self, blocks: int, data: bytes = b"") -> None:
        self._blocks = blocks
        size = -(-blocks // 8)
        self._data = bytearray(data[:size].ljust(size, b"\0"))

    def __contains__(self, number: int) -> bool:
        return 0 <= number < self._blocks and bool(self._data[number >> 3] >> (number & 7) & 1)

    def __len__(self) -> int:
        return sum(number in self for number in range(self._blocks))

    def add(self, number: int) -> None:
        """This block is there now."""
        self._data[number >> 3] |= 1 << (number & 7)

    def remove(self, number: int) -> None:
        """It is not there after all."""
        self._data[number >> 3] &= ~(1 << (number & 7))

    def update(self, numbers: Iterable[int]) -> None:
        """All of these are there now."""
        for number in numbers:
            self.add(number)

    @property
    def is_full(self) -> bool:
        """Whether every block is there."""
        return not any(True for _ in self.missing())

    def missing(self) -> Iterator[int]:
        """The blocks that are not there, in order."""
        return (number for number in range(self._blocks) if number not in self)

    def __bytes__(self) -> bytes:
        return bytes(self._data)


class BlockSeal:
    """Seals single blocks for a disk or an object store that is not trusted, each readable by itself.

    The nonce follows from the block's place in its file. A file's reference fixes every byte of it, so one
    nonce never seals two contents, and two processes that seal a block write the same bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def name(self, ref: BlobRef, scope: str = "") -> str:
        """What the file is called where it is kept: a plain hash would confirm a known document."""
        return hmac.digest(self._key, b"name" + scope.encode() + b"\0" + _bound(ref), "sha256").hex()

    def seal(self, ref: BlobRef, number: int, block: bytes) -> bytes:
        """A block as it is kept."""
        place = _place(ref, number)
        return encrypt(block, place, self._nonce(place), self._key)

    def open(self, ref: BlobRef, number: int, sealed: bytes) -> bytes:
        """The block; raises BadBlock."""
        place = _place(ref, number)
        try:
            return decrypt(sealed, place, self._nonce(place), self._key)
        except (CryptoError, ValueError, TypeError) as error:
            raise BadBlock(f"block {number} does not open") from error

    def _nonce(self, place: bytes) -> bytes:
        return hmac.digest(self._key, b"nonce" + place, "sha256")[:NONCE_BYTES]

    def seal_beginning(self, ref: BlobRef, number: int, data: bytes, nonce: bytes) -> bytes:
        """What has come of a block, under a nonce of its own: nothing vouches for these bytes yet."""
        return nonce + encrypt(data, b"beginning" + _place(ref, number), nonce, self._key)

    def open_beginning(self, ref: BlobRef, number: int, sealed: bytes) -> bytes:
        """The bytes that had come; raises BadBlock."""
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return decrypt(rest, b"beginning" + _place(ref, number), nonce, self._key)
        except (CryptoError, ValueError, TypeError) as error:
            raise BadBlock(f"the beginning of block {number} does not open") from error


def sealed_span(ref: BlobRef, number: int) -> tuple[int, int]:
    """Where a sealed block begins in its file and how long it is."""
    return number * SEALED_BYTES, ref.block_bytes(number) + OVERHEAD


def _bound(ref: BlobRef) -> bytes:
    return ref.sha256 + ref.block_root + ref.size.to_bytes(8, "big")


def _place(ref: BlobRef, number: int) -> bytes:
    return _bound(ref) + number.to_bytes(8, "big")
