"""Signed nonsense of an enrolled device is set aside by name, and reaches no column it would not fit."""

from collections.abc import Callable
from typing import Any

import pytest

from app.changes.changeset import RowRef, Stamp
from app.changes.registry import DOSSIER, DOSSIER_EVENT, Command
from app.domain.dossier import EventKind
from tests.server.conftest import BOTH_ENGINES, District
from tests.support.changes import Author, write

CODE = "H56-991123-0001"
HUGE = 2**64 - 1

Hostile = Callable[[Author], object]


def dossier(key: Any = 7, **values: Any) -> Hostile:
    """A dossier with something wrong."""
    cells = {"code": CODE, "received_ms": 1, "promised_ms": 1} | values
    return lambda author: author.commit(Command.RECEIVE_DOSSIER, [write(DOSSIER, key, **cells)])


def act(key: Any = 8, **values: Any) -> Hostile:
    """An act with something wrong."""
    cells = {"dossier_id": 2, "kind": int(EventKind.HANDED_OVER), "at_ms": 1} | values
    return lambda author: author.commit(Command.HAND_OVER, [write(DOSSIER_EVENT, key, **cells)])


def ops(*found: Any, **header: Any) -> Hostile:
    """Operations as they are."""
    return lambda author: author.commit(Command.EDIT_DOSSIER, list(found), **header)


MALFORMED: dict[str, Hostile] = {
    "a zero byte": dossier(code="H56\x00-991123-0001"),
    "a zero byte elsewhere": dossier(field="a\x00b"),
    "a code as long as a page": dossier(code="H" * 3000 + "-991123-0001"),
    "a code of no day": dossier(code="H56-991399-0001"),
    "a code without a number": dossier(code="H56-991123-"),
    "a number beyond any": dossier(code="H56-991123-" + "9" * 30),
    "a time beyond any column": dossier(received_ms=HUGE),
    "a time before 1970": dossier(received_ms=-1),
    "a promise that is a word": dossier(promised_ms="soon"),
    "a code that is a number": dossier(code=5),
    "a key beyond any column": dossier(key=HUGE),
    "a negative key": dossier(key=-1),
    "a key of an origin that is not named": dossier(key=[3, 1]),
    "a key that is a word": dossier(key="x"),
    "no key": dossier(key=None),
    "an act of no kind": act(kind=99),
    "an act on no dossier": act(dossier_id=None),
    "an act on a row beyond any": act(dossier_id=HUGE),
    "an act after an origin that is not named": act(parent_id=[9, 1]),
    "an act whose due time is a list": act(due_ms=[1]),
    "cells that are no list": ops([5, 1, [[1, "cells", None]]]),
    "groups that are no list": ops([5, 1, "groups", None]),
    "an operation that is a number": ops(5),
    "a base of an origin that is not named": ops([5, 7, [[1, [CODE, None, "", "", "", "", "", 1], [4, 1]]]]),
    "deps beyond any column": lambda a: a.commit(Command.EDIT_DOSSIER, [], deps=[Stamp(b"otherone", HUGE)]),
    "deps of a short origin": lambda a: a.commit(Command.EDIT_DOSSIER, [], deps=[Stamp(b"short", 1)]),
}


@BOTH_ENGINES
def test_values_no_column_could_hold_are_malformed(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier(CODE)
    for make in MALFORMED.values():
        make(desk.author)
    receipt = desk.receipt(desk.sync())
    found = dict(zip(MALFORMED, ((each.seq, each.code) for each in receipt.quarantined), strict=False))
    assert found == {name: (seq, "malformed") for seq, name in enumerate(MALFORMED, start=2)}
    assert receipt.origins[0].applied_seq == len(MALFORMED) + 1


@BOTH_ENGINES
@pytest.mark.parametrize("header", [{"hlc": HUGE}, {"hlc": -(2**63)}, {"wall_offset_ms": HUGE}])
def test_a_mad_clock_does_no_harm(district: District, header: dict[str, int]) -> None:
    desk = district.desk()
    desk.author.receive_dossier(CODE, **header)
    receipt = desk.receipt(desk.sync())
    assert (receipt.origins[0].applied_seq, receipt.quarantined) == (1, [])


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"command": -1}, "unknown_command"),
        ({"command": HUGE}, "unknown_command"),
        ({"schema": HUGE}, "newer_schema"),
    ],
)
def test_mad_headers_are_named(district: District, header: dict[str, int], code: str) -> None:
    desk = district.desk()
    desk.author.commit(header.pop("command", Command.EDIT_DOSSIER), [], **header)
    assert [each.code for each in desk.receipt(desk.sync()).quarantined] == [code]


def test_a_rewritten_dossier_keeps_its_printed_code(district: District) -> None:
    desk = district.desk()
    made = desk.author.receive_dossier(CODE)
    dossier(key=made.counter, code="H56-991123-0002")(desk.author)
    dossier(key=made.counter, promised_ms=5)(desk.author)
    receipt = desk.receipt(desk.sync())
    assert [(each.seq, each.code) for each in receipt.quarantined] == [(2, "code_changed")]


def test_an_act_is_written_once(district: District) -> None:
    desk = district.desk()
    made = desk.author.receive_dossier(CODE)
    act(key=made.counter + 1, dossier_id=made.counter)(desk.author)
    assert [each.code for each in desk.receipt(desk.sync()).quarantined] == ["act_rewritten"]


@BOTH_ENGINES
def test_rows_under_a_log_that_is_nobodys_are_written_once_too(district: District) -> None:
    """What a later batch says of them meets what stands there, and wedges no commune."""
    desk = district.desk()
    author, nobody = desk.author, b"nobodys!"
    for said in ("first", "second"):
        made, done = author.ref(RowRef(nobody, 1)), author.ref(RowRef(nobody, 2))
        dossier(key=made, code="", field=said)(author)
        act(key=done, dossier_id=made)(author)
        receipt = desk.receipt(desk.sync())
    assert receipt.origins[0].applied_seq == 4
    assert [(each.seq, each.code) for each in receipt.quarantined] == [(4, "act_rewritten")]


def test_cells_of_a_later_version_are_skipped_and_missing_ones_empty(district: District) -> None:
    desk = district.desk()
    whole = write(DOSSIER, 1, code=CODE, received_ms=1)
    whole[2][0][1] += ["a field of next year"]
    short = write(DOSSIER, 2, code="H56-991123-0002", received_ms=1)
    short[2][0][1] = short[2][0][1][:8]
    desk.author.commit(Command.RECEIVE_DOSSIER, [whole, short])
    assert not desk.receipt(desk.sync()).quarantined
