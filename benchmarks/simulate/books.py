"""Books with one writer: opened, written in, handed over, taken over, at whatever desk may do it now."""

from collections.abc import Callable

from app.domain.books import CERTIFIED, BookKind
from app.domain.dossier import Role
from app.services import books
from app.services.books import BookStanding
from app.services.desk import Desk as Place
from app.services.desk import Officer
from app.storage import books as stored
from benchmarks.simulate.deeds import Deed, Entered, Turned
from benchmarks.simulate.world import Desk, World
from tests.support.builders import a_clerk

YEAR = 2026
MOST_BOOKS = 2
FIRST_NUMBERS = (1, 57)
DECLINED, CLOSED = 0.25, 0.3
MOST_SKIPPED = 3  # numbers that a take-over leaves to the lost writer's paper
KEEPER = (Role.REGISTRAR, Role.ADMINISTRATOR)


def open_book(world: World, desk: Desk) -> str:
    """A book is opened; this desk writes in it."""
    number = len(world.opened) + 1
    if number > MOST_BOOKS or not desk.knows_books:
        return "no more books"
    name, first = f"Sổ mẫu {number}", world.dice.choice(FIRST_NUMBERS)
    kind, place = world.dice.choice(list(BookKind)), _place(world, desk)
    first = max(first, _least(place, kind))
    books.open_book(place, _keeper(desk), kind, YEAR, name, first)
    world.opened.append(Deed(desk.name, name))
    world.turned.append(Turned(desk.name, name))
    return f"{name} from {first}; {world.exchange(desk)}"


def _least(place: Place, kind: BookKind) -> int:
    """A further volume of certified papers goes on above those before it, as far as this desk knows them."""
    with place.store.read() as connection:
        return stored.next_of_year(connection, kind, YEAR) if kind in CERTIFIED else 1


def enter(world: World, desk: Desk) -> str:
    """The next number is taken for something, by whoever writes."""
    found = _any(world, lambda each: each.is_ours)
    if found is None:
        return open_book(world, desk)
    writer, book = found
    text = f"vào sổ {len(world.entered) + 1:04d}"
    number = books.enter(_place(world, writer), _keeper(writer), book.record.id, text)
    world.entered.append(Entered(writer.name, book.record.name, number, text))
    return f"{writer.name}, {book.record.name}: {number} {text}"


def void(world: World, _desk: Desk) -> str:
    """A number is struck out; it stays taken."""
    found = _any(world, lambda each: each.is_ours)
    if found is None:
        return "writes in no book"
    desk, book = found
    place = _place(world, desk)
    lines = [line for line in books.lines(place, book.record.id) if not line.entry.void_reason]
    if not lines:
        return "nothing to strike out"
    entry, reason = world.dice.choice(lines).entry, f"hủy {len(world.voids) + 1:04d}"
    books.void(place, _keeper(desk), book.record.id, entry.id, reason)
    world.voids.append(Deed(desk.name, reason))
    return f"{desk.name}, {book.record.name}: {entry.number} {reason}"


def offer(world: World, _desk: Desk) -> str:
    """A book is handed to another desk, which need not know of it yet."""
    found = _any(world, lambda each: each.is_ours)
    others = () if found is None else books.receivers(_place(world, found[0]))
    if found is None or not others:
        return "nobody to hand a book to"
    desk, book = found
    to = world.dice.choice(others)
    books.offer(_place(world, desk), _keeper(desk), book.record.id, to.origin)
    said = world.exchange(desk)
    return f"{desk.name}, {book.record.name} to {to.device_name} {to.origin.hex()}; {said}"


def answer(world: World, asker: Desk) -> str:
    """A book that is offered is taken up, or given back now and then."""
    world.exchange(asker)
    found = _any(world, lambda each: each.is_offered_to_us)
    if found is None:
        return "nothing is offered"
    desk, book = found
    if world.dice.random() < DECLINED:
        books.decline(_place(world, desk), _keeper(desk), book.record.id)
        return f"{desk.name}, {book.record.name}: given back"
    number = books.accept(_place(world, desk), _keeper(desk), book.record.id)
    world.turned.append(Turned(desk.name, book.record.name))
    return f"{desk.name}, {book.record.name}: taken up at {number}"


def take_over(world: World, asker: Desk) -> str:
    """A desk writes on in a book without its writer, who may be there all the same."""
    world.exchange(asker)
    found = _any(world, lambda each: not (each.is_ours or each.is_closed))
    if found is None:
        return "no book of others"
    desk, book = found
    first = book.next_number + world.dice.randrange(MOST_SKIPPED + 1)
    reason = f"nhận lại {len(world.taken_over) + 1:04d}"
    books.take_over(_place(world, desk), _keeper(desk), book.record.id, reason, first)
    world.taken_over.add(book.record.name)
    world.turned.append(Turned(desk.name, book.record.name))
    return f"{desk.name}, {book.record.name}: from {first}"


def close(world: World, _desk: Desk) -> str:
    """A book is locked."""
    found = _any(world, lambda each: each.is_ours)
    if found is None or world.dice.random() > CLOSED:
        return "not yet"
    desk, book = found
    books.close(_place(world, desk), _keeper(desk), book.record.id)
    return f"{desk.name}, {book.record.name}"


def _any(world: World, fits: Callable[[BookStanding], bool]) -> tuple[Desk, BookStanding] | None:
    """A desk and a book of which that desk thinks so."""
    found = [
        (desk, each)
        for desk in world.present
        if desk.knows_books
        for each in sorted(books.standings(_place(world, desk)), key=lambda each: each.record.name)
        if fits(each)
    ]
    return world.dice.choice(found) if found else None


def _place(world: World, desk: Desk) -> Place:
    return desk.place(world.office.catalogue)


def _keeper(desk: Desk) -> Officer:
    ids = [id_ for (id_,) in desk.device.rows("SELECT id FROM clerk ORDER BY id")]
    return Officer(ids[0] if ids else a_clerk(desk.device.store), "Trần Thị Mẫu", "Văn thư", KEEPER)
