"""What the district last said of this machine's key: a second machine has it too, or it is trusted no more.

A frozen machine writes no acts; it still sends what it wrote, receives, and shows everything.
"""

from sqlalchemy import Connection

from app.domain.twin import Twin
from app.storage import setting

TWIN, REVOKED = "twin", "key_revoked"
KNOWN = frozenset(str(int(each)) for each in Twin)


def state(connection: Connection) -> Twin:
    """How this machine stands beside another one."""
    kept = setting.get(connection, TWIN)
    return Twin(int(kept)) if kept in KNOWN else Twin.NONE


def keep(connection: Connection, told: int) -> None:
    """Remember what was told; what a later program means by another number freezes nobody."""
    twin = Twin(told) if str(told) in KNOWN else Twin.NONE
    if is_revoked(connection):
        setting.put(connection, REVOKED, "")  # whoever is answered is trusted
    if twin is not state(connection):
        setting.put(connection, TWIN, str(int(twin)))


def is_revoked(connection: Connection) -> bool:
    """Whether the district refused this machine's key."""
    return bool(setting.get(connection, REVOKED))


def note_revoked(connection: Connection) -> None:
    """The district trusts this key no more."""
    setting.put(connection, REVOKED, "1")


def forget(connection: Connection) -> None:
    """A new key begins unmarked."""
    for name in (TWIN, REVOKED):
        setting.put(connection, name, "")
