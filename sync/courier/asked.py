"""The enrolment this desk has asked for by stick and that is not answered yet; it never leaves the device."""

from base64 import b64decode, b64encode

import msgspec

from app.changes.errors import UNREADABLE
from app.changes.trust import Authority, AuthorityBundle
from app.storage import setting
from app.storage.unit_of_work import Snapshot
from sync import joining
from sync.protocol.ticket import Ticket

SETTING = "asked_by_stick"


class Asked(msgspec.Struct, frozen=True):
    """With which ticket, and who the server said it was on the stick."""

    ticket: str
    authority: str

    def read_ticket(self) -> Ticket:
        """The ticket; it was read before it was kept."""
        return joining.read_ticket(self.ticket)

    def read_authority(self) -> Authority:
        """The server's keys, checked against the ticket."""
        bundle = msgspec.msgpack.decode(b64decode(self.authority), type=AuthorityBundle)
        return joining.authority_of(self.read_ticket(), bundle)


def asked_with(ticket: str, authority: bytes) -> Asked:
    """What to keep."""
    return Asked(ticket, b64encode(authority).decode())


def waiting(snapshot: Snapshot) -> Asked | None:
    """The enrolment under way; None for none."""
    text = setting.get(snapshot, SETTING)
    try:
        return msgspec.json.decode(text, type=Asked) if text else None
    except UNREADABLE:
        return None


def keep(connection: Snapshot, asked: Asked) -> None:
    """An enrolment is under way."""
    setting.put(connection, SETTING, msgspec.json.encode(asked).decode())


def forget(connection: Snapshot) -> None:
    """It was answered."""
    setting.put(connection, SETTING, "")
