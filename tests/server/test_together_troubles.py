"""In a crowd, what somebody holds, changes or breaks meanwhile spoils no other turn and loses nothing."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from starlette.requests import Request

from app.domain.twin import Twin
from server import together, twins
from server.context import Server
from server.gate import Gate
from server.handlers import signed
from server.lost import give_up
from server.plain import Plain, Pushed
from server.storage import communes, devices, schema
from server.storage.engine import reading, wait_no_longer_than, writing
from tests.server.callers import WAY, Caller, alone, callers_of, in_one_go, table
from tests.server.conftest import BOTH_ENGINES, LOWER, UPPER
from tests.server.desk import SYNC


@BOTH_ENGINES
@pytest.mark.parametrize("changes", ["trust", "life"])
def test_who_changes_between_judging_and_storing_is_served_alone(
    server: Server, monkeypatch: pytest.MonkeyPatch, changes: str
) -> None:
    one, two, far = callers_of(server)
    pushed = [each.pushed(each.write(1).asked()) for each in (one, two, far)]
    judge = together.plain_ones

    def judged_just_before(*asked: Any) -> list[Plain]:
        plain = judge(*asked)
        CHANGES[changes](server, two)
        return plain

    monkeypatch.setattr(together, "plain_ones", judged_just_before)
    served = [each is not None for each in together.serve(server, pushed)]
    assert served == [changes == "life", False, True]  # one lost machine, and nobody of its commune is plain
    assert two.author.origin not in {row[2] for row in table(server, schema.segment)}


def lose(server: Server, caller: Caller) -> None:
    give_up(server, caller.commune, caller.author.public_key, None)


def live_anew(server: Server, caller: Caller) -> None:
    with writing(server.engine) as connection:
        heard = devices.Heard(b"a later life", came_back=False)
        devices.note_heard(connection, caller.commune, caller.author.public_key, heard)


CHANGES = {"trust": lose, "life": live_anew}


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_nobody_is_given_up_while_what_it_sent_is_being_stored(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _two, _far = callers_of(server)
    monkeypatch.setattr(communes, "lock_feed", impatient(communes.lock_feed))
    with writing(server.engine) as connection:
        communes.lock_feeds(connection, [one.commune])
        with pytest.raises(OperationalError):
            lose(server, one)
    with reading(server.engine) as connection:
        assert devices.with_revoked(connection, [one.commune]) == frozenset()


def impatient(lock: Callable[[Connection, str], None]) -> Callable[[Connection, str], None]:
    """The same lock for somebody who does not wait for it."""

    def lock_now(connection: Connection, code: str) -> None:
        wait_no_longer_than(connection, 50)
        lock(connection, code)

    return lock_now


@BOTH_ENGINES
@pytest.mark.expects_log("could not be served together")
def test_nobody_is_told_of_what_was_not_committed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    callers = callers_of(server)
    asked = [each.write(1).asked() for each in callers]
    with monkeypatch.context() as patched:
        patched.setattr(together, "tell", lambda *_: 1 / 0)
        pushed = [caller.pushed(each) for caller, each in zip(callers, asked, strict=True)]
        assert together.serve(server, pushed) == [None, None, None]
    assert table(server, schema.segment) == []
    assert len(in_one_go(callers, asked)) == 3  # their nonces are still good


@BOTH_ENGINES
@pytest.mark.expects_log("could not be served together")
def test_a_reply_that_cannot_be_made_spends_nobodys_turn(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers = callers_of(server)
    asked = [each.write(1).asked() for each in callers]
    with monkeypatch.context() as patched:
        patched.setattr(together, "reply_of", failing(together.reply_of, turn=3))
        pushed = [caller.pushed(each) for caller, each in zip(callers, asked, strict=True)]
        assert together.serve(server, pushed) == [None, None, None]
    assert table(server, schema.segment) == []
    assert len(in_one_go(callers, asked)) == 3


@pytest.mark.expects_log("one of a crowd could not be answered")
def test_an_answer_that_cannot_be_sent_is_one_desks_alone_and_all_is_applied(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    callers = callers_of(server)
    party = [came(each.pushed(each.write(1).asked())) for each in callers]
    monkeypatch.setattr(signed, "message", failing(signed.message, turn=2))
    answers = signed.answer_together(server, party)
    assert [each is not None for each in answers] == [True, False, True]
    assert set(server.waiting.take_unapplied(9)) == {UPPER.code, LOWER.code}


def test_what_is_stored_is_applied_though_no_reply_was_made(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _two, _far = callers_of(server)
    monkeypatch.setattr(Gate, "has_company", True)
    monkeypatch.setattr(twins, "note", failing(twins.note, turn=1))
    with pytest.raises(ArithmeticError):
        alone(one, one.write(1).asked())
    assert server.waiting.take_unapplied(9) == [UPPER.code]


def failing(do: Callable[..., Any], turn: int) -> Callable[..., Any]:
    """The same, but for one time."""
    turns = count(1)
    return lambda *asked, **how: 1 / 0 if next(turns) == turn else do(*asked, **how)


def came(pushed: Pushed) -> signed.Came:
    """A request as the handler has it, its body read."""
    headers = [(name.lower().encode(), value.encode()) for name, value in pushed.call.headers.items()]
    request = Request({"type": "http", "method": "POST", "path": SYNC, "headers": headers})
    request.state.way = WAY
    return request, pushed.call.body


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_commune_that_is_held_does_not_hold_up_the_others(server: Server) -> None:
    callers = callers_of(server)
    pushed = [each.pushed(each.write(1).asked()) for each in callers]
    with writing(server.engine) as connection:
        communes.lock_feed(connection, LOWER.code)
        assert [each is not None for each in together.serve(server, pushed)] == [True, True, False]
        assert together.serve(server, pushed[2:]) == [None]
    assert None not in together.serve(server, pushed[2:])


@pytest.mark.postgres
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_whoever_is_served_alone_has_its_commune_before_its_device(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, _far = callers_of(server)
    neighbour, met = two.pushed(two.write(1).asked()), []
    note = twins.note

    def noted(*asked: Any, **how: Any) -> Twin:
        met.append(together.serve(server, [neighbour]))
        return note(*asked, **how)

    monkeypatch.setattr(twins, "note", noted)
    alone(one, one.write(1).asked())
    assert met == [[None]]  # the other way round each of two could wait for what the other one has
    assert None not in together.serve(server, [neighbour])
