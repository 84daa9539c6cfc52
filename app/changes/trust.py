"""Who may sign what: an offline root, the keys it certifies, the devices the server certifies.

root (offline) ──► server key: signs receipts, leases and device certificates
              ├──► catalogue key: signs catalogue packs
              ├──► the TLS certificate's fingerprint, pinned by every desk
              └──► the first root metadata of the program's updates (app.releases.anchor)
server key    ──► device: may write for one commune in one role
"""

from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple

import msgspec

from app.changes import signed
from app.changes.errors import BadSignature, OutOfScope

CONTEXT = b"soxa/certificate/1"
FORMAT = 1
DESK = "desk"  # the one role there is: may write a log of its commune


class Purpose(IntEnum):
    """What a certified key is for."""

    SERVER = 1
    CATALOGUE = 2
    TLS = 3
    DEVICE = 4
    UPDATES = 5


class Certificate(msgspec.Struct, array_like=True, frozen=True):
    """``issuer`` vouches for ``subject``: a public key, or the SHA-256 of what it stands for."""

    format: int
    purpose: int
    subject: bytes
    commune: str
    role: str
    name: str
    serial: int
    issued_ms: int
    issuer: bytes


class DeviceCertificate(Certificate, array_like=True, frozen=True):
    """A device's certificate as it is given today: it also names the log the device began with."""

    origin: bytes = b""


class Authority(NamedTuple):
    """What a desk trusts: the root it was enrolled under and what that root has certified."""

    root: bytes
    server: bytes
    catalogue: bytes
    tls_fingerprints: tuple[bytes, ...]


class AuthorityBundle(msgspec.Struct, array_like=True, frozen=True):
    """What a server hands out before it knows the caller: the root's key and its certificates."""

    root: bytes
    certificates: list[bytes]


def fingerprint(root: bytes) -> bytes:
    """The 128 bits of the root key that a ticket carries."""
    return sha256(b"soxa/authority/1" + root).digest()[:16]


def verify_certificate(data: bytes, issuer: bytes, purpose: Purpose) -> Certificate:
    """The certificate, if ``issuer`` gave it for that purpose."""
    certificate = signed.verify(data, Certificate, CONTEXT, issuer)
    if certificate.issuer != issuer:
        raise BadSignature("certificate names another issuer")
    if certificate.purpose != purpose:
        raise OutOfScope(f"certificate for purpose {certificate.purpose}")
    return certificate


def _purpose(data: bytes) -> Purpose:
    try:
        return Purpose(signed.peek(data, Certificate).purpose)
    except ValueError as error:
        raise OutOfScope("certificate for an unknown purpose") from error


def open_authority(bundle: AuthorityBundle) -> Authority:
    """What the root of a bundle vouches for; the caller compares the root with what it expects."""
    found: dict[int, list[bytes]] = {purpose: [] for purpose in Purpose}
    for data in bundle.certificates:
        purpose = _purpose(data)
        found[purpose].append(verify_certificate(data, bundle.root, purpose).subject)
    if not found[Purpose.SERVER] or not found[Purpose.CATALOGUE]:
        raise OutOfScope("authority without a server or catalogue key")
    return Authority(
        bundle.root, found[Purpose.SERVER][-1], found[Purpose.CATALOGUE][-1], tuple(found[Purpose.TLS])
    )
