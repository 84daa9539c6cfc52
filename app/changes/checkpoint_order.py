"""Which rows of the books go into which part of a checkpoint."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.changes.checkpoint_books import Books, Parked, Row, RowKey
from app.changes.checkpoint_parts import (
    GroupStamp,
    LosingValue,
    Part,
    Returned,
    TableRows,
    Tombstone,
    WrittenAt,
)
from app.changes.registry import APPLICANT, DOSSIER, DOSSIER_EVENT, TABLE_BY_NUMBER, TABLES, Key, Table
from app.domain.dossier import Event, EventKind, fold
from app.domain.ids import COUNTER_MASK, split_id

FIRST_DOSSIERS = 300  # a screenful and more, in a few seconds of the worst line
LATER_DOSSIERS = 1000
PARKED_BYTES = 512 * 1024
FAR_FUTURE_MS = 2**53
STAMP = 2  # the place of the stamps among a table's columns


class _Urgency(NamedTuple):
    """Sorts dossiers: open ones by when they are due, then closed ones, the newest first."""

    is_closed: bool
    at_ms: int
    dossier: int


def parts(books: Books) -> Iterator[Part]:
    """The books in parts, in the order in which a desk wants them."""
    part_of, count = _parts_of_dossiers(books)
    people = _parts_of_applicants(books, part_of, count)
    places = {table.number: _Placing(table, part_of, people) for table in TABLES}
    rows: list[dict[int, list[RowKey]]] = [{} for _ in range(count)]
    for table in TABLES:
        for key, row in books.rows[table.number].items():
            rows[places[table.number].part(key, row)].setdefault(table.number, []).append(key)
    beside = _Beside(books, places, count)
    told: set[int] = set()
    for number in range(count):
        tables = [_table_rows(books, no, keys) for no, keys in rows[number].items()]
        yield beside.part(number, tables, told)
    for items in _parked(books):
        yield Part([], [], [], [], [], [], items)


def _table_rows(books: Books, table_no: int, keys: list[RowKey]) -> TableRows:
    book = books.rows[table_no]
    rows = [(*key, *book[key]) for key in sorted(keys)]
    return TableRows(TABLE_BY_NUMBER[table_no], list(zip(*rows, strict=True)))


def _parts_of_dossiers(books: Books) -> tuple[dict[int, int], int]:
    """The part of each dossier, and how many parts there are."""
    part_of = {}
    for place, urgency in enumerate(_in_order(books)):
        later = (place - FIRST_DOSSIERS) // LATER_DOSSIERS + 1
        part_of[urgency.dossier] = 0 if place < FIRST_DOSSIERS else later
    return part_of, max(part_of.values(), default=0) + 1


def _in_order(books: Books) -> list[_Urgency]:
    place = {field.name: number for number, field in enumerate(DOSSIER.fields, 1)}
    events = _events(books)
    order = []
    for (dossier, _), row in books.rows[DOSSIER.number].items():
        life = fold(events.get(dossier, ()))
        if life.state.is_open:
            due_ms = life.due_ms if life.due_ms is not None else row[place["promised_ms"]]
            order.append(_Urgency(False, FAR_FUTURE_MS if due_ms is None else due_ms, dossier))
        else:
            order.append(_Urgency(True, -row[place["received_ms"]], dossier))
    return sorted(order)


def _events(books: Books) -> dict[int, list[Event]]:
    place = {field.name: number for number, field in enumerate(DOSSIER_EVENT.fields, 1)}
    found: dict[int, list[Event]] = {}
    for (id_, _), row in books.rows[DOSSIER_EVENT.number].items():
        no, counter = split_id(id_)
        at_ms = row[place["at_ms"]]
        rank = (at_ms, books.origins[no] + (counter & COUNTER_MASK).to_bytes(8, "big"))
        kind, due_ms = EventKind(row[place["kind"]]), row[place["due_ms"]]
        over_id = row[place["over_id"]]
        event = Event(id_, row[place["parent_id"]], kind, at_ms, rank, due_ms=due_ms, over_id=over_id)
        found.setdefault(row[place["dossier_id"]], []).append(event)
    return found


class _Placing:
    """The part of each row of one table: its dossier's, or the first; never before the people it names."""

    def __init__(self, table: Table, part_of: dict[int, int], people: dict[int, int]) -> None:
        self._part_of = part_of
        self._people = people
        self._naming: list[int] = []
        self._place = 0
        self._is_by_key = table is DOSSIER or (table.key is Key.CHILD and table.parent == DOSSIER.name)
        names = [field.name for field in table.fields]
        if "dossier_id" in names:
            self._place = 1 + names.index("dossier_id")
        if table is APPLICANT:
            self._is_by_key = True
            self._part_of = people
        if table is not DOSSIER:
            self._naming = [
                1 + place for place, field in enumerate(table.fields) if field.refers_to == APPLICANT.name
            ]

    def part(self, key: RowKey, row: Row | None) -> int:
        """Where a row goes; one that is no longer there goes first."""
        if self._is_by_key:
            return self._part_of.get(key[0], 0)
        if row is None:
            return 0
        own = self._part_of.get(row[self._place], 0) if self._place else 0
        return max([own, *(self._people.get(row[place], 0) for place in self._naming)])


def _parts_of_applicants(books: Books, part_of: dict[int, int], count: int) -> dict[int, int]:
    """With the first dossier that needs each; whoever has none comes last."""
    place = 1 + [field.name for field in DOSSIER.fields].index("applicant_id")
    found = {key[0]: count - 1 for key in books.rows[APPLICANT.number]}
    for (dossier, _), row in books.rows[DOSSIER.number].items():
        found[row[place]] = min(found.get(row[place], count - 1), part_of[dossier])
    return found


class _Beside:
    """What is known of rows beside their cells, by part."""

    def __init__(self, books: Books, places: dict[int, _Placing], count: int) -> None:
        self._books = books
        self._places = places
        self._stamps: list[list[GroupStamp]] = [[] for _ in range(count)]
        self._losers: list[list[LosingValue]] = [[] for _ in range(count)]
        for place, stamp in sorted(books.group_stamps.items()):
            self._stamps[self._part(place)].append(GroupStamp(*place, stamp))
        for place, kept in sorted(books.losers.items()):
            self._losers[self._part(place)] += [
                LosingValue(*place, stamp, loser.winner, loser.cells) for stamp, loser in sorted(kept.items())
            ]

    def _part(self, place: Sequence[int]) -> int:
        table_no, key = place[0], (place[1], place[2])
        return self._places[table_no].part(key, self._books.rows[table_no].get(key))

    def part(self, number: int, tables: list[TableRows], told: set[int]) -> Part:
        """The whole part; ``told`` are the changesets that parts before it have told of."""
        stamps, losers = self._stamps[number], self._losers[number]
        tombstones: list[Tombstone] = []
        returned: list[Returned] = []
        if number == 0:
            tombstones = [Tombstone(*key, stamp) for key, stamp in sorted(self._books.tombstones.items())]
            returned = [Returned(s, *why) for s, why in sorted(self._books.returned.items())]
        wanted = {stamp for content in tables for stamp in content.columns[STAMP]}
        wanted |= {each.stamp for each in stamps} | {each.stamp for each in tombstones}
        wanted |= {stamp for each in losers for stamp in (each.stamp, each.winner)}
        news = sorted(wanted - told)
        told.update(news)
        written = [WrittenAt(s, *self._books.written[s]) for s in news if s in self._books.written]
        return Part(tables, stamps, tombstones, losers, written, returned, [])


def _parked(books: Books) -> Iterator[list[Parked]]:
    """Segments that wait, in the feed's order, some hundred kilobytes at a time."""
    page: list[Parked] = []
    for item in sorted(item for items in books.parked.values() for item in items):
        if page and sum(len(each.data) for each in page) + len(item.data) > PARKED_BYTES:
            yield page
            page = []
        page.append(item)
    if page:
        yield page
