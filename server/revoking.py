"""Ends the trust in a device, and tells the other desks of its commune."""

from sqlalchemy import Connection

from app.changes import revocation
from app.changes.revocation import LogEnd, RevocationList, Revoked
from server.context import Server
from server.storage import devices, origins


def revocation_list(server: Server, connection: Connection, commune: str) -> bytes:
    """The signed list of a commune; b"" while every device is trusted."""
    revoked = devices.revoked(connection, commune)
    if not revoked:
        return b""
    logs = origins.logs(connection, commune).values()
    listed = [
        Revoked(key, at_ms, [LogEnd(log.origin, log.stored.seq) for log in logs if log.device_key == key])
        for key, at_ms in revoked
    ]
    statement = RevocationList(revocation.FORMAT, commune, server.clock.now_ms(), listed)
    return server.authority.sign_as_server(statement, revocation.CONTEXT)
