"""A device with a valid certificate whose owner means harm: what it sends must harm nobody but itself."""

from collections.abc import Callable, Iterable

import msgspec
from nacl.signing import SigningKey

from app.changes import segment as segments
from app.changes.changeset import RowRef, Stamp
from app.changes.registry import DOSSIER, DOSSIER_EVENT, Command
from app.domain.dossier import EventKind
from benchmarks.simulate.chance import entropy_of
from benchmarks.simulate.line import Broken
from benchmarks.simulate.office import COMMUNE
from benchmarks.simulate.world import PREFIX, Desk, World
from server import enrolment
from server.errors import Refused
from server.exchange import exchange
from server.requests import check_request
from server.storage import devices
from server.storage.engine import reading
from server.ticketing import issue
from sync.protocol import ticket as tickets
from sync.protocol.messages import PROTOCOL, Birth, EnrolRequest, SyncRequest
from sync.protocol.signing import proof_bytes
from tests.support.changes import Author, write

FAR = 1_000_000


class Forger:
    """An enrolled device without our program."""

    def __init__(self, world: World, number: int) -> None:
        entropy = entropy_of(world.seed, f"forger {number}")
        self.author = Author(SigningKey(entropy(32)), entropy(8), world.clock.now_ms())
        self._world = world
        self._enrol()

    def _enrol(self) -> None:
        author, ticket = self.author, tickets.read(issue(self._world.server, COMMUNE.code, 7, "test").text)
        request = EnrolRequest(
            PROTOCOL, COMMUNE.code, ticket.secret, author.public_key, author.origin, "Máy lạ"
        )
        proof = author.key.sign(proof_bytes(request)).signature
        enrolment.enrol(self._world.server, msgspec.structs.replace(request, proof=proof))

    def send(self, data: Iterable[bytes], births: Iterable[Birth] = ()) -> list[str]:
        """A request of its own; the codes of what was refused."""
        author, server = self.author, self._world.server
        with reading(server.engine) as connection:
            device = devices.find(connection, author.public_key)
        if device is None:
            return ["unknown_device"]  # the server was put back to before it came
        request = SyncRequest(PROTOCOL, author.origin, b"", 0, [], list(data), list(births))
        try:
            check_request(request)
            reply = exchange(server, device, request)
        except Refused as refused:
            return [refused.code]
        return [each.code for each in reply.refused]


def forge(world: World, desk: Desk) -> str:
    """The forger tries something; it is made on its first try."""
    if world.forger is None:
        world.forger = Forger(world, 1)
    forger: Forger = world.forger
    trick = world.dice.choice(TRICKS)
    return f"{trick.__name__}: {trick(world, forger, desk)}"


def another_log(_world: World, forger: Forger, desk: Desk) -> str:
    """What another device would have written, sealed with its own key."""
    false = Author(forger.author.key, desk.device.origin)
    false.receive_dossier(f"{PREFIX}-261123-9999")
    refused = forger.send(false.seal())
    if not refused:
        raise Broken("a segment in another device's name was taken")
    return str(refused)


def another_birth(_world: World, forger: Forger, desk: Desk) -> str:
    """A life that is said to be born from another device's log."""
    life = Author(forger.author.key, b"newlife" + bytes([forger.author.seq % 250 + 1]))
    life.receive_dossier(f"{PREFIX}-261123-9998")
    refused = forger.send(life.seal(), [Birth(life.origin, desk.device.origin, 0, bytes(32))])
    if not refused:
        raise Broken("a life was born from another device's log")
    return str(refused)


def own_number(world: World, forger: Forger, _desk: Desk) -> str:
    """A dossier under a code that nobody leased to it."""
    forger.author.receive_dossier(f"{PREFIX}-261123-{world.dice.randrange(9000, 9990)}")
    return str(forger.send(forger.author.seal()))


def nonsense(world: World, forger: Forger, _desk: Desk) -> str:
    """A payload that is no payload."""
    forger.author.commit(Command.EDIT_DOSSIER, [], payload=world.dice.randbytes(20))
    return str(forger.send(forger.author.seal()))


def far_future(world: World, forger: Forger, desk: Desk) -> str:
    """A change that depends on what will never be written."""
    if world.dice.random() < 0.8:
        return "not today"  # its log says nothing more after that
    forger.author.commit(Command.EDIT_DOSSIER, [], deps=[Stamp(desk.device.origin, FAR)])
    return str(forger.send(forger.author.seal()))


def deletion(world: World, forger: Forger, desk: Desk) -> str:
    """Somebody's dossier is deleted."""
    return _on_a_dossier(world, forger, desk, lambda ref, _code: [[DOSSIER.number, ref, None, None]])


def other_code(world: World, forger: Forger, desk: Desk) -> str:
    """Somebody's dossier gets another code."""
    cells = {"code": f"{PREFIX}-261123-9991", "received_ms": 1, "promised_ms": 1}
    return _on_a_dossier(world, forger, desk, lambda ref, _code: [write(DOSSIER, ref, **cells)])


def other_act(world: World, forger: Forger, desk: Desk) -> str:
    """Somebody's act is written over: the first one of a dossier, which has the next counter."""
    cells = {"kind": int(EventKind.RETURNED), "at_ms": 1}

    def ops(ref: list[int], _code: str) -> list[object]:
        event = [ref[0], ref[1] + 1]
        return [write(DOSSIER_EVENT, event, dossier_id=ref, **cells)]

    return _on_a_dossier(world, forger, desk, ops)


def _on_a_dossier(
    world: World, forger: Forger, desk: Desk, ops: Callable[[list[int], str], list[object]]
) -> str:
    found = desk.device.rows(
        "SELECT o.origin, d.id & ((1 << 40) - 1), d.code FROM dossier d JOIN origin o ON o.no = d.id >> 40 "
        "WHERE o.is_own = 1 ORDER BY d.code"
    )
    if not found:
        return "no dossier"
    origin, counter, code = world.dice.choice(found)
    ref = forger.author.ref(RowRef(bytes(origin), counter))
    forger.author.commit(Command.EDIT_DOSSIER, ops(ref, code), deps=[Stamp(bytes(origin), 1)])
    return f"{code} {forger.send(forger.author.seal())}"


def torn(world: World, forger: Forger, _desk: Desk) -> str:
    """A good segment of its own with a byte changed, or cut."""
    copy = Author(forger.author.key, forger.author.origin)
    copy.receive_dossier(f"{PREFIX}-261123-9997")
    (data,) = copy.seal()
    place = world.dice.randrange(len(data))
    changed = bytes([*data[:place], data[place] ^ 1, *data[place + 1 :]])
    refused = forger.send([world.dice.choice((data[:place], changed))])
    if not refused and segments.read(changed) != segments.read(data):
        raise Broken(f"a segment with byte {place} changed was taken")
    return str(refused)


TRICKS = (another_log, another_birth, own_number, nonsense, far_future, deletion, other_code, other_act, torn)
