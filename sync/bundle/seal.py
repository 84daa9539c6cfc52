"""Seals a bundle's chunks for one receiver: X25519 with a key of its own, then ChaCha20-Poly1305.

The receiver's key is its Ed25519 key on the other curve. Each chunk is bound to its volume's header, its
number and whether it is the last, so none can be swapped, dropped, or moved to another bundle or volume.
"""

from hashlib import blake2b

from nacl.bindings import crypto_aead_chacha20poly1305_ietf_decrypt as decrypt
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_encrypt as encrypt
from nacl.bindings import crypto_scalarmult
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey
from nacl.signing import SigningKey, VerifyKey

from sync.bundle.errors import DamagedBundle
from sync.bundle.format import Header

PERSON = b"soxa/bundle/1"


def key_for(ephemeral: PrivateKey, receiver: bytes, bundle_id: bytes) -> bytes:
    """The chunks' key, by the sender."""
    public = bytes(VerifyKey(receiver).to_curve25519_public_key())
    shared = crypto_scalarmult(bytes(ephemeral), public)
    return _derived(shared, bytes(ephemeral.public_key), public, bundle_id)


def key_of(header: Header, receiver: SigningKey) -> bytes:
    """The chunks' key, by the receiver."""
    private = receiver.to_curve25519_private_key()
    try:
        shared = crypto_scalarmult(bytes(private), header.ephemeral)
    except (CryptoError, RuntimeError) as error:
        raise DamagedBundle from error
    return _derived(shared, header.ephemeral, bytes(private.public_key), header.bundle_id)


def _derived(shared: bytes, ephemeral: bytes, receiver: bytes, bundle_id: bytes) -> bytes:
    return blake2b(shared + ephemeral + receiver + bundle_id, digest_size=32, person=PERSON).digest()


def seal_chunk(key: bytes, header: Header, number: int, plain: bytes, *, is_last: bool) -> bytes:
    """One chunk; ``number`` counts through all volumes."""
    return encrypt(plain, _bound(header, number, is_last=is_last), _nonce(number), key)


def open_chunk(key: bytes, header: Header, number: int, sealed: bytes, *, is_last: bool) -> bytes:
    """What was sealed; raises DamagedBundle."""
    try:
        return decrypt(sealed, _bound(header, number, is_last=is_last), _nonce(number), key)
    except (CryptoError, ValueError) as error:
        raise DamagedBundle from error


def _bound(header: Header, number: int, *, is_last: bool) -> bytes:
    return header.digest + number.to_bytes(4, "big") + bytes([is_last])


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
