"""The hash chain of one origin: what was written cannot be changed, dropped or reordered unseen.

head 0 = SHA-256("soxa/chain/1" || origin)
head n = SHA-256(head n-1 || SHA-256(header n) || SHA-256(payload n))
"""

from hashlib import sha256

from app.changes.changeset import Origin

HEAD_BYTES = 32


def first_head(origin: Origin) -> bytes:
    """The head before an origin's first changeset."""
    return sha256(b"soxa/chain/1" + origin).digest()


def next_head(head: bytes, header: bytes, payload_digest: bytes) -> bytes:
    """The head after one more changeset."""
    return sha256(head + sha256(header).digest() + payload_digest).digest()
