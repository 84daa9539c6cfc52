"""What makes a desk believe in updates: the district's root key vouches for the first root metadata of TUF.

An updates folder holds ``anchor.sxa`` beside its metadata: a certificate for the SHA-256 of
``metadata/1.root.json``, given by the root that the desk was enrolled under. It carries its own proof, so it
may come by line or stick; nothing is trusted for having come first. A later anchor replaces an earlier one:
that is the way back when every root key of the updates is lost.
"""

from hashlib import sha256

from nacl.signing import SigningKey

from app.changes import signed
from app.changes.errors import BadChange
from app.changes.trust import CONTEXT, FORMAT, Certificate, Purpose, verify_certificate
from app.releases.errors import ReleaseRefused

ANCHOR_FILE = "anchor.sxa"
FIRST_ROOT_FILE = "metadata/1.root.json"
MOST_ANCHOR_BYTES = 4 * 1024
MOST_ROOT_BYTES = 512_000  # TUF's own bound for a root


def make_anchor(first_root: bytes, name: str, now_ms: int, district_root: SigningKey) -> bytes:
    """The district's word for this root metadata; ``name`` is the district's."""
    issuer = bytes(district_root.verify_key)
    certificate = Certificate(
        FORMAT, Purpose.UPDATES, sha256(first_root).digest(), "", "", name, now_ms, now_ms, issuer
    )
    return signed.sign(certificate, CONTEXT, district_root)


def open_anchor(data: bytes, first_root: bytes, district_root: bytes) -> int:
    """When the district vouched for this root metadata (``*_ms``); raises ReleaseRefused if it never did."""
    try:
        certificate = verify_certificate(data, district_root, Purpose.UPDATES)
    except BadChange as error:
        raise ReleaseRefused("an anchor the district did not sign") from error
    if certificate.subject != sha256(first_root).digest():
        raise ReleaseRefused("root metadata the district did not vouch for")
    return certificate.issued_ms
