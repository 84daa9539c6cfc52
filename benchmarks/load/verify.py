"""Nothing lost, nothing twice: what the database holds at the end beside what was acknowledged."""

import time
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from benchmarks.load.work import Plan
from server.settings import Settings
from server.storage.engine import open_engine, reading

ASK_EVERY_S = 0.2


class Verdict(NamedTuple):
    """``lost`` were acknowledged and are not there; ``doubled`` are stored twice."""

    acknowledged: int
    lost: int
    doubled: int
    set_aside: int
    unapplied: int
    dossiers_missing: int

    @property
    def is_good(self) -> bool:
        """Whether everything is there, once, and applied."""
        return not any(self[1:])


def seconds_until_applied(settings: Settings, most_s: float) -> float | None:
    """How long until every stored changeset is applied; None where it takes longer than ``most_s``."""
    engine, start = open_engine(settings), time.monotonic()
    try:
        while time.monotonic() - start < most_s:
            with reading(engine) as connection:
                if not _one(connection, "SELECT count(*) FROM origin WHERE applied_seq < stored_seq"):
                    return time.monotonic() - start
            time.sleep(ASK_EVERY_S)
        return None
    finally:
        engine.dispose()


def verify(settings: Settings, plan: Plan, acknowledged: list[int]) -> Verdict:
    """Compare; every push that is stored was made by us, so its dossiers are known."""
    engine = open_engine(settings)
    try:
        with reading(engine) as connection:
            return _verdict(connection, plan, acknowledged)
    finally:
        engine.dispose()


def _verdict(connection: Connection, plan: Plan, acknowledged: list[int]) -> Verdict:
    stored: dict[bytes, list[int]] = {}
    for origin, first, last in connection.execute(text("SELECT origin, first_seq, last_seq FROM segment")):
        stored.setdefault(bytes(origin), []).extend(range(first, last + 1))
    lost = doubled = dossiers = 0
    for device, seq in zip(plan.devices, acknowledged, strict=True):
        there = stored.get(device.origin, [])
        lost += len(set(range(1, seq + 1)) - set(there))
        doubled += len(there) - len(set(there))
        end = max(there, default=0)
        dossiers += sum(push.dossiers for push in device.pushes if push.last_seq <= end)
    return Verdict(
        acknowledged=sum(acknowledged),
        lost=lost,
        doubled=doubled,
        set_aside=_one(connection, "SELECT count(*) FROM quarantine"),
        unapplied=_one(connection, "SELECT count(*) FROM origin WHERE applied_seq < stored_seq"),
        dossiers_missing=dossiers - _one(connection, "SELECT count(*) FROM dossier"),
    )


def database_mb(settings: Settings) -> float:
    """What the database takes on disk."""
    if not settings.database:
        return sum(path.stat().st_size for path in settings.data.glob("server.db*")) / 1e6
    engine = open_engine(settings)
    try:
        with reading(engine) as connection:
            return float(_one(connection, "SELECT pg_database_size(current_database())")) / 1e6
    finally:
        engine.dispose()


def _one(connection: Connection, sql: str) -> Any:
    return connection.execute(text(sql)).scalar_one()
