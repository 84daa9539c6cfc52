"""Columns, parts and the statement: what is packed comes back, and what was changed on its way is refused."""

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from app.changes import checkpoint, checkpoint_books, checkpoint_columns, checkpoint_parts, signed
from app.changes import segment as segments
from app.changes.changeset import RowRef, Stamp
from app.changes.checkpoint import Checkpoint, Packed
from app.changes.checkpoint_books import Books
from app.changes.columns import Entry
from app.changes.errors import BadChange, Malformed
from app.changes.registry import APPLICANT, APPLICANT_JOIN, DOSSIER, DOSSIER_COMPONENT, TABLES, Command
from app.domain.dossier import EventKind
from app.domain.ids import COUNTER_MASK
from app.storage.schema import metadata
from tests.support.changes import Author, received, write

SERVER = SigningKey(bytes(range(32)))
CELL = st.one_of(st.none(), st.integers(-(2**62), 2**62), st.text(max_size=4), st.binary(max_size=3))


def books_of(*segments: bytes) -> Books:
    books = Books()
    for cseq, data in enumerate(segments, 1):
        books.take(cseq, 1_800_000_000_000, data)
    return books


def an_office() -> Author:
    author = Author()
    for number in range(1, 8):
        dossier = author.receive_dossier(f"000.00-261123-{number:04d}")
        if number % 2:
            finished = author.act(dossier, EventKind.FINISHED, received(dossier))
            author.act(dossier, EventKind.RETURNED, finished)
    return author


def statement(packed: Packed) -> bytes:
    fields = msgspec.structs.asdict(packed)
    return signed.sign(Checkpoint(1, b"e", "00100", issued_ms=1, **fields), checkpoint.CONTEXT, SERVER)


@given(st.lists(CELL, max_size=40) | st.lists(st.integers(0, 9), min_size=20) | st.lists(st.none()))
def test_a_column_comes_back_as_it_was(values):
    packed = msgspec.msgpack.decode(msgspec.msgpack.encode(checkpoint_columns.pack(values)))
    assert list(checkpoint_columns.unpack(packed, len(values))) == values


@pytest.mark.parametrize(
    "column", [[9, 1], [1, 1, [1] * 5], [2, ["a"], b"\x00"], [3, "text"], [4, [0, 1], [3, []]], []]
)
def test_a_column_of_another_length_or_kind_is_refused(column):
    with pytest.raises((Malformed, *checkpoint_parts.ILL_FORMED)):
        checkpoint_columns.unpack(column, 3)


def test_books_go_on_from_a_checkpoint_as_if_they_had_never_been_packed():
    author = an_office()
    first = author.seal()
    packed, parts = checkpoint.pack(books_of(*first), {author.origin: author.public_key})
    again = checkpoint.books_of(packed, [part.data for part in parts])
    later = author.receive_dossier("000.00-261123-0100")
    author.act(later, EventKind.HANDED_OVER, received(later))
    [tail] = author.seal()
    again.take(len(first) + 1, 1_800_000_000_000, tail)
    whole = books_of(*first, tail)
    assert (again.rows, again.ends, again.group_stamps) == (whole.rows, whole.ends, whole.group_stamps)
    assert checkpoint.pack(again, {}) == checkpoint.pack(whole, {})


def test_what_is_open_stands_in_the_first_part_with_all_it_needs(monkeypatch):
    monkeypatch.setattr("app.changes.checkpoint_order.FIRST_DOSSIERS", 3)
    packed, parts = checkpoint.pack(books_of(*an_office().seal()), {})
    first, *later = [checkpoint.open_part(c, p.data) for c, p in zip(packed.parts, parts, strict=True)]
    assert [card.dossiers for card in packed.parts] == [3, 4]
    names = {content.table.name: content.total for content in first.tables}
    assert names == {"applicant": 3, "dossier": 3, "dossier_component": 6, "dossier_event": 3}
    assert len(later) == 1


def test_every_byte_of_a_part_counts():
    packed, parts = checkpoint.pack(books_of(*an_office().seal()), {})
    raw = checkpoint_parts.inflated(parts[0].data, packed.parts[0].size)
    for place in range(0, len(raw), 97):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(BadChange):
            checkpoint.open_part(packed.parts[0], zstandard.ZstdCompressor().compress(changed))
    for cut in range(0, len(parts[0].data), 31):
        with pytest.raises(BadChange):
            checkpoint.open_part(packed.parts[0], parts[0].data[:cut])


def test_a_part_that_inflates_beyond_what_was_signed_is_refused():
    packed, _ = checkpoint.pack(books_of(*an_office().seal()), {})
    bomb = zstandard.ZstdCompressor().compress(bytes(1 << 20))
    with pytest.raises(Malformed):
        checkpoint.open_part(packed.parts[0], bomb)


def test_only_the_servers_key_vouches():
    packed, _ = checkpoint.pack(books_of(*an_office().seal()), {})
    data = statement(packed)
    assert checkpoint.verify(data, bytes(SERVER.verify_key)).parts == packed.parts
    with pytest.raises(BadChange):
        checkpoint.verify(data, bytes(SigningKey.generate().verify_key))
    with pytest.raises(BadChange):
        checkpoint.verify(data[:-1] + bytes([data[-1] ^ 1]), bytes(SERVER.verify_key))


def test_a_replay_of_the_raw_segments_proves_a_checkpoint_and_disproves_another():
    author = an_office()
    segments = author.seal()
    packed, _ = checkpoint.pack(books_of(*segments), {})
    vouched = checkpoint.verify(statement(packed), bytes(SERVER.verify_key))
    assert checkpoint.is_true_to(vouched, books_of(*segments))
    other = an_office()
    other.receive_dossier("000.00-261123-0009")
    assert not checkpoint.is_true_to(vouched, books_of(*other.seal()))


def test_a_changeset_that_no_row_can_hold_is_set_aside_whole_and_the_log_goes_on():
    author = Author()
    good = write(DOSSIER_COMPONENT, [1, 1], title="Giấy tờ")
    author.commit(Command.IMPORT, [good, write(DOSSIER, 1, code="X")])  # without its applicant
    author.receive_dossier("000.00-261123-0001")
    books = books_of(*author.seal())
    assert list(books.returned.values()) == [("malformed", "row")]
    assert len(books.rows[DOSSIER.number]) == 1
    assert len(books.rows[DOSSIER_COMPONENT.number]) == 2


def test_a_row_that_others_point_at_stays_until_none_does():
    author = Author()
    for counter in (1, 2, 4):
        author.commit(Command.EDIT_DOSSIER, [write(APPLICANT, counter, full_name="Mẫu Thị A")])
    made = author.commit(Command.RECEIVE_DOSSIER, [write(DOSSIER, 3, applicant_id=1, received_ms=1)])
    author.commit(Command.EDIT_DOSSIER, [[APPLICANT.number, 2, None, 2]])
    first = author.seal()
    books = books_of(*first)
    assert [key for key, _ in books.rows[APPLICANT.number]] == [1, 4]
    broken = [write(DOSSIER, 3, base=made.seq, applicant_id=4, received_ms=1), [99, 1, []]]
    author.commit(Command.EDIT_DOSSIER, broken)  # as a whole or not at all
    author.commit(Command.EDIT_DOSSIER, [[APPLICANT.number, 1, None, 1]])
    for data in author.seal():
        books.take(2, 1_800_000_000_000, data)
    assert books.parked
    assert [key for key, _ in books.rows[APPLICANT.number]] == [1, 4]
    other = Author(origin=b"desk-two")
    row, now = (other.ref(RowRef(author.origin, counter)) for counter in (3, 4))
    edit = [write(DOSSIER, row, base=[0, made.seq], applicant_id=now, received_ms=1)]
    other.commit(Command.EDIT_DOSSIER, edit, deps=[made])
    for data in other.seal():
        books.take(3, 1_800_000_000_000, data)
    assert not books.parked
    assert [key for key, _ in books.rows[APPLICANT.number]] == [4]
    assert list(books.returned.values()) == [("malformed", "table 99")]


def test_a_log_of_deletions_looks_at_every_row_a_few_times_only(monkeypatch):
    looked = []
    pointed_at = checkpoint_books._pointed_at
    monkeypatch.setattr(checkpoint_books, "_pointed_at", lambda *row: looked.append(row) or pointed_at(*row))
    author = Author()
    everybody = range(1, 201)
    author.commit(Command.EDIT_DOSSIER, [write(APPLICANT, each, full_name="Mẫu") for each in everybody])
    author.commit(Command.EDIT_DOSSIER, [[APPLICANT.number, each, None, 1] for each in everybody])
    books = books_of(*author.seal())
    assert not books.rows[APPLICANT.number]
    assert len(looked) <= 4 * len(everybody)


def test_what_depends_on_another_log_waits_for_it_and_is_packed_with_its_bytes():
    one, two = Author(), Author(origin=b"desk-two")
    dossier = one.receive_dossier("000.00-261123-0001")
    two.act(RowRef(one.origin, dossier.counter), EventKind.FINISHED)
    [waits] = two.seal()
    books = books_of(waits)
    assert [len(items) for items in books.parked.values()] == [1]
    packed, parts = checkpoint.pack(books, {})
    again = checkpoint.books_of(packed, [part.data for part in parts])
    assert again.parked == books.parked
    [came] = one.seal()
    again.take(2, 1_800_000_000_000, came)
    assert not again.parked
    assert again.ends[again.numbers[two.origin]][0] == 1


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_cannot_be_without_what_its_table_demands(table):
    columns = metadata.tables[table.name].columns
    for field in table.fields:
        if field.refers_to:
            assert columns[field.name].nullable is not field.is_required


EMPTY = [0, []]
ALIKE = [0, 1]


@pytest.mark.parametrize(
    "part",
    [
        [[[DOSSIER.number, 10**12, ALIKE, ALIKE, ALIKE, []]], *[EMPTY] * 6],
        [[[DOSSIER.number, 2**20, ALIKE, ALIKE, ALIKE, []]] * 40, *[EMPTY] * 6],
        [[[DOSSIER.number, True, ALIKE, ALIKE, ALIKE, []]], *[EMPTY] * 6],
        [[], [10**12, [ALIKE] * 5], *[EMPTY] * 5],
        [[], EMPTY, [2, [[4, [0, 10**12], ALIKE], ALIKE, ALIKE, ALIKE]], *[EMPTY] * 4],
    ],
)
def test_a_part_of_more_rows_than_bytes_is_refused_before_it_takes_memory(part):
    raw = msgspec.msgpack.encode([*part, bytes(2**21) if len(part[0]) > 1 else b""])
    with pytest.raises(Malformed):
        checkpoint_parts.unpack(raw)


def test_a_parked_segment_that_its_chain_does_not_hold_is_refused():
    author = an_office()
    author.receive_dossier("000.00-261123-0099", deps=[Stamp(b"unheard!", 1)])
    (data,) = author.seal()
    part = checkpoint.pack(books_of(data), {author.origin: author.public_key})[1][-1]
    read = checkpoint_parts.unpack(checkpoint_parts.inflated(part.data, part.size))
    segment = segments.read(data)
    other = segment._replace(body=segments._compressed(segments._in_rows([Entry(b"\x90", b"\x90")])))
    forged = read._replace(parked=[each._replace(data=other.to_bytes()) for each in read.parked])
    packed = checkpoint_parts.pack(forged)
    assert read.parked
    with pytest.raises(BadChange):
        checkpoint_parts.unpack(checkpoint_parts.inflated(packed.data, packed.size))


def test_nobody_who_is_named_comes_after_the_row_that_names_them(monkeypatch):
    monkeypatch.setattr("app.changes.checkpoint_order.FIRST_DOSSIERS", 1)
    monkeypatch.setattr("app.changes.checkpoint_order.LATER_DOSSIERS", 1)
    author = an_office()
    first = author.seal()
    people = list(books_of(*first).rows[APPLICANT.number])
    one, other = (author.ref(RowRef(author.origin, key[0] & COUNTER_MASK)) for key in people[:2])
    author.commit(
        Command.JOIN_APPLICANTS, [write(APPLICANT_JOIN, 9000, kept_id=one, joined_id=other, reason="x")]
    )
    packed, parts = checkpoint.pack(books_of(*first, *author.seal()), {})
    opened = [checkpoint.open_part(c, p.data) for c, p in zip(packed.parts, parts, strict=True)]
    parts_of = {
        name: [n for n, part in enumerate(opened) if name in {t.table.name for t in part.tables}]
        for name in ("applicant", "applicant_join")
    }
    assert len(parts_of["applicant"]) > 2
    assert len(parts_of["applicant_join"]) == 1
    assert parts_of["applicant_join"][0] > 0
