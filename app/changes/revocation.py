"""The devices of a commune that are no longer trusted, as the district server signs them.

What such a device wrote before stays: ``ends`` names the last changeset of each of its logs that counts. A
desk keeps what any list has named, so a list that is withheld or older takes nothing back.
"""

from collections.abc import Iterable

import msgspec

from app.changes import signed

CONTEXT = b"soxa/revocations/1"
FORMAT = 1


class LogEnd(msgspec.Struct, array_like=True, frozen=True):
    """The last changeset of a log that counts; 0 where none does."""

    origin: bytes
    seq: int


class Revoked(msgspec.Struct, array_like=True, frozen=True):
    """One device; a log that is not named here is none of its own."""

    device_key: bytes
    revoked_ms: int
    ends: list[LogEnd]

    def last_of(self, origin: bytes) -> int:
        """The last changeset of a log that this device may have sealed."""
        return next((end.seq for end in self.ends if end.origin == origin), 0)


class RevocationList(msgspec.Struct, array_like=True, frozen=True):
    """Every device of one commune that was ever revoked."""

    format: int
    commune: str
    issued_ms: int
    devices: list[Revoked]


def verify(data: bytes, server_key: bytes) -> RevocationList:
    """The list, if the server signed it."""
    return signed.verify(data, RevocationList, CONTEXT, server_key)


def merged(known: Iterable[Revoked], told: RevocationList, known_ms: int) -> list[Revoked]:
    """What is known after a list was heard; of two words about one device the later counts."""
    before = {each.device_key: each for each in known}
    news = {each.device_key: each for each in told.devices}
    return list((before | news if told.issued_ms >= known_ms else news | before).values())
