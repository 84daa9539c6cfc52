"""A server told to stop ends what is under way, tells newcomers when to come back, and closes its books."""

import socket
import time
from urllib.parse import urlsplit

import pytest
import requests
import zstandard

from server.run import serve_in_thread
from server.settings import Settings
from sync.protocol import codec
from sync.protocol.messages import CONTENT_TYPE, SyncReply
from sync.protocol.signing import sign_request
from tests.server.conftest import District
from tests.server.desk import SYNC, Desk, refusal
from tests.support.processes import ServerProcess, at_a_port, connection

SOON_S = 15  # sooner than the half minute a body may take, however busy the machine is
UNHURRIED = "import server.gate, server.run; server.run.NOTICE_S, server.gate.LAST_BODY_S = 4.0, 20.0\n"


def a_push(desk: Desk) -> tuple[bytes, bytes]:
    """A whole signed push as it travels: head and body."""
    body = zstandard.compress(codec.encode(desk.request()))
    headers = sign_request(desk.author.key, "POST", SYNC, body, desk.epoch, desk.nonce)
    headers |= {
        "host": urlsplit(desk.address).netloc,
        "content-type": CONTENT_TYPE,
        "content-encoding": "zstd",
        "content-length": str(len(body)),
        "expect": "100-continue",
    }
    lines = [f"POST {SYNC} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode(), body


def wait_until_it_is_read(made: socket.socket) -> None:
    """The server says so once it wants the body."""
    said = b""
    while not said.endswith(b"\r\n\r\n") and (more := made.recv(1)):
        said += more
    assert said.startswith(b"HTTP/1.1 100 ")


def first_refusal(desk: Desk) -> requests.Response:
    """What a desk that comes now and then hears once the server has heard that it is to stop."""
    while (answer := desk.send(desk.request([]))).status_code == 200:
        time.sleep(0.02)
    return answer


@pytest.mark.parametrize("workers", [1, 2], ids=["uvicorn", "granian"])
def test_a_stop_ends_what_is_under_way_and_sends_newcomers_away(settings: Settings, workers: int) -> None:
    with serve_in_thread(settings) as running:
        district = District(running.address, running.app.state.server)
        desk, other = district.desk(), district.desk(b"desk-two")
    settings = at_a_port(settings)
    with ServerProcess(settings, workers, first=UNHURRIED) as server:
        desk.address = other.address = server.address
        desk.author.receive_dossier("H56-991123-0001")
        head, body = a_push(desk)
        with connection(server.port, head + body[:10]) as made:
            wait_until_it_is_read(made)
            server.stop()
            late = first_refusal(other)
            made.sendall(body[10:])
            answer = b"".join(iter(lambda: made.recv(65536), b""))
        server.wait()
    assert (late.status_code, refusal(late).code) == (503, "busy")
    assert int(late.headers["retry-after"]) > 0
    assert late.headers["x-soxa-epoch"] == other.epoch.hex()
    assert answer.startswith(b"HTTP/1.1 200")
    reply = codec.decode(_content(answer), SyncReply)
    assert desk.receipt(reply).origins[0].stored_seq == 1
    assert not settings.database_path.with_name("server.db-wal").exists()  # the last one out closes the file


def _content(answer: bytes) -> bytes:
    head, content = answer.split(b"\r\n\r\n", 1)
    return zstandard.decompress(content) if b"content-encoding: zstd" in head.lower() else content


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2], ids=["uvicorn", "granian"])
def test_a_stop_does_not_wait_for_who_never_ends(settings: Settings, workers: int) -> None:
    settings = at_a_port(settings)
    with ServerProcess(settings, workers) as server:
        lines = [f"POST {SYNC} HTTP/1.1", "host: x", f"content-type: {CONTENT_TYPE}", "content-length: 9"]
        said = "\r\n".join([*lines, "expect: 100-continue", "", ""])
        with connection(server.port, said.encode()) as made:
            wait_until_it_is_read(made)
            start = time.monotonic()
            server.stop()
            server.wait()
        assert time.monotonic() - start < SOON_S
    assert not settings.database_path.with_name("server.db-wal").exists()
