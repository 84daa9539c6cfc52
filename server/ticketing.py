"""Hands out enrolment tickets."""

from typing import NamedTuple

from app.changes.trust import fingerprint
from server.context import Server
from server.errors import ServerError
from server.storage import communes, tickets
from server.storage.communes import Commune
from server.storage.engine import writing
from sync.protocol import ticket as ticket_format
from sync.protocol.limits import SECRET_BYTES
from sync.protocol.ticket import Ticket

DAY_MS = 24 * 3600 * 1000
DAYS = 7
MOST_DAYS = 90
DESK = "desk"


class Issued(NamedTuple):
    """A ticket's text, shown once: the server keeps only a hash of its secret."""

    text: str
    commune: Commune
    expires_ms: int


def issue(server: Server, code: str, days: int, author: str) -> Issued:
    """A ticket for one device of a commune."""
    if not 1 <= days <= MOST_DAYS:
        raise ServerError(f"Hạn của mã ghi danh phải từ 1 đến {MOST_DAYS} ngày.")
    secret = server.entropy(SECRET_BYTES)
    now_ms = server.clock.now_ms()
    expires_ms = now_ms + days * DAY_MS
    with writing(server.engine) as connection:
        commune = communes.find(connection, code)
        if commune is None:
            raise ServerError(f"Máy chủ này không có đơn vị mã {code}.")
        tickets.add(connection, code, secret, DESK, author, now_ms, expires_ms)
    address, root = server.settings.address, fingerprint(server.authority.root)
    return Issued(ticket_format.write(Ticket(address, root, code, secret)), commune, expires_ms)
