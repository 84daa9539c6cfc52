"""Bad input gets a defined status and a reason; nothing is applied, nothing lost, no traceback goes out."""

import asyncio
import tracemalloc
from collections.abc import Callable
from selectors import DefaultSelector
from typing import Any

import anyio
import msgspec
import pytest
import requests
import zstandard
from nacl.signing import SigningKey
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.types import Message

from app.changes.segment import CONTEXT, SegmentHeader
from server.bodies import read_body
from server.errors import Refused
from server.rate import RateLimit
from server.run import serve_in_thread
from server.settings import Settings
from server.storage import dump
from server.storage.engine import reading
from sync.protocol import codec
from sync.protocol.limits import MAX_MESSAGE_BYTES
from sync.protocol.messages import CONTENT_TYPE
from sync.protocol.signing import DEVICE_HEADER, EPOCH_HEADER, NONCE_HEADER, SIGNATURE_HEADER, sign_request
from tests.server.conftest import District
from tests.server.desk import SYNC, Desk, refusal
from tests.support.changes import Author

CODE = "H56-991123-0001"

Bad = Callable[[Desk], requests.Response]


def replay(desk: Desk) -> requests.Response:
    body = codec.encode(desk.request())
    headers = sign_request(desk.author.key, "POST", SYNC, body, desk.epoch, desk.nonce)
    headers |= {"content-type": CONTENT_TYPE}
    assert requests.post(desk.address + SYNC, body, headers=headers).status_code == 200
    return requests.post(desk.address + SYNC, body, headers=headers)


def another_path(desk: Desk) -> requests.Response:
    headers = sign_request(desk.author.key, "POST", "/s1/other", b"x", desk.epoch, desk.nonce)
    return requests.post(desk.address + SYNC, b"x", headers=headers | {"content-type": CONTENT_TYPE})


def altered_body(desk: Desk) -> requests.Response:
    body = codec.encode(desk.request())
    headers = sign_request(desk.author.key, "POST", SYNC, body, desk.epoch, desk.nonce)
    return requests.post(desk.address + SYNC, body + b"x", headers=headers | {"content-type": CONTENT_TYPE})


def stranger(desk: Desk) -> requests.Response:
    return Desk(desk.address, Author(SigningKey.generate()), desk.epoch, desk.nonce).send(desk.request())


def truncated(desk: Desk) -> requests.Response:
    whole = codec.encode(desk.request())
    return desk.send_body(whole[: len(whole) // 2], "identity")


def with_fields(**changed: object) -> Bad:
    return lambda desk: desk.send(desk.request(**changed))


def under_another_epoch(desk: Desk) -> requests.Response:
    desk.epoch, before = b"12345678", desk.epoch
    response = desk.send(desk.request())
    assert response.headers[EPOCH_HEADER] == before.hex()
    desk.epoch = before
    return response


def later_protocol(desk: Desk) -> requests.Response:
    return desk.send_body(msgspec.msgpack.encode([2, {"quite": "different"}]), "identity")


def zeros_in_little() -> bytes:
    """256 MiB in a few kilobytes, made without ever holding them."""
    compressor = zstandard.ZstdCompressor().compressobj()
    mebibyte = bytes(1024 * 1024)
    return b"".join(compressor.compress(mebibyte) for _ in range(256)) + compressor.flush()


def bomb(desk: Desk) -> requests.Response:
    return desk.send_body(zeros_in_little())


def without(header: str) -> Bad:
    def send(desk: Desk) -> requests.Response:
        headers = sign_request(desk.author.key, "POST", SYNC, b"", desk.epoch, desk.nonce)
        del headers[header]
        return requests.post(desk.address + SYNC, b"", headers=headers | {"content-type": CONTENT_TYPE})

    return send


TABLE: dict[str, tuple[Bad, int, str]] = {
    "signed by another key": (
        lambda d: d.send_body(b"", "identity", **{SIGNATURE_HEADER: "00" * 64}),
        401,
        "bad_signature",
    ),
    "signed for another path": (another_path, 401, "bad_signature"),
    "signed over another body": (altered_body, 401, "bad_signature"),
    "not enrolled": (stranger, 401, "unknown_device"),
    "no device header": (without(DEVICE_HEADER), 401, "unsigned"),
    "no signature": (without(SIGNATURE_HEADER), 401, "unsigned"),
    "no nonce": (without(NONCE_HEADER), 401, "unsigned"),
    "headers that are not hex": (
        lambda d: d.send_body(b"", "identity", **{EPOCH_HEADER: "zz"}),
        401,
        "unsigned",
    ),
    "sent twice": (replay, 401, "nonce_used"),
    "truncated": (truncated, 400, "malformed"),
    "empty": (lambda d: d.send_body(b"", "identity"), 400, "malformed"),
    "not MessagePack": (lambda d: d.send_body(b"\xc1" * 100, "identity"), 400, "malformed"),
    "not zstd": (lambda d: d.send_body(b"plain", "zstd"), 400, "malformed"),
    "a bomb": (bomb, 400, "malformed"),
    "unknown protocol": (later_protocol, 400, "unknown_version"),
    "too large": (lambda d: d.send_body(bytes(MAX_MESSAGE_BYTES + 1), "identity"), 413, "too_large"),
    "another type": (
        lambda d: d.send_body(b"{}", "identity", **{"content-type": "application/json"}),
        415,
        "wrong_type",
    ),
    "another encoding": (lambda d: d.send_body(b"{}", "br"), 415, "wrong_encoding"),
    "another device's origin": (with_fields(origin=b"desk-two"), 403, "out_of_scope"),
    "an origin nobody knows": (with_fields(origin=b"nowhere!"), 403, "out_of_scope"),
    "an origin of the wrong size": (with_fields(origin=b"short"), 400, "malformed"),
    "a negative cursor": (with_fields(cursor=-1), 400, "malformed"),
    "a number beyond any column": (with_fields(backlog=2**64 - 1), 400, "malformed"),
    "too many heads": (with_fields(heads=[(b"desk-one", 1, bytes(32))] * 65), 400, "malformed"),
    "a version with a zero byte": (with_fields(program_version="1\x000"), 400, "malformed"),
    "another epoch": (
        under_another_epoch,
        409,
        "epoch_changed",
    ),
    "no such address": (lambda d: requests.post(f"{d.address}/s1/nothing"), 404, "not_found"),
    "another method": (lambda d: requests.get(f"{d.address}{SYNC}"), 405, "wrong_method"),
    "no such catalogue": (lambda d: d.get("/s1/catalogue/2026.99"), 404, "not_found"),
    "a catalogue outside its folder": (lambda d: d.get("/s1/catalogue/..%2f..%2fkey"), 404, "not_found"),
}


def stored(district: District) -> list[object]:
    """Every row that a desk's data can reach."""
    volatile = ("device", "commune")  # when a device was last seen, and receipts counted
    with reading(district.server.engine) as connection:
        return [part for part in dump.read_all(connection) if part.table not in volatile]


@pytest.mark.parametrize("name", TABLE)
def test_bad_requests_are_refused_with_a_reason_and_change_nothing(district: District, name: str) -> None:
    send, status, code = TABLE[name]
    desk = district.desk(b"desk-one")
    district.desk(b"desk-two")
    desk.author.receive_dossier(CODE)
    desk.sync()
    before = stored(district)
    response = send(desk)
    assert (response.status_code, refusal(response).code) == (status, code)
    assert response.headers["x-request-id"]
    assert stored(district) == before
    desk.author.receive_dossier("H56-991123-0002")
    if code == "nonce_used":
        desk.send_body(b"", "identity")  # the nonce is in the refusal
    assert desk.receipt(desk.sync()).origins[0].applied_seq == 2


def forged_body(author: Author) -> bytes:
    """A segment whose signed header promises little and whose body inflates to much."""
    header = SegmentHeader(1, author.origin, 1, 1, author.sealed_head, bytes(32), 0, 1000)
    header_bytes = msgspec.msgpack.encode(header)
    signature = author.key.sign(CONTEXT + header_bytes).signature
    return msgspec.msgpack.encode((header_bytes, signature, zeros_in_little()))


def flipped(author: Author) -> bytes:
    author.receive_dossier(CODE)
    (data,) = author.seal()
    header, signature, body = msgspec.msgpack.decode(data)
    return msgspec.msgpack.encode((header, signature, body[:-4] + bytes(4)))


def of_format_9(author: Author) -> bytes:
    header = SegmentHeader(9, author.origin, 1, 1, bytes(32), bytes(32), 0, 1)
    return msgspec.msgpack.encode((msgspec.msgpack.encode(header), bytes(64), b""))


SEGMENTS: dict[str, tuple[Callable[[Author], bytes], str]] = {
    "a bomb": (forged_body, "malformed"),
    "a flipped body": (flipped, "malformed"),
    "an unknown format": (of_format_9, "unknown_format"),
    "nonsense": (lambda _: b"nonsense", "malformed"),
    "nothing": (lambda _: b"", "malformed"),
}


@pytest.mark.parametrize("name", SEGMENTS)
def test_bad_segments_are_named_and_change_nothing(district: District, name: str) -> None:
    make, code = SEGMENTS[name]
    desk = district.desk()
    before = stored(district)
    reply = desk.sync([make(desk.author)], heads=[])
    assert [(each.index, each.code) for each in reply.refused] == [(0, code)]
    assert stored(district) == before


@pytest.mark.parametrize("send", [bomb, lambda desk: desk.sync([forged_body(desk.author)], heads=[])])
def test_bombs_take_little_memory(district: District, send: Callable[[Desk], object]) -> None:
    desk = district.desk()
    send(desk)  # what the first request leaves in caches is not the bomb's
    tracemalloc.start()
    send(desk)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 48 * 1024 * 1024


def test_a_body_that_stalls_is_let_go() -> None:
    async def stalling() -> Message:
        await anyio.sleep(10)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def read() -> None:
        scope = {"type": "http", "method": "POST", "path": SYNC, "headers": []}
        await read_body(Request(scope, stalling), patience_s=0.05)

    with pytest.raises(Refused, match="too_slow"):
        anyio.run(read)


class _Leaping(asyncio.SelectorEventLoop):
    """Time passes by itself and by nothing else: where there is nothing to do it leaps to what comes next."""

    def __init__(self) -> None:
        self._now_s = 0.0
        super().__init__(selector := DefaultSelector())
        look = selector.select

        def leap(timeout: float | None = None) -> list[Any]:
            self._now_s += timeout or 0.0
            return look(0)

        selector.select = leap  # type: ignore[method-assign]

    def time(self) -> float:
        return self._now_s


def test_a_slow_body_that_keeps_coming_is_read() -> None:
    parts = [b"x" * 1024] * 20

    async def trickling() -> Message:
        await anyio.sleep(0.9)
        return {"type": "http.request", "body": parts.pop(), "more_body": bool(parts)}

    async def read() -> bytes:
        scope = {"type": "http", "method": "POST", "path": SYNC, "headers": []}
        return await read_body(Request(scope, trickling), patience_s=1.5)

    assert len(anyio.run(read, backend_options={"loop_factory": _Leaping})) == 20 * 1024


def test_callers_in_a_hurry_are_told_when_to_come_back(settings: Settings) -> None:
    with serve_in_thread(settings, limit=RateLimit(lambda: 0.0, per_minute=60, burst=2)) as running:
        desk = District(running.address, running.app.state.server).desk()
        for _ in range(2):
            desk.sync()
        response = desk.send(desk.request())
        assert (response.status_code, refusal(response).code) == (429, "too_many")
        assert response.headers["retry-after"] == "1"


@pytest.mark.expects_log("database unavailable")
def test_a_database_that_does_not_serve_us_is_told_as_busy(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    desk = district.desk()
    monkeypatch.setattr("server.handlers.signed.exchange", locked)
    response = desk.send(desk.request())
    assert (response.status_code, refusal(response).code) == (503, "busy")
    assert int(response.headers["retry-after"]) > 0


@pytest.mark.expects_log("unhandled")
def test_our_own_mistakes_are_logged_and_not_shown(
    district: District, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = district.desk()
    monkeypatch.setattr("server.handlers.signed.exchange", lambda *_: 1 / 0)
    response = desk.send(desk.request())
    assert (response.status_code, refusal(response).code) == (500, "internal")
    assert b"ZeroDivision" not in response.content
    assert response.headers["x-request-id"] in refusal(response).reason
    assert any(record.exc_info for record in caplog.records)
