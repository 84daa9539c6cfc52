"""A desk's device for tests: a real profile in a folder of the test, under a clock that the test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_bytes
from typing import Any
from unittest import mock

from nacl.signing import SigningKey
from sqlalchemy import Connection

from app.changes import segment as segments
from app.changes.registry import TABLES, Key, Table
from app.domain.clock import ms_of
from app.domain.entropy import Entropy
from app.domain.ids import split_id
from app.platform.secrets import FileSecrets
from app.storage import device as device_row
from app.storage import incarnations, keys, log_store
from app.storage import sql as statements
from app.storage.applier import Applied, apply_pending
from app.storage.log_store import Incoming
from app.storage.profile import Profile, ProfileFolder, ProfileKind, create_profile, open_profile
from app.storage.unit_of_work import Store

MONDAY_MORNING = datetime(2026, 11, 23, 8, 0)


class SettableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, wall: datetime = MONDAY_MORNING) -> None:
        self._ms = ms_of(wall)

    def now_ms(self) -> int:
        return self._ms

    def set(self, wall: datetime) -> None:
        self._ms = ms_of(wall)

    def advance(self, **by: float) -> None:
        """As ``timedelta``: ``advance(minutes=15)``."""
        self._ms += timedelta(**by) // timedelta(milliseconds=1)


@dataclass
class Device:
    """One PC at a counter."""

    root: Path
    vault: FileSecrets
    clock: SettableClock
    profile: Profile
    recovery_code: str
    entropy: Entropy = token_bytes

    @property
    def store(self) -> Store:
        return self.profile.store

    @property
    def folder(self) -> ProfileFolder:
        return self.profile.folder

    @property
    def origin(self) -> bytes:
        """The life it writes under."""
        with self.store.read() as connection:
            return incarnations.own_origins(connection)[-1].origin

    @property
    def key(self) -> SigningKey:
        with self.store.read() as connection:
            return device_row.signing_key(connection)

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self.store.read() as connection:
            return statements.rows(connection, sql, *parameters)

    def value(self, sql: str, *parameters: Any) -> Any:
        return self.rows(sql, *parameters)[0][0]

    def tamper(self, sql: str, *parameters: Any) -> None:
        """Write behind the store's back, as no desk may: with capture switched off."""
        with self.store.write_local() as connection:
            connection.exec_driver_sql("UPDATE capture_switch SET is_on = 0")
            connection.exec_driver_sql(sql, parameters)
            connection.exec_driver_sql("UPDATE capture_switch SET is_on = 1")

    def reopen(self) -> Profile:
        """Close the profile and open it again, as a restart of the program does."""
        self.profile.close()
        self.profile = open_profile(self.root, self.vault, self.clock, self.entropy)
        return self.profile

    def seal(self) -> list[bytes]:
        """Seal the log; every segment this device has of its own lives."""
        log_store.seal_pending(self.store, self.key)
        return [
            row[0]
            for row in self.rows(
                "SELECT s.bytes FROM segment s JOIN origin o ON o.no = s.origin_no WHERE o.is_own = 1 "
                "ORDER BY s.origin_no, s.first_seq"
            )
        ]


def a_device(
    folder: Path,
    name: str = "Máy mẫu",
    clock: SettableClock | None = None,
    kind: ProfileKind = ProfileKind.TEST,
    entropy: Entropy = token_bytes,
) -> Device:
    """A new profile under ``folder / name``."""
    root, vault = folder / name / "profile", FileSecrets(folder / name / "key")
    clock = clock or SettableClock()
    with cheap_recovery_codes():
        profile, code = create_profile(root, kind, name, vault, clock, entropy)
    return Device(root, vault, clock, profile, code, entropy)


@contextmanager
def cheap_recovery_codes() -> Iterator[None]:
    """Argon2id with little memory: at its real price each profile would cost half a second."""
    with mock.patch.object(keys, "MEMORY_KIB", 64), mock.patch.object(keys, "PASSES", 1):
        yield


def hand_over(sender: Device, receiver: Device, received_ms: int | None = None) -> Applied:
    """Carry everything ``sender`` holds to ``receiver`` and apply it, as a feed without a server would."""
    sender.seal()
    with sender.store.read() as connection:
        items = _incoming(connection, received_ms if received_ms is not None else sender.clock.now_ms())
    with receiver.store.write_local() as connection:
        known = {
            (origin, first)
            for origin, first in connection.exec_driver_sql(
                "SELECT o.origin, s.first_seq FROM segment s JOIN origin o ON o.no = s.origin_no"
            ).all()
        }
        news = [item for item in items if (item.origin, item.first_seq) not in known]
        log_store.keep_incoming(connection, news, 0)
    return apply_pending(receiver.store)


def _incoming(connection: Connection, received_ms: int) -> list[Incoming]:
    rows = connection.exec_driver_sql(
        "SELECT o.origin, s.first_seq, s.last_seq, s.bytes, s.received_ms FROM segment s "
        "JOIN origin o ON o.no = s.origin_no ORDER BY s.id"
    ).all()
    return [
        Incoming(number, row[4] or received_ms, row[0], row[1], row[2], row[3])
        for number, row in enumerate(rows, 1)
    ]


def exchange(*devices: Device, rounds: int = 2) -> None:
    """Every device hands everything to every other, until each has what all have."""
    for _ in range(rounds):
        for sender in devices:
            for receiver in devices:
                if receiver is not sender:
                    hand_over(sender, receiver)


def world(device: Device) -> dict[str, list[tuple[Any, ...]]]:
    """Every synchronised row by its name everywhere, so that two devices can be compared."""
    with device.store.read() as connection:
        origins = dict(statements.rows(connection, "SELECT no, origin FROM origin"))
        return {table.name: sorted(_rows(connection, table, origins)) for table in TABLES}


def _rows(connection: Connection, table: Table, origins: dict[int, bytes]) -> Iterator[tuple[Any, ...]]:
    keys = (f"{table.parent}_id", "ordinal") if table.key is Key.CHILD else ("id", "0")
    names = [field.name for field in table.fields]
    rows = statements.rows(connection, f"SELECT {', '.join([*keys, *names])} FROM {table.name}")
    for row_id, ordinal, *values in rows:
        cells = [
            _everywhere(value, origins) if field.refers_to and value is not None else value
            for field, value in zip(table.fields, values, strict=True)
        ]
        yield (_everywhere(row_id, origins), ordinal, *map(repr, cells))


def _everywhere(local: int, origins: dict[int, bytes]) -> str:
    no, counter = split_id(local)
    return f"{origins[no].hex()}:{counter}" if counter else "the one row"


class Feed:
    """A district server as desks see it: it numbers segments, notes when they came, and gives them to all."""

    def __init__(self, clock: SettableClock) -> None:
        self._clock = clock
        self._items: list[Incoming] = []

    def exchange(self, device: Device) -> Applied:
        """One round trip: up with what is new, down with what the device does not have, and apply it."""
        known = {(item.origin, item.first_seq) for item in self._items}
        for data in device.seal():
            header = segments.read(data).header
            if (header.origin, header.first_seq) not in known:
                number, now = len(self._items) + 1, self._clock.now_ms()
                self._items.append(
                    Incoming(number, now, header.origin, header.first_seq, header.last_seq, data)
                )
        with device.store.write_local() as connection:
            cursor = connection.exec_driver_sql("SELECT cursor FROM device").scalar_one()
            own = {life.origin for life in incarnations.own_origins(connection)}
            items = [
                item._replace(data=None) if item.origin in own else item for item in self._items[cursor:]
            ]
            log_store.keep_incoming(connection, items, len(self._items))
        return apply_pending(device.store)
