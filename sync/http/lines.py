"""Opens the way to a server over HTTP."""

from functools import partial

from app.changes.errors import BadChange
from app.changes.trust import Authority, open_authority
from app.storage import device
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync.errors import NotEnrolled
from sync.http.client import HttpTransport, Signer
from sync.http.trust import Trust


def open_line(address: str, pin: bytes = b"", ca_file: str = "") -> HttpTransport:
    """A way for who is no member yet; the pin is given once the root has named it."""
    return HttpTransport(address, Trust(pin, ca_file))


def line_of(store: Store, *, is_beside: bool = False) -> HttpTransport:
    """This device's way to its own server, or one beside it with nonces of its own; raises NotEnrolled."""
    with store.read() as snapshot:
        member, standing = device.membership(snapshot), device.standing(snapshot)
        key = device.signing_key(snapshot)
    if member is None:
        raise NotEnrolled
    signer = Signer(key, standing.epoch, b"" if is_beside else standing.nonce)
    if member.ca_file or not member.tls_fingerprint:
        return HttpTransport(member.address, Trust(ca_file=member.ca_file), signer)
    trust = Trust(member.tls_fingerprint)
    return HttpTransport(member.address, trust, signer, partial(_renewed_pin, store, member))


def _renewed_pin(store: Store, member: Membership) -> bytes:
    """The TLS certificate that our server's root has certified since; b"" where there is none.

    The one who answers need not be our server: all it can do is repeat what the root has signed.
    """
    authority = _authority(member)
    if authority is None or authority.server != member.server_key:
        return b""
    others = [pin for pin in authority.tls_fingerprints if pin != member.tls_fingerprint]
    if not others:
        return b""
    with store.write_local() as connection:
        device.pin(connection, others[-1])
    return others[-1]


def _authority(member: Membership) -> Authority | None:
    line = open_line(member.address)
    try:
        bundle = line.authority()
    finally:
        line.close()
    if bundle.root != member.root:
        return None
    try:
        return open_authority(bundle)
    except (BadChange, ValueError):
        return None
