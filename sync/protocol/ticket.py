"""The enrolment ticket: what an office types, scans or carries on a stick to become a member.

text    groups of five from a 32-letter alphabet without 0 O 1 I, after "SX1-"
bytes   MessagePack [address, root fingerprint, commune, secret], then 4 bytes of their SHA-256
"""

from base64 import b32decode, b32encode
from hashlib import sha256

import msgspec

from app.changes.errors import UNREADABLE

PREFIX = "SX1-"
GROUP = 5
CHECK_BYTES = 4
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TYPED = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class BadTicket(Exception):
    """Not a ticket, or mistyped."""


class Ticket(msgspec.Struct, array_like=True, frozen=True):
    """Where the server is, how to know it, and the secret that is good once."""

    address: str
    root_fingerprint: bytes
    commune: str
    secret: bytes


def write(ticket: Ticket) -> str:
    """The ticket as an office types it."""
    data = msgspec.msgpack.encode(ticket)
    typed = _letters(data + sha256(data).digest()[:CHECK_BYTES]).translate(str.maketrans(_STANDARD, _TYPED))
    return PREFIX + "-".join(typed[i : i + GROUP] for i in range(0, len(typed), GROUP))


def read(text: str) -> Ticket:
    """Read what was typed: case, spaces and hyphens do not matter."""
    typed = "".join(text.upper().split()).replace("-", "").removeprefix("SX1")
    letters = typed.translate(str.maketrans(_TYPED, _STANDARD))
    try:
        data = b32decode(letters + "=" * (-len(letters) % 8))
        body, check = data[:-CHECK_BYTES], data[-CHECK_BYTES:]
        # The last letter carries bits that no byte uses: only writing it again shows a slip there.
        if sha256(body).digest()[:CHECK_BYTES] != check or _letters(data) != letters:
            raise BadTicket("checksum")
        return msgspec.msgpack.decode(body, type=Ticket)
    except UNREADABLE as error:
        raise BadTicket("letters") from error


def _letters(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=")
