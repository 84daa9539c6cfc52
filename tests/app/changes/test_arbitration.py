"""Which of two edits stands: causality first, then the clock, then the origin; never the order of arrival."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.changes.changeset import Stamp
from app.changes.merge import Mark, Outcome, arbitrate

HERE, THERE = b"desk-one", b"desk-two"


def mark(origin: bytes = HERE, seq: int = 1, hlc: int = 100) -> Mark:
    return Mark(Stamp(origin, seq), hlc)


def test_a_value_where_nothing_was_is_applied():
    assert arbitrate(None, None, mark()) is Outcome.APPLY


def test_who_knew_the_current_value_replaces_it_even_with_an_earlier_clock():
    current = mark(HERE, 5, hlc=10**6)
    assert arbitrate(current, current.stamp, mark(THERE, 9, hlc=1)) is Outcome.APPLY


def test_the_very_write_that_stands_is_known():
    assert arbitrate(mark(THERE, 9), Stamp(HERE, 2), mark(THERE, 9)) is Outcome.KNOWN


@pytest.mark.parametrize(("seq", "outcome"), [(8, Outcome.KNOWN), (10, Outcome.APPLY)])
def test_one_origin_follows_itself_by_its_sequence(seq, outcome):
    assert arbitrate(mark(THERE, 9), Stamp(HERE, 2), mark(THERE, seq)) is outcome


@pytest.mark.parametrize(("hlc", "outcome"), [(101, Outcome.WINS), (99, Outcome.LOSES)])
def test_of_two_who_did_not_know_each_other_the_later_clock_wins(hlc, outcome):
    assert arbitrate(mark(HERE, 5, 100), Stamp(HERE, 1), mark(THERE, 5, hlc)) is outcome


def test_the_origin_breaks_a_tie():
    assert arbitrate(mark(HERE, 5), None, mark(THERE, 5)) is Outcome.WINS
    assert arbitrate(mark(THERE, 5), None, mark(HERE, 5)) is Outcome.LOSES


concurrent = st.lists(
    st.tuples(st.binary(min_size=8, max_size=8), st.integers(1, 99), st.integers(0, 5)),
    min_size=2,
    max_size=4,
    unique_by=lambda each: each[0],
)


@given(writes=concurrent)
def test_concurrent_writes_end_alike_in_every_order_of_arrival(writes):
    base = Stamp(b"the-base", 1)
    marks = [mark(*each) for each in writes]
    ends = {_last_standing(order, base) for order in permutations(marks)}
    assert len(ends) == 1


def _last_standing(order: tuple[Mark, ...], base: Stamp) -> Mark:
    current = Mark(base, 0)
    for incoming in order:
        if arbitrate(current, base, incoming) in (Outcome.APPLY, Outcome.WINS):
            current = incoming
    return current
