"""The logs of the commune's devices: how far each is stored, applied and durable."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import BindParameter, Connection, Update, bindparam, insert, select, update

from app.changes.chain import first_head
from app.changes.changeset import Stamp
from app.changes.receipt import OriginReceipt
from app.domain.twin import Twin
from server.storage.schema import origin
from sync.protocol.messages import Birth

STATES = ("stored", "applied", "durable")


class LogEnd(NamedTuple):
    """The last changeset of a log and the chain's head after it."""

    seq: int
    head: bytes


Ends: TypeAlias = Mapping[str, Mapping[bytes, LogEnd]]
"""By commune and origin."""


class Log(NamedTuple):
    """One origin's log as the server has it."""

    origin: bytes
    device_key: bytes
    is_ended: bool
    stored: LogEnd
    applied: LogEnd
    durable: LogEnd
    born_from: tuple[bytes, int, bytes] | None
    waits_for: Stamp | None
    twin: Twin = Twin.NONE

    def as_receipt(self) -> OriginReceipt:
        """What a receipt says of it."""
        return OriginReceipt(self.origin, *self.stored, *self.applied, *self.durable)


LOGS = select(
    *(origin.c[name] for name in ("commune", "origin", "device_key", "is_ended")),
    *(origin.c[f"{state}_{part}"] for state in STATES for part in ("seq", "head")),
    *(origin.c[name] for name in ("born_from_origin", "born_from_seq", "born_from_head")),
    *(origin.c[name] for name in ("waits_for_origin", "waits_for_seq", "twin")),
).where(origin.c.commune.in_(bindparam("communes", expanding=True)))


def logs(connection: Connection, commune: str) -> dict[bytes, Log]:
    """Every log of a commune by its origin."""
    return logs_of(connection, [commune])[commune]


def logs_of(connection: Connection, communes: Sequence[str]) -> dict[str, dict[bytes, Log]]:
    """Every log of some communes, by commune and origin."""
    found: dict[str, dict[bytes, Log]] = {commune: {} for commune in communes}
    for row in connection.execute(LOGS, {"communes": list(communes)}):
        found[row[0]][row[1]] = _log(row)
    return found


def communes_behind(connection: Connection) -> list[str]:
    """The communes that have changes stored and not applied."""
    behind = select(origin.c.commune).where(origin.c.applied_seq < origin.c.stored_seq)
    return list(connection.scalars(behind.distinct().order_by(origin.c.commune)))


def _log(row: Sequence[Any]) -> Log:
    """Every exchange reads them all: a row taken apart costs a third of asking it for each name."""
    _commune, name, device_key, is_ended, *ends, parent, parent_seq, parent_head, awaited, until, twin = row
    stored, applied, durable = (LogEnd(*ends[place : place + 2]) for place in (0, 2, 4))
    return Log(
        name,
        device_key,
        is_ended,
        stored,
        applied,
        durable,
        None if parent is None else (parent, parent_seq, parent_head),
        None if awaited is None else Stamp(awaited, until),
        Twin(twin),
    )


def register(
    connection: Connection, commune: str, origin_id: bytes, device_key: bytes, birth: Birth | None = None
) -> None:
    """A log begins; ``birth`` names the one it was born from."""
    head = first_head(origin_id)
    ends = {f"{state}_{part}": value for state in STATES for part, value in (("seq", 0), ("head", head))}
    born = {
        "born_from_origin": birth and birth.born_from_origin,
        "born_from_seq": birth and birth.born_from_seq,
        "born_from_head": birth and birth.born_from_head,
    }
    connection.execute(
        insert(origin).values(
            commune=commune, origin=origin_id, device_key=device_key, is_ended=False, **ends, **born
        )
    )


def set_twin(connection: Connection, commune: str, origin_id: bytes, twin: Twin) -> None:
    """What this life is told of a second machine under its device's key."""
    connection.execute(_one(commune, origin_id).values(twin=int(twin)))


def end(connection: Connection, commune: str, origin_id: bytes) -> None:
    """Its device goes on under another origin; what is still to come of it is taken all the same."""
    connection.execute(_one(commune, origin_id).values(is_ended=True))


def _moving(*states: str) -> Update:
    columns: dict[str, BindParameter[Any]] = {
        f"{state}_{part}": bindparam(f"to_{part}") for state in states for part in ("seq", "head")
    }
    is_behind = (origin.c[f"{state}_seq"] < bindparam("to_seq") for state in states)
    return ONE.where(*is_behind).values(**columns)


ONE = update(origin).where(
    origin.c.commune == bindparam("of_commune"), origin.c.origin == bindparam("of_origin")
)
IN_ORDER = itemgetter("of_commune", "of_origin")  # for everybody, or two would wait for each other
MOVE_STORED, MOVE_DURABLE, MOVE_BOTH = _moving("stored"), _moving("durable"), _moving("stored", "durable")
SET_APPLIED = ONE.values(
    {
        name: bindparam(f"to_{name}")
        for name in ("applied_seq", "applied_head", "waits_for_origin", "waits_for_seq")
    }
)


def set_stored(connection: Connection, commune: str, ends: dict[bytes, LogEnd], is_durable: bool) -> None:
    """Move the stored ends, and the durable ones with them where storing is enough."""
    set_all_stored(connection, {commune: ends}, is_durable)


def set_all_stored(connection: Connection, ends: Ends, is_durable: bool) -> None:
    """As ``set_stored``, of several communes."""
    _move(connection, ends, MOVE_BOTH if is_durable else MOVE_STORED)


def set_durable(connection: Connection, commune: str, ends: dict[bytes, LogEnd]) -> None:
    """Move the durable ends forward: a verified backup holds them."""
    _move(connection, {commune: ends}, MOVE_DURABLE)


def _move(connection: Connection, ends: Ends, statement: Update) -> None:
    moves = [
        {"of_commune": commune, "of_origin": name, "to_seq": end.seq, "to_head": end.head}
        for commune, of_logs in ends.items()
        for name, end in of_logs.items()
    ]
    if moves:
        connection.execute(statement, sorted(moves, key=IN_ORDER))


class Moved(NamedTuple):
    """An applied end to write; ``waits_for`` is the changeset that must be applied before the next."""

    commune: str
    origin: bytes
    applied: LogEnd
    waits_for: Stamp | None

    def as_parameters(self) -> dict[str, Any]:
        """For ``SET_APPLIED``."""
        return {
            "of_commune": self.commune,
            "of_origin": self.origin,
            "to_applied_seq": self.applied.seq,
            "to_applied_head": self.applied.head,
            "to_waits_for_origin": self.waits_for and self.waits_for.origin,
            "to_waits_for_seq": self.waits_for and self.waits_for.seq,
        }


def set_applied(connection: Connection, ends: Iterable[Moved]) -> None:
    """Move applied ends."""
    moves = [end.as_parameters() for end in ends]
    if moves:
        connection.execute(SET_APPLIED, sorted(moves, key=IN_ORDER))


def _one(commune: str, origin_id: bytes) -> Update:
    return update(origin).where(origin.c.commune == commune, origin.c.origin == origin_id)
