"""Which bundles left this desk, when, and when the answer came back; it never leaves the device."""

from collections.abc import Collection

import msgspec

from app.changes.errors import UNREADABLE
from app.storage import setting
from app.storage.unit_of_work import Snapshot
from sync.bundle.format import volume_name

SETTING = "courier"
KEPT = 50


class Trip(msgspec.Struct, frozen=True):
    """A bundle on its way; ``answered_ms`` is 0 until a bundle that answers it was taken in."""

    bundle_id: bytes
    left_ms: int
    changesets: int
    answered_ms: int = 0

    @property
    def name(self) -> str:
        """How its files are called, without the volume."""
        return volume_name(self.bundle_id, 1).partition(".")[0]


class _Ledger(msgspec.Struct, frozen=True):
    trips: list[Trip] = []
    carried: list[bytes] = []
    taken: list[bytes] = []


def trips(snapshot: Snapshot) -> list[Trip]:
    """The last bundles that left, oldest first."""
    return _ledger(snapshot).trips


def carried(snapshot: Snapshot) -> set[bytes]:
    """The last bundles of others that this desk has sent for them."""
    return set(_ledger(snapshot).carried)


def taken(snapshot: Snapshot) -> set[bytes]:
    """The last bundles that were taken in here, so that a stick with nothing new is not announced again."""
    return set(_ledger(snapshot).taken)


def _ledger(snapshot: Snapshot) -> _Ledger:
    try:
        return msgspec.json.decode(setting.get(snapshot, SETTING) or "{}", type=_Ledger)
    except UNREADABLE:
        return _Ledger()  # it only informs: what was confirmed is written with the logs


def note_left(connection: Snapshot, trip: Trip) -> None:
    """A bundle lies on the stick."""
    _keep(connection, [*trips(connection), trip])


def note_answered(connection: Snapshot, answer_id: bytes, bundle_ids: Collection[bytes], now_ms: int) -> None:
    """What answers these bundles was taken in."""
    before = _ledger(connection)
    _put(connection, msgspec.structs.replace(before, taken=[*before.taken, answer_id][-KEPT:]))
    _keep(
        connection,
        [
            msgspec.structs.replace(trip, answered_ms=now_ms)
            if trip.bundle_id in bundle_ids and not trip.answered_ms
            else trip
            for trip in trips(connection)
        ],
    )


def note_carried(connection: Snapshot, bundle_ids: Collection[bytes]) -> None:
    """Bundles of others were taken in by the server."""
    kept = _ledger(connection)
    _put(connection, msgspec.structs.replace(kept, carried=[*kept.carried, *bundle_ids][-KEPT:]))


def _keep(connection: Snapshot, known: list[Trip]) -> None:
    _put(connection, msgspec.structs.replace(_ledger(connection), trips=known[-KEPT:]))


def _put(connection: Snapshot, ledger: _Ledger) -> None:
    setting.put(connection, SETTING, msgspec.json.encode(ledger).decode())
