"""Ends the trust in a device, and tells the other desks of its commune."""

from sqlalchemy import Connection

from app.changes import revocation
from app.changes.revocation import LogEnd, RevocationList, Revoked
from server.context import Server
from server.storage import devices, lost_ends, origins


def revocation_list(server: Server, connection: Connection, commune: str) -> bytes:
    """The signed list of a commune; b"" while every device is trusted."""
    revoked = devices.revoked(connection, commune)
    if not revoked:
        return b""
    logs = origins.logs(connection, commune).values()
    told = lost_ends.of_commune(connection, commune)
    ends = [
        (log.device_key, LogEnd(log.origin, max(log.stored.seq, told.get(log.origin, 0)))) for log in logs
    ]
    listed = [Revoked(key, at_ms, [end for of_key, end in ends if of_key == key]) for key, at_ms in revoked]
    statement = RevocationList(revocation.FORMAT, commune, server.clock.now_ms(), listed)
    return server.authority.sign_as_server(statement, revocation.CONTEXT)
