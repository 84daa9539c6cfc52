"""Every hand-counted case of golden_deadlines.md, against the engine and against the slow count."""

from datetime import datetime

import pytest

from app.domain.deadline import deadline
from app.domain.time_limit import TimeLimit
from tests.app.domain.deadline_cases import Case, a_calendar, calendar_data, golden_cases
from tests.app.domain.deadline_oracle import slow_due

CASES = golden_cases()
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number} {case.name}")


def test_the_table_holds_its_promised_number_of_cases():
    assert len(CASES) >= 80
    assert [case.number for case in CASES] == list(range(1, len(CASES) + 1))


@every_case
def test_the_due_minute_is_the_one_counted_by_hand(case: Case):
    answer = deadline(case.received, TimeLimit.parse(case.limit), a_calendar(case.calendar), case.pauses)
    assert (answer.due or str(answer.remaining)) == case.expected


@every_case
def test_the_slow_count_agrees_with_the_hand(case: Case):
    data = calendar_data(case.calendar)
    assert slow_due(data, case.received, case.limit, case.pauses) == case.expected


@every_case
def test_the_limit_reads_as_the_table_words_it(case: Case):
    assert TimeLimit.parse(case.limit).in_words() == case.limit_words


@every_case
def test_the_explanation_names_the_receipt_and_the_promise(case: Case):
    answer = deadline(case.received, TimeLimit.parse(case.limit), a_calendar(case.calendar), case.pauses)
    assert f"Nhận lúc {case.received:%H:%M}" in answer.explanation
    if isinstance(case.expected, datetime):
        assert f"Hẹn trả {case.expected:%H:%M}" in answer.explanation
        assert answer.explanation.endswith(f"{case.expected:%d/%m/%Y}.")
    else:
        assert "Đồng hồ đang dừng, còn lại" in answer.explanation
