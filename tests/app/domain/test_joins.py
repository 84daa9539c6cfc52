"""Which record stays, whatever the order in which desks learn of joins."""

from itertools import permutations

import pytest

from app.domain.joins import BadJoin, Join, heads, joins_to_end

A, B, C, D = 1, 2, 3, 4


def said(kept: int, joined: int, at: int, desk: bytes = b"one") -> Join:
    return Join(100 * kept + 10 * joined + at, kept, joined, (at, desk))


def test_who_was_never_joined_is_in_no_answer():
    assert heads([]) == {}
    assert heads([said(A, B, 1)]) == {A: A, B: A}


def test_a_chain_ends_at_the_record_that_nobody_was_put_over():
    assert heads([said(A, B, 1), said(C, A, 2)]) == {A: C, B: C, C: C}
    assert heads([said(B, C, 1), said(A, B, 2)]) == {A: A, B: A, C: A}


def test_what_is_put_into_a_joined_record_goes_to_the_one_that_stays():
    assert heads([said(A, B, 1), said(B, C, 2)]) == {A: A, B: A, C: A}


def test_joined_the_other_way_round_elsewhere_the_later_word_says_which_stays():
    here, there = said(A, B, 1), said(B, A, 2, b"two")
    assert heads([here, there]) == {A: B, B: B}
    assert heads([said(A, B, 1, b"two"), said(B, A, 1, b"one")]) == {A: A, B: A}


def test_the_order_of_arrival_decides_nothing():
    joins = [said(A, B, 1), said(B, A, 2, b"two"), said(C, B, 2), said(D, C, 3), said(A, D, 4, b"two")]
    assert len({tuple(sorted(heads(order).items())) for order in permutations(joins)}) == 1


def test_a_record_that_was_put_somewhere_leaves_by_that_join_alone():
    first, second = said(A, B, 1), said(B, C, 2)
    assert joins_to_end([first, second], C) == [second.id]
    assert joins_to_end([first, second], B) == [first.id]
    assert heads([second]) == {B: B, C: B}


def test_joined_twice_it_leaves_by_both():
    here, there = said(A, B, 1), said(A, B, 2, b"two")
    assert sorted(joins_to_end([here, there], B)) == sorted([here.id, there.id])


def test_joined_both_ways_it_leaves_by_both():
    here, there = said(A, B, 1), said(B, A, 2, b"two")
    assert sorted(joins_to_end([here, there], A)) == sorted([here.id, there.id])


def test_the_record_that_stays_and_a_stranger_leave_nobody():
    with pytest.raises(BadJoin):
        joins_to_end([said(A, B, 1)], A)
    with pytest.raises(BadJoin):
        joins_to_end([said(A, B, 1)], C)
