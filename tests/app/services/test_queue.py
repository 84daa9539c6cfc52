"""The queue: from 1 each day, one person to one clerk, kept through a restart."""

from datetime import datetime
from pathlib import Path

import pytest

from app.domain.dossier import Role
from app.domain.queue import TicketState
from app.services import officers, queue
from app.services.desk import Officer
from app.services.queue import (
    CalledElsewhere,
    NobodyCalled,
    NobodyWaiting,
    ServesNobody,
    TicketPaper,
    TicketPrinting,
)
from tests.support.office import PIN, Counter, a_counter
from ui.bootstrap import desk_of


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path, "Bàn 1")


def numbers(counter: Counter, count: int) -> list[int]:
    return [queue.take(counter.desk).ticket.number for _ in range(count)]


def colleague(counter: Counter) -> Officer:
    return officers.register_clerk(counter.desk, "Cán Bộ Hai", "Công chức", (Role.RECEPTION,), PIN)


def test_a_day_begins_at_one_and_each_ticket_says_how_many_wait_before(counter: Counter):
    assert numbers(counter, 2) == [1, 2]
    assert queue.take(counter.desk).ahead == 2
    counter.clock.set(datetime(2026, 11, 25, 8, 0))
    assert numbers(counter, 1) == [1]


def test_who_came_first_is_called_first_and_the_one_before_is_through(counter: Counter):
    numbers(counter, 2)
    assert queue.call_next(counter.desk, counter.officer).number == 1
    assert queue.call_next(counter.desk, counter.officer).number == 2
    with pytest.raises(NobodyWaiting):
        queue.call_next(counter.desk, counter.officer)
    now = queue.standing(counter.desk)
    assert now.current is None
    assert [each.state for each in now.tickets] == [TicketState.SERVED, TicketState.SERVED]


def test_two_clerks_of_one_pc_never_call_the_same_person_and_each_has_a_counter(counter: Counter):
    numbers(counter, 3)
    other = colleague(counter)
    queue.name_counter(counter.desk, other, "  Quầy  2 ")
    mine, theirs = (queue.call_next(counter.desk, each) for each in (counter.officer, other))
    assert (mine.number, mine.counter, theirs.number, theirs.counter) == (1, "Bàn 1", 2, "Quầy 2")
    with pytest.raises(CalledElsewhere):
        queue.call_number(counter.desk, counter.officer, 2)
    current = queue.standing(counter.desk).current
    assert current is not None
    assert current.number == 1


def test_a_repeated_call_comes_first_on_the_screen_and_counts_no_second_wait(counter: Counter):
    numbers(counter, 2)
    queue.call_next(counter.desk, counter.officer)
    counter.clock.advance(minutes=1)
    queue.call_next(counter.desk, colleague(counter))
    mean = queue.standing(counter.desk).mean_minutes
    counter.clock.advance(minutes=1)
    queue.call_again(counter.desk, counter.officer)
    now = queue.standing(counter.desk)
    assert [each.number for each in now.called] == [1, 2]
    assert now.mean_minutes == mean


def test_who_was_served_and_came_back_is_called_again_out_of_turn(counter: Counter):
    numbers(counter, 2)
    for _ in range(2):
        queue.call_next(counter.desk, counter.officer)
    assert queue.call_number(counter.desk, counter.officer, 1).state is TicketState.CALLED
    states = [each.state for each in queue.standing(counter.desk).tickets]
    assert states == [TicketState.CALLED, TicketState.SERVED]


def test_whoever_only_administers_calls_nobody(counter: Counter):
    numbers(counter, 1)
    keeper = officers.register_clerk(counter.desk, "Cán Bộ Máy", "Công chức", (Role.ADMINISTRATOR,), PIN)
    for call in (queue.call_next, lambda *who: queue.call_number(*who, 1)):
        with pytest.raises(ServesNobody):
            call(counter.desk, keeper)
    assert len(queue.standing(counter.desk).waiting) == 1


def test_who_did_not_come_can_be_called_later(counter: Counter):
    numbers(counter, 2)
    queue.call_next(counter.desk, counter.officer)
    assert queue.skip(counter.desk, counter.officer).number == 1
    assert queue.call_next(counter.desk, counter.officer).number == 2
    assert [each.number for each in queue.standing(counter.desk).absent] == [1]
    assert queue.call_number(counter.desk, counter.officer, 1).state is TicketState.CALLED


def test_nobody_called_cannot_be_called_again_or_missed(counter: Counter):
    numbers(counter, 1)
    for act in (queue.call_again, queue.skip):
        with pytest.raises(NobodyCalled):
            act(counter.desk, counter.officer)


def test_the_mean_wait_is_over_those_who_were_called(counter: Counter):
    assert queue.standing(counter.desk).mean_minutes is None
    numbers(counter, 1)
    counter.clock.advance(minutes=10)
    queue.call_next(counter.desk, counter.officer)
    numbers(counter, 2)
    counter.clock.advance(minutes=20)
    queue.call_next(counter.desk, counter.officer)
    now = queue.standing(counter.desk)
    assert (len(now.waiting), now.mean_minutes) == (1, 15)


def test_the_queue_is_where_it_was_after_a_restart(counter: Counter):
    numbers(counter, 3)
    queue.call_next(counter.desk, counter.officer)
    counter.device.reopen()
    desk = desk_of(counter.device.profile, counter.clock)
    desk.officer = counter.officer
    now = queue.standing(desk)
    assert now.current is not None
    assert (now.current.number, len(now.waiting)) == (1, 2)
    assert queue.take(desk).ticket.number == 4


def test_tickets_are_gone_after_a_month_and_never_exchanged(counter: Counter):
    before = counter.device.value("SELECT max(seq) FROM changeset")
    numbers(counter, 2)
    counter.clock.advance(days=40)
    numbers(counter, 1)
    assert counter.device.value("SELECT count(*) FROM queue_ticket") == 1
    assert counter.device.value("SELECT max(seq) FROM changeset") == before


def test_the_paper_of_tickets_is_remembered(counter: Counter):
    assert queue.printing(counter.desk).paper is TicketPaper.ROLL
    chosen = TicketPrinting(TicketPaper.A6, "Bixolon")
    queue.keep_printing(counter.desk, chosen)
    assert queue.printing(counter.desk) == chosen
