"""Opens the way to a server over HTTP."""

from app.storage import device
from app.storage.unit_of_work import Store
from sync.errors import NotEnrolled
from sync.http.client import HttpTransport, Signer
from sync.http.trust import Trust


def open_line(address: str, pin: bytes = b"", ca_file: str = "") -> HttpTransport:
    """A way for who is no member yet; the pin is given once the root has named it."""
    return HttpTransport(address, Trust(pin, ca_file))


def line_of(store: Store) -> HttpTransport:
    """This device's way to its own server; raises NotEnrolled."""
    with store.read() as snapshot:
        member, standing = device.membership(snapshot), device.standing(snapshot)
        key = device.signing_key(snapshot)
    if member is None:
        raise NotEnrolled
    trust = Trust(b"" if member.ca_file else member.tls_fingerprint, member.ca_file)
    return HttpTransport(member.address, trust, Signer(key, standing.epoch, standing.nonce))
