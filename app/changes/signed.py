"""A signed statement: MessagePack [bin body, bin signature].

The Ed25519 signature covers a context string and the body's bytes, so a statement of one kind can never be
passed off as another. What was signed is kept and checked as bytes, never encoded again.
"""

from typing import TypeVar

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from app.changes.errors import UNREADABLE, BadSignature, Malformed

Body = TypeVar("Body", bound=msgspec.Struct)

_outer = msgspec.msgpack.Decoder(tuple[bytes, bytes])


def sign(body: msgspec.Struct, context: bytes, key: SigningKey) -> bytes:
    """The statement as bytes."""
    return sign_bytes(msgspec.msgpack.encode(body), context, key)


def sign_bytes(encoded: bytes, context: bytes, key: SigningKey) -> bytes:
    """A statement whose body is encoded already."""
    return msgspec.msgpack.encode((encoded, key.sign(context + encoded).signature))


def peek(data: bytes, kind: type[Body]) -> Body:
    """The body without any check of the signature: to learn whose key to check it with."""
    try:
        return msgspec.msgpack.decode(_outer.decode(data)[0], type=kind)
    except UNREADABLE as error:
        raise Malformed(kind.__name__) from error


def verify(data: bytes, kind: type[Body], context: bytes, public_key: bytes) -> Body:
    """The body, if ``public_key`` signed it."""
    try:
        encoded, signature = _outer.decode(data)
    except UNREADABLE as error:
        raise Malformed(kind.__name__) from error
    try:
        VerifyKey(public_key).verify(context + encoded, signature)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise BadSignature(kind.__name__) from error
    return peek(data, kind)
