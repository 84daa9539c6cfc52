"""The way between a simulated desk and its server: the server's own code, no socket, and faults.

What passes is encoded and decoded as on the wire. TLS is taken as given for what it promises: a reply that
was altered on its way never arrives. What it does not promise is played: anything may be cut, lost, doubled,
kept back and overtaken, and what lay on the server's disk may have rotted there.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from typing import Any, TypeVar

import msgspec
from nacl.signing import SigningKey

from app.changes.trust import AuthorityBundle
from benchmarks.simulate.disk import Disk, Killed
from server import checkpoints, enrolment
from server.applying import apply_all
from server.bodies import open_message
from server.context import Server
from server.errors import Refused
from server.exchange import exchange
from server.requests import check_request
from server.storage import devices
from server.storage.devices import Device
from server.storage.engine import UNAVAILABLE, reading
from server.waiting import Waiting
from sync.errors import NoLine, ServerBusy, ServerTrouble, SyncError
from sync.protocol import codec
from sync.protocol.codec import BadMessage
from sync.protocol.messages import CheckpointReply, EnrolReply, EnrolRequest, SyncReply, SyncRequest
from sync.protocol.signing import is_signed_by, signed_bytes
from sync.refusals import refused as refused_as
from sync.transport import Traffic, Watch, unwatched

REMEMBERED = 40
NOT_FOUND = "not_found"

T = TypeVar("T")


class Broken(AssertionError):
    """A rule does not hold; its text names the rule and the case."""


class _Noted(Waiting):
    """Whether one request left something to apply."""

    is_left = False

    def apply_in(self, commune: str, seconds: float) -> None:
        self.is_left = True


@dataclass
class Weather:
    """How often what goes wrong with a request: the chances, and the dice that they are held against."""

    dice: Random
    lost: float = 0.0
    cut: float = 0.0
    unanswered: float = 0.0
    repeated: float = 0.0
    doubled: float = 0.0
    overtaken: float = 0.0
    rotten: float = 0.0
    left_for_later: float = 0.0

    def strikes(self, chance: float) -> bool:
        """Whether it happens this time."""
        return bool(chance) and self.dice.random() < chance

    def clear(self) -> None:
        """No more faults."""
        self.lost = self.cut = self.unanswered = self.repeated = 0.0
        self.doubled = self.overtaken = self.rotten = self.left_for_later = 0.0


@dataclass
class Network:
    """What all lines of a world share; ``digest`` takes in every byte that passes."""

    weather: Weather
    server_now: Callable[[], Server]
    server_disk: Disk
    server_died: Callable[[], None]
    meanwhile: Callable[["Line"], None]
    server_program: Callable[[], AbstractContextManager[None]] = nullcontext
    digest: Any = field(default_factory=sha256)


@dataclass
class Line:
    """A ``Transport`` of one desk."""

    network: Network
    key: SigningKey
    passed: list[bytes] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)
    nonce: bytes = b""
    was_rotten: bool = False
    is_overtaking: bool = False

    def authority(self) -> AuthorityBundle:
        return codec.decode(self.network.server_now().authority.bundle, AuthorityBundle)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Ask to become a member, or to be one again."""
        return self._served(lambda server: enrolment.enrol(server, request))

    def exchange(self, request: SyncRequest, watch: Watch = unwatched) -> SyncReply:
        """One round trip through the weather."""
        weather, data = self.network.weather, codec.encode(request)
        self.network.digest.update(data)
        self._go_up(data)
        reply = self._serve(data)
        if weather.strikes(weather.doubled):
            reply = self._serve(data)
        self.network.digest.update(reply)
        self.traffic = Traffic(
            self.traffic.requests + 1, self.traffic.bytes_up + len(data), self.traffic.bytes_down + len(reply)
        )
        return self._come_down(reply)

    def catalogue(self, version: str) -> bytes:
        raise NoLine

    def checkpoint(self) -> CheckpointReply:
        """The commune's newest checkpoint."""
        data = self.through(lambda server: codec.encode(checkpoints.offer(server, self._device(server))))
        self.network.digest.update(data)
        return codec.decode(data, CheckpointReply)

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        """One part of it; now and then the server keeps it no longer."""
        if number and self.network.weather.strikes(self.network.weather.cut):
            raise ServerTrouble(NOT_FOUND)
        return self.through(lambda server: checkpoints.part(server, self._device(server), cseq, number))

    def through(self, work: Callable[[Server], T]) -> T:
        """What the server does for a smaller request; the line may lose it, or its answer."""
        weather = self.network.weather
        if weather.strikes(weather.lost):
            raise NoLine
        done = self._served(work)
        if weather.strikes(weather.unanswered):
            raise NoLine
        return done

    def close(self) -> None:
        """Nothing is held."""

    def _go_up(self, data: bytes) -> None:
        weather = self.network.weather
        if weather.strikes(weather.lost):
            raise NoLine
        if weather.strikes(weather.cut):
            self._must_refuse(data[: weather.dice.randrange(len(data))])
            self._must_not_accept(_flipped(data, weather.dice), data)
            raise NoLine
        if self.passed and weather.strikes(weather.repeated):
            self._serve_late(weather.dice.choice(self.passed))
        if weather.strikes(weather.overtaken) and not self.is_overtaking:
            self.network.meanwhile(self)
        self.passed = [*self.passed[-REMEMBERED:], data]

    def _come_down(self, data: bytes) -> SyncReply:
        weather = self.network.weather
        if weather.strikes(weather.unanswered):
            raise NoLine
        if weather.strikes(weather.cut):
            self._must_not_read(data[: weather.dice.randrange(len(data))])
            raise NoLine
        reply = codec.decode(data, SyncReply)
        if weather.strikes(weather.rotten):
            return self._rotten(reply)
        return reply

    def _serve(self, data: bytes) -> bytes:
        return self._served(lambda server: self._answer(server, data))

    def _served(self, work: Callable[[Server], T]) -> T:
        """What the server answers; a server that is killed meanwhile answers nothing."""
        try:
            with self.network.server_program():
                return work(self.network.server_now())
        except Refused as refused:
            raise refused_as(refused.code) from refused
        except UNAVAILABLE as error:
            raise ServerBusy(0) from error
        except Killed as killed:
            if killed.disk is not self.network.server_disk:
                raise
            self.network.server_died()
            raise NoLine from killed

    def _answer(self, server: Server, data: bytes) -> bytes:
        request = open_message(data, "", SyncRequest)
        check_request(request)
        noted = _Noted()
        reply = exchange(replace(server, waiting=noted), self._device(server), request)
        weather = self.network.weather
        if noted.is_left and not weather.strikes(weather.left_for_later):
            apply_all(server, self._device(server).commune)
        return codec.encode(reply)

    def _serve_late(self, data: bytes) -> None:
        """An old request that was kept back somewhere; nobody waits for its answer."""
        try:
            self._serve(data)
        except SyncError:
            return

    def _device(self, server: Server) -> Device:
        with reading(server.engine) as connection:
            found = devices.find(connection, bytes(self.key.verify_key))
        if found is None:
            raise Refused(401, "unknown_device", "not enrolled here")
        if found.is_revoked:
            raise Refused(403, "revoked", "this device is no longer trusted")
        return found

    def _must_refuse(self, cut: bytes) -> None:
        try:
            open_message(cut, "", SyncRequest)
        except Refused:
            return
        raise Broken(f"a request cut after {len(cut)} bytes was read as whole")

    def _must_not_accept(self, flipped: bytes, sent: bytes) -> None:
        signature = self.key.sign(signed_bytes("POST", "/s1/sync", sent, b"", b"")).signature
        if is_signed_by(
            bytes(self.key.verify_key), signature, signed_bytes("POST", "/s1/sync", flipped, b"", b"")
        ):
            raise Broken("a request with a bit flipped passed for signed")

    def _must_not_read(self, cut: bytes) -> None:
        try:
            codec.decode(cut, SyncReply)
        except BadMessage:
            return
        raise Broken(f"a reply cut after {len(cut)} bytes was read as whole")

    def _rotten(self, reply: SyncReply) -> SyncReply:
        """The server read one of its segments, or its own receipt, off a disk with a bit flipped."""
        dice, self.was_rotten = self.network.weather.dice, True
        whole = [place for place, item in enumerate(reply.feed) if item.body]
        if not whole:
            return msgspec.structs.replace(reply, receipt=_flipped(reply.receipt, dice))
        place = dice.choice(whole)
        feed = list(reply.feed)
        feed[place] = msgspec.structs.replace(feed[place], body=_flipped(feed[place].body, dice))
        return msgspec.structs.replace(reply, feed=feed)


def _flipped(data: bytes, dice: Random) -> bytes:
    changed = bytearray(data)
    changed[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(changed)
