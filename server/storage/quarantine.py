"""Changesets that are stored but could not be applied, each with its reason; they block nobody."""

from collections.abc import Collection, Iterable
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Connection, Select, bindparam, delete, insert, select

from app.changes.changeset import Stamp
from app.changes.receipt import Quarantined
from server.storage.schema import quarantine

Log: TypeAlias = tuple[str, bytes]
"""A commune and an origin."""


def add(connection: Connection, commune: str, items: Iterable[Quarantined], now_ms: int) -> None:
    """Set changesets aside."""
    rows = [
        {
            "commune": commune,
            "origin": item.origin,
            "seq": item.seq,
            "code": item.code,
            "detail": item.detail,
            "at_ms": now_ms,
        }
        for item in items
    ]
    if rows:
        connection.execute(insert(quarantine), rows)


ITEMS = (
    select(quarantine.c.origin, quarantine.c.seq, quarantine.c.code, quarantine.c.detail)
    .where(quarantine.c.commune == bindparam("of_commune"))
    .order_by(quarantine.c.origin, quarantine.c.seq)
)
AMONG: BindParameter[Any] = bindparam("among", expanding=True)
OF_ORIGINS, WITH_CODES = (
    ITEMS.where(quarantine.c.origin.in_(AMONG)),
    ITEMS.where(quarantine.c.code.in_(AMONG)),
)


def of_origins(connection: Connection, commune: str, origins: Iterable[bytes]) -> list[Quarantined]:
    """What is set aside of these logs, in their order."""
    return _list(connection, OF_ORIGINS, commune, origins)


OF_LOGS = (
    select(*(quarantine.c[name] for name in ("commune", "origin", "seq", "code", "detail")))
    .where(quarantine.c.commune.in_(bindparam("communes", expanding=True)), quarantine.c.origin.in_(AMONG))
    .order_by(quarantine.c.origin, quarantine.c.seq)
)


def of_logs(connection: Connection, logs: Collection[Log]) -> dict[Log, list[Quarantined]]:
    """What is set aside of these logs of several communes, by log."""
    found: dict[Log, list[Quarantined]] = {log: [] for log in sorted(logs)}
    asked = {"communes": list({code for code, _ in logs}), "among": list({origin for _, origin in logs})}
    for commune, *item in connection.execute(OF_LOGS, asked):
        if (commune, item[0]) in found:
            found[commune, item[0]].append(Quarantined(*item))
    return found


def with_codes(connection: Connection, commune: str, codes: Iterable[str]) -> list[Quarantined]:
    """What is set aside for one of these reasons."""
    return _list(connection, WITH_CODES, commune, codes)


def _list(
    connection: Connection, statement: Select[Any], commune: str, among: Iterable[bytes | str]
) -> list[Quarantined]:
    rows = connection.execute(statement, {"of_commune": commune, "among": list(among)})
    return [Quarantined(*row) for row in rows]


def release(connection: Connection, commune: str, stamp: Stamp) -> None:
    """A changeset was applied after all."""
    connection.execute(
        delete(quarantine).where(
            quarantine.c.commune == commune,
            quarantine.c.origin == stamp.origin,
            quarantine.c.seq == stamp.seq,
        )
    )
