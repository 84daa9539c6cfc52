"""Requests signed by the device, never over wall time.

The signature covers method, path, the body's SHA-256, the server's epoch and a nonce from the server's last
reply; a nonce is good for one request. It travels beside the device's public key in one header, or in four as
it did first: a thin line feels the difference.

Enrolment has neither epoch nor nonce yet: there the device's key signs the request itself.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from sync.protocol.messages import EnrolRequest

CONTEXT = b"soxa/request/1"
CLAIM_HEADER = "x-soxa"
ENROL_CONTEXT = b"soxa/enrol/1"
DEVICE_HEADER = "x-soxa-device"
EPOCH_HEADER = "x-soxa-epoch"
NONCE_HEADER = "x-soxa-nonce"
SIGNATURE_HEADER = "x-soxa-signature"
SIGNED_HEADERS = (DEVICE_HEADER, EPOCH_HEADER, NONCE_HEADER, SIGNATURE_HEADER)
NEXT_NONCE_HEADER = "x-soxa-next-nonce"


class Claim(msgspec.Struct, array_like=True, frozen=True):
    """Who a request says it is from, and the proof."""

    device: bytes
    epoch: bytes
    nonce: bytes
    signature: bytes


_claim = msgspec.msgpack.Decoder(Claim)


def read_claim(headers: Mapping[str, str]) -> Claim:
    """The claim of a request, in one header or in four; raises ValueError."""
    together = headers.get(CLAIM_HEADER)
    try:
        if together is not None:
            return _claim.decode(b64decode(together, validate=True))
        return Claim(*(bytes.fromhex(headers[name]) for name in SIGNED_HEADERS))
    except (KeyError, msgspec.MsgspecError) as error:
        raise ValueError("not signed") from error


def signed_bytes(method: str, path: str, body: bytes, epoch: bytes, nonce: bytes) -> bytes:
    """What is signed."""
    return CONTEXT + msgspec.msgpack.encode((method, path, sha256(body).digest(), epoch, nonce))


def sign_request(
    key: SigningKey, method: str, path: str, body: bytes, epoch: bytes, nonce: bytes
) -> dict[str, str]:
    """A signed request's four headers, values in hex."""
    claim = _claimed(key, method, path, body, epoch, nonce)
    return dict(zip(SIGNED_HEADERS, (value.hex() for value in msgspec.structs.astuple(claim)), strict=True))


def claim_request(
    key: SigningKey, method: str, path: str, body: bytes, epoch: bytes, nonce: bytes
) -> dict[str, str]:
    """The same in one header."""
    claim = _claimed(key, method, path, body, epoch, nonce)
    return {CLAIM_HEADER: b64encode(msgspec.msgpack.encode(claim)).decode("ascii")}


def _claimed(key: SigningKey, method: str, path: str, body: bytes, epoch: bytes, nonce: bytes) -> Claim:
    signature = key.sign(signed_bytes(method, path, body, epoch, nonce)).signature
    return Claim(bytes(key.verify_key), epoch, nonce, signature)


def proof_bytes(request: EnrolRequest) -> bytes:
    """What a desk's key signs to become a member: everything of the request but the proof.

    Without a certificate its field is not there either: so desks sign that know of none.
    """
    *fields, certificate = msgspec.structs.astuple(msgspec.structs.replace(request, proof=b""))
    return ENROL_CONTEXT + msgspec.msgpack.encode([*fields, certificate] if certificate else fields)


def is_signed_by(device_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the device signed these bytes."""
    try:
        VerifyKey(device_key).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True
