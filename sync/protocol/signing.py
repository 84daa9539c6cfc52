"""Requests signed by the device, never over wall time.

The signature covers method, path, the body's SHA-256, the server's epoch and a nonce from the server's last
reply; a nonce is good for one request. It travels in headers beside the device's public key.

Enrolment has neither epoch nor nonce yet: there the device's key signs the request itself.
"""

from hashlib import sha256

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from sync.protocol.messages import EnrolRequest

CONTEXT = b"soxa/request/1"
ENROL_CONTEXT = b"soxa/enrol/1"
DEVICE_HEADER = "x-soxa-device"
EPOCH_HEADER = "x-soxa-epoch"
NONCE_HEADER = "x-soxa-nonce"
SIGNATURE_HEADER = "x-soxa-signature"
NEXT_NONCE_HEADER = "x-soxa-next-nonce"


def signed_bytes(method: str, path: str, body: bytes, epoch: bytes, nonce: bytes) -> bytes:
    """What is signed."""
    return CONTEXT + msgspec.msgpack.encode((method, path, sha256(body).digest(), epoch, nonce))


def sign_request(
    key: SigningKey, method: str, path: str, body: bytes, epoch: bytes, nonce: bytes
) -> dict[str, str]:
    """The headers of a signed request, values in hex."""
    signature = key.sign(signed_bytes(method, path, body, epoch, nonce)).signature
    return {
        DEVICE_HEADER: bytes(key.verify_key).hex(),
        EPOCH_HEADER: epoch.hex(),
        NONCE_HEADER: nonce.hex(),
        SIGNATURE_HEADER: signature.hex(),
    }


def proof_bytes(request: EnrolRequest) -> bytes:
    """What a desk's key signs to become a member: everything of the request but the proof."""
    return ENROL_CONTEXT + msgspec.msgpack.encode(msgspec.structs.replace(request, proof=b""))


def is_signed_by(device_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the device signed these bytes."""
    try:
        VerifyKey(device_key).verify(message, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True
