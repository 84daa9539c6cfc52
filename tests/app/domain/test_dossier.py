"""The fold of events, and the rule table it stands on."""

from itertools import permutations

import pytest

from app.domain.dossier import (
    RULES,
    DossierState,
    Event,
    EventKind,
    IllegalAct,
    PauseSpan,
    Role,
    acts_allowed,
    check_legal,
    fold,
)


def _event(id_: int, parent: int | None, kind: EventKind, at: int = 0, **fields: object) -> Event:
    return Event(id_, parent, kind, at, rank=(at, bytes([id_])), **fields)  # type: ignore[arg-type]


LIFE = (
    _event(1, None, EventKind.RECEIVED, 10, holder_id=7),
    _event(2, 1, EventKind.SUPPLEMENT_REQUESTED, 20),
    _event(3, 2, EventKind.SUPPLEMENT_TAKEN_IN, 30, due_ms=99),
    _event(4, 3, EventKind.FINISHED, 40),
    _event(5, 4, EventKind.RETURNED, 50),
)


def test_the_state_is_where_the_last_legal_act_led() -> None:
    for length, state in enumerate(
        (
            DossierState.DRAFT,
            DossierState.RECEIVED,
            DossierState.SUPPLEMENT_REQUESTED,
            DossierState.PROCESSING,
            DossierState.FINISHED,
            DossierState.RETURNED,
        )
    ):
        assert fold(LIFE[:length]).state is state


def test_the_order_in_which_events_arrive_does_not_matter() -> None:
    lives = {fold(order) for order in permutations(LIFE)}
    assert len(lives) == 1


def test_the_fold_tells_times_pauses_and_the_newest_promise() -> None:
    life = fold(LIFE)
    assert (life.finished_ms, life.returned_ms, life.due_ms, life.holder_id) == (40, 50, 99, 7)
    assert life.pauses == (PauseSpan(20, 30),)
    assert fold(LIFE[:2]).pauses == (PauseSpan(20, None),)


def test_two_acts_after_the_same_event_are_both_kept_and_contested() -> None:
    events = (
        LIFE[0],
        _event(2, 1, EventKind.FINISHED, 20),
        _event(3, 1, EventKind.SUPPLEMENT_REQUESTED, 21),
    )
    lives = {fold(order) for order in permutations(events)}
    assert len(lives) == 1
    life = lives.pop()
    assert life.is_contested
    assert life.illegal == (3,)
    assert life.state is DossierState.FINISHED


def test_a_correction_beside_an_act_contests_nothing() -> None:
    events = (LIFE[0], _event(2, 1, EventKind.CORRECTED, 20), _event(3, 1, EventKind.FINISHED, 21))
    life = fold(events)
    assert not life.is_contested
    assert life.state is DossierState.FINISHED


def test_an_event_whose_parent_has_not_come_is_still_shown() -> None:
    assert fold((_event(9, 8, EventKind.RECEIVED, 5),)).state is DossierState.RECEIVED


@pytest.mark.parametrize("state", list(DossierState))
def test_what_is_offered_is_exactly_what_is_legal(state: DossierState) -> None:
    offered = set(acts_allowed(state, list(Role)))
    for kind in EventKind:
        if (state, kind) in RULES:
            check_legal(state, kind)
            assert kind in offered or state is DossierState.DRAFT
        else:
            assert kind not in offered
            with pytest.raises(IllegalAct):
                check_legal(state, kind)


def test_a_closed_dossier_is_left_only_by_a_result_that_is_fetched_after_all() -> None:
    assert [way for way in RULES if not way[0].is_open] == [(DossierState.UNCOLLECTED, EventKind.RETURNED)]
