"""A way to the server that a test stands in the middle of: it may change a reply, or break the line."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.changes.trust import AuthorityBundle
from sync.protocol.messages import CheckpointReply, EnrolReply, EnrolRequest, SyncReply, SyncRequest
from sync.transport import Traffic, Transport, Watch, unwatched

Alter = Callable[[SyncRequest, SyncReply], SyncReply]


@dataclass
class Interposed:
    """Passes everything on, keeps what passed, and hands each reply to ``alter`` on its way back."""

    way: Transport
    alter: Alter = lambda _request, reply: reply
    passed: list[tuple[SyncRequest, SyncReply]] = field(default_factory=list)

    @property
    def nonce(self) -> bytes:
        return self.way.nonce

    @property
    def traffic(self) -> Traffic:
        return self.way.traffic

    def authority(self) -> AuthorityBundle:
        return self.way.authority()

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        return self.way.enrol(request)

    def exchange(self, request: SyncRequest, watch: Watch = unwatched) -> SyncReply:
        reply = self.way.exchange(request, watch)
        self.passed.append((request, reply))
        return self.alter(request, reply)

    def catalogue(self, version: str) -> bytes:
        return self.way.catalogue(version)

    def checkpoint(self) -> CheckpointReply:
        return self.way.checkpoint()

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        return self.way.checkpoint_part(cseq, number)

    def close(self) -> None:
        self.way.close()
