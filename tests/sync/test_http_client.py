"""The HTTP way: whom it talks to, how it asks again, and what it makes of every answer."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import msgspec
import pytest
import zstandard
from nacl.signing import SigningKey

from sync import errors
from sync.errors import SyncError
from sync.http.client import HttpTransport, Signer
from sync.http.trust import UNKNOWN, Trust
from sync.http.wire import Wire, _Limit
from sync.outbox import feed_request
from sync.protocol import codec
from sync.protocol.messages import CONTENT_TYPE, Refusal, SyncReply
from sync.protocol.signing import (
    EPOCH_HEADER,
    NEXT_NONCE_HEADER,
    is_signed_by,
    read_claim,
    signed_bytes,
)

KEY = SigningKey(b"k" * 32)
EPOCH, NEW_EPOCH = b"e" * 16, b"f" * 16
NONCES = [bytes([n]) * 16 for n in range(9)]
REPLY = SyncReply(1, EPOCH, b"", [], [], [], False, [], [], 0)
Handle = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def answering(handle: Handle) -> Iterator[str]:
    """The address of something that answers as ``handle`` says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            handle(self, self.rfile.read(int(self.headers.get("content-length", 0))))

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def reply(
    handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, kind: str = CONTENT_TYPE, **more: str
) -> None:
    handler.send_response(status)
    for name, value in ({"content-type": kind, "content-length": str(len(body))} | more).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def refused(handler: BaseHTTPRequestHandler, status: int, code: str, **more: str) -> None:
    reply(handler, codec.encode(Refusal(code, "")), status, **more)


def ask(address: str, nonce: bytes = NONCES[0]) -> SyncReply:
    transport = HttpTransport(address, UNKNOWN, Signer(KEY, EPOCH, nonce))
    try:
        return transport.exchange(feed_request(EPOCH, 0, 0))
    finally:
        transport.close()


def test_a_request_is_signed_over_what_travels_and_never_over_wall_time():
    seen = []

    def handle(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append((handler.headers, body))
        reply(handler, codec.encode(REPLY), **{NEXT_NONCE_HEADER: NONCES[1].hex()})

    with answering(handle) as address:
        ask(address)
    headers, body = seen[0]
    claim = read_claim(headers)
    message = signed_bytes("POST", "/s1/sync", body, EPOCH, NONCES[0])
    assert is_signed_by(claim.device, claim.signature, message)


def test_each_request_uses_the_nonce_of_the_last_reply():
    used = []

    def handle(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        used.append(read_claim(handler.headers).nonce)
        reply(handler, codec.encode(REPLY), **{NEXT_NONCE_HEADER: NONCES[len(used)].hex()})

    with answering(handle) as address:
        transport = HttpTransport(address, UNKNOWN, Signer(KEY, EPOCH, NONCES[0]))
        for _ in range(3):
            transport.exchange(feed_request(EPOCH, 0, 0))
        transport.close()
    assert used == NONCES[:3]
    assert transport.nonce == NONCES[3]
    assert transport.traffic.requests == 3


def test_a_spent_nonce_costs_one_more_request_and_a_new_epoch_another():
    asked = []

    def handle(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        asked.append(read_claim(handler.headers).epoch)
        more = {NEXT_NONCE_HEADER: NONCES[len(asked)].hex(), EPOCH_HEADER: NEW_EPOCH.hex()}
        if len(asked) == 1:
            refused(handler, 401, "nonce_used", **(more | {EPOCH_HEADER: EPOCH.hex()}))
        elif len(asked) == 2:
            refused(handler, 409, "epoch_changed", **more)
        else:
            reply(handler, codec.encode(REPLY), **more)

    with answering(handle) as address:
        ask(address)
    assert asked == [EPOCH, EPOCH, NEW_EPOCH]


def test_asking_again_has_an_end():
    asked = []

    def handle(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        asked.append(1)
        refused(handler, 401, "nonce_used", **{NEXT_NONCE_HEADER: NONCES[1].hex()})

    with answering(handle) as address, pytest.raises(errors.ServerTrouble):
        ask(address)
    assert len(asked) == 3


def test_a_large_body_does_not_travel_in_vain_for_want_of_a_nonce():
    bodies = []

    def handle(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        bodies.append(len(body))
        if read_claim(handler.headers).nonce:
            reply(handler, codec.encode(REPLY))
        else:
            refused(handler, 401, "nonce_used", **{NEXT_NONCE_HEADER: NONCES[1].hex()})

    request = msgspec.structs.replace(feed_request(EPOCH, 0, 0), segments=[os.urandom(60_000)])
    with answering(handle) as address:
        transport = HttpTransport(address, UNKNOWN, Signer(KEY, EPOCH, b""))
        transport.exchange(request)
        transport.close()
    assert bodies[0] == 0
    assert bodies[1] > 60_000
    assert len(bodies) == 2


REFUSALS: dict[tuple[int, str], type[SyncError]] = {
    (403, "revoked"): errors.DeviceRevoked,
    (401, "unknown_device"): errors.DeviceUnknown,
    (403, "out_of_scope"): errors.LogUnknown,
    (408, "too_slow"): errors.LineCut,
    (400, "truncated"): errors.LineCut,
    (400, "unknown_version"): errors.VersionMismatch,
    (400, "malformed"): errors.ServerTrouble,
    (500, "internal"): errors.ServerTrouble,
}


def error_of(handle: Handle) -> SyncError:
    with answering(handle) as address, pytest.raises(SyncError) as caught:
        ask(address)
    return caught.value


@pytest.mark.parametrize(("status", "code"), REFUSALS)
def test_each_refusal_has_its_sentence(status: int, code: str):
    error = error_of(lambda handler, _: refused(handler, status, code))
    assert type(error) is REFUSALS[status, code]
    assert 10 < len(str(error).split()) < 40


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_says_when_to_come_back(status: int):
    error = error_of(lambda handler, _: refused(handler, status, "too_many", retry_after="37"))
    assert isinstance(error, errors.ServerBusy)
    assert error.retry_after_s == 37


@pytest.mark.parametrize("retry_after", ["soon", "-5", "", "9" * 30])
def test_a_retry_after_that_is_no_number_of_seconds_is_left_to_us(retry_after: str):
    error = error_of(lambda handler, _: refused(handler, 429, "too_many", retry_after=retry_after))
    assert isinstance(error, errors.ServerBusy)
    assert error.retry_after_s == 0


STRANGE = {
    "a page of a proxy": lambda h: reply(h, b"<html>blocked</html>", kind="text/html"),
    "a page with an error": lambda h: reply(h, b"<html>502</html>", 502, "text/html"),
    "a redirect": lambda h: reply(h, b"", 302, location="http://127.0.0.1:1/"),
    "no message": lambda h: reply(h, b"\xc1\xc1\xc1"),
    "another message": lambda h: reply(h, codec.encode(Refusal("a", "b"))),
    "zstd that is none": lambda h: reply(h, b"not zstd", content_encoding="zstd"),
    "a bomb": lambda h: reply(h, zstandard.compress(bytes(100 * 1024 * 1024)), content_encoding="zstd"),
    "too much": lambda h: reply(h, bytes(9 * 1024 * 1024)),
    "headers that are not hexadecimal": lambda h: reply(h, codec.encode(REPLY), **{NEXT_NONCE_HEADER: "zz"}),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_answer_is_refused_with_a_sentence(name: str):
    with answering(lambda handler, _: STRANGE[name](handler)) as address, pytest.raises(errors.ServerTrouble):
        ask(address)


@pytest.mark.parametrize(("protocol", "error"), [(2, errors.ProgramTooOld), (0, errors.ServerTooOld)])
def test_another_protocol_is_named_even_where_the_rest_cannot_be_read(protocol: int, error: type[SyncError]):
    body = msgspec.msgpack.encode([protocol, {"what": "comes"}, "later"])
    with answering(lambda handler, _: reply(handler, body)) as address, pytest.raises(error):
        ask(address)


def test_a_compressed_answer_is_read():
    body = zstandard.compress(codec.encode(REPLY))
    with answering(lambda handler, _: reply(handler, body, content_encoding="zstd")) as address:
        assert ask(address) == REPLY


@pytest.mark.parametrize(
    "address",
    [
        "http://10.1.2.3:8743",
        "http://maychu.mau.vn",
        "ftp://127.0.0.1",
        "127.0.0.1:8743",
        "https://",
        "",
        "https://h:x",
    ],
)
def test_nothing_is_sent_in_the_clear_or_to_no_address(address: str):
    with pytest.raises(errors.UnsafeAddress):
        HttpTransport(address, UNKNOWN)


def test_the_systems_proxy_is_asked_but_never_on_the_way_to_this_machine(monkeypatch: pytest.MonkeyPatch):
    with answering(lambda handler, _: reply(handler, b"", 500, "text/html")) as address:
        monkeypatch.setenv("https_proxy", address)
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        with pytest.raises(errors.ProxyTrouble):
            ask("https://maychu.mau.vn:8743")  # the proxy does not let us tunnel
        with pytest.raises(errors.ServerTrouble):
            ask(address)  # answered by who listens there, not by the proxy, which nobody is


def test_a_ca_in_the_environment_does_not_stand_above_the_pin(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with pytest.raises(errors.NoLine):
        Wire("https://127.0.0.1:1", Trust(pin=bytes(32))).call("GET", "/", {})


def test_a_private_ca_that_is_not_there_is_named():
    with pytest.raises(errors.NoAuthorityFile) as caught:
        Wire("https://127.0.0.1:1", Trust(ca_file="/a/b/goc.pem"))
    assert "goc.pem" in str(caught.value)
    assert "/a/b" not in str(caught.value)


def test_a_request_whose_time_is_over_before_it_leaves_is_a_cut_line():
    """A PC that was busy with something else, or slept, in just that moment."""
    moments = iter([100.0, 103.5])
    with pytest.raises(errors.LineCut):
        _Limit(3, moments.__next__).timeout(0)
