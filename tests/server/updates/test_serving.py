"""The server hands out the updates folder and nothing else, by parts where asked, and keeps it fresh."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from socket import create_connection, socket
from typing import NamedTuple

import pytest
import requests

from server.asgi import open_server
from server.run import serve_in_thread
from server.settings import Settings
from server.updates.publishing import DAY_MS
from server.updates.renewing import renew_once
from server.updates.repository import ends_ms, repository_of
from tests.server.conftest import District, unhurried
from tests.server.updates.ceremony import Ceremony, Desk, now_ms
from tests.support.waiting import wait_for

BIG_BYTES = 40_000_000


class Later(NamedTuple):
    """A clock so many days from now."""

    days: int

    def now_ms(self) -> int:
        return now_ms() + self.days * DAY_MS


@pytest.fixture
def published(settings: Settings) -> Ceremony:
    """A server's own repository with a release."""
    made = Ceremony(settings.data, repository_of(settings))
    made.begin()
    made.release("0.1.0", {"soxa": bytes(range(256)) * 4000})
    return made


@pytest.fixture
def district(settings: Settings, published: Ceremony) -> Iterator[District]:
    with serve_in_thread(settings, limit=unhurried()) as running:
        yield District(running.address, running.app.state.server)


@pytest.fixture
def big(published: Ceremony) -> str:
    """The name of a file that sockets do not hold."""
    name = "blobs/" + "5" * 64 + ".zst"
    (published.repository.folder / name).write_bytes(bytes(BIG_BYTES))
    return name


def asked_for(district: District, name: str) -> socket:
    """A connection on which a file was asked for and nothing is taken yet."""
    host, port = district.address.removeprefix("http://").split(":")
    reader = create_connection((host, int(port)), timeout=30)
    reader.sendall(f"GET /updates/{name} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
    return reader


def get(district: District, name: str, **headers: str) -> requests.Response:
    return requests.get(f"{district.address}/updates/{name}", headers=headers, timeout=10)


def test_every_published_file_is_served_as_it_lies_on_the_disk(
    district: District, published: Ceremony, tmp_path: Path
):
    folder = published.repository.folder
    for path in (path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        answer = get(district, name)
        assert (answer.status_code, answer.content) == (200, path.read_bytes()), name
        copy = tmp_path / "copy" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(answer.content)
    assert Desk(tmp_path / "desk", tmp_path / "copy").newest() is not None


@pytest.mark.parametrize(
    "name",
    [
        "../authority/updates-online.key", "..%2Fauthority%2Fupdates-online.key", "../config.toml",
        "../updates-draft/trusted.json", "metadata/../../key", "metadata/9.root.json", "%2e%2e/config.toml",
        "metadata/timestamp.json.part", "metadata", "blobs/", "blobs/..%2f..%2fkey", "", "anchor.sxa%00",
        "blobs/" + "0" * 64 + ".zst", "targets/releases/linux-amd64/current.json", "deltas//etc/passwd",
        "targets/releases/linux-amd64/" + "0" * 64 + "./../../../../config.toml", "ANCHOR.SXA",
    ],
)  # fmt: skip
def test_nothing_else_can_be_asked_for_and_a_no_costs_a_thin_line_little(district: District, name: str):
    connection = HTTPConnection(district.address.removeprefix("http://"), timeout=10)
    connection.request("GET", f"/updates/{name}")  # as it is written: other clients tidy the dots away
    answer = connection.getresponse()
    assert (answer.status, len(answer.read()) < 100) == (404, True)
    connection.close()


def test_a_cut_download_goes_on_where_it_stopped_and_not_in_another_file(
    district: District, published: Ceremony
):
    blob = max((published.repository.folder / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    whole, name = blob.read_bytes(), f"blobs/{blob.name}"
    tag = get(district, name).headers["etag"]
    assert not tag.startswith("W/")
    rest = get(district, name, Range="bytes=100-", **{"If-Range": tag})
    assert (rest.status_code, rest.content) == (206, whole[100:])
    assert rest.headers["content-range"] == f"bytes 100-{len(whole) - 1}/{len(whole)}"
    assert get(district, name, Range="bytes=5-9").content == whole[5:10]
    other = get(district, name, Range="bytes=100-", **{"If-Range": '"another"'})
    assert (other.status_code, other.content) == (200, whole)
    assert get(district, name, Range=f"bytes={len(whole)}-").status_code == 416
    many = get(district, name, Range="bytes=0-1,3-4,6-7")
    assert (many.status_code, many.content) == (200, whole)


def test_while_too_many_are_served_others_are_told_when_to_come_back(
    district: District, published: Ceremony, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.gate.MOST_SENT", 0)
    blob = next((published.repository.folder / "blobs").iterdir())
    answer = get(district, f"blobs/{blob.name}")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert get(district, "metadata/timestamp.json").status_code == 200


def test_whoever_takes_a_file_has_a_place_until_the_end(
    district: District, big: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.gate.MOST_SENT", 1)
    with asked_for(district, big) as reader:
        assert reader.recv(10)
        assert get(district, big).status_code == 503
    wait_for("the place", lambda: get(district, big, Range="bytes=0-9").status_code == 206)


@pytest.mark.expects_log("without (completing|starting) response")
def test_whoever_takes_too_little_is_let_go_and_the_place_is_free(
    district: District, big: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("server.gate.MOST_SENT", 1)
    with ExitStack() as stack:
        with monkeypatch.context() as patched:
            patched.setattr("server.handlers.updates.PATIENCE_S", 0.2)
            patched.setattr("server.handlers.updates.LEAST_BYTES_A_SECOND", 10**9)
            reader = stack.enter_context(asked_for(district, big))
            got = len(reader.recv(10))  # from here on only this reader is in a hurry
        wait_for("the place", lambda: get(district, big, Range="bytes=0-9").status_code == 206)
        while piece := reader.recv(1 << 20):
            got += len(piece)
    assert got < BIG_BYTES


def test_a_server_that_was_off_renews_the_timestamp_when_it_starts(
    settings: Settings,
    published: Ceremony,
):
    def is_renewed() -> bool:
        return ends_ms(published.repository.timestamp().signed) > now_ms() + 36 * DAY_MS

    with serve_in_thread(settings, Later(7)) as running:
        wait_for("the new timestamp", is_renewed)
        answer = requests.get(f"{running.address}/updates/metadata/timestamp.json", timeout=10)
    assert answer.status_code == 200


@pytest.mark.expects_log("ends in|could not be renewed")
def test_the_log_warns_before_a_ceremony_is_due_and_a_lost_online_key_stops_nothing(
    settings: Settings, published: Ceremony, caplog: pytest.LogCaptureFixture
):
    server = open_server(settings, Later(310))
    renew_once(server)
    assert "targets ends in 5" in caplog.text
    assert "root ends" not in caplog.text
    published.repository.online_key.unlink()
    renew_once(replace(server, clock=Later(320)))
    assert "could not be renewed" in caplog.text
    server.engine.dispose()


def test_a_server_without_a_repository_serves_none(settings: Settings):
    with serve_in_thread(settings) as running:
        answer = requests.get(f"{running.address}/updates/metadata/timestamp.json", timeout=10)
    assert answer.status_code == 404
