"""Lets a signed request in: a known device, its signature, and a nonce that is good for one turn.

The order matters. The signature is checked first, so that only the device itself can use up or be given a
nonce; then its share of requests, so that one in too great a hurry costs no write; then the nonce, so that
nothing is done twice; then whether the device may be served at all.
"""

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from server.context import Server
from server.errors import Refused
from server.storage import devices
from server.storage.devices import Device
from server.storage.engine import reading, writing
from sync.protocol.limits import NONCE_BYTES
from sync.protocol.signing import Claim, is_signed_by, read_claim, signed_bytes


class Call(NamedTuple):
    """A request as it came: ``body`` is what travelled, before any decompression."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Turn(NamedTuple):
    """A device's turn: the nonce for its next request, and whether this one's was good.

    ``wait_ms`` says that it asks too often; then its nonce was not touched.
    """

    device: Device
    epoch: bytes
    next_nonce: bytes
    is_fresh: bool
    wait_ms: int = 0


def glance(server: Server, headers: Mapping[str, str]) -> None:
    """Whether it may be worth reading what this caller sends; raises Refused.

    Nothing is proven yet: that takes the body, which is what the signature is over.
    """
    device = _claimed(server, _claim(headers).device)
    _check_trust(device)
    _check_share(server.limit.share.wait_ms(device.used_until_ms, server.clock.now_ms()))


def begin_turn(server: Server, call: Call) -> Turn:
    """Recognise the caller and take its nonce; raises Refused."""
    claim = _claim(call.headers)
    key, epoch, nonce = claim.device, claim.epoch, claim.nonce
    device = _claimed(server, key)
    covered = signed_bytes(call.method, call.path, call.body, epoch, nonce)
    if not is_signed_by(key, claim.signature, covered):
        raise Refused(401, "bad_signature", "the request is not signed by its device")
    now_ms = server.clock.now_ms()
    wait_ms = server.limit.share.wait_ms(device.used_until_ms, now_ms)
    if wait_ms:
        return Turn(device, epoch, nonce, is_fresh=True, wait_ms=wait_ms)
    fresh = server.entropy(NONCE_BYTES)
    with writing(server.engine) as connection:
        devices.use_share(connection, device.commune, key, server.limit.share, now_ms)
        is_fresh = devices.swap_nonce(connection, device.commune, key, nonce, fresh, now_ms)
    return Turn(device, epoch, fresh, is_fresh)


def check_turn(server: Server, turn: Turn) -> None:
    """Whether to serve the caller now; raises Refused."""
    _check_share(turn.wait_ms)
    if not turn.is_fresh:
        raise Refused(401, "nonce_used", "the nonce was used or never given; use the one in this reply")
    _check_trust(turn.device)
    if turn.epoch not in (b"", server.epoch):
        raise Refused(409, "epoch_changed", "the server was restored; offer what you hold anew")


def _claimed(server: Server, key: bytes) -> Device:
    with reading(server.engine) as connection:
        device = devices.find(connection, key)
    if device is None:
        raise Refused(401, "unknown_device", "this device is not enrolled here")
    return device


def _check_trust(device: Device) -> None:
    if device.is_revoked:
        raise Refused(403, "revoked", "this device is no longer trusted")


def _check_share(wait_ms: int) -> None:
    if wait_ms:
        raise Refused(429, "too_many", "too many requests", retry_after_s=ceil(wait_ms / 1000))


def _claim(headers: Mapping[str, str]) -> Claim:
    try:
        return read_claim(headers)
    except ValueError as error:
        raise Refused(401, "unsigned", "the request's headers name no device, or not in our form") from error
