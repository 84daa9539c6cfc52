"""Two desks went on from one act: both count until somebody decides, and every desk finds the same."""

from itertools import permutations
from random import Random

import pytest

from app.domain.branches import branches
from app.domain.dossier import DossierState, fold
from app.domain.event import Event, EventKind

RECEIVED, HANDED, ASKED, FINISHED, RETURNED, CORRECTED, DECIDED = (
    EventKind.RECEIVED,
    EventKind.HANDED_OVER,
    EventKind.SUPPLEMENT_REQUESTED,
    EventKind.FINISHED,
    EventKind.RETURNED,
    EventKind.CORRECTED,
    EventKind.DECIDED,
)


def act(
    id_: int, parent: int | None, kind: EventKind, over: int | None = None, at: int | None = None
) -> Event:
    at_ms = id_ if at is None else at
    return Event(id_, parent, kind, at_ms, (at_ms, id_.to_bytes(8, "big")), over_id=over)


FIRST = act(1, None, RECEIVED)
FORK = [FIRST, act(2, 1, ASKED), act(3, 1, FINISHED)]


def tips(events: list[Event]) -> list[int]:
    return [event.id for event in branches(events).tips]


def test_two_transitions_of_one_act_are_contested_and_both_offered():
    assert fold(FORK).is_contested
    assert tips(FORK) == [2, 3]


@pytest.mark.parametrize(
    ("keep", "other", "state"),
    [(3, 2, DossierState.FINISHED), (2, 3, DossierState.SUPPLEMENT_REQUESTED)],
)
def test_a_decision_keeps_one_branch_and_nothing_of_the_other_counts(keep, other, state):
    life = fold([*FORK, act(4, keep, DECIDED, over=other)])
    assert (life.state, life.is_contested, life.illegal) == (state, False, ())
    assert bool(life.finished_ms) == (keep == 3)
    assert bool(life.pauses) == (keep == 2)


def test_what_follows_a_decision_goes_on_from_the_branch_that_stands():
    life = fold([*FORK, act(4, 3, DECIDED, over=2), act(5, 4, RETURNED)])
    assert (life.state, life.is_contested, life.last_event_id) == (DossierState.RETURNED, False, 5)


def test_a_whole_branch_is_set_aside_but_not_the_corrections_on_it():
    """A corrected name stays corrected, whatever becomes of the acts around it."""
    events = [FIRST, act(2, 1, HANDED), act(3, 2, CORRECTED), act(4, 3, ASKED), act(5, 1, FINISHED)]
    found = branches([*events, act(6, 5, DECIDED, over=4)])
    assert found.set_aside == {2, 4}
    assert not found.is_contested


def test_what_a_desk_did_on_a_branch_unknown_to_the_decider_is_contested_again():
    events = [*FORK, act(4, 3, DECIDED, over=2), act(5, 2, EventKind.SUPPLEMENT_TAKEN_IN)]
    assert fold(events).is_contested
    assert fold(events).state is DossierState.FINISHED
    assert tips(events) == [4, 5]


def test_a_third_branch_unknown_to_the_decider_is_contested_again():
    events = [*FORK, act(4, 3, DECIDED, over=2), act(5, 1, HANDED)]
    assert fold(events).is_contested
    assert tips(events) == [4, 5]


def test_the_same_decision_at_two_desks_is_one():
    life = fold([*FORK, act(4, 3, DECIDED, over=2), act(5, 3, DECIDED, over=2)])
    assert (life.state, life.is_contested) == (DossierState.FINISHED, False)


def test_two_decisions_that_contradict_each_other_wait_for_a_third():
    """The earlier one counts meanwhile, on every desk."""
    events = [*FORK, act(4, 3, DECIDED, over=2), act(5, 2, DECIDED, over=3)]
    assert fold(events).is_contested
    assert fold(events).state is DossierState.FINISHED
    assert tips(events) == [4, 5]
    settled = fold([*events, act(6, 5, DECIDED, over=4)])
    assert (settled.state, settled.is_contested) == (DossierState.SUPPLEMENT_REQUESTED, False)


def test_a_decision_that_knows_another_is_heard_first_whatever_the_clocks_say():
    events = [*FORK, act(4, 3, DECIDED, over=2, at=900), act(5, 2, DECIDED, over=3, at=800)]
    late = act(6, 4, DECIDED, over=5, at=-10)
    assert (fold([*events, late]).state, fold([*events, late]).is_contested) == (DossierState.FINISHED, False)


def test_three_branches_are_settled_by_one_clerk_with_two_decisions():
    events = [*FORK, act(4, 1, HANDED)]
    decided = [*events, act(5, 4, DECIDED, over=2), act(6, 5, DECIDED, over=3)]
    assert tips(decided) == [6]
    assert (fold(decided).state, fold(decided).is_contested) == (DossierState.PROCESSING, False)


def test_an_act_that_names_itself_or_nothing_harms_nobody():
    odd = [*FORK, act(4, 3, DECIDED, over=4), act(5, 3, DECIDED, over=99), act(6, 3, DECIDED)]
    assert fold(odd).is_contested
    assert branches(odd).set_aside == frozenset()


@pytest.mark.parametrize("seed", range(30))
def test_the_order_of_arrival_changes_nothing(seed):
    dice = Random(seed)
    events = [FIRST]
    for id_ in range(2, 9):
        parent = dice.choice(events).id
        kind = dice.choice((HANDED, ASKED, FINISHED, CORRECTED, DECIDED, DECIDED))
        over = dice.choice(events).id if kind is DECIDED else None
        events.append(act(id_, parent, kind, over, at=dice.randrange(20)))
    expected = fold(events)
    assert all(fold(list(order)) == expected for order in list(permutations(events))[:: 40320 // 60])
    assert tips(events)


class Desks:
    """Three desks that hear of each other's acts now and then, and do what each believes to be next."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.known: list[list[Event]] = [[FIRST], [FIRST], [FIRST]]
        self.count = 1

    def work(self, steps: int) -> list[Event]:
        """All acts, once everybody is done."""
        for _ in range(steps):
            desk = self.dice.choice(self.known)
            if self.dice.random() < 0.4:
                desk += [each for each in self.dice.choice(self.known) if each not in desk]
            elif len(tips(desk)) > 1 and self.dice.random() < 0.5:
                self.decide(desk)
            else:
                kind = self.dice.choice((HANDED, ASKED, FINISHED, RETURNED, CORRECTED))
                self._add(desk, fold(desk).last_event_id, kind)
        everything = self.known[0]
        for desk in self.known[1:]:
            everything += [each for each in desk if each not in everything]
        return everything

    def decide(self, desk: list[Event]) -> None:
        keep, *others = self.dice.sample(tips(desk), len(tips(desk)))
        for other in others:
            keep = self._add(desk, keep, DECIDED, over=other)

    def _add(self, desk: list[Event], parent: int | None, kind: EventKind, over: int | None = None) -> int:
        self.count += 1
        desk.append(act(self.count, parent, kind, over, at=self.dice.randrange(50)))
        return self.count


@pytest.mark.parametrize("seed", range(150))
def test_deciding_among_all_that_is_open_leaves_nothing_open(seed):
    desks = Desks(seed)
    events = desks.work(40)
    if len(tips(events)) > 1:
        desks.decide(events)
    assert not branches(events).is_contested
    assert len(tips(events)) == 1
    assert fold(events).last_event_id in [event.id for event in branches(events).live]


@pytest.mark.parametrize("seed", range(50))
def test_an_act_counts_unless_a_decision_says_otherwise(seed):
    events = [event for event in Desks(seed).work(40) if event.kind is not DECIDED]
    kept = [event for event in events if event.parent_id in {each.id for each in events} or event is FIRST]
    assert branches(kept).set_aside == frozenset()
    assert len(branches(kept).live) == len(branches(kept).ordered)
