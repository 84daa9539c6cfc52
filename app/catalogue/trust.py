"""Whose packs an office takes: a question asked of the signer's key and of the certificate beside it."""

from collections.abc import Callable

from app.changes.errors import BadChange
from app.changes.trust import Purpose, verify_certificate

Trust = Callable[[bytes, bytes], bool]


def trust_keys(*public_keys: bytes) -> Trust:
    """Trust these keys and no other, whatever their certificates say: the office's own, a test's."""
    return lambda public_key, _certificate: public_key in public_keys


def certified_by(root: bytes) -> Trust:
    """Trust every key that the authority's root has certified for catalogues."""
    return lambda public_key, certificate: _is_certified(public_key, certificate, root)


def any_of(*trusts: Trust) -> Trust:
    """Trust whom any of these trusts."""
    return lambda public_key, certificate: any(trust(public_key, certificate) for trust in trusts)


def trust_everyone(_public_key: bytes, _certificate: bytes) -> bool:
    """Only for looking into a pack, never for taking one in."""
    return True


def _is_certified(public_key: bytes, certificate: bytes, root: bytes) -> bool:
    try:
        return verify_certificate(certificate, root, Purpose.CATALOGUE).subject == public_key
    except BadChange:
        return False
