"""What is proposed as one person, and of which dossiers a clerk is told."""

from datetime import datetime, timedelta

import pytest

from app.domain.dossier import DossierState
from app.domain.duplicates import ELSEWHERE_DAYS, Ground, Likely, is_worth_a_warning, likely_pairs

BIRTH = "1994-08-12"
NOW = datetime(2026, 11, 23, 9, 0)
SAME_NAME = [(BIRTH, "Nguyễn Đức Mẫu", 1), (BIRTH, "NGUYEN DUC MAU", 7), (BIRTH, "Lò Văn Mẫu", 3)]


def test_one_number_comes_before_one_name_and_a_pair_is_proposed_once():
    assert likely_pairs([[4, 9]], SAME_NAME, {}) == [
        Likely(9, 4, Ground.SAME_NUMBER),
        Likely(7, 1, Ground.SAME_NAME_AND_BIRTH),
    ]
    assert likely_pairs([[1, 7]], SAME_NAME, {}) == [Likely(7, 1, Ground.SAME_NUMBER)]


def test_who_is_joined_counts_as_the_record_that_stays():
    assert likely_pairs([[1, 7]], SAME_NAME, {1: 1, 7: 1}) == []
    assert likely_pairs([[4, 7]], [], {1: 1, 7: 1}) == [Likely(4, 1, Ground.SAME_NUMBER)]


def test_of_whom_somebody_said_that_they_are_two_is_not_proposed_again():
    assert likely_pairs([], SAME_NAME, {}, [frozenset({1, 7})]) == []


def test_a_year_alone_says_nothing():
    assert likely_pairs([], [("1994", "Lò Văn Mẫu", 1), ("1994", "Lò Văn Mẫu", 2)], {}) == []


@pytest.mark.parametrize(
    ("state", "is_elsewhere", "days", "is_told"),
    [
        (DossierState.PROCESSING, False, 300, True),
        (DossierState.RETURNED, False, 1, False),
        (DossierState.RETURNED, True, 1, True),
        (DossierState.REFUSED, True, ELSEWHERE_DAYS, True),
        (DossierState.RETURNED, True, ELSEWHERE_DAYS + 1, False),
        (DossierState.UNDONE, True, 1, False),
    ],
)
def test_what_is_open_is_told_of_and_what_another_desk_had_lately(state, is_elsewhere, days, is_told):
    received = NOW - timedelta(days=days)
    found = is_worth_a_warning(
        state, is_open=state.is_open, is_elsewhere=is_elsewhere, received=received, now=NOW
    )
    assert found is is_told
