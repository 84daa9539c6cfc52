"""The district's own view of the dossiers: codes, dates and states, never a citizen's name.

A batch of changesets is applied with a few queries to load what it refers to and a few bulk statements to
write what came of it, however many changesets it holds and of however many communes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Table,
    Update,
    and_,
    bindparam,
    func,
    select,
    update,
)

from app.changes.changeset import RowRef, Stamp
from app.changes.merge import Mark
from app.domain.dossier import DossierState, Event, EventKind, Life, fold, walk
from server.book import Book, Entry, RankedAct
from server.facts import LARGEST, Act, Facts, IssuedDossier
from server.storage.bulk import Values, insert_rows
from server.storage.schema import dossier, dossier_event, origin

AT_ONCE = 500  # values in one IN list
IDENTITY = ("commune", "origin", "counter")

Value = TypeVar("Value")


def load(connection: Connection, batch: Mapping[str, Iterable[Facts]]) -> dict[str, Book]:
    """The part of the projection that a batch refers to, by commune."""
    asked = {commune: _Asked.of(said) for commune, said in batch.items()}
    ends = _newest(connection, asked)
    return {commune: _loaded(connection, commune, each, ends) for commune, each in asked.items()}


class _Asked(NamedTuple):
    """The dossiers and acts that changesets of one commune refer to."""

    rows: set[RowRef]
    acts: set[RowRef]

    @classmethod
    def of(cls, said: Iterable[Facts]) -> "_Asked":
        asked = cls(set(), set())
        for facts in said:
            asked.rows.update(issued.row for issued in facts.dossiers)
            asked.rows.update(act.dossier for act in facts.acts)
            asked.acts.update(act.row for act in facts.acts)
        return asked

    def origins(self) -> set[bytes]:
        """The logs that they were made in."""
        return {row.origin for row in self.rows | self.acts}


class _Newest(NamedTuple):
    """A log's last stored rows: a device counts upwards, so most of a batch lies beyond them."""

    dossier: int
    act: int


def _last_counter(table: Table) -> ColumnElement[int]:
    """-1 where the log has none."""
    last = func.coalesce(func.max(table.c.counter), -1)
    of_log = (table.c.commune == origin.c.commune, table.c.origin == origin.c.origin)
    return select(last).where(*of_log).scalar_subquery()


NEWEST = select(
    origin.c.commune, origin.c.origin, _last_counter(dossier), _last_counter(dossier_event)
).where(
    origin.c.commune.in_(bindparam("communes", expanding=True)),
    origin.c.origin.in_(bindparam("origins", expanding=True)),
)


def _newest(connection: Connection, asked: Mapping[str, _Asked]) -> dict[tuple[str, bytes], _Newest]:
    origins = {name for each in asked.values() for name in each.origins()}
    if not origins:
        return {}
    rows = connection.execute(NEWEST, {"communes": list(asked), "origins": list(origins)})
    return {(commune, name): _Newest(*last) for commune, name, *last in rows}


UNTOLD = _Newest(LARGEST, LARGEST)  # of a name that is no log of the commune: rows may stand under it too


def _loaded(
    connection: Connection, commune: str, asked: _Asked, ends: Mapping[tuple[str, bytes], _Newest]
) -> Book:
    book = Book()
    of_log = {name: ends.get((commune, name), UNTOLD) for name in asked.origins()}
    stored = [row for row in asked.rows if row.counter <= of_log[row.origin].dossier]
    for condition in _any_of(dossier.c.origin, dossier.c.counter, stored):
        _load_entries(connection, commune, book, condition)
    known = [row for row in asked.acts if row.counter <= of_log[row.origin].act]
    book.known_acts = _known_acts(connection, commune, known)
    return book


def _load_entries(connection: Connection, commune: str, book: Book, condition: ColumnElement[bool]) -> None:
    for row in connection.execute(select(dossier).where(dossier.c.commune == commune, condition)):
        issued = IssuedDossier(
            RowRef(row.origin, row.counter),
            None,
            row.code,
            row.day,
            row.number,
            row.procedure_code,
            row.field,
            row.received_ms,
            row.promised_ms,
        )
        mark = Mark(Stamp(row.stamp_origin, row.stamp_seq), row.stamp_hlc)
        book.entries[issued.row] = Entry(issued, mark, is_new=False)


def _known_acts(connection: Connection, commune: str, acts: Iterable[RowRef]) -> set[RowRef]:
    known: set[RowRef] = set()
    for condition in _any_of(dossier_event.c.origin, dossier_event.c.counter, acts):
        found = connection.execute(
            select(dossier_event.c.origin, dossier_event.c.counter).where(
                dossier_event.c.commune == commune, condition
            )
        )
        known.update(RowRef(*row) for row in found)
    return known


def last_day_used(connection: Connection, commune: str, device_key: bytes) -> str:
    """The latest day in the codes that a device has given, "" for none."""
    of_device = select(origin.c.origin).where(origin.c.commune == commune, origin.c.device_key == device_key)
    days = select(func.max(dossier.c.day)).where(
        dossier.c.commune == commune, dossier.c.origin.in_(of_device)
    )
    return str(connection.execute(days).scalar_one() or "")


def save(connection: Connection, books: Mapping[str, Book]) -> None:
    """Write back what changed; the state of every touched dossier is folded anew."""
    new: list[dict[str, Any]] = []
    old: list[dict[str, Any]] = []
    for commune, book in books.items():
        for entry, row in _rows(connection, commune, book):
            (new if entry.is_new else old).append(row)
    acts = [_act_row(commune, each) for commune, book in books.items() for each in book.new_acts]
    insert_rows(connection, dossier_event, acts)
    insert_rows(connection, dossier, list(map(IN_ORDER, new)))
    if old:
        connection.execute(UPDATE, list(map(_as_parameters, old)))


def _rows(connection: Connection, commune: str, book: Book) -> Iterator[tuple[Entry, dict[str, Any]]]:
    acts = _stored_acts(connection, commune, [row for row in book.touched if not book.entries[row].is_new])
    for each in book.new_acts:
        acts[each.act.dossier].append(each)
    for ref in sorted(book.touched):
        entry = book.entries[ref]
        yield entry, _identity(commune, entry) | _facts_of(entry) | _state_of(entry, acts[ref])


def _stored_acts(
    connection: Connection, commune: str, rows: Iterable[RowRef]
) -> defaultdict[RowRef, list[RankedAct]]:
    acts: defaultdict[RowRef, list[RankedAct]] = defaultdict(list)
    of_dossier = (dossier_event.c.dossier_origin, dossier_event.c.dossier_counter)
    for condition in _any_of(*of_dossier, rows):
        found = connection.execute(select(dossier_event).where(dossier_event.c.commune == commune, condition))
        for row in found:
            ranked = _ranked_act(row)
            acts[ranked.act.dossier].append(ranked)
    return acts


def _ranked_act(row: Row[Any]) -> RankedAct:
    parent = None if row.parent_origin is None else RowRef(row.parent_origin, row.parent_counter)
    act = Act(
        RowRef(row.origin, row.counter),
        RowRef(row.dossier_origin, row.dossier_counter),
        parent,
        EventKind(row.kind),
        row.at_ms,
        row.due_ms,
        None if row.over_origin is None else RowRef(row.over_origin, row.over_counter),
    )
    return RankedAct(act, row.hlc)


def _act_row(commune: str, ranked: RankedAct) -> Values:
    """In the order of ``dossier_event``'s columns."""
    act = ranked.act
    parent, over = act.parent or (None, None), act.over or (None, None)
    times = act.at_ms, act.due_ms, ranked.hlc
    return commune, *act.row, *act.dossier, *parent, int(act.kind), *times, *over


def _identity(commune: str, entry: Entry) -> dict[str, Any]:
    row = entry.issued.row
    return {"commune": commune, "origin": row.origin, "counter": row.counter}


def _facts_of(entry: Entry) -> dict[str, Any]:
    issued, mark = entry.issued, entry.mark
    return {
        "code": issued.code,
        "day": issued.day,
        "number": issued.number,
        "procedure_code": issued.procedure_code,
        "field": issued.field,
        "received_ms": issued.received_ms,
        "promised_ms": issued.promised_ms,
        "stamp_origin": mark.stamp.origin,
        "stamp_seq": mark.stamp.seq,
        "stamp_hlc": mark.hlc,
    }


def _state_of(entry: Entry, acts: Sequence[RankedAct]) -> dict[str, Any]:
    at = _in_line([each.act for each in acts]) or _standing(_fold(acts))
    return {
        "due_ms": entry.issued.promised_ms if at.due_ms is None else at.due_ms,
        "state": at.state.value,
        "is_contested": at.is_contested,
        "last_at_ms": max((each.act.at_ms for each in acts), default=entry.issued.received_ms),
        "finished_ms": at.finished_ms,
        "returned_ms": at.returned_ms,
    }


class _Standing(NamedTuple):
    """Where a dossier stands."""

    state: DossierState
    due_ms: int | None
    finished_ms: int | None
    returned_ms: int | None
    is_contested: bool


def _standing(life: Life) -> _Standing:
    """As desks see it: what cannot follow from what stands is to be decided too."""
    is_contested = life.is_contested or bool(life.illegal)
    return _Standing(life.state, life.due_ms, life.finished_ms, life.returned_ms, is_contested)


def _in_line(acts: Sequence[Act]) -> _Standing | None:
    """Of acts that follow each other in one line, as nearly all do: as they fold, without the work."""
    following = {act.parent: act for act in acts if act.kind is not EventKind.DECIDED}
    line: list[Act] = []
    act = following.get(None)
    while act is not None and len(line) < len(acts):
        line.append(act)
        act = following.get(act.row)
    if act is not None or len(line) != len(acts):
        return None
    walked = walk(each.kind for each in line)
    applied = [line[place] for place in reversed(walked.applied)]
    return _Standing(
        walked.state,
        next((each.due_ms for each in applied if each.due_ms is not None), None),
        next((each.at_ms for each in applied if each.kind is EventKind.FINISHED), None),
        next((each.at_ms for each in applied if each.kind is EventKind.RETURNED), None),
        is_contested=bool(walked.illegal),
    )


def _fold(acts: Sequence[RankedAct]) -> Life:
    """Fold with ids of our own: their order is that of the rows, the same on every replica."""
    ordered = sorted(acts, key=lambda each: each.act.row)
    ids = {each.act.row: number for number, each in enumerate(ordered)}
    return fold(_event(each, ids) for each in ordered)


def _event(ranked: RankedAct, ids: dict[RowRef, int]) -> Event:
    act = ranked.act
    return Event(
        id=ids[act.row],
        parent_id=None if act.parent is None else ids.get(act.parent),
        kind=act.kind,
        at_ms=act.at_ms,
        rank=(act.at_ms, act.row.origin + act.row.counter.to_bytes(8, "big")),  # as every desk ranks them
        due_ms=act.due_ms,
        over_id=None if act.over is None else ids.get(act.over),
    )


def _update_statement() -> Update:
    matches = (dossier.c[name] == bindparam(f"of_{name}") for name in IDENTITY)
    changed: dict[str, BindParameter[Any]] = {
        column.name: bindparam(f"to_{column.name}") for column in dossier.c if column.name not in IDENTITY
    }
    return update(dossier).where(*matches).values(changed)


UPDATE = _update_statement()
IN_ORDER = itemgetter(*dossier.columns.keys())


def _as_parameters(row: dict[str, Any]) -> dict[str, Any]:
    return {f"{'of' if name in IDENTITY else 'to'}_{name}": value for name, value in row.items()}


def _parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _any_of(
    origin: ColumnElement[bytes], counter: ColumnElement[int], rows: Iterable[RowRef]
) -> Iterator[ColumnElement[bool]]:
    """Conditions that together match the rows: an IN list for each origin, none too long."""
    for name, group in groupby(sorted(rows), key=itemgetter(0)):
        for counters in _parts([row.counter for row in group]):
            yield and_(origin == name, counter.in_(counters))
