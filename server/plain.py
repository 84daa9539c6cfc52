"""Which requests of a crowd are plain, so that they may be served together (``server.together``).

Plain is what nearly every request is: a known device in the life it was heard under last, with nothing to
settle but storing what it brings. Here is what can be judged before anything is locked. Whatever is not plain
is left as it came, its nonce untouched: it is served alone and is told there what is wrong with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from app.changes.changeset import Origin
from app.changes.errors import BadChange
from server.admission import Verified, verify
from server.bodies import open_message
from server.context import Server
from server.deadline import Way
from server.errors import Refused
from server.requests import check_request
from server.storage import devices, origins
from server.storage.devices import Device
from server.storage.engine import reading
from server.storage.origins import Log
from server.turns import Call
from sync.protocol.messages import SyncRequest
from sync.protocol.signing import Claim, is_signed_by, read_claim, signed_bytes


class Pushed(NamedTuple):
    """A request as it came, how its body is encoded, and its way here."""

    call: Call
    encoding: str
    way: Way


class Plain(NamedTuple):
    """A plain request with its place among those it came with; nothing of it is stored yet."""

    place: int
    device: Device
    nonce: bytes
    asked: SyncRequest
    way: Way
    verified: list[Verified]

    @property
    def commune(self) -> str:
        """Whose request it is."""
        return self.device.commune


def plain_ones(server: Server, pushed: Sequence[Pushed]) -> list[Plain]:
    """The plain ones, one of each device: its next must find the nonce of this one used."""
    claims = dict(_claims(pushed))
    with reading(server.engine) as connection:
        known = devices.find_all(connection, {claim.device for claim in claims.values()})
        codes = {each.commune for each in known.values()}
        logs = origins.logs_of(connection, sorted(codes))
        guarded = devices.with_revoked(connection, codes)
    found: dict[bytes, Plain] = {}
    for place, claim in claims.items():
        device = known.get(claim.device)
        if device is not None and device.commune not in guarded and claim.device not in found:
            plain = _read(server, place, pushed[place], claim, device, logs[device.commune])
            found |= {} if plain is None else {claim.device: plain}
    return list(found.values())


def _claims(pushed: Sequence[Pushed]) -> Iterator[tuple[int, Claim]]:
    for place, each in enumerate(pushed):
        try:
            yield place, read_claim(each.call.headers)
        except ValueError:
            continue


def _read(
    server: Server, place: int, pushed: Pushed, claim: Claim, device: Device, logs: Mapping[Origin, Log]
) -> Plain | None:
    if not _is_from(server, pushed.call, claim, device):
        return None
    try:
        asked = open_message(pushed.call.body, pushed.encoding, SyncRequest)
        check_request(asked)
        if not _is_plain(asked, device, logs):
            return None
        return Plain(place, device, claim.nonce, asked, pushed.way, _verified(asked, logs))
    except (Refused, BadChange):
        return None


def _is_from(server: Server, call: Call, claim: Claim, device: Device) -> bool:
    """Whether the device signed it, for this server, and may ask now."""
    covered = signed_bytes(call.method, call.path, call.body, claim.epoch, claim.nonce)
    is_in_time = not server.limit.share.wait_ms(device.used_until_ms, server.clock.now_ms())
    is_for_us = claim.epoch in (b"", server.epoch)
    return is_in_time and is_for_us and is_signed_by(claim.device, claim.signature, covered)


def _is_plain(asked: SyncRequest, device: Device, logs: Mapping[Origin, Log]) -> bool:
    """Whether nothing is announced, told, or to be given."""
    own = logs.get(asked.origin)
    is_own = own is not None and own.device_key == device.public_key
    is_same_life = device.life in (None, asked.origin)
    tells = asked.births or asked.certificates or asked.revoked
    runs_short = asked.numbers_held > 0 and 0 <= asked.numbers_left * 2 <= asked.numbers_held
    return is_own and is_same_life and not tells and not runs_short


def _verified(asked: SyncRequest, logs: Mapping[Origin, Log]) -> list[Verified]:
    writers = {name: log.device_key for name, log in logs.items()}
    had_ms = [*asked.received, *[0] * len(asked.segments)]
    return [verify(place, data, writers, had_ms[place]) for place, data in enumerate(asked.segments)]
