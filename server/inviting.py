"""Prepares a stick for an office without a line: who the server is, and a ticket where one is wanted."""

from pathlib import Path
from typing import NamedTuple

from server.context import Server
from server.ticketing import Issued, issue
from sync.bundle import invitation
from sync.bundle.errors import StickLies
from sync.bundle.invitation import FORMAT, Invitation


class Invited(NamedTuple):
    """What lies on the stick now."""

    path: Path
    issued: Issued | None


def invite(server: Server, folder: Path, commune: str, days: int, author: str) -> Invited:
    """Write the invitation and read it back; raises a StickError. No commune: the ticket goes another way."""
    issued = issue(server, commune, days, author) if commune else None
    written = Invitation(FORMAT, server.authority.bundle, issued.text if issued else "")
    path = invitation.write(folder, written)
    if invitation.read(folder) != written:
        raise StickLies
    return Invited(path, issued)
