"""Desks whose requests are handed to the server without a line, alone or several in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.signing import SigningKey
from sqlalchemy import Table, select

from server import together
from server.context import Server
from server.deadline import Way
from server.enrolment import enrol
from server.exchange import exchange
from server.plain import Pushed
from server.storage.engine import reading
from server.ticketing import issue
from server.turns import Call, begin_turn, check_turn
from sync.protocol import codec
from sync.protocol.messages import SyncReply, SyncRequest
from sync.protocol.signing import claim_request
from tests.server.conftest import LOWER, UPPER
from tests.server.desk import SYNC, Desk
from tests.support.changes import Author

WAY = Way(0.0, 0.0, 0)
DESKS = ((b"desk-one", UPPER.code), (b"desk-two", UPPER.code), (b"desk-six", LOWER.code))
CHANCES = ("certificate", "nonce")  # what two servers differ in


def code(number: int) -> str:
    """A dossier code on a day after any lease was given."""
    return f"H56-991123-{number:04d}"


@dataclass
class Caller:
    """A desk whose requests are handed in without a line."""

    server: Server
    commune: str
    author: Author
    nonce: bytes = b""
    cursor: int = 0
    epoch: bytes = field(default=b"")

    def begin(self) -> "Caller":
        """Enrol."""
        desk = Desk("", self.author)
        reply = enrol(self.server, desk.enrolment(issue(self.server, self.commune, 7, "test").text))
        self.nonce, self.epoch = reply.nonce, reply.epoch
        return self

    def write(self, number: int) -> "Caller":
        """Receive a dossier."""
        self.author.receive_dossier(code(number))
        return self

    def asked(self, **changed: Any) -> SyncRequest:
        """What it sends: whatever it has not sealed yet."""
        desk = Desk("", self.author, epoch=self.epoch, cursor=self.cursor)
        return desk.request(**changed)

    def pushed(self, asked: SyncRequest, epoch: bytes | None = None) -> Pushed:
        """A signed request as it comes."""
        body = codec.encode(asked)
        signed_for = self.epoch if epoch is None else epoch
        headers = claim_request(self.author.key, "POST", SYNC, body, signed_for, self.nonce)
        return Pushed(Call("POST", SYNC, headers, body), "", WAY)

    def hear(self, reply: SyncReply, nonce: bytes) -> SyncReply:
        """Keep what the next request needs."""
        self.nonce = nonce
        self.cursor = reply.feed[-1].cseq if reply.feed else self.cursor
        return reply


def callers_of(server: Server) -> list[Caller]:
    """Three desks of two communes, the same in every world."""
    return [
        Caller(server, commune, Author(SigningKey(origin * 4), origin)).begin() for origin, commune in DESKS
    ]


def in_one_go(callers: Sequence[Caller], asked: Sequence[SyncRequest]) -> list[SyncReply]:
    """All of them served together."""
    pushed = [caller.pushed(each) for caller, each in zip(callers, asked, strict=True)]
    served = together.serve(callers[0].server, pushed)
    assert None not in served
    return [
        caller.hear(each.reply, each.admitted.next_nonce)
        for caller, each in zip(callers, served, strict=True)
        if each is not None
    ]


def one_by_one(callers: Sequence[Caller], asked: Sequence[SyncRequest]) -> list[SyncReply]:
    """Each served alone, and nothing applied before the answer, as in a crowd."""
    return [alone(caller, each) for caller, each in zip(callers, asked, strict=True)]


def alone(caller: Caller, asked: SyncRequest) -> SyncReply:
    """One request served alone."""
    turn = begin_turn(caller.server, caller.pushed(asked).call)
    check_turn(caller.server, turn)
    return caller.hear(exchange(caller.server, turn.device, asked, WAY), turn.next_nonce)


def table(server: Server, of: Table, without: Sequence[str] = CHANCES) -> list[tuple[Any, ...]]:
    """What a table holds, but for what chance gave."""
    columns = [column for column in of.c if column.name not in without]
    with reading(server.engine) as connection:
        return sorted(map(tuple, connection.execute(select(*columns))), key=repr)
