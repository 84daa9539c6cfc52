"""The register's lines: every received dossier of a period with its columns, and nobody else."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.dossier import Role
from app.domain.register import Period, sum_of
from app.services import endings, extension, officers, processing, register, results
from app.services.register import BookTooThick, EmptyPeriod, PeriodReversed, register_of
from app.services.results import Collector
from tests.support.office import Counter, a_counter

EVERYTHING = (Role.RECEPTION, Role.SPECIALIST, Role.HEAD, Role.LEADER)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path)
    made.desk.officer = officers.register_clerk(made.desk, "Lãnh Đạo Mẫu", "Chủ tịch", EVERYTHING, "2468")
    yield made
    made.device.profile.close()


def this_year(counter: Counter) -> Period:
    year = counter.desk.today().year
    return Period(date(year, 1, 1), date(year, 12, 31))


def test_each_dossier_has_its_line_with_what_became_of_it(counter: Counter) -> None:
    desk, officer = counter.desk, counter.desk.officer
    kept, refused, late = (counter.receive(f"{name} Thị Mẫu").dossier_id for name in ("A", "B", "C"))
    processing.finish(desk, officer, kept, signer="Lãnh Đạo Mẫu")
    counter.clock.advance(minutes=5)
    results.return_result(desk, counter.officer, kept, Collector("A Thị Mẫu", "000194013412"))
    endings.refuse(desk, officer, refused, "Không thuộc thẩm quyền.")
    new_due = extension.choices(desk.catalogue.calendar, None, desk.now() + timedelta(days=20), 1)[0]
    extension.extend(desk, officer, late, "Mưa lũ.", new_due)
    lines = register_of(desk, this_year(counter), "2026").lines
    assert [line.ordinal for line in lines] == [1, 2, 3]
    assert (lines[0].signed_by, lines[0].returned) == ("A Thị Mẫu", desk.now())
    assert (lines[1].note, lines[1].returned) == ("Từ chối", None)
    assert lines[2].note == f"Hẹn lại {new_due:%d/%m/%Y}"
    assert {line.agency for line in lines} == {"Ủy ban nhân dân xã Mẫu"}
    counted = sum_of(lines)
    assert (counted.dossiers, counted.sets, counted.returned) == (3, 3, 1)


def test_a_period_has_whole_days_and_no_others(counter: Counter) -> None:
    today = counter.desk.today()
    counter.receive()
    counter.clock.advance(days=1)
    counter.receive()
    assert len(register_of(counter.desk, Period(today, today), "1").lines) == 1
    assert len(register_of(counter.desk, Period(today, today + timedelta(days=1)), "1").lines) == 2


def test_what_makes_no_book_is_refused_with_a_sentence(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = counter.desk.today()
    with pytest.raises(EmptyPeriod):
        register_of(counter.desk, Period(today, today), "1")
    with pytest.raises(PeriodReversed):
        register_of(counter.desk, Period(today, today - timedelta(days=1)), "1")
    counter.receive()
    monkeypatch.setattr(register, "BOOK_LINES_AT_MOST", 0)
    with pytest.raises(BookTooThick, match="Xin chọn kỳ ngắn hơn"):
        register_of(counter.desk, Period(today, today), "1")
