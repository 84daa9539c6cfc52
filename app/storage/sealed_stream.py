"""A long stream of bytes sealed in 64 KiB blocks (XChaCha20-Poly1305 secretstream).

A block that is altered, dropped, swapped or missing at the end is noticed when it is read.
"""

from collections.abc import Callable

from nacl.bindings import crypto_secretstream_xchacha20poly1305_ABYTES as OVERHEAD
from nacl.bindings import crypto_secretstream_xchacha20poly1305_HEADERBYTES as HEADER_BYTES
from nacl.bindings import crypto_secretstream_xchacha20poly1305_init_pull as init_pull
from nacl.bindings import crypto_secretstream_xchacha20poly1305_init_push as init_push
from nacl.bindings import crypto_secretstream_xchacha20poly1305_pull as pull
from nacl.bindings import crypto_secretstream_xchacha20poly1305_push as push
from nacl.bindings import crypto_secretstream_xchacha20poly1305_state as new_state
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_FINAL as FINAL
from nacl.bindings import crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MESSAGE

BLOCK_BYTES = 64 * 1024


class BrokenStream(Exception):
    """The bytes are not what was sealed with this key."""


class SealingWriter:
    """Seals what is written to it; ``bound`` are clear bytes that the first block vouches for."""

    def __init__(self, write: Callable[[bytes], object], key: bytes, bound: bytes) -> None:
        self._write = write
        self._bound: bytes | None = bound
        self._waiting = bytearray()
        self._state = new_state()
        write(init_push(self._state, key))

    def write(self, data: bytes) -> None:
        """Seal every whole block; the rest waits."""
        self._waiting += data
        while len(self._waiting) > BLOCK_BYTES:  # one block is always kept back to be the last
            self._seal(bytes(self._waiting[:BLOCK_BYTES]), MESSAGE)
            del self._waiting[:BLOCK_BYTES]

    def finish(self) -> None:
        """Seal the last block as the last."""
        self._seal(bytes(self._waiting), FINAL)

    def _seal(self, block: bytes, tag: int) -> None:
        self._write(push(self._state, block, self._bound, tag))
        self._bound = None


class OpeningReader:
    """Gives back what was sealed, in any portions; raises BrokenStream."""

    def __init__(self, read: Callable[[int], bytes], key: bytes, bound: bytes) -> None:
        self._read = read
        self._bound: bytes | None = bound
        self._opened = bytearray()
        self._is_last = False
        self._state = new_state()
        try:
            init_pull(self._state, read(HEADER_BYTES), key)
        except (RuntimeError, ValueError, TypeError) as error:
            raise BrokenStream("stream header") from error

    def read(self, size: int) -> bytes:
        """Exactly ``size`` bytes."""
        while len(self._opened) < size:
            self._open_block()
        data = bytes(self._opened[:size])
        del self._opened[:size]
        return data

    def finish(self) -> None:
        """Make sure that the last block was the last and nothing is left of it."""
        if not self._is_last:
            self._open_block()
        if self._opened or self._read(1):
            raise BrokenStream("bytes beyond the end")

    def _open_block(self) -> None:
        if self._is_last:
            raise BrokenStream("read beyond the last block")
        try:
            block, tag = pull(self._state, self._read(BLOCK_BYTES + OVERHEAD), self._bound)
        except (RuntimeError, ValueError, TypeError) as error:
            raise BrokenStream("block") from error
        self._bound = None
        self._is_last = tag == FINAL
        self._opened += block
