"""The few things an exchange needs of a way to the server, whichever way it is."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from app.changes.trust import AuthorityBundle
from sync.protocol.messages import CheckpointReply, EnrolReply, EnrolRequest, SyncReply, SyncRequest

Watch = Callable[[int, int], None]
"""Told how many bytes of a request's body have left, and of how many; may raise Stopped."""


def unwatched(done: int, total: int) -> None:
    """The Watch of a request that nobody follows."""


class Traffic(NamedTuple):
    """What has travelled, headers not counted."""

    requests: int = 0
    bytes_up: int = 0
    bytes_down: int = 0


class Transport(Protocol):
    """A way to one server. Every method may raise a SyncError and be called again."""

    @property
    def nonce(self) -> bytes:
        """The nonce for the next signed request; b"" when it is not known to be unspent."""

    @property
    def traffic(self) -> Traffic:
        """What has travelled so far."""

    def authority(self) -> AuthorityBundle:
        """Who the server says it is."""

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Ask to become a member."""

    def exchange(self, request: SyncRequest, watch: Watch = unwatched) -> SyncReply:
        """One round trip."""

    def catalogue(self, version: str) -> bytes:
        """The bytes of a published pack."""

    def checkpoint(self) -> CheckpointReply:
        """The commune's newest checkpoint; a ServerTrouble of the code ``not_found`` where there is none."""

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        """One part of a checkpoint; ``not_found`` likewise where it is kept no longer."""

    def close(self) -> None:
        """Let go of the line."""
