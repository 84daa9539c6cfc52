"""A stretch of a log written again says the same acts under other names, and nothing else."""

from typing import Any

import msgspec
import pytest

from app.changes.changeset import (
    Changeset,
    Header,
    decode_header,
    decode_payload,
    encode_header,
    encode_payload,
)
from app.changes.errors import Malformed
from app.changes.rebase import Rewriter, Stretch, made_rows
from app.changes.registry import Command

OLD, NEW, OTHER = b"old-log1", b"new-log1", b"other-lo"
AGAIN = Rewriter(NEW, [Stretch(OLD, first_seq=11, seq_shift=-9, first_counter=100, counter_shift=-90)])

DOSSIER, COMPONENT, EVENT, APPLICANT, OFFICE = 5, 6, 7, 4, 2


def a_changeset(seq: int, *ops: list[Any], **header: Any) -> Changeset:
    fields = {
        "hlc": 7 << 16,
        "wall_offset_ms": 3,
        "trusted_age_s": 60,
        "clerk": None,
        "role": 2,
        "command": Command.EDIT_DOSSIER,
        "reason": "vì sao",
        "schema": 1,
        "catalogue": "2026.1",
        "deps": [],
        "origins": [OTHER],
    }
    made = Header(seq=seq, **fields | header)
    payload = encode_payload(list(ops))
    return Changeset(OLD, made, encode_header(made), payload, b"")


def rewritten(changeset: Changeset) -> tuple[Header, list[Any]]:
    header, payload = AGAIN.rewrite(changeset)
    decode_payload(payload)  # what was written can be read
    return decode_header(header), msgspec.msgpack.decode(payload)


def test_who_when_and_why_stay():
    header, _ = rewritten(a_changeset(11))
    assert (header.hlc, header.reason, header.catalogue, header.role) == (7 << 16, "vì sao", "2026.1", 2)
    assert header.seq == 2


def test_rows_made_in_the_stretch_are_our_own_again():
    _, ops = rewritten(a_changeset(12, [EVENT, 101, [[1, [100]]]]))
    assert ops == [[EVENT, 11, [[1, [10]]]]]


def test_rows_from_before_the_stretch_are_the_old_logs():
    header, ops = rewritten(a_changeset(12, [EVENT, 101, [[1, [99, 50]]]]))
    assert header.origins == [OLD]
    assert ops == [[EVENT, 11, [[1, [[0, 99], [0, 50]]]]]]


def test_what_others_wrote_stays_theirs():
    header, ops = rewritten(a_changeset(12, [EVENT, 101, [[1, [[0, 99]]]]], clerk=(0, 3)))
    assert header.origins == [OTHER]
    assert (header.clerk, ops) == ((0, 3), [[EVENT, 11, [[1, [[0, 99]]]]]])


def test_a_base_is_named_by_where_it_now_stands():
    changeset = a_changeset(13, [DOSSIER, 99, [[6, ["một"], 10]]], [DOSSIER, 100, [[6, ["hai"], 12]]])
    header, ops = rewritten(changeset)
    assert header.origins == [OLD]
    assert ops == [
        [DOSSIER, [0, 99], [[6, ["một"], [0, 10]]]],
        [DOSSIER, 10, [[6, ["hai"], 3]]],
    ]


def test_what_was_chosen_over_is_named_by_where_it_now_stands():
    header, ops = rewritten(a_changeset(13, [DOSSIER, 99, [[6, ["một"], [0, 4], [12, 10]]]]))
    assert header.origins == [OLD, OTHER]
    assert ops == [[DOSSIER, [0, 99], [[6, ["một"], [1, 4], [3, [0, 10]]]]]]


def test_child_rows_follow_their_parent_and_the_single_row_stays():
    _, ops = rewritten(
        a_changeset(12, [COMPONENT, [100, 3], [[1, ["tờ khai"]]]], [OFFICE, 0, [[2, ["số 1"]]]])
    )
    assert [op[1] for op in ops] == [[10, 3], 0]


def test_a_burial_names_what_it_buried():
    header, ops = rewritten(a_changeset(12, [APPLICANT, 100, None, 11], [APPLICANT, 99, None, [0, 4]]))
    assert header.origins == [OLD, OTHER]
    assert ops == [[APPLICANT, 10, None, 2], [APPLICANT, [0, 99], None, [1, 4]]]


def test_what_it_depends_on_stays_but_for_what_is_now_its_own():
    header, _ = rewritten(a_changeset(12, deps=[(0, 8), (1, 10), (1, 11)], origins=[OTHER, OLD]))
    assert [(header.origins[index], seq) for index, seq in header.deps] == [(OTHER, 8), (OLD, 10)]


def test_cells_of_a_later_version_are_carried_along():
    _, ops = rewritten(a_changeset(12, [DOSSIER, 100, [[6, ["ghi chú", "mai sau"]]]]))
    assert ops[0][2] == [[6, ["ghi chú", "mai sau"]]]


def test_only_insertions_make_rows():
    changeset = a_changeset(
        12,
        [APPLICANT, 100, [[1, [1]]]],
        [DOSSIER, 99, [[6, ["sửa"], 5]]],
        [COMPONENT, [101, 1], [[1, ["x"]]]],
        [DOSSIER, 101, [[1, ["mã"]]]],
        [OFFICE, 0, [[1, ["xã"]]]],
        [APPLICANT, 98, None, 4],
    )
    assert made_rows(changeset) == [100, 101]


@pytest.mark.parametrize(
    "op", [[99, 1, []], [EVENT, 101, [[77, []]]], [EVENT, "x", [[1, []]]], [EVENT, 101, [[1, ["x"]]]]]
)
def test_what_cannot_be_read_is_not_written_again(op: list[Any]):
    with pytest.raises(Malformed):
        AGAIN.rewrite(a_changeset(12, op))
