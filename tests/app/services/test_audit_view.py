"""The audit view: what was noted here beside what signed changesets wrote, narrowed as an inspector asks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.dossier import Role, RoleNotAllowed
from app.services import audit, audit_view, dossier, officers, processing, viewing
from app.services.audit import Noted
from app.services.audit_view import AuditQuestion, What
from tests.support.office import Counter, a_counter

TODAY = date(2026, 11, 23)
QUESTION = AuditQuestion(TODAY, TODAY)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path)
    yield made
    made.device.profile.close()


@pytest.fixture
def worked(counter: Counter) -> Counter:
    """A dossier received, seen, unmasked and handed over; another received; a list exported."""
    desk, officer = counter.desk, counter.officer
    first, _ = counter.receive(id_number="000068005530"), counter.receive("Lò Văn Mẫu")
    other = officers.register_clerk(desk, "Chuyên Môn Mẫu", "", (Role.SPECIALIST,), "1357", officer)
    counter.clock.advance(minutes=1)
    dossier.view(desk, officer, first.dossier_id)
    viewing.note_id_shown(desk, officer, first.dossier_id)
    processing.hand_over(desk, officer, first.dossier_id, other.id)
    audit.note(desk, other, Noted.EXPORTED, "dossiers 2 rows csv")
    audit.flush(desk)
    return counter


def kinds(counter: Counter, question: AuditQuestion = QUESTION) -> list[str]:
    shown = audit_view.read(counter.desk, counter.officer, question)
    assert shown.total == len(shown.lines)
    return sorted(f"{line.source} {line.kind}".strip() for line in shown.lines)


def test_what_was_noted_and_what_was_changed_stand_in_one_list(worked: Counter) -> None:
    assert kinds(worked) == [
        *("event 1", "event 1", "event 2"),
        *("noted clerk_changed", "noted exported", "noted id_shown", "noted seen"),
    ]


@pytest.mark.parametrize(
    ("what", "found"),
    [
        (What.SEEN, ["noted id_shown", "noted seen"]),
        (What.CHANGED, ["event 1", "event 1", "event 2", "noted clerk_changed"]),
        (What.EXPORTED, ["noted exported"]),
        (What.MACHINE, []),
    ],
)
def test_it_is_narrowed_by_kind(worked: Counter, what: What, found: list[str]) -> None:
    assert kinds(worked, replace(QUESTION, what=what)) == found


def test_it_is_narrowed_by_person_code_and_days(worked: Counter) -> None:
    clerk = next(each.id for each in officers.active_clerks(worked.desk) if each.id != worked.officer.id)
    assert kinds(worked, replace(QUESTION, clerk=clerk)) == ["noted exported"]
    code = worked.device.value("SELECT code FROM dossier ORDER BY id LIMIT 1")
    assert kinds(worked, replace(QUESTION, code=code)) == [
        "event 1",
        "event 2",
        "noted id_shown",
        "noted seen",
    ]
    assert kinds(worked, replace(QUESTION, code=code[-4:].lower())) == kinds(
        worked, replace(QUESTION, code=code)
    )
    tomorrow = TODAY + timedelta(days=1)
    assert kinds(worked, AuditQuestion(tomorrow, tomorrow)) == []


def test_only_those_who_answer_for_others_may_read_it(counter: Counter) -> None:
    for roles in ((Role.RECEPTION, Role.ADMINISTRATOR), (Role.SPECIALIST,), (Role.REGISTRAR,)):
        with pytest.raises(RoleNotAllowed):
            audit_view.read(counter.desk, replace(counter.officer, roles=roles), QUESTION)
    for role in (Role.LEADER, Role.HEAD, Role.CONTROLLER):
        audit_view.read(counter.desk, replace(counter.officer, roles=(role,)), QUESTION)


def test_no_line_tells_whose_dossier_it_is(worked: Counter) -> None:
    shown = audit_view.read(worked.desk, worked.officer, QUESTION)
    assert not any("Nguyễn Thị Mẫu" in str(line) or "0000680" in str(line) for line in shown.lines)


def test_a_list_that_is_cut_says_how_many_lines_there_are(worked: Counter) -> None:
    shown = audit_view.read(worked.desk, worked.officer, QUESTION, limit=2)
    assert (len(shown.lines), shown.total) == (2, 7)


def test_the_latest_come_first_whatever_order_they_were_written_in(counter: Counter) -> None:
    """Rows are read from the last written on; a clock that was put back breaks that order."""
    for hour in (10, 8, 12, 9):
        counter.clock.set(datetime(2026, 11, 23, hour))
        counter.receive(fee_paid=8000)
    shown = audit_view.read(counter.desk, counter.officer, replace(QUESTION, what=What.CHANGED), 5)
    assert [line.at.hour for line in shown.lines] == [12, 12, 10, 10, 9]
    assert shown.total == 8
