"""A server told to stop ends what is under way, tells newcomers when to come back, and closes its books."""

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

UNDER_WAY_S = 0.4


def a_push(desk: Desk) -> tuple[bytes, bytes]:
    """A whole signed push as it travels: head and body."""
    body = zstandard.compress(codec.encode(desk.request()))
    headers = sign_request(desk.author.key, "POST", SYNC, body, desk.epoch, desk.nonce)
    headers |= {
        "host": urlsplit(desk.address).netloc,
        "content-type": CONTENT_TYPE,
        "content-encoding": "zstd",
        "content-length": str(len(body)),
    }
    lines = [f"POST {SYNC} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode(), body


@pytest.mark.parametrize("workers", [1, 2], ids=["uvicorn", "granian"])
def test_a_stop_ends_what_is_under_way_and_sends_newcomers_away(settings: Settings, workers: int) -> None:
    with serve_in_thread(settings) as running:
        desk = District(running.address, running.app.state.server).desk()
    settings = at_a_port(settings)
    with ServerProcess(settings, workers) as server:
        desk.address = server.address
        desk.author.receive_dossier("H56-991123-0001")
        head, body = a_push(desk)
        with connection(server.port, head + body[:10]) as made:
            time.sleep(UNDER_WAY_S)
            server.stop()
            time.sleep(UNDER_WAY_S)
            late = requests.get(f"{server.address}/health", timeout=5)
            later = desk.send(desk.request([]))
            made.sendall(body[10:])
            answer = b"".join(iter(lambda: made.recv(65536), b""))
        server.wait()
    assert late.status_code == 503
    assert int(late.headers["retry-after"]) > 0
    assert (later.status_code, refusal(later).code) == (503, "busy")
    assert later.headers["x-soxa-epoch"] == desk.epoch.hex()
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
        said = f"POST {SYNC} HTTP/1.1\r\nhost: x\r\ncontent-type: {CONTENT_TYPE}\r\ncontent-length: 9\r\n\r\n"
        with connection(server.port, said.encode()):
            time.sleep(UNDER_WAY_S)
            start = time.monotonic()
            server.stop()
            server.wait()
        assert time.monotonic() - start < 8
    assert not settings.database_path.with_name("server.db-wal").exists()
