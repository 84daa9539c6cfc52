"""The devices this desk was told not to trust any more; it never forgets one."""

import msgspec

from app.changes.errors import UNREADABLE
from app.changes.revocation import RevocationList, Revoked, merged
from app.storage import setting
from app.storage.unit_of_work import Snapshot

SETTING, LIST = "revoked_devices", "revocation_list"


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    issued_ms: int = 0
    devices: list[Revoked] = []


def known(snapshot: Snapshot) -> dict[bytes, Revoked]:
    """Every revoked device by its key."""
    return {each.device_key: each for each in _kept(snapshot).devices}


def after(snapshot: Snapshot, told: RevocationList | None) -> dict[bytes, Revoked]:
    """The same once a list is heard."""
    kept = _kept(snapshot)
    devices = kept.devices if told is None else merged(kept.devices, told, kept.issued_ms)
    return {each.device_key: each for each in devices}


def take_in(connection: Snapshot, told: RevocationList, statement: bytes, epoch: bytes) -> None:
    """Remember what a list says, and the signed list itself where nobody is missing from it."""
    kept = _kept(connection)
    devices = merged(kept.devices, told, kept.issued_ms)
    later = _Kept(max(kept.issued_ms, told.issued_ms), devices)
    if later != kept:
        setting.put(connection, SETTING, msgspec.json.encode(later).decode())
    names_all = {each.device_key for each in devices} == {each.device_key for each in told.devices}
    if names_all and (devices != kept.devices or unheard(connection, epoch)):
        setting.put(connection, LIST, f"{epoch.hex()} {statement.hex()}")


def unheard(snapshot: Snapshot, epoch: bytes) -> bytes:
    """The signed list of a former life of the server, until the present one has said as much; else b""."""
    heard_under, _, statement = setting.get(snapshot, LIST).partition(" ")
    return b"" if heard_under == epoch.hex() else bytes.fromhex(statement)


def _kept(snapshot: Snapshot) -> _Kept:
    text = setting.get(snapshot, SETTING)
    try:
        return msgspec.json.decode(text, type=_Kept) if text else _Kept()
    except UNREADABLE:
        return _Kept()
