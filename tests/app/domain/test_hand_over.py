"""The control slip's rows: one for each hand-over, in the acts' order, each judged when it was made."""

from datetime import datetime, timedelta

import pytest

from app.domain.event import EventKind
from app.domain.hand_over import Hand, Outcome, SlipAct, hand_overs

DAY = datetime(2026, 11, 23, 8, 0)
DUE = datetime(2026, 11, 27, 17, 0)
COUNTER, SPECIALIST = Hand("Lan", "Một cửa"), Hand("Nam", "Phòng Kinh tế")


def act(kind: EventKind, hours: float, clerk: Hand = SPECIALIST, **fields) -> SlipAct:
    return SlipAct(kind, DAY + timedelta(hours=hours), clerk, **fields)


RECEIVED = act(EventKind.RECEIVED, 0, COUNTER)
GIVEN = act(EventKind.HANDED_OVER, 1, COUNTER, holder=SPECIALIST, note="đủ giấy tờ")
ACCEPTED = act(EventKind.ACCEPTED, 2)


def test_a_hand_over_waits_for_its_receiver():
    (row,) = hand_overs([RECEIVED, GIVEN], DUE)
    assert (row.giver, row.receiver, row.given_at, row.taken_at) == (COUNTER, SPECIALIST, GIVEN.at, None)
    (row,) = hand_overs([RECEIVED, GIVEN, ACCEPTED], DUE)
    assert (row.taken_at, row.note) == (ACCEPTED.at, "đủ giấy tờ")


def test_a_later_hand_over_is_a_later_row_and_leaves_the_earlier_alone():
    back = act(EventKind.HANDED_OVER, 30, holder=COUNTER)
    taken = act(EventKind.ACCEPTED, 31, COUNTER)
    first, second = hand_overs([RECEIVED, GIVEN, ACCEPTED, back, taken], DUE)
    assert [first] == hand_overs([RECEIVED, GIVEN, ACCEPTED], DUE)
    assert (second.giver, second.receiver, second.taken_at) == (SPECIALIST, COUNTER, taken.at)


def test_an_agency_outside_has_a_row_each_way():
    step_due = DAY + timedelta(days=2)
    out = act(EventKind.TRANSFERRED_UP, 4, agency="Sở", step_due=step_due)
    home = act(EventKind.TAKEN_BACK, 60)
    _, up, down = hand_overs([RECEIVED, GIVEN, ACCEPTED, out, home], DUE)
    assert (up.receiver, up.taken_at) == (Hand(unit="Sở"), None)
    assert (down.giver, down.receiver, down.taken_at) == (Hand(unit="Sở"), SPECIALIST, home.at)
    assert down.outcome is Outcome.LATE


@pytest.mark.parametrize(
    ("finished", "given", "outcome"),
    [
        (None, 30, Outcome.ON_TIME),
        (None, 120, Outcome.LATE),
        (30, 120, Outcome.EARLY),
        (98, 120, Outcome.ON_TIME),
        (106, 120, Outcome.LATE),
    ],
)
def test_a_part_is_early_only_by_finishing_and_late_by_the_dossiers_term(finished, given, outcome):
    ending = [] if finished is None else [act(EventKind.FINISHED, finished)]
    back = act(EventKind.HANDED_OVER, given, holder=COUNTER)
    rows = hand_overs([RECEIVED, GIVEN, ACCEPTED, *ending, back], DUE)
    assert rows[-1].outcome is outcome


def test_without_a_term_nothing_is_judged():
    (row,) = hand_overs([RECEIVED, GIVEN])
    assert row.outcome is Outcome.OPEN


def test_a_new_promise_is_the_term_from_then_on():
    extended = act(EventKind.EXTENDED, 3, due=DUE + timedelta(days=9))
    back = act(EventKind.HANDED_OVER, 120, holder=COUNTER)
    assert hand_overs([RECEIVED, GIVEN, ACCEPTED, extended, back], DUE)[-1].outcome is Outcome.ON_TIME
