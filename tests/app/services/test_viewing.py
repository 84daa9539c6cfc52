"""Views of hidden numbers are noted; what a desk may tell of its way to the district."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.clock import ms_of
from app.services import exchange_view, viewing
from app.services.audit import Noted
from tests.support.office import Counter, a_counter

ID_NUMBER = "000068005530"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path)
    yield made
    made.device.profile.close()


def test_a_view_notes_when_who_and_which_row_and_nothing_of_the_person(counter: Counter) -> None:
    receipt = counter.receive("Chử Văn Mẫu", id_number=ID_NUMBER)
    viewing.note_id_shown(counter.desk, counter.officer, receipt.dossier_id)
    (note,) = counter.device.rows("SELECT at_ms, clerk_id, kind, code, detail FROM act_log")
    assert note == (
        counter.desk.now_ms(),
        counter.officer.id,
        Noted.UNMASKED,
        receipt.code,
        "",
    )
    assert ID_NUMBER not in str(note)


def test_a_view_is_no_change_that_others_hear_of(counter: Counter) -> None:
    receipt = counter.receive()
    before = counter.device.value("SELECT max(seq) FROM origin WHERE is_own = 1")
    viewing.note_id_shown(counter.desk, counter.officer, receipt.dossier_id)
    assert counter.device.value("SELECT max(seq) FROM origin WHERE is_own = 1") == before


def test_the_last_receipt_is_the_one_signed_last(counter: Counter) -> None:
    assert exchange_view.last_receipt(counter.desk) is None
    for number, hour in ((7, 9), (5, 11), (6, 10)):
        issued = ms_of(datetime(2026, 11, 23, hour, 0))
        counter.device.tamper("INSERT INTO receipt VALUES (?, x'', ?, x'')", number, issued)
    assert exchange_view.last_receipt(counter.desk) == exchange_view.LastReceipt(
        5, datetime(2026, 11, 23, 11, 0)
    )


def test_only_a_dossiers_own_refusals_are_told(counter: Counter) -> None:
    first, second = (counter.receive().dossier_id for _ in range(2))
    stamp = counter.device.value("SELECT own_stamp FROM dossier_state WHERE dossier_id = ?", first)
    counter.device.tamper("INSERT INTO returned VALUES (?, ?, 'code_used', '')", stamp >> 40, stamp % 2**40)
    assert exchange_view.codes_sent_back(counter.desk, first) == ["code_used"]
    assert exchange_view.codes_sent_back(counter.desk, second) == []


def test_what_rests_is_sealed_after_a_quarter_of_an_hour(counter: Counter) -> None:
    counter.receive()
    assert exchange_view.seal_resting(counter.desk) == 0
    counter.clock.advance(minutes=16)
    assert exchange_view.seal_resting(counter.desk) > 0
