"""Gives a machine up: lost, broken or put out of service."""

from server import late
from server.context import Server
from server.storage import communes, devices
from server.storage.engine import writing


def give_up(server: Server, commune: str, device_key: bytes, lost_ms: int | None) -> int:
    """Trust a machine no longer; how many of its changesets are held.

    With ``lost_ms`` what it wrote up to then is still taken, whenever it comes. Saying another moment later
    takes in what was held until now. Its numbers stay its own: no other machine is given them.
    """
    with writing(server.engine) as connection:
        communes.lock_feed(connection, commune)  # what is being stored meanwhile was judged by the old trust
        known = devices.find(connection, device_key)
        if known is not None and not known.is_revoked:
            devices.revoke(connection, commune, device_key, server.clock.now_ms())
        if lost_ms is None:
            return 0
        devices.set_lost(connection, commune, device_key, lost_ms)
    return late.release(server, commune, device_key)
