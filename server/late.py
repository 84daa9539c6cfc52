"""What a lost machine wrote and had not sent, when it comes after all: on its last stick, or from its backup.

The administrator says until when the office itself had the machine. What was written up to then is stored
like anything else. What was written later is held: listed, neither relayed nor applied, until the
administrator moves the point. From a machine without such a point nothing more is taken.
"""

from collections.abc import Mapping, Sequence

from app.changes.changeset import Origin
from app.changes.errors import BadChange
from server import admission
from server.admission import Verified
from server.context import Server
from server.receiving import Received, judge_late, store_verified
from server.storage import devices, held, origins
from server.storage.devices import Device
from server.storage.engine import reading, writing
from sync.bundle.folder import Found
from sync.bundle.format import Kind
from sync.bundle.reader import open_bundle
from sync.protocol import codec
from sync.protocol.codec import BadMessage
from sync.protocol.messages import SyncRequest


def take_in_stick(server: Server, device: Device, found: Found) -> None:
    """Take in the logs of a lost machine's bundle; it is told nothing of others."""
    with reading(server.engine) as connection:
        if device.public_key not in devices.lost_points(connection, device.commune):
            return
    for frame in open_bundle(found, server.authority.server_key).frames:
        if frame.kind == Kind.REQUEST:
            try:
                request = codec.decode(frame.content, SyncRequest)
            except BadMessage:
                return
            _store(server, device.commune, request.segments)


def release(server: Server, commune: str, device_key: bytes) -> int:
    """Store what was held and now lies before the point; how many segments stay held."""
    with writing(server.engine) as connection:
        own = [
            log.origin for log in origins.logs(connection, commune).values() if log.device_key == device_key
        ]
        waiting = held.take(connection, commune, own)
    _store(server, commune, waiting)
    with reading(server.engine) as connection:
        return held.count(connection, commune, own)


def _store(server: Server, commune: str, data: Sequence[bytes]) -> None:
    with reading(server.engine) as connection:
        writers = {log.origin: log.device_key for log in origins.logs(connection, commune).values()}
        points = devices.lost_points(connection, commune)
    received = Received()
    verified = list(_verified(data, writers))
    store_verified(
        server, commune, judge_late(server, commune, verified, writers, points, received), received
    )


def _verified(data: Sequence[bytes], writers: Mapping[Origin, bytes]) -> list[Verified]:
    found = []
    for position, each in enumerate(data):
        try:
            found.append(admission.verify(position, each, writers))
        except BadChange:
            continue
    return found
