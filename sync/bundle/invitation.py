"""The open file a district puts on a stick for desks without a line: who the server is, perhaps a ticket.

    SOXA-MOI.SXA    "SXMO", then MessagePack [format, bin authority bundle, str ticket]

It is not sealed, for nobody's key is known yet. A desk believes the authority only when its root has the
fingerprint of the ticket; a ticket on the stick is as good, and as secret, as one on paper.
"""

from pathlib import Path

import msgspec

from app.changes.errors import UNREADABLE
from app.changes.trust import AuthorityBundle
from sync.bundle.errors import DamagedInvitation, NewerBundle, NoInvitation
from sync.bundle.folder import PARTIAL, drop, opened, put_in_place, reading_errors, settle, writing_errors

NAME = "SOXA-MOI.SXA"
MAGIC = b"SXMO"
FORMAT = 1
MOST_BYTES = 64 * 1024


class Invitation(msgspec.Struct, array_like=True, frozen=True):
    """What a server says of itself to strangers; ``ticket`` is "" where it is handed out apart."""

    format: int
    authority: bytes
    ticket: str = ""

    def bundle(self) -> AuthorityBundle:
        """The authority; raises DamagedInvitation."""
        try:
            return msgspec.msgpack.decode(self.authority, type=AuthorityBundle)
        except UNREADABLE as error:
            raise DamagedInvitation from error


def write(folder: Path, invitation: Invitation) -> Path:
    """Put it on the stick in place of an earlier one; raises a StickError."""
    partial = folder / (NAME + PARTIAL)
    with writing_errors():
        try:
            with partial.open("wb") as file:
                file.write(MAGIC + msgspec.msgpack.encode(invitation))
                settle(file)
            return put_in_place([partial])[0]
        except OSError:
            drop([partial])
            raise


def read(folder: Path) -> Invitation:
    """What the district put there; raises NoInvitation, or what is wrong with it."""
    path = folder / NAME
    with reading_errors():
        if path.is_symlink() or not path.is_file():
            raise NoInvitation
        with opened(path) as file:
            data = file.read(MOST_BYTES + 1)
    if not data.startswith(MAGIC) or len(data) > MOST_BYTES:
        raise DamagedInvitation
    try:
        invitation = msgspec.msgpack.decode(data[len(MAGIC) :], type=Invitation)
    except UNREADABLE as error:
        raise DamagedInvitation from error
    if invitation.format != FORMAT:
        raise NewerBundle
    return invitation
