"""Whoever is slow, in a hurry or one of too many is let go early, and the others are served."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPResponse
from random import Random

import anyio
import pytest
import requests

from server.bodies import SMALL_BYTES, read_body
from server.errors import Refused
from server.gate import LEAST_RETRY_S, LONGEST_WAIT_S, MOST_OF_A_COMMUNE, MOST_WAITING, SPREAD_S, Gate
from server.rate import Share
from server.run import serve_in_thread
from server.settings import Settings
from sync.protocol.messages import CONTENT_TYPE
from tests.server.conftest import BOTH_ENGINES, UPPER, District
from tests.server.desk import SYNC, Desk, refusal
from tests.support.processes import ServerProcess, at_a_port, connection, seconds_until_closed

PATIENCE_S, AT_LEAST_S = 0.5, 0.1  # a busy loop looks at its clock now and then, and counts from there
BUSY_S = 2.0  # time enough for a whole header, however late the server looks at it
SOON_S = 8  # sooner than a server as it stands, however busy the machine is
HALF_A_HEADER = b"GET /health HTTP/1.1\r\nhost: x\r\n"
NO_BODY_YET = (
    f"POST {SYNC} HTTP/1.1\r\nhost: x\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: 60000\r\n\r\n"
).encode()


def status_answered(made: socket.socket) -> int:
    """The status of one answer, of which no byte is left over for the next."""
    with HTTPResponse(made) as answer:
        answer.begin()
        answer.read()
        return answer.status


@pytest.mark.parametrize("dripped", [b"", b"x-a: b\r\n"], ids=["that stops", "that drips"])
@pytest.mark.parametrize("said", [b"", HALF_A_HEADER], ids=["no header", "a header"])
def test_a_header_is_not_waited_for_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, said: bytes, dripped: bytes
) -> None:
    with serve_in_thread(settings) as running:
        port = int(running.address.rsplit(":", 1)[1])
        with monkeypatch.context() as patched:
            patched.setattr("server.run.HEADER_TIMEOUT_MS", PATIENCE_S * 1000)
            start = time.monotonic()
            with connection(port, said or b"G") as made:
                passed = seconds_until_closed(made, dripped if said else b"", start=start)
        assert AT_LEAST_S < passed < SOON_S
        assert requests.get(f"{running.address}/health").status_code == 200


def test_the_time_for_a_header_begins_anew_with_every_request(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.run.HEADER_TIMEOUT_MS", BUSY_S * 1000)
    with serve_in_thread(settings) as running:
        port = int(running.address.rsplit(":", 1)[1])
        with connection(port, HALF_A_HEADER + b"\r\n") as made:
            assert status_answered(made) == 200
            time.sleep(1.1 * BUSY_S)  # at rest, which is no slow header
            made.sendall(HALF_A_HEADER + b"\r\n")
            assert status_answered(made) == 200
            monkeypatch.setattr("server.run.HEADER_TIMEOUT_MS", PATIENCE_S * 1000)
            made.sendall(HALF_A_HEADER)
            assert seconds_until_closed(made) < SOON_S


@pytest.mark.parametrize("dripped", [b"", b"x"], ids=["that stops", "that drips"])
def test_a_body_is_not_waited_for_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, dripped: bytes
) -> None:
    monkeypatch.setattr("server.handlers.signed.read_body", partial(read_body, patience_s=PATIENCE_S))
    with serve_in_thread(settings) as running:
        port = int(running.address.rsplit(":", 1)[1])
        start = time.monotonic()
        with connection(port, NO_BODY_YET) as made:
            assert AT_LEAST_S < seconds_until_closed(made, dripped, start=start) < SOON_S


IMPATIENT = """
from functools import partial
import server.handlers.signed, server.run
from server.bodies import read_body
server.run.HEADER_TIMEOUT_MS = 800
server.handlers.signed.read_body = partial(read_body, patience_s=2.5)
"""


@pytest.mark.slow
def test_workers_let_go_of_slow_headers_and_bodies_too(settings: Settings) -> None:
    """As they stand it would take half a minute; the workers are forks of a process with less patience."""
    attacks = [(b"", b""), (HALF_A_HEADER, b"x-a: b\r\n"), (NO_BODY_YET, b""), (NO_BODY_YET, b"x")]

    def borne(attack: tuple[bytes, bytes]) -> float:
        start = time.monotonic()
        with connection(server.port, attack[0]) as made:
            return seconds_until_closed(made, attack[1], start=start)

    with (
        ServerProcess(at_a_port(settings), workers=2, first=IMPATIENT) as server,
        ThreadPoolExecutor(4) as pool,
    ):
        silent, header, stalled, dripping = pool.map(borne, attacks)
    assert min(silent, header) > 0.6
    assert max(silent, header) < SOON_S
    assert min(stalled, dripping) > 1.5
    assert max(stalled, dripping) < 2 * SOON_S


def test_a_large_body_of_a_stranger_is_not_read(district: District) -> None:
    headers = {"content-type": CONTENT_TYPE, "x-soxa-device": "00" * 32}
    port = int(district.address.rsplit(":", 1)[1])
    lines = [f"POST {SYNC} HTTP/1.1", "host: x", f"content-length: {SMALL_BYTES + 1}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    with connection(port, "\r\n".join([*lines, "", ""]).encode()) as made:
        assert b" 401 " in made.recv(4096)  # before one byte of it was sent
        assert seconds_until_closed(made) < SOON_S


def test_bodies_have_so_much_memory_and_no_more() -> None:
    gate = Gate(body_room=100)
    with gate.arrival() as first, gate.arrival() as second:
        first.grew(60, 0)
        with pytest.raises(Refused, match="busy"):
            second.grew(60, 0)
    with gate.arrival() as third:
        third.grew(100, 0)


def test_one_share_is_kept_by_all_processes(settings: Settings) -> None:
    """Two servers on one database stand for two processes of one."""
    first = at_a_port(settings, requests_per_minute=1, request_burst=4)
    with ServerProcess(first) as one, ServerProcess(at_a_port(first)) as other:
        with serve_in_thread(settings) as running:
            desk = District(running.address, running.app.state.server).desk()
        statuses = []
        for address in [one.address, other.address] * 3:
            desk.address = address
            statuses.append((answer := desk.send(desk.request())).status_code)
        assert statuses == [200] * 4 + [429] * 2
        assert 0 < int(answer.headers["retry-after"]) <= 60


@BOTH_ENGINES
def test_a_device_in_a_hurry_keeps_its_nonce_and_writes_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_in_thread(settings) as running:
        desk = District(running.address, running.app.state.server).desk()
        monkeypatch.setattr(Share, "wait_ms", lambda *_: 5000)
        before = desk.nonce
        monkeypatch.setattr("server.turns.writing", None)
        answer = desk.send(desk.request())
        assert (answer.status_code, answer.headers["retry-after"], desk.nonce) == (429, "5", before)
        monkeypatch.undo()
        assert desk.send(desk.request()).status_code == 200


def test_a_share_refills_and_survives_a_clock_that_was_put_back() -> None:
    share = Share(each_ms=1000, burst_ms=120_000)
    now = 1_000_000_000
    assert share.wait_ms(0, now) == 0
    assert share.wait_ms(now + 119_000, now) == 0
    assert share.wait_ms(now + 120_000, now) == 1000
    assert share.wait_ms(now + 120_000, now + 1000) == 0
    assert share.wait_ms(now + 365 * 24 * 3600 * 1000, now) == 0


def test_one_commune_does_not_hold_every_place(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = district.desk()
    with monkeypatch.context() as patched:
        patched.setattr("server.handlers.signed.exchange", lambda *_: 1 / 0)  # never reached
        places = [district.server.gate.commune(UPPER.code) for _ in range(MOST_OF_A_COMMUNE)]
        for each in places:
            each.__enter__()
        answer = desk.send(desk.request())
        assert (answer.status_code, refusal(answer).code) == (503, "busy")
        for each in places:
            each.__exit__(None, None, None)
    assert desk.send(desk.request()).status_code == 200


def test_a_crowd_is_refused_at_once_and_spread_over_five_minutes() -> None:
    """A thousand desks whose power returned in one minute."""
    ended = threading.Event()
    served: list[int] = []
    told: list[Refused] = []

    async def one(gate: Gate) -> None:
        try:
            served.append(await gate.work(lambda: int(ended.wait(10))))
        except Refused as refused:
            told.append(refused)

    async def crowd() -> None:
        gate = Gate(random=Random(1))
        assert gate.retry_after_s() == 0
        async with anyio.create_task_group() as tasks:
            for _ in range(1000):
                tasks.start_soon(one, gate)
            while len(told) < 1000 - MOST_WAITING:
                await anyio.sleep(0.01)
            assert gate.retry_after_s() >= LEAST_RETRY_S
            ended.set()

    anyio.run(crowd)
    assert len(served) == MOST_WAITING
    assert {(each.status, each.code) for each in told} == {(503, "busy")}
    waits = [each.retry_after_s for each in told]
    assert all(LEAST_RETRY_S <= wait <= LEAST_RETRY_S + SPREAD_S for wait in waits)
    minutes = [(wait - LEAST_RETRY_S) // 60 for wait in waits]
    assert all(minutes.count(minute) > len(waits) / 5 * 0.6 for minute in range(5))


def test_nobody_is_let_in_to_wait_longer_than_a_desk_would() -> None:
    """Where work takes half a second, the line at the door is short."""
    ended = threading.Event()
    refused = 0

    async def one(gate: Gate) -> None:
        nonlocal refused
        try:
            await gate.work(ended.wait, 10)
        except Refused:
            refused += 1

    async def crowd() -> None:
        gate = Gate(at_once=2)
        for _ in range(40):
            await gate.work(time.sleep, 0.01)
        gate._work_s = 0.5
        async with anyio.create_task_group() as tasks:
            for _ in range(100):
                tasks.start_soon(one, gate)
            await anyio.sleep(0.2)
            ended.set()

    anyio.run(crowd)
    assert 100 - refused == 2 + LONGEST_WAIT_S / 0.5 * 2 + 1


def test_who_was_served_while_many_wait_is_asked_to_stay_away_a_while(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk: Desk = district.desk()
    assert desk.sync().retry_after_s == 0
    monkeypatch.setattr(district.server.gate, "_waiting", MOST_WAITING // 2 + 1)
    assert LEAST_RETRY_S <= desk.sync().retry_after_s <= LEAST_RETRY_S + SPREAD_S
