"""A book passes from desk to desk, line or no line; nothing is entered twice unless a writer is lost."""

from pathlib import Path

import pytest

from app.domain.books import BookKind, Gap, NotTheWriter
from app.domain.dossier import Role, RoleNotAllowed
from app.domain.ids import BookId, ClerkId
from app.services import books
from app.services.books import BadBook, BookStanding
from app.services.desk import Officer
from tests.support.builders import a_clerk
from tests.support.devices import exchange, hand_over, world
from tests.support.office import Counter, a_counter


@pytest.fixture
def one(tmp_path: Path) -> Counter:
    return a_counter(tmp_path, "Bàn 1")


@pytest.fixture
def two(tmp_path: Path) -> Counter:
    return a_counter(tmp_path, "Bàn 2")


def keeper(counter: Counter, *roles: Role) -> Officer:
    """A clerk of this desk who keeps books."""
    id_ = a_clerk(counter.device.store, "Lò Văn Mẫu")
    return Officer(ClerkId(id_), "Lò Văn Mẫu", "", roles or (Role.REGISTRAR,))


def opened(counter: Counter) -> BookId:
    return books.open_book(counter.desk, keeper(counter), BookKind.CERTIFIED_COPIES, 2026)


def the_book(counter: Counter) -> BookStanding:
    (standing,) = books.standings(counter.desk)
    return standing


def enter(counter: Counter, *what: str) -> list[int]:
    id_ = the_book(counter).record.id
    return [books.enter(counter.desk, keeper(counter), id_, each) for each in what]


def offered(giver: Counter, taker: Counter) -> None:
    hand_over(taker.device, giver.device)
    (to,) = books.receivers(giver.desk)
    books.offer(giver.desk, keeper(giver), the_book(giver).record.id, to.origin)


def numbers(counter: Counter) -> list[str]:
    return [line.number_text for line in books.lines(counter.desk, the_book(counter).record.id)]


def test_who_opens_a_book_takes_its_numbers_in_order(one: Counter):
    opened(one)
    assert enter(one, "Bản sao khai sinh", "Bản sao bằng") == [1, 2]
    assert [line.entry.what for line in books.lines(one.desk, the_book(one).record.id, "bằng")] == [
        "Bản sao bằng"
    ]


def test_a_book_is_opened_once_and_by_who_keeps_books(one: Counter):
    opened(one)
    with pytest.raises(BadBook):
        opened(one)
    with pytest.raises(RoleNotAllowed):
        books.open_book(one.desk, keeper(one, Role.RECEPTION), BookKind.INCOMING, 2026)


def test_a_book_that_was_offered_and_accepted_goes_on_without_a_gap(one: Counter, two: Counter):
    opened(one)
    enter(one, "a", "b")
    offered(one, two)
    with pytest.raises(NotTheWriter):
        enter(one, "không còn được ghi")
    hand_over(one.device, two.device)
    with pytest.raises(NotTheWriter):
        enter(two, "chưa nhận sổ")
    assert books.accept(two.desk, keeper(two), the_book(two).record.id) == 3
    assert enter(two, "c") == [3]
    exchange(one.device, two.device)
    assert the_book(one).writer_name == "Bàn 2"
    assert numbers(one) == numbers(two) == ["1", "2", "3"]
    assert world(one.device)["book_turn"] == world(two.device)["book_turn"]


def test_a_book_that_was_declined_comes_back(one: Counter, two: Counter):
    opened(one)
    offered(one, two)
    hand_over(one.device, two.device)
    books.decline(two.desk, keeper(two), the_book(two).record.id)
    hand_over(two.device, one.device)
    assert enter(one, "a") == [1]


def test_a_void_entry_keeps_its_number(one: Counter):
    id_ = opened(one)
    enter(one, "a", "b")
    line = books.lines(one.desk, id_)[0]
    books.void(one.desk, keeper(one), id_, line.entry.id, "ghi nhầm")
    assert books.lines(one.desk, id_)[0].entry.void_reason == "ghi nhầm"
    assert enter(one, "c") == [3]


def test_a_closed_book_takes_nothing_more(one: Counter):
    id_ = opened(one)
    books.close(one.desk, keeper(one), id_)
    with pytest.raises(NotTheWriter):
        enter(one, "a")


def test_a_lost_writers_book_is_taken_over_with_a_gap_everyone_sees(one: Counter, two: Counter):
    opened(one)
    enter(one, "a", "b")
    hand_over(one.device, two.device)
    id_ = the_book(two).record.id
    with pytest.raises(RoleNotAllowed):
        books.take_over(two.desk, keeper(two), id_, "máy hỏng", 6)
    with pytest.raises(BadBook):
        books.take_over(two.desk, keeper(two, Role.ADMINISTRATOR), id_, "máy hỏng", 2)
    books.take_over(two.desk, keeper(two, Role.ADMINISTRATOR), id_, "máy hỏng", 6)
    assert enter(two, "f") == [6]
    assert the_book(two).gaps == (Gap(3, 5, "máy hỏng"),)


def test_what_the_lost_writer_wrote_all_the_same_stands_beside_and_is_found_by_both_names(
    one: Counter, two: Counter
):
    opened(one)
    enter(one, "a")
    hand_over(one.device, two.device)
    id_ = the_book(two).record.id
    one.clock.advance(minutes=1)
    enter(one, "b của máy tưởng đã mất")
    two.clock.advance(minutes=2)
    books.take_over(two.desk, keeper(two, Role.ADMINISTRATOR), id_, "máy mất", 2)
    enter(two, "b của máy thay")
    exchange(one.device, two.device)
    alias = f"2-{two.device.origin[:2].hex().upper()}"
    assert numbers(one) == numbers(two) == ["1", "2", f"2 (cũng là {alias})"]
    for desk in (one, two):
        found = books.lines(desk.desk, the_book(desk).record.id, alias.lower())
        assert [line.entry.what for line in found] == ["b của máy thay"]
        assert len(books.lines(desk.desk, the_book(desk).record.id, "2")) == 2
    with pytest.raises(NotTheWriter):
        enter(one, "nghe tin rồi thì thôi")


def test_a_restored_machine_takes_its_own_book_up_again_without_the_administrator(one: Counter):
    opened(one)
    enter(one, "a")
    with one.device.store.write_local() as connection:
        connection.exec_driver_sql("INSERT INTO setting(name, value) VALUES ('restored', '1')")
    one.device.reopen()
    one.desk.store = one.device.store
    with pytest.raises(NotTheWriter):
        enter(one, "chưa xem sổ giấy")
    assert the_book(one).was_ours
    books.take_over(one.desk, keeper(one), the_book(one).record.id, "khôi phục máy", 4)
    assert enter(one, "d") == [4]
