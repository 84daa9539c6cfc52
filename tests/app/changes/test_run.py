"""A run read by the column says what its changesets say one by one; what nobody counts is not read."""

import msgspec
import pytest
import zstandard
from nacl.signing import SigningKey

from app.changes import columns
from app.changes import segment as segments
from app.changes.errors import Malformed
from app.changes.registry import APPLICANT, Command
from app.changes.run import Run, read_run
from app.changes.segment import COLUMNS, ROWS, Segment
from app.domain.dossier import EventKind
from tests.support.changes import Author, received, write

KEY = SigningKey(b"\x07" * 32)
encode = msgspec.msgpack.encode


def a_segment(dossiers: int) -> Segment:
    """New rows of several shapes, an edit and an act between them."""
    author = Author(KEY)
    for number in range(dossiers):
        dossier = author.receive_dossier(f"H00-261123-{number:04d}", components=number % 3)
        if number % 5 == 0:
            author.commit(
                Command.CORRECT_APPLICANT, [write(APPLICANT, dossier.counter - 1, base=1, full_name="Mẫu")]
            )
            author.act(dossier, EventKind.HANDED_OVER, received(dossier))
    return segments.read(author.seal()[0])


def everything(run: Run) -> list[object]:
    """As bytes: a pair may be a tuple or a list."""
    return [(header, encode(op)) for header, op in run.operations(range(len(run.sheets)))]


def one_by_one(segment: Segment) -> list[object]:
    return [(c.header, encode(op)) for c, _ in segments.open_body(segment) for op in c.ops()]


@pytest.mark.parametrize(("dossiers", "format_"), [(1, ROWS), (40, COLUMNS), (150, COLUMNS)])
def test_by_the_column_or_one_by_one_the_same_is_said(dossiers, format_):
    segment = a_segment(dossiers)
    assert segment.header.format == format_
    assert everything(read_run(segment)) == one_by_one(segment)


def test_an_erased_changeset_does_nothing():
    segment = segments.read(segments.erase(a_segment(60), {2, 40}).to_bytes())
    assert everything(read_run(segment)) == one_by_one(segment)


def altered(segment: Segment, change: object) -> Segment:
    """The same seal over a body in which something else stands too."""
    body = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompressobj().decompress(segment.body))
    change(body)
    return segment._replace(body=segments._compressed(encode(body)))


def with_a_row_more(body):
    for column in body[3][0][1]:
        column[-1] = [*column[-1], column[-1][-1]]


def with_an_operation_more(body):
    body[2][-1] = [*body[2][-1], 0]


def with_one_counted_that_is_erased(body):
    body[4] = [[0, bytes(32)]]


def with_fewer_changesets(body):
    body[1][-1] = body[1][-1][:-1]


@pytest.mark.parametrize(
    "change",
    [with_a_row_more, with_an_operation_more, with_one_counted_that_is_erased, with_fewer_changesets],
)
def test_operations_that_no_changeset_counts_are_refused(change):
    """The chain covers what is put together; a column may hold more than that."""
    with pytest.raises(Malformed):
        read_run(altered(a_segment(60), change))


def test_what_nobody_counts_is_outside_the_chain():
    """So whoever reads by the column has to look for it: one by one it is never met."""
    segment = a_segment(60)
    assert segments.open_body(altered(segment, with_a_row_more)) == segments.open_body(segment)


def test_a_run_in_rows_turns_into_the_columns_of_the_same_run_in_columns():
    entries = [columns.Entry(c.header_bytes, c.payload) for c, _ in segments.open_body(a_segment(40))]
    spread = columns.spread(columns.fold(entries))
    turned = columns.turn(entries)
    assert (turned.counts, turned.order) == (spread.counts, spread.order)
    assert [shape for shape, _ in turned.shapes] == [
        tuple(tuple(part) if isinstance(part, list) else part for part in shape) for shape, _ in spread.shapes
    ]
