"""Every question that a screen asks after an act is answered by an index, however long the books are."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.books import BookKind
from app.domain.certification import Paper
from app.domain.ids import DossierId
from app.services import (
    board,
    certification,
    certified,
    day_close,
    dossier,
    lane_book,
    people,
    signers,
    standing,
    watched,
)
from app.services.board import GroupKind
from app.services.certification import Sitting
from sync import peers
from tests.support.office import Counter, a_counter

LONG = (
    *("applicant", "attachment", "book_entry", "certification", "changeset", "dossier", "dossier_component"),
    *("dossier_event", "dossier_state", "payment", "print_act", "segment"),
)
# Walked from end to end, and short: each holds the few rows of its condition.
SHORT = ("dossier_event_letter", "dossier_state_away", "dossier_state_contested")
NAMED = re.compile(r"(?:FROM|JOIN) (\w+)(?: INDEXED BY \w+)?(?: (?:AS )?(\w+))?")
WALK = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
QUYNH = Applicant("Đinh Xuân Mẫu", id_number="000089027713")


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    made = a_counter(Path(tmp_path_factory.mktemp("plans")))
    lane_book.open_book(made.desk, made.officer, BookKind.CERTIFIED_COPIES, 1)
    certification.certify(made.desk, made.officer, Sitting(QUYNH, (Paper("Giấy khai sinh"),)))
    made.receive()
    return made


def first(counter: Counter) -> DossierId:
    return DossierId(board.all_page(counter.desk, 0, 1, 1)[0].dossier_id)


QUESTIONS: dict[str, Callable[[Counter], object]] = {
    "board": lambda at: board.board(at.desk),
    "open dossiers": lambda at: board.open_page(at.desk, GroupKind.OPEN, 0, 50),
    "all dossiers": lambda at: board.all_page(at.desk, 0, 50, 1),
    "found": lambda at: board.found_page(at.desk, "mau", 0, 50),
    "watched": lambda at: watched.watched(at.desk, at.officer),
    "status bar": lambda at: standing.read(at.desk),
    "exchange": lambda at: peers.picture(at.desk.store, 0),
    "lane": lambda at: lane_book.lane(at.desk),
    "day of the lane": lambda at: certified.day_of(at.desk),
    "who signs": lambda at: signers.who_may_sign(at.desk),
    "who comes": lambda at: people.by_id_number(at.desk, QUYNH.id_number),
    "one dossier": lambda at: dossier.view(at.desk, at.officer, first(at)),
    "day's end": lambda at: day_close.view(at.desk),
    "till": lambda at: day_close.cash(at.desk, at.officer),
}


def walks(query: str, plan: str) -> list[str]:
    """The long tables that a plan walks."""
    tables = {alias or table: table for table, alias in NAMED.findall(query)} | {each: each for each in LONG}
    found = [(tables.get(name, ""), index) for name, index in WALK.findall(plan)]
    return [table for table, index in found if table in LONG and index not in SHORT]


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_long_table_is_walked(counter: Counter, question: str) -> None:
    asked: list[str] = []
    with counter.desk.store.read() as connection:
        raw = connection.connection.driver_connection
        raw.set_trace_callback(asked.append)  # the pool hands the same connection to the question
    QUESTIONS[question](counter)
    raw.set_trace_callback(None)
    reads = [query for query in asked if query.startswith("SELECT")]
    plans = {query: str(counter.device.rows(f"EXPLAIN QUERY PLAN {query}")) for query in reads}
    assert reads
    assert {query: walked for query, plan in plans.items() if (walked := walks(query, plan))} == {}
