"""Columns give back the very bytes that were folded, or do not fold; nothing read from them is trusted."""

from contextlib import suppress
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from app.changes import columns
from app.changes import segment as segments
from app.changes.columns import Entry
from app.changes.errors import BadChange, Malformed
from app.changes.segment import COLUMNS, ROWS
from tests.support.changes import Author

KEY = SigningKey(b"\x07" * 32)
ROOM = 1 << 24
encode = msgspec.msgpack.encode

numbers = st.integers(-(2**63), 2**63 - 1)
refs = numbers | st.lists(numbers, min_size=2, max_size=2)
cells = st.lists(st.none() | st.text(max_size=5) | st.binary(max_size=5) | refs, max_size=5)
groups = st.tuples(st.integers(1, 9), cells) | st.tuples(
    st.integers(1, 9), cells, refs, st.lists(refs, max_size=2)
)
written = st.tuples(st.integers(1, 99), refs | st.tuples(refs, numbers), st.lists(groups, max_size=3))
deleted = st.tuples(st.integers(1, 99), refs, st.none(), refs)
headers = st.tuples(numbers, numbers, st.text(max_size=3), st.lists(refs, max_size=2))
changesets = st.tuples(headers, st.lists(written | deleted, max_size=4))


def entries_of(run: list[tuple[object, object]]) -> list[Entry]:
    return [Entry(encode(header), encode(ops)) for header, ops in run]


def a_log(dossiers: int) -> segments.Segment:
    author = Author(KEY)
    for number in range(dossiers):
        author.receive_dossier(f"H00-261123-{number:04d}", components=number % 3)
    (data,) = author.seal()
    return segments.read(data)


@given(st.lists(changesets, min_size=1, max_size=8))
def test_whatever_a_log_holds_comes_back_byte_for_byte(run):
    entries = entries_of(run)
    body = columns.fold(entries)
    assert body is not None
    assert columns.unfold(body, ROOM) == entries


@given(st.lists(changesets, min_size=1, max_size=5), st.data())
def test_an_erased_changeset_stays_erased(run, data):
    entries = entries_of(run)
    at = data.draw(st.integers(0, len(run) - 1))
    entries[at] = Entry(entries[at].header, None, sha256(entries[at].payload).digest())
    body = columns.fold(entries)
    assert columns.unfold(body, ROOM) == entries


@pytest.mark.parametrize(
    "entry",
    [
        Entry(encode((1, 1 << 16, "")), b"\x91\x93\x05\xcd\x00\x01\x90"),  # a number longer than it need be
        Entry(encode((1, 1 << 16, "")), b"\x91\x92\x05\x01"),  # an operation without groups
        Entry(encode((1, 1 << 16, "")), b"no MessagePack"),
        Entry(b"\xc1", encode([])),
        Entry(encode((1, 1 << 16, "")), encode([(5, 1, [(1, "text")])])),
        Entry(encode((1, 1 << 16, "")), encode([{5: 1, 1: 2, None: 3}])),
        Entry(encode((1, 1 << 16, "")), encode([(5, 1, {})])),
        Entry(encode((1, 1 << 16, "")), encode([(1, 1, []), (True, 1, [])])),  # equal, and other bytes
        Entry(encode((1, 1 << 16, "")), encode([(5, 1, [(1, []), (True, [])])])),
        Entry(encode((1, 1 << 16, "")), encode({})),  # no operations, and not the bytes of an empty array
        Entry(encode((1, 1 << 16, "")), encode([{0: 5, 1: 1, 2: None}])),
        Entry(encode((1, 1 << 16, "")), encode([(5, 1, [{0: 1, 1: []}])])),
        Entry(encode(b"\1\2\3"), encode([])),
    ],
)
def test_what_would_not_come_back_the_same_is_not_folded(entry):
    assert columns.fold([entry, entry]) is None


def test_headers_of_different_length_are_not_folded():
    """A later program may append a field within one run."""
    assert (
        columns.fold([Entry(encode((1, 2, 3)), encode([])), Entry(encode((1, 2, 3, 4)), encode([]))]) is None
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_by_name(data):
    with pytest.raises(Malformed):
        columns.unfold(data, ROOM)


@given(st.data())
def test_a_damaged_body_gives_other_entries_or_is_refused_by_name(data):
    body = bytearray(columns.fold(entries_of([((1, 1 << 16, ""), [(5, 1, [(1, ["a", 7])])])] * 3)))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Malformed):
        assert len(columns.unfold(bytes(body), ROOM)) <= len(body)


def test_payloads_beyond_the_limit_are_refused():
    """Differences of a few bytes stand for numbers of nine."""
    body = columns.fold(entries_of([((1, 1, ""), [(5, n << 40, [(1, [])])]) for n in range(2000)]))
    with pytest.raises(Malformed):
        columns.unfold(body, 10_000)


def test_a_shape_of_a_thousand_groups_is_refused_before_it_is_put_together():
    """Its few bytes would stand for two hundred million arrays."""
    shape = (3, 5, *[(1, 0, 2)] * 1000)
    many = (1, 1, [0] * 199_999)
    body = encode([[(0, [1])] * 4, (0, [200_000]), many, [(shape, [many])], []])
    with pytest.raises(Malformed):
        columns.unfold(body, ROOM)


def body_of(keys: object, shape: tuple[object, ...] = (4, 5, None), ops: int = 2) -> bytes:
    """One changeset of deletions, their keys as this column says."""
    each = (0, [0] * ops)
    return encode([[(0, [1])] * 4, (0, [ops]), each, [(shape, [keys, each])], []])


def test_pairs_stand_within_pairs_once_and_are_two() -> None:
    leaf = (0, [1, 2])
    parents = (2, [leaf, leaf])
    assert len(columns.unfold(body_of((2, [parents, leaf])), ROOM)) == 1
    for hostile in ((2, [(2, [parents, leaf]), leaf]), (2, [leaf]), (2, [leaf] * 3), (2, [])):
        with pytest.raises(Malformed, match="segment column"):
            columns.unfold(body_of(hostile), ROOM)


def test_nothing_deeper_is_folded_into_pairs() -> None:
    """A value that its writer nested further comes back as it was."""
    deep = [[[[1, 2], 3], 4], 5]
    entries = entries_of([((1, 1 << 16, ""), [(5, deep, [(1, [deep])])])] * 3)
    assert columns.unfold(columns.fold(entries), ROOM) == entries


def test_groups_that_take_no_bytes_are_bounded_by_those_that_came() -> None:
    shape = (3, 5, *[(1, 0, 2)] * 40)
    keys = (0, [1] * 20_000)
    body = encode([[(0, [1])] * 4, (0, [20_000]), (0, [0] * 20_000), [(shape, [keys])], []])
    with pytest.raises(Malformed):
        columns.unfold(body, ROOM)


def test_a_long_run_is_sealed_in_columns_and_takes_less():
    in_columns = a_log(200)
    changesets_ = [changeset for changeset, _ in segments.open_body(in_columns)]
    in_rows = segments._compressed(segments._in_rows([Entry(c.header_bytes, c.payload) for c in changesets_]))
    assert in_columns.header.format == COLUMNS
    assert len(in_columns.body) < len(in_rows) * 0.8


def test_a_changeset_alone_is_sealed_in_rows():
    assert a_log(1).header.format == ROWS


def test_columns_are_verified_as_rows_are():
    read = a_log(100)
    other = columns.fold([Entry(c.header_bytes, c.payload) for c, _ in segments.open_body(a_log(99))])
    with pytest.raises(BadChange):
        segments.open_body(read._replace(body=segments._compressed(other)))


def test_an_erasure_in_columns_keeps_signature_and_chain():
    read = a_log(100)
    erased = segments.read(segments.erase(read, {3, 50}).to_bytes())
    segments.verify_signature(erased, bytes(KEY.verify_key))
    opened = segments.open_body(erased)
    assert [c.header.seq for c, _ in opened if c.payload is None] == [3, 50]
    assert [head for _, head in opened] == [head for _, head in segments.open_body(read)]


def test_columns_beyond_their_bound_are_not_read():
    read = a_log(100)
    with pytest.raises(Malformed):
        segments.open_body(read._replace(body=segments._compressed(bytes(segments.MAX_COLUMNS_BYTES * 2))))
