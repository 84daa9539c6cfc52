"""A server killed at any moment keeps what it receipted, and goes on where it stood."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
import requests

from app.changes.registry import SCHEMA
from app.domain.dossier import DossierState, EventKind
from server import settings as configuration
from server.asgi import open_server
from server.context import Server
from server.run import serve_in_thread
from server.settings import Settings
from server.storage import console
from server.storage.engine import reading
from server.ticketing import issue
from tests.server.conftest import UPPER, District
from tests.server.desk import Desk
from tests.support.changes import received
from tests.support.ports import free_port
from tests.support.waiting import wait_for

ROOT = Path(__file__).parents[2]
COMMAND = "import sys; from server.cli import main; sys.exit(main())"


def total(server: Server) -> int:
    with reading(server.engine) as connection:
        return sum(each.total for each in console.states(connection, 0))


def test_what_was_stored_but_not_applied_is_applied_at_the_next_start(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, serve_in_thread(settings) as running:
        patched.setattr("server.exchange.apply_batch", lambda *_: False)
        desk = District(running.address, running.app.state.server).desk()
        for number in range(1, 4):
            desk.author.receive_dossier(f"H56-991123-{number:04d}")
        own = desk.receipt(desk.sync()).origins[0]
        assert (own.stored_seq, own.applied_seq) == (3, 0)
    with serve_in_thread(settings) as running:
        wait_for("three dossiers", lambda: total(running.app.state.server) == 3)
        with reading(running.app.state.server.engine) as connection:
            assert [each.state for each in console.states(connection, 0)] == [DossierState.RECEIVED]


@pytest.mark.expects_log("unhandled")
def test_a_batch_that_fails_half_way_leaves_nothing_half_applied(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_in_thread(settings) as running:
        desk = District(running.address, running.app.state.server).desk()
        desk.author.receive_dossier("H56-991123-0001")
        with monkeypatch.context() as patched:
            patched.setattr("server.applying.quarantine.add", lambda *_: 1 / 0)
            assert desk.send(desk.request()).status_code == 500
        assert total(running.app.state.server) == 0
        desk.send(desk.request())  # only to be given a nonce
        own = desk.receipt(desk.sync()).origins[0]
        assert (own.stored_seq, own.applied_seq) == (1, 1)


@contextmanager
def process(settings: Settings) -> Iterator["subprocess.Popen[bytes]"]:
    """``soxa-server run`` as the administrator starts it."""
    command = [sys.executable, "-c", COMMAND, "run", "--data", str(settings.data)]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for("the server to listen", lambda: _answers(settings.address))
        yield running
    finally:
        running.kill()
        running.wait()


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/health", timeout=5).status_code == 200
    except (requests.ConnectionError, requests.Timeout):
        return False


@pytest.mark.slow
@pytest.mark.parametrize("delay_s", [0.02, 0.11, 0.23])
def test_receipts_hold_after_sigkill(settings: Settings, delay_s: float) -> None:
    port = free_port()
    fixed = replace(settings, port=port, address=f"http://127.0.0.1:{port}", request_burst=configuration.MOST)
    configuration.write(fixed)
    desk = Desk(fixed.address)
    with process(fixed) as running:
        desk.enrol(issue(open_server(fixed), UPPER.code, 7, "test").text)
        receipted = _write_until_killed(desk, Timer(delay_s, running.kill))
    with process(fixed):
        desk.send(desk.request([]))  # only to be given a nonce: the last one may have died with its reply
        own = desk.receipt(desk.sync([])).origins[0]
        assert own.stored_seq >= receipted > 0
        server = open_server(fixed)
        wait_for("everything applied", lambda: total(server) == own.stored_seq)


def _write_until_killed(desk: Desk, killer: Timer) -> int:
    receipted = 0
    try:
        while True:
            desk.author.receive_dossier(f"H56-991123-{desk.author.seq + 1:04d}")
            receipted = desk.receipt(desk.sync()).origins[0].stored_seq
            if not killer.ident:
                killer.start()
    except requests.RequestException:
        return receipted


def test_what_an_older_server_could_not_read_is_applied_after_its_upgrade(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_in_thread(settings) as running:
        desk = District(running.address, running.app.state.server).desk()
        dossier = desk.author.receive_dossier("H56-991123-0001", schema=SCHEMA + 1)
        desk.author.act(dossier, EventKind.HANDED_OVER, received(dossier))
        aside = desk.receipt(desk.sync()).quarantined
        assert [each.code for each in aside] == ["newer_schema", "unknown_dossier"]
    monkeypatch.setattr("server.facts.SCHEMA", SCHEMA + 1)
    with serve_in_thread(settings) as running:
        server = running.app.state.server
        wait_for("the dossier", lambda: total(server) == 1)
        with reading(server.engine) as connection:
            assert [each.state for each in console.states(connection, 0)] == [DossierState.PROCESSING]
        desk.address = running.address
        assert not desk.receipt(desk.sync([])).quarantined
