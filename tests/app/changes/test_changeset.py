"""A changeset's bytes: refs by index, fields that only grow at the end, anything else refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.changes.changeset import (
    Changeset,
    Header,
    decode_header,
    decode_payload,
    encode_header,
    encode_payload,
)
from app.changes.errors import Malformed

HEADER = Header(7, 1 << 20, 0, None, 2, 1, 4, None, 1, "2026.1", [(0, 41)], [b"desk-two"])


def a_changeset(header: Header = HEADER, payload: bytes | None = b"\x90") -> Changeset:
    return Changeset(b"desk-one", header, encode_header(header), payload, bytes(32))


def test_a_header_reads_back_as_written():
    assert decode_header(encode_header(HEADER)) == HEADER


def test_a_ref_is_the_authors_own_row_or_another_origins_by_index():
    assert a_changeset().origin_of(5) == (b"desk-one", 5)
    assert a_changeset().origin_of((0, 9)) == (b"desk-two", 9)
    assert a_changeset().deps() == [(b"desk-two", 41)]


@pytest.mark.parametrize("index", [-1, 1, 99])
def test_an_index_beyond_the_origins_is_refused(index):
    with pytest.raises(Malformed):
        a_changeset().origin_of((index, 1))


def test_fields_of_a_later_version_are_skipped():
    longer = msgspec.msgpack.encode([*msgspec.msgpack.decode(encode_header(HEADER)), "new", 1])
    assert decode_header(longer) == HEADER
    (op,) = decode_payload(msgspec.msgpack.encode([[5, 3, [[1, ["x"], None, [], "new"]], None, "new"]]))
    assert (op.table, op.key, op.groups[0].cells) == (5, 3, ["x"])


def test_an_erased_changeset_has_no_operations_left():
    assert a_changeset(payload=None).ops() == []


def test_operations_read_back_as_written():
    (insert, delete) = decode_payload(encode_payload([[5, 3, [[1, ["x", [0, 2]]]]], [6, [3, 1], None, 8]]))
    assert (insert.groups[0].group, insert.groups[0].base) == (1, None)
    assert (delete.groups, delete.base, delete.key) == (None, 8, [3, 1])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(data):
    for read in (decode_header, decode_payload):
        try:
            read(data)
        except Malformed:
            continue


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode({"table": 5}),
        msgspec.msgpack.encode([["five", 1]]),
        b"\x91\x92\x05",
    ],
)
def test_a_payload_that_is_none_is_refused(payload):
    with pytest.raises(Malformed):
        decode_payload(payload)
