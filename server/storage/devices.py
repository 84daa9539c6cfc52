"""The enrolled devices and the nonces that make each of their requests good for one time."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Update, bindparam, case, delete, insert, select, tuple_, update

from app.domain.twin import Twin
from server.rate import Share
from server.storage.schema import device, nonce, origin

NONCES_KEPT = 8  # requests that a device may have under way at once


class Device(NamedTuple):
    """An enrolled device."""

    commune: str
    public_key: bytes
    certificate: bytes
    is_revoked: bool
    used_until_ms: int = 0
    life: bytes | None = None  # the one it was heard under last


KNOWN = select(
    device.c.commune,
    device.c.public_key,
    device.c.certificate,
    device.c.revoked_ms.is_not(None),
    device.c.used_until_ms,
    device.c.current_origin,
)
FIND = KNOWN.where(device.c.public_key == bindparam("of_key"))
FIND_ALL = KNOWN.where(device.c.public_key.in_(bindparam("keys", expanding=True)))


def find(connection: Connection, public_key: bytes) -> Device | None:
    """The device with this key, in whatever commune."""
    row = connection.execute(FIND, {"of_key": public_key}).first()
    return None if row is None else Device(*row)


def find_all(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, Device]:
    """Those of the keys that are known here, by key."""
    found = (Device(*row) for row in connection.execute(FIND_ALL, {"keys": list(keys)}))
    return {each.public_key: each for each in found}


def revoked_keys(connection: Connection, commune: str) -> frozenset[bytes]:
    """The keys of the commune that are no longer trusted."""
    return frozenset(key for key, _since_ms in revoked(connection, commune))


REVOKED = (
    select(device.c.public_key, device.c.revoked_ms)
    .where(device.c.commune == bindparam("of_commune"), device.c.revoked_ms.is_not(None))
    .order_by(device.c.revoked_ms, device.c.public_key)
)


def revoked(connection: Connection, commune: str) -> list[tuple[bytes, int]]:
    """The devices of the commune that are no longer trusted, and since when, in that order."""
    rows = connection.execute(REVOKED, {"of_commune": commune})
    return [(row.public_key, row.revoked_ms) for row in rows]


WITH_REVOKED = (
    select(device.c.commune)
    .where(device.c.commune.in_(bindparam("communes", expanding=True)), device.c.revoked_ms.is_not(None))
    .distinct()
)


def with_revoked(connection: Connection, communes: Iterable[str]) -> frozenset[str]:
    """Those of the communes that have a device which is no longer trusted."""
    return frozenset(connection.execute(WITH_REVOKED, {"communes": list(communes)}).scalars())


def lost_points(connection: Connection, commune: str) -> dict[bytes, int]:
    """Of lost devices, by key, until when what they wrote is still taken."""
    rows = connection.execute(
        select(device.c.public_key, device.c.lost_ms).where(
            device.c.commune == commune, device.c.revoked_ms.is_not(None), device.c.lost_ms.is_not(None)
        )
    )
    return {row.public_key: row.lost_ms for row in rows}


def set_lost(connection: Connection, commune: str, public_key: bytes, lost_ms: int) -> None:
    """Say until when the office itself had a device."""
    connection.execute(_one(commune, public_key).values(lost_ms=lost_ms))


def add(
    connection: Connection,
    commune: str,
    public_key: bytes,
    role: str,
    name: str,
    certificate: bytes,
    now_ms: int,
) -> None:
    """A device is enrolled."""
    connection.execute(
        insert(device).values(
            commune=commune,
            public_key=public_key,
            role=role,
            name=name,
            certificate=certificate,
            enrolled_ms=now_ms,
            program_version="",
            catalogue="",
            backlog=0,
            oldest_unsent_ms=0,
        )
    )


def set_certificate(
    connection: Connection, commune: str, public_key: bytes, name: str, certificate: bytes
) -> None:
    """Its certificate was shown, of a device that only a list had named."""
    connection.execute(_one(commune, public_key).values(name=name, certificate=certificate))


def revoke(connection: Connection, commune: str, public_key: bytes, now_ms: int) -> bool:
    """Trust a device no longer; False when there is none with this key."""
    statement = _one(commune, public_key).values(revoked_ms=now_ms)
    return connection.execute(statement).rowcount == 1


class Heard(NamedTuple):
    """The life a device was last heard under, and whether it had left that life before."""

    life: bytes | None
    came_back: bool


LAST_HEARD = (
    select(device.c.current_origin, device.c.came_back, origin.c.twin)
    .join(origin, (origin.c.commune == device.c.commune) & (origin.c.device_key == device.c.public_key))
    .where(
        device.c.commune == bindparam("of_commune"),
        device.c.public_key == bindparam("of_key"),
        origin.c.origin == bindparam("of_life"),
    )
)


def last_heard(
    connection: Connection, commune: str, public_key: bytes, life: bytes
) -> tuple[Heard, Twin] | None:
    """Which life was heard last, and what ``life`` is told; None when it is no life of this device."""
    asked = {"of_commune": commune, "of_key": public_key, "of_life": life}
    row = connection.execute(LAST_HEARD, asked).first()
    return row and (Heard(row.current_origin, row.came_back), Twin(row.twin))


def note_heard(connection: Connection, commune: str, public_key: bytes, heard: Heard) -> None:
    """Remember which life was heard last."""
    statement = _one(commune, public_key).values(current_origin=heard.life, came_back=heard.came_back)
    connection.execute(statement)


class SelfReport(NamedTuple):
    """What a device says of itself; ``backlog`` counts the changesets it has not sent yet."""

    program_version: str
    catalogue: str
    backlog: int
    oldest_unsent_ms: int


ONE = update(device).where(
    device.c.commune == bindparam("of_commune"), device.c.public_key == bindparam("of_key")
)
NOTE_CONTACT = ONE.values({name: bindparam(f"to_{name}") for name in (*SelfReport._fields, "last_seen_ms")})


def note_contact(
    connection: Connection, commune: str, public_key: bytes, said: SelfReport, now_ms: int
) -> None:
    """Remember when a device was here and what it said."""
    owner = {"of_commune": commune, "of_key": public_key}
    connection.execute(NOTE_CONTACT, {**owner, "to_last_seen_ms": now_ms, **_told(said)})


USED_UNTIL = case(
    (device.c.used_until_ms.between(bindparam("now_ms"), bindparam("latest_ms")), device.c.used_until_ms),
    else_=bindparam("now_ms"),
)
USE_SHARE = ONE.values(used_until_ms=USED_UNTIL + bindparam("each_ms"))


class Visit(NamedTuple):
    """A request of a device that is served with others: the nonces it used and is given, and what it said."""

    device: Device
    spent: bytes
    fresh: bytes
    life: bytes
    said: SelfReport


NONCES = (
    select(device.c.public_key)
    .join(nonce, (nonce.c.commune == device.c.commune) & (nonce.c.device_key == device.c.public_key))
    .where(tuple_(nonce.c.commune, nonce.c.device_key, nonce.c.nonce).in_(bindparam("given", expanding=True)))
    .order_by(device.c.public_key)
    .with_for_update()
)
NOTE_VISIT = ONE.values(
    {name: bindparam(f"to_{name}") for name in (*SelfReport._fields, "last_seen_ms", "current_origin")}
    | {"used_until_ms": USED_UNTIL + bindparam("each_ms")}
)


def hold_nonces(connection: Connection, given: Sequence[tuple[str, bytes, bytes]]) -> frozenset[bytes]:
    """Keys of those (commune, key, nonce) whose nonce is good; until commit nobody else can use it."""
    return frozenset(connection.execute(NONCES, {"given": given}).scalars())


def note_visits(connection: Connection, visits: Sequence[Visit], share: Share, now_ms: int) -> None:
    """Swap the nonces that are held, count the requests and remember what was said."""
    owners = [{"of_commune": each.device.commune, "of_key": each.device.public_key} for each in visits]
    swaps = [{"spent": each.spent, "fresh": each.fresh, "now_ms": now_ms} for each in visits]
    connection.execute(SWAP_NONCE, [owner | swap for owner, swap in zip(owners, swaps, strict=True)])
    times = _times(share, now_ms) | {"to_last_seen_ms": now_ms}
    said = [{"to_current_origin": each.life} | _told(each.said) for each in visits]
    connection.execute(NOTE_VISIT, [owner | times | words for owner, words in zip(owners, said, strict=True)])


def _told(said: SelfReport) -> dict[str, Any]:
    return {f"to_{name}": value for name, value in said._asdict().items()}


def _times(share: Share, now_ms: int) -> dict[str, int]:
    return {"now_ms": now_ms, "latest_ms": now_ms + 2 * share.burst_ms, "each_ms": share.each_ms}


def use_share(connection: Connection, commune: str, public_key: bytes, share: Share, now_ms: int) -> None:
    """Count one request, whichever process serves it."""
    connection.execute(USE_SHARE, {"of_commune": commune, "of_key": public_key, **_times(share, now_ms)})


SWAP_NONCE = (
    update(nonce)
    .where(
        nonce.c.commune == bindparam("of_commune"),
        nonce.c.device_key == bindparam("of_key"),
        nonce.c.nonce == bindparam("spent"),
    )
    .values(nonce=bindparam("fresh"), issued_ms=bindparam("now_ms"))
)


def swap_nonce(
    connection: Connection, commune: str, public_key: bytes, spent: bytes, fresh: bytes, now_ms: int
) -> bool:
    """Use a nonce up and give the next; False when it was never given or is already spent."""
    given = {"of_commune": commune, "of_key": public_key, "spent": spent, "fresh": fresh, "now_ms": now_ms}
    swapped = connection.execute(SWAP_NONCE, given)
    if swapped.rowcount == 1:
        return True
    give_nonce(connection, commune, public_key, fresh, now_ms)
    return False


def spend_nonce(connection: Connection, commune: str, public_key: bytes, value: bytes) -> bool:
    """Use a nonce up; False when it was never given or is already spent."""
    spent = connection.execute(
        delete(nonce).where(
            nonce.c.commune == commune, nonce.c.device_key == public_key, nonce.c.nonce == value
        )
    )
    return spent.rowcount == 1


def give_nonce(connection: Connection, commune: str, public_key: bytes, value: bytes, now_ms: int) -> None:
    """Remember a nonce for the device's next request, and forget all but the newest."""
    connection.execute(
        insert(nonce).values(commune=commune, device_key=public_key, nonce=value, issued_ms=now_ms)
    )
    of_device = (nonce.c.commune == commune) & (nonce.c.device_key == public_key)
    newest = (
        select(nonce.c.nonce)
        .where(of_device)
        .order_by(nonce.c.issued_ms.desc(), (nonce.c.nonce == value).desc())
        .limit(NONCES_KEPT)
    )
    connection.execute(delete(nonce).where(of_device, nonce.c.nonce.not_in(newest)))


def _one(commune: str, public_key: bytes) -> Update:
    return update(device).where(device.c.commune == commune, device.c.public_key == public_key)


class DeviceLine(NamedTuple):
    """A device as the command line lists it."""

    commune: str
    public_key: bytes
    name: str
    is_revoked: bool


def every(connection: Connection) -> list[DeviceLine]:
    """All devices of all communes."""
    rows = connection.execute(
        select(
            device.c.commune, device.c.public_key, device.c.name, device.c.revoked_ms.is_not(None)
        ).order_by(device.c.commune, device.c.enrolled_ms)
    )
    return [DeviceLine(*row) for row in rows]
