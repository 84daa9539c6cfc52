"""One desk writes in a book at any time; who, every desk finds for itself."""

from dataclasses import dataclass, field
from random import Random

import pytest

from app.domain.books import (
    BookState,
    Entry,
    Gap,
    NotTheWriter,
    Turn,
    TurnKind,
    aliases,
    check_writer,
    fold,
)

ONE, TWO, THREE = b"\xa1\xb1life1", b"\xa2\xb2life2", b"\xa3\xb3life3"
OPENED = Turn(1, None, TurnKind.OPENED, ONE, (1, ONE), first_number=1)
OFFERED = Turn(2, 1, TurnKind.OFFERED, ONE, (2, ONE), to=TWO)
ACCEPTED = Turn(3, 2, TurnKind.ACCEPTED, TWO, (3, TWO), first_number=3)
DECLINED = Turn(4, 2, TurnKind.DECLINED, TWO, (3, TWO), first_number=3)
TAKEN = Turn(5, 1, TurnKind.TAKEN_OVER, THREE, (4, THREE), first_number=9, reason="máy hỏng")


def entry(id_: int, number: int, author: bytes = ONE, turn: int = 1, at: int | None = None) -> Entry:
    return Entry(id_, turn, number, author, (id_ if at is None else at, author))


def test_who_opens_a_book_writes_in_it_from_its_first_number():
    state = fold([Turn(1, None, TurnKind.OPENED, ONE, (1, ONE), first_number=48)], [])
    assert (state.writer, state.next_number) == (ONE, 48)


def test_an_offer_lays_the_pen_down_and_an_acceptance_takes_it_up_without_a_gap():
    taken = [entry(1, 1), entry(2, 2)]
    assert fold([OPENED, OFFERED], taken).writer is None
    state = fold([OPENED, OFFERED, ACCEPTED], taken)
    assert (state.writer, state.next_number, state.gaps) == (TWO, 3, ())


def test_who_declines_gives_the_pen_back():
    assert fold([OPENED, OFFERED, DECLINED], []).writer == ONE


def test_nobody_else_takes_up_what_was_offered_to_one():
    stranger = Turn(3, 2, TurnKind.ACCEPTED, THREE, (3, THREE), first_number=3)
    state = fold([OPENED, OFFERED, stranger], [])
    assert (state.writer, state.offered_to, state.aside) == (None, TWO, (3,))


def test_who_offered_cannot_write_nor_offer_again():
    again = Turn(3, 2, TurnKind.OFFERED, ONE, (3, ONE), to=THREE)
    state = fold([OPENED, OFFERED, again], [])
    assert (state.offered_to, state.aside) == (TWO, (3,))
    with pytest.raises(NotTheWriter):
        check_writer(state, ONE)


def test_a_closed_book_has_no_writer():
    state = fold([OPENED, Turn(2, 1, TurnKind.CLOSED, ONE, (2, ONE))], [])
    assert state.is_closed
    with pytest.raises(NotTheWriter):
        check_writer(state, ONE)


def test_a_take_over_leaves_a_gap_that_says_why():
    state = fold([OPENED, TAKEN], [entry(1, 1), entry(2, 2)])
    assert (state.writer, state.next_number) == (THREE, 9)
    assert state.gaps == (Gap(3, 8, "máy hỏng"),)


def test_a_take_over_outranks_what_the_lost_writer_did_unseen():
    state = fold([OPENED, OFFERED, ACCEPTED, TAKEN], [entry(1, 3, TWO, turn=3)])
    assert (state.writer, state.aside, state.beside) == (THREE, (2, 3), (1,))


def test_of_two_take_overs_the_earlier_counts_on_every_desk():
    other = Turn(6, 1, TurnKind.TAKEN_OVER, TWO, (5, TWO), first_number=4)
    for turns in ([OPENED, TAKEN, other], [other, TAKEN, OPENED]):
        assert fold(turns, []).writer == THREE


def test_of_one_number_taken_twice_the_later_has_an_alias_of_its_own():
    twice = [entry(1, 7), entry(2, 7, TWO), entry(3, 7, TWO), entry(4, 8)]
    assert aliases(twice) == {2: "7-A2B2", 3: "7-A2B2.2"}
    assert aliases([*twice, entry(9, 7, THREE, at=0)]) == {1: "7-A1B1", 2: "7-A2B2", 3: "7-A2B2.2"}


@dataclass
class Desk:
    """What one desk knows, and what it does when its own fold allows it."""

    life: bytes
    turns: dict[int, Turn] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)

    @property
    def state(self) -> BookState:
        return fold(self.turns.values(), self.entries.values())

    def hear(self, other: "Desk") -> None:
        self.turns |= other.turns
        self.entries |= other.entries


class Office:
    """Desks that act and hear of each other in whatever order; nobody sees more than was brought."""

    def __init__(self, seed: int, *, is_rough: bool) -> None:
        self.dice = Random(seed)
        self.desks = [Desk(bytes([n]) * 8) for n in range(1, 5)]
        self.is_rough = is_rough
        self._last = 1
        first = self.desks[0]
        first.turns[1] = Turn(1, None, TurnKind.OPENED, first.life, (1, first.life), first_number=1)

    def step(self) -> None:
        desk = self.dice.choice(self.desks)
        acts = [self._hear, self._write, self._write, self._offer, self._answer]
        if self.is_rough:
            acts += [self._take_over]
        self.dice.choice(acts)(desk)

    def _hear(self, desk: Desk) -> None:
        desk.hear(self.dice.choice(self.desks))

    def _write(self, desk: Desk) -> None:
        state = desk.state
        if state.writer == desk.life and state.writing_turn_id is not None:
            id_ = self._next()
            rank = (id_, desk.life)
            desk.entries[id_] = Entry(id_, state.writing_turn_id, state.next_number, desk.life, rank)

    def _offer(self, desk: Desk) -> None:
        if desk.state.writer == desk.life:
            self._turn(desk, TurnKind.OFFERED, to=self.dice.choice(self.desks).life)

    def _answer(self, desk: Desk) -> None:
        if desk.state.offered_to == desk.life:
            kind = self.dice.choice([TurnKind.ACCEPTED, TurnKind.DECLINED])
            self._turn(desk, kind, first_number=desk.state.next_number)

    def _take_over(self, desk: Desk) -> None:
        if desk.turns and self.dice.random() < 0.1 and desk.state.writer != desk.life:
            number = desk.state.next_number + self.dice.randrange(3)
            self._turn(desk, TurnKind.TAKEN_OVER, first_number=number)

    def _turn(self, desk: Desk, kind: TurnKind, to: bytes | None = None, first_number: int = 0) -> None:
        id_ = self._next()
        rank = (id_, desk.life)
        desk.turns[id_] = Turn(id_, desk.state.last_turn_id, kind, desk.life, rank, to, first_number)

    def _next(self) -> int:
        self._last += 1
        return self._last

    def meet(self) -> None:
        for _ in range(2):
            for desk in self.desks:
                for other in self.desks:
                    desk.hear(other)

    def writers(self) -> int:
        return sum(desk.state.writer == desk.life for desk in self.desks)


@pytest.mark.parametrize("seed", range(200))
def test_in_no_order_of_offers_and_news_do_two_desks_write(seed: int):
    office = Office(seed, is_rough=False)
    for _ in range(60):
        office.step()
        assert office.writers() <= 1
    office.meet()
    numbers = sorted(each.number for each in office.desks[0].entries.values())
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("seed", range(200))
def test_after_any_disaster_every_desk_finds_the_same_writer_and_every_number_a_name(seed: int):
    office = Office(seed, is_rough=True)
    for _ in range(80):
        office.step()
    office.meet()
    states = [desk.state for desk in office.desks]
    assert states == [states[0]] * len(states)
    assert office.writers() <= 1
    taken = list(office.desks[0].entries.values())
    second = aliases(taken)
    names = [str(each.number) for each in taken if each.id not in second] + list(second.values())
    assert len(set(names)) == len(taken)
