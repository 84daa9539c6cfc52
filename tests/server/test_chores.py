"""What is not applied within its request is applied soon after, for many communes at once."""

from threading import Event
from typing import Any

import anyio
import pytest
from sqlalchemy.exc import OperationalError

from server import checkpoints, chores
from server.applying import apply_together
from server.context import Server
from server.gate import Gate
from server.run import serve_in_thread
from server.settings import Settings
from server.storage import console, origins, quarantine
from server.storage.engine import reading
from server.waiting import LONGEST_REST_S, QUIET_S, Waiting
from tests.server.conftest import BOTH_ENGINES, LOWER, UPPER, District
from tests.support.waiting import wait_for

CODES = [UPPER.code, LOWER.code]


class Watch:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def waiting(watch: Watch) -> Waiting:
    return Waiting(watch)


def test_a_rest_begins_anew_with_each_request_and_ends_with_the_last(watch: Watch, waiting: Waiting) -> None:
    waiting.apply_in("a", 2)
    watch.now += 1.5
    waiting.apply_in("a", 2)
    watch.now += 1.5
    assert waiting.take_unapplied(9) == []
    waiting.apply_in("a", 0)
    assert waiting.take_unapplied(9) == ["a"]
    assert waiting.take_unapplied(9) == []


def test_who_sends_on_and_on_does_not_put_it_off_for_ever(watch: Watch, waiting: Waiting) -> None:
    start = watch.now
    while not waiting.take_unapplied(9):
        waiting.apply_in("a", 2)
        watch.now += 1
    assert watch.now - start <= LONGEST_REST_S + 1


def test_those_that_wait_longest_come_first(waiting: Waiting) -> None:
    for code in ("c", "a", "b"):
        waiting.apply_in(code, 0)
    assert [waiting.take_unapplied(2), waiting.take_unapplied(2)] == [["c", "a"], ["b"]]


def test_who_may_be_the_trouble_is_taken_alone_once(watch: Watch, waiting: Waiting) -> None:
    for code in ("a", "b"):
        waiting.apply_alone_in(code, 0)
    for code in ("c", "d"):
        waiting.apply_in(code, 0)
    assert [waiting.take_unapplied(9) for _ in range(4)] == [["a"], ["b"], ["c", "d"], []]
    waiting.apply_in("a", 0)
    waiting.apply_in("b", 0)
    assert waiting.take_unapplied(9) == ["a", "b"]


def test_a_commune_is_quiet_once_after_its_last_use(watch: Watch, waiting: Waiting) -> None:
    waiting.was_used("a")
    watch.now += QUIET_S - 1
    waiting.was_used("a")
    watch.now += QUIET_S - 1
    assert waiting.take_quiet() == []
    watch.now += 1
    assert waiting.take_quiet() == ["a"]
    assert waiting.take_quiet() == []


def stored_in_both(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four dossiers that are stored and not applied."""
    with monkeypatch.context() as patched:
        patched.setattr("server.exchange.apply_batch", lambda *_: False)
        for place, code in enumerate(CODES):
            desk = district.desk(f"desk-{place:03d}".encode(), code)
            for number in (1, 2):
                desk.author.receive_dossier(f"H56-991123-{number:04d}")
            assert desk.receipt(desk.sync()).origins[0].stored_seq == 2


def applied(server: Server) -> dict[str, int]:
    """How many changesets of each commune's logs are in the books."""
    with reading(server.engine) as connection:
        logs = origins.logs_of(connection, CODES)
    return {code: sum(log.applied.seq for log in own.values()) for code, own in logs.items()}


def failing_in(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Nothing of one commune can be applied."""

    def failing(_connection: Any, commune: str, *_: Any) -> None:
        if commune == LOWER.code:
            raise error

    monkeypatch.setattr(quarantine, "add", failing)


@BOTH_ENGINES
def test_communes_are_applied_together_each_to_its_own_books(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_in_both(district, monkeypatch)
    assert apply_together(district.server, CODES) == []
    assert applied(district.server) == dict.fromkeys(CODES, 2)
    with reading(district.server.engine) as connection:
        assert {each.commune: each.total for each in console.states(connection, 0)} == dict.fromkeys(CODES, 2)


@pytest.mark.expects_log("applying failed")
def test_a_mistake_in_one_commune_does_not_hold_back_the_others(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_in_both(district, monkeypatch)

    with monkeypatch.context() as patched:
        failing_in(patched, ZeroDivisionError())
        anyio.run(chores._apply, district.server, CODES)
    assert applied(district.server) == {UPPER.code: 2, LOWER.code: 0}


@pytest.mark.expects_log("database unavailable")
def test_a_commune_that_the_database_fails_does_not_hold_back_those_it_was_taken_with(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_in_both(district, monkeypatch)
    monkeypatch.setattr(chores, "AFTER_TROUBLE_S", 0.2)
    failing_in(monkeypatch, OperationalError("", {}, Exception("disk I/O error")))
    for code in CODES:
        district.server.waiting.apply_in(code, 0)
    wait_for("the other books", lambda: applied(district.server)[UPPER.code] == 2)
    assert applied(district.server)[LOWER.code] == 0


@pytest.mark.expects_log("trying again failed")
def test_a_commune_that_fails_at_the_start_does_not_hold_back_those_after_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_in_thread(settings) as running:
        stored_in_both(District(running.address, running.app.state.server), monkeypatch)

    def failing(_connection: Any, commune: str, *_: Any) -> Any:
        if commune == min(CODES):
            raise ZeroDivisionError
        return []

    monkeypatch.setattr(quarantine, "with_codes", failing)
    with serve_in_thread(settings) as running:
        wait_for("the other books", lambda: applied(running.app.state.server)[max(CODES)] == 2)


def test_a_checkpoint_that_takes_long_holds_up_no_books(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored_in_both(district, monkeypatch)
    began, end = Event(), Event()

    def long(*_: Any) -> None:
        began.set()
        end.wait(60)

    monkeypatch.setattr(checkpoints, "begin", long)
    monkeypatch.setattr(district.server.waiting, "take_quiet", lambda: [LOWER.code])
    try:
        assert began.wait(60)
        district.server.waiting.apply_in(UPPER.code, 0)
        wait_for("the books", lambda: applied(district.server)[UPPER.code] == 2)
    finally:
        end.set()


def test_a_crowd_is_receipted_first_and_applied_soon(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gate, "has_company", True)
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    own = desk.receipt(desk.sync()).origins[0]
    assert (own.stored_seq, own.applied_seq) == (1, 0)
    wait_for("the books", lambda: applied(district.server)[UPPER.code] == 1)
