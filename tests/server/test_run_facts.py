"""A segment read by the column says of each changeset what reading it alone says, or leaves it to that."""

from contextlib import suppress
from random import Random
from typing import Any

import pytest

from app.changes import segment as segments
from app.changes.changeset import Stamp
from app.changes.errors import BadChange
from app.changes.registry import APPLICANT, DOSSIER, DOSSIER_EVENT, LEASE_RETURN, SCHEMA, Command
from app.changes.run import read_run
from app.domain.dossier import EventKind
from server.facts import facts_of
from server.run_facts import facts_of_run
from tests.support.changes import Author, received, write

RECEIVED_MS = 1_800_000_000_000


def a_log(seed: int) -> Author:
    dice, author = Random(seed), Author()
    for number in range(dice.randrange(1, 60)):
        dossier = author.receive_dossier(f"H00-261123-{number:04d}", components=number % 3)
        if dice.random() < 0.5:
            author.act(dossier, EventKind.HANDED_OVER, received(dossier))
        if dice.random() < 0.2:
            again = write(DOSSIER, dossier.counter, base=1, code=f"H00-261123-{number:04d}", received_ms=5)
            author.commit(Command.EDIT_DOSSIER, [again])
        if dice.random() < 0.1:
            given = write(LEASE_RETURN, 500 + number, serial=number, last_day="2026-11-23")
            author.commit(Command.RETURN_NUMBERS, [given])
    return author


@pytest.mark.parametrize("seed", range(6))
def test_by_the_column_or_one_by_one_the_same_is_read(seed: int) -> None:
    for data in a_log(seed).seal():
        segment = segments.read(data)
        alone = [facts_of(changeset, RECEIVED_MS) for changeset, _ in segments.open_body(segment)]
        assert facts_of_run(read_run(segment), RECEIVED_MS) == alone


BAD: dict[str, tuple[int, list[Any], dict[str, Any]]] = {
    "a code that is none": (Command.EDIT_DOSSIER, [write(DOSSIER, 3, code="H00", received_ms=1)], {}),
    "a table of later": (Command.EDIT_DOSSIER, [[99, 1, [[1, ["x"]]]]], {}),
    "a table that is true": (Command.EDIT_DOSSIER, [[True, 1, [[1, ["x"]]]]], {}),
    "a group of later": (Command.EDIT_DOSSIER, [[APPLICANT.number, 1, [[77, ["x"]]]]], {}),
    "a deletion": (Command.EDIT_DOSSIER, [[DOSSIER_EVENT.number, 1, None, 1]], {}),
    "a base that is text": (Command.EDIT_DOSSIER, [[APPLICANT.number, 1, [[1, ["x"], "y"]]]], {}),
    "an act of no kind": (Command.HAND_OVER, [write(DOSSIER_EVENT, 9, dossier_id=2, kind=77, at_ms=1)], {}),
    "an act at no time": (Command.HAND_OVER, [write(DOSSIER_EVENT, 9, dossier_id=2, kind=2, at_ms="")], {}),
    "a foreign row of nobody": (
        Command.HAND_OVER,
        [write(DOSSIER_EVENT, 9, dossier_id=(5, 2), kind=2, at_ms=1)],
        {},
    ),
    "a schema of later": (Command.HAND_OVER, [], {"schema": SCHEMA + 1}),
    "a command of later": (250, [], {}),
}


@pytest.mark.parametrize("name", BAD)
def test_one_that_may_not_fit_leaves_all_to_be_read_alone(name: str) -> None:
    command, ops, header = BAD[name]
    author = Author()
    for number in range(40):
        author.receive_dossier(f"H00-261123-{number:04d}")
    author.commit(command, ops, deps=[Stamp(b"desk-two", 1)], **header)
    (data,) = author.seal()
    facts = None
    with suppress(BadChange):  # what no column can hold is read alone as well
        facts = facts_of_run(read_run(segments.read(data)), RECEIVED_MS)
    assert facts is None
