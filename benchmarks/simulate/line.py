"""The way between a simulated desk and its server: the server's own code, no socket, and faults."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from app.changes.trust import AuthorityBundle
from server import enrolment
from server.context import Server
from server.errors import Refused
from server.exchange import exchange
from server.requests import check_request
from server.storage import devices
from server.storage.devices import Device
from server.storage.engine import reading
from sync.errors import NoLine, SyncError
from sync.http.client import REFUSALS
from sync.protocol import codec
from sync.protocol.messages import EnrolReply, EnrolRequest, SyncReply, SyncRequest
from sync.transport import Traffic, Watch, unwatched

REMEMBERED = 40


@dataclass
class Weather:
    """How often a request is lost on its way, its reply is, or an old request arrives once more."""

    dice: Random
    lost: float = 0.0
    unanswered: float = 0.0
    repeated: float = 0.0

    def strikes(self, chance: float) -> bool:
        return self.dice.random() < chance

    def clear(self) -> None:
        """No more faults."""
        self.lost = self.unanswered = self.repeated = 0.0


@dataclass
class Line:
    """A ``Transport``; what passes is encoded and decoded as on the wire."""

    server_now: Callable[[], Server]
    device_key: bytes
    weather: Weather
    passed: list[bytes] = field(default_factory=list)
    traffic: Traffic = field(default_factory=Traffic)
    nonce: bytes = b""

    def authority(self) -> AuthorityBundle:
        return codec.decode(self.server_now().authority.bundle, AuthorityBundle)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        return enrolment.enrol(self.server_now(), request)

    def exchange(self, request: SyncRequest, watch: Watch = unwatched) -> SyncReply:
        if self.weather.strikes(self.weather.lost):
            raise NoLine
        if self.passed and self.weather.strikes(self.weather.repeated):
            self._serve(self.weather.dice.choice(self.passed))
        data = codec.encode(request)
        self.passed = [*self.passed[-REMEMBERED:], data]
        reply = self._serve(data)
        self.traffic = Traffic(
            self.traffic.requests + 1, self.traffic.bytes_up + len(data), self.traffic.bytes_down
        )
        if self.weather.strikes(self.weather.unanswered):
            raise NoLine
        return reply

    def catalogue(self, version: str) -> bytes:
        raise NoLine

    def close(self) -> None:
        """Nothing is held."""

    def _serve(self, data: bytes) -> SyncReply:
        server, request = self.server_now(), codec.decode(data, SyncRequest)
        try:
            check_request(request)
            reply, _ = exchange(server, self._device(server), request)
        except Refused as refused:
            raise REFUSALS.get(refused.code, SyncError)() from refused
        return codec.decode(codec.encode(reply), SyncReply)

    def _device(self, server: Server) -> Device:
        with reading(server.engine) as connection:
            found = devices.find(connection, self.device_key)
        if found is None:
            raise Refused(401, "unknown_device", "not enrolled here")
        return found
