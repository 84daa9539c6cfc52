"""What must hold of books with one writer once everybody has heard everything."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.domain.books import BookState
from app.services import books as service
from app.services.books import BookLine
from app.storage import books
from app.storage.books import BookRecord
from benchmarks.simulate.world import Desk, World


def _entries(world: World) -> Iterator[str]:
    """What was entered stands once, in its book, under the number that was given on paper."""
    for desk in world.present:
        held = Counter(_held(desk))
        for each in world.entered:
            times = sum(held[key] for key in held if key[2] == each.text)
            is_right = held[each.book, each.number, each.text] == times == 1
            if not is_right and not (each.may_be_gone and not times):
                yield f"{desk.name}: {each.text!r}, number {each.number} of {each.book}, stands {times} times"


def _held(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.device.rows(
        "SELECT b.name, e.number, e.what FROM book_entry e JOIN book b ON b.id = e.book_id"
    )


def _voids(world: World) -> Iterator[str]:
    """What was struck out is struck out everywhere, and nothing else is."""
    wanted = {each.text for each in world.voids if not each.may_be_gone}
    known = {each.text for each in world.voids}
    for desk in world.present:
        found = {
            text for (text,) in desk.device.rows("SELECT void_reason FROM book_entry WHERE void_reason <> ''")
        }
        found |= {text for text in known if _lost(desk, text)}
        if not wanted <= found <= known:
            yield f"{desk.name}: struck out are {sorted(found)}, and should be {sorted(wanted)}"


def _lost(desk: Desk, text: str) -> bool:
    """Whether another reason won over this one: both were written, and one entry is struck out but once."""
    return any(text.encode() in cells for (cells,) in desk.device.rows("SELECT loser_cells FROM conflict"))


def _numbers(world: World) -> Iterator[str]:
    """No number is given twice, unless somebody wrote on without the writer: then everybody can see it."""
    for desk in world.present:
        for record, state, lines in _books(world, desk):
            for number, same in _by_number(lines).items():
                if len(same) > 1 and not _may_clash(world, record.name):
                    yield f"{desk.name}: number {number} of {record.name} was given {len(same)} times"
                if sum(bool(line.alias) for line in same) != len(same) - 1:
                    yield f"{desk.name}: number {number} of {record.name} stands twice, and nothing says so"
            if missing := _unexplained(world, record, state, lines):
                yield f"{desk.name}: {record.name} lacks {missing}, and no gap says why"


def _by_number(lines: list[BookLine]) -> dict[int, list[BookLine]]:
    found: dict[int, list[BookLine]] = {}
    for line in lines:
        found.setdefault(line.entry.number, []).append(line)
    return found


def _may_clash(world: World, book: str) -> bool:
    """Only after a take-over, or where a writer's disk was copied or put back."""
    writers = {each.desk for each in (*world.entered, *world.turned) if each.book == book}
    return book in world.taken_over or bool(writers & world.doubtful)


def _unexplained(world: World, record: BookRecord, state: BookState, lines: list[BookLine]) -> list[int]:
    """Numbers below the last one under which nothing stands, in no gap that has a reason."""
    there = {line.entry.number for line in lines}
    gone = {each.number for each in world.entered if each.book == record.name and each.may_be_gone}
    named = {n for gap in state.gaps if gap.reason for n in range(gap.first, gap.last + 1)}
    whole = set(range(record.first_number, max(there, default=0) + 1))
    return [] if state.aside else sorted(whole - there - gone - named)


def _alike(world: World) -> Iterator[str]:
    """The same turns fold to the same writer, numbers and gaps on every desk."""
    first, *others = world.present
    folded = _folded(world, first)
    for desk in others:
        if _folded(world, desk) != folded:
            yield f"{first.name} and {desk.name} read the books differently: {folded}, {_folded(world, desk)}"


def _folded(world: World, desk: Desk) -> list[tuple[object, ...]]:
    return [
        (
            record.name,
            record.year,
            state.writer,
            state.offered_to,
            state.offered_by,
            state.is_closed,
            state.next_number,
            state.gaps,
            [(line.number_text, line.entry.what, line.entry.void_reason, line.is_beside) for line in lines],
        )
        for record, state, lines in _books(world, desk)
    ]


def _books(world: World, desk: Desk) -> Iterator[tuple[BookRecord, BookState, list[BookLine]]]:
    place = desk.place(world.office.catalogue)
    with desk.device.store.read() as connection:
        found = [(record, books.state(connection, record.id)) for record in books.every(connection)]
    for record, state in sorted(found, key=lambda each: each[0].name):
        lines = service.lines(place, record.id)
        yield record, state, sorted(lines, key=lambda each: (each.entry.number, each.entry.what))


def _opened(world: World) -> Iterator[str]:
    """A book that was opened is there, once."""
    for desk in world.present:
        found = [name for (name,) in desk.device.rows("SELECT name FROM book")]
        for each in world.opened:
            if found.count(each.text) != 1 and not (each.may_be_gone and each.text not in found):
                yield f"{desk.name}: {each.text} stands {found.count(each.text)} times"


def broken(world: World) -> Iterator[str]:
    """What does not hold, if any book was opened."""
    for rule in (_opened, _entries, _voids, _numbers, _alike) if world.opened else ():
        yield from rule(world)


RULES = (broken,)
