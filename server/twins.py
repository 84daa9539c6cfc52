"""Two machines under one key: a cloned disk, or a profile that was copied.

One machine that was put back from a backup is an everyday matter and heals itself: it finds its log behind
ours, begins a new life, and its former life is never heard again. Two living machines cannot do that. Each
goes on in a life of its own, and both are whole: so the lives come in turn. Whoever comes back, whole, to a
life that had been left is noted; when the life in between comes back too, there are two machines. The one
that began its life later writes no more until the administrator has said which machine goes on. What either
has written is stored and applied as ever.
"""

from sqlalchemy import Connection

from app.domain.twin import Twin
from server.context import Server
from server.errors import ServerError
from server.receiving import Received
from server.storage import communes, devices, origins, segments
from server.storage.devices import Device, Heard
from server.storage.engine import writing
from server.storage.origins import Log
from sync.protocol.messages import NOBODY, SyncRequest


def note(
    connection: Connection, device: Device, request: SyncRequest, received: Received, *, is_live: bool
) -> Twin:
    """Note under which life a device was heard; what that life is to be told.

    What came by stick may be weeks old (``is_live`` False): it counts only if its writer had heard of the
    life that was heard last.
    """
    commune, key, life = device.commune, device.public_key, request.origin
    known = None if life == NOBODY else devices.last_heard(connection, commune, key, life)
    if known is None:
        return Twin.NONE
    heard, told = known
    if heard.life == life:
        return told
    if heard.life is None:
        devices.note_heard(connection, commune, key, Heard(life, came_back=False))
        return told
    logs = origins.logs(connection, commune)
    if _is_whole(logs[life], request, received) and (
        is_live or _knows_of(connection, commune, heard.life, request.cursor)
    ):
        return _came_back(connection, device, logs[heard.life], logs[life], heard)
    return told


def _is_whole(log: Log, request: SyncRequest, received: Received) -> bool:
    """Whether nothing we have of this life is missing there: a disk put back would lack its tail."""
    ends = {name: seq for name, seq, _head in request.heads}
    return log.origin not in received.forks and ends.get(log.origin, -1) >= log.stored.seq


def _knows_of(connection: Connection, commune: str, life: bytes, cursor: int) -> bool:
    first = segments.first_cseq(connection, commune, life)
    return first is not None and cursor >= first


def _came_back(connection: Connection, device: Device, before: Log, now: Log, heard: Heard) -> Twin:
    """The second time in turn there are two; a pair that was told so is not told anew."""
    commune = device.commune
    devices.note_heard(connection, commune, device.public_key, Heard(now.origin, came_back=True))
    if not heard.came_back or now.twin is not Twin.NONE or before.twin is not Twin.NONE:
        return now.twin
    earlier, later = sorted((before, now), key=lambda log: _begun(connection, commune, log))
    origins.set_twin(connection, commune, earlier.origin, Twin.SEEN)
    origins.set_twin(connection, commune, later.origin, Twin.FROZEN)
    return Twin.FROZEN if now is later else Twin.SEEN


def _begun(connection: Connection, commune: str, log: Log) -> tuple[bool, int]:
    first = segments.first_cseq(connection, commune, log.origin)
    return first is None, first or 0


def decide(server: Server, commune: str, keep: bytes) -> None:
    """The administrator's word: this life's machine goes on, the other one enrols anew under its own key."""
    with writing(server.engine) as connection:
        communes.lock_feed(connection, commune)
        logs = origins.logs(connection, commune)
        kept = logs.get(keep)
        if kept is None or kept.twin not in (Twin.SEEN, Twin.FROZEN):
            raise ServerError("Máy này không có bản sao đang chờ quyết định. Không thay đổi gì.")
        for log in logs.values():
            if log.device_key == kept.device_key and log.twin in (Twin.SEEN, Twin.FROZEN):
                origins.set_twin(connection, commune, log.origin, Twin.RETIRED)
        origins.set_twin(connection, commune, keep, Twin.NONE)
        devices.note_heard(connection, commune, kept.device_key, Heard(keep, came_back=False))
