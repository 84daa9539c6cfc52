"""The figures of a period: what counts, as what, and what is behind each figure."""

import csv
import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain, repeat
from pathlib import Path

import pytest

from app.domain.dossier import EventKind
from app.domain.form_06a import Denominator, broken_identities
from app.domain.reporting import Period
from app.services import reports
from app.services.reports import ReportChoices
from app.storage.report_rows import By, Kind
from tests.support.devices import Device, a_device, exchange
from tests.support.office import Counter, a_counter
from tests.support.yearbook import Told, written

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
DUE = datetime(2026, 10, 14, 17, 0)
CAME = datetime(2026, 10, 12, 9, 0)
BEFORE, SAME_DAY, AFTER = datetime(2026, 10, 13, 9), DUE, datetime(2026, 10, 14, 17, 1)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def finished(at: datetime, **fields) -> Told:
    return Told(CAME, DUE, [(EventKind.FINISHED, at)], **fields)


def total(counter: Counter, period: Period = OCTOBER, **choices):
    return reports.form(counter.desk, period, ReportChoices(**choices)).total


def test_early_is_a_day_before_and_late_the_minute_after(counter):
    written(counter.device, [finished(BEFORE), finished(SAME_DAY), finished(AFTER), Told(CAME, DUE)])
    row = total(counter)
    assert (row.settled_early, row.settled_on_time, row.settled_late) == (1, 1, 1)
    assert (row.received_total, row.pending_late, list(broken_identities(row))) == (4, 1, [])


def test_what_came_before_the_period_is_carried_over_until_it_ended(counter):
    earlier = replace(finished(BEFORE), received=datetime(2026, 9, 20, 8, 0))
    gone = Told(datetime(2026, 9, 1), DUE, [(EventKind.FINISHED, datetime(2026, 9, 30, 23, 59))])
    later = Told(datetime(2026, 11, 1), datetime(2026, 11, 30))
    written(counter.device, [earlier, gone, later])
    row = total(counter)
    assert (row.received_total, row.carried_over, row.settled_early) == (1, 1, 1)


def test_a_past_period_is_seen_as_it_stood_at_its_end(counter):
    written(counter.device, [Told(CAME, DUE, [(EventKind.FINISHED, datetime(2026, 11, 9))])])
    row = total(counter)
    assert (row.settled_total, row.pending_late) == (0, 1)


def test_a_running_period_is_seen_as_it_stands_now(counter):
    counter.clock.set(datetime(2026, 10, 13, 8, 0))
    written(counter.device, [Told(CAME, DUE), Told(CAME, datetime(2026, 10, 12, 17, 0))])
    row = total(counter)
    assert (row.pending_in_time, row.pending_late) == (1, 1)


ASKED = datetime(2026, 10, 13, 8, 0)


@pytest.mark.parametrize(("is_on_time", "expected"), [(False, (0, 0, 1, 1)), (True, (0, 2, 0, 0))])
def test_what_waits_or_ended_aside_counts_as_the_office_says(counter, is_on_time, expected):
    waiting = Told(CAME, DUE, [(EventKind.SUPPLEMENT_REQUESTED, ASKED)])
    withdrawn = Told(CAME, DUE, [(EventKind.WITHDRAWN, AFTER)])
    written(counter.device, [waiting, withdrawn])
    row = total(counter, aside_is_on_time=is_on_time)
    assert (
        row.settled_early,
        row.settled_on_time,
        row.settled_late,
        row.pending_in_time,
    ) == expected
    assert row.received_total == 2


def test_a_visit_that_was_only_guided_or_refused_is_never_received(counter):
    guided = Told(CAME, None, first=EventKind.GUIDED)
    refused = Told(CAME, None, first=EventKind.REFUSED)
    undone = Told(CAME, DUE, [(EventKind.UNDONE, CAME)])
    written(counter.device, [guided, refused, undone])
    assert total(counter).received_total == 0


def test_a_new_date_excuses_only_what_was_not_late_yet(counter):
    later = datetime(2026, 10, 20, 17, 0)
    done = (EventKind.FINISHED, datetime(2026, 10, 19))
    excused = Told(CAME, DUE, [(EventKind.EXTENDED, BEFORE, later), done])
    too_late = Told(CAME, DUE, [(EventKind.EXTENDED, AFTER, later), done])
    resumed = Told(
        CAME, DUE,
        [(EventKind.SUPPLEMENT_REQUESTED, ASKED), (EventKind.SUPPLEMENT_TAKEN_IN, AFTER, later), done],
    )  # fmt: skip
    written(counter.device, [excused, too_late, resumed])
    row = total(counter)
    assert (row.settled_early, row.settled_late) == (2, 1)


def test_papers_taken_in_do_not_excuse_what_was_late_when_they_were_asked_for(counter):
    later = datetime(2026, 10, 20, 17, 0)
    laundered = [
        (EventKind.EXTENDED, AFTER, later),
        (EventKind.SUPPLEMENT_REQUESTED, datetime(2026, 10, 15, 8)),
        (EventKind.SUPPLEMENT_TAKEN_IN, datetime(2026, 10, 16, 8), datetime(2026, 10, 21, 17)),
        (EventKind.FINISHED, datetime(2026, 10, 19)),
    ]
    written(counter.device, [Told(CAME, DUE, laundered)])
    assert (total(counter).settled_early, total(counter).settled_late) == (0, 1)


def test_what_ends_while_the_citizen_is_waited_for_is_late_only_if_it_was_when_asked(counter):
    withdrawn = (EventKind.WITHDRAWN, datetime(2026, 11, 9))
    in_time = Told(CAME, DUE, [(EventKind.SUPPLEMENT_REQUESTED, ASKED), withdrawn])
    too_late = Told(CAME, DUE, [(EventKind.SUPPLEMENT_REQUESTED, AFTER), withdrawn])
    written(counter.device, [in_time, too_late])
    november = total(counter, Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert (november.settled_early, november.settled_late) == (1, 1)
    assert (total(counter).pending_in_time, total(counter).pending_late) == (1, 1)


def test_every_figure_leads_to_as_many_dossiers_as_it_says(counter):
    many = [
        finished(BEFORE), finished(AFTER, field="Đất đai", procedure="1.000002"),
        finished(SAME_DAY, channel=2), Told(CAME, DUE),
        Told(CAME, DUE, [(EventKind.SUPPLEMENT_REQUESTED, ASKED)]),
        Told(CAME, DUE, [(EventKind.SUPPLEMENT_REQUESTED, AFTER)]),
        Told(datetime(2026, 9, 20), DUE, [(EventKind.WITHDRAWN, BEFORE)]),
    ]  # fmt: skip
    written(counter.device, many)
    for by in By:
        shown = reports.report(counter.desk, OCTOBER, by)
        for line in (*shown.lines, shown.total):
            figures = line.figures
            said = {
                Kind.RECEIVED: figures.received_total, Kind.CARRIED: figures.carried_over,
                Kind.ONLINE: figures.received_online, Kind.EARLY: figures.settled_early,
                Kind.ON_TIME: figures.settled_on_time, Kind.LATE: figures.settled_late,
                Kind.PENDING_IN_TIME: figures.pending_in_time, Kind.PENDING_LATE: figures.pending_late,
                Kind.WAITING: figures.waiting,
            }  # fmt: skip
            for kind, number in said.items():
                wanted = reports.chosen(counter.desk, shown, line, kind)
                assert reports.count_chosen(counter.desk, wanted) == number, (by, line.words, kind)
                assert len(reports.chosen_page(counter.desk, wanted, 0, 50)) == number


def test_groups_have_the_words_of_the_office(counter):
    written(counter.device, [finished(BEFORE, field="")])
    words = {by: [line.words for line in reports.report(counter.desk, OCTOBER, by).lines] for by in By}
    assert words == {
        By.FIELD: ["Chưa ghi lĩnh vực"],
        By.PROCEDURE: ["Thủ tục 1.000001"],
        By.DESK: ["Bàn 1"],
        By.HOUR: ["9 giờ"],
    }


def test_what_is_done_at_the_counter_is_in_the_figures_at_once(counter):
    counter.receive()
    november = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert total(counter, november).received_direct == 1


def test_told_too_late_is_not_handled_late(tmp_path):
    desk, district = a_device(tmp_path, "Bàn 1"), a_device(tmp_path, "Bàn 2")
    written(desk, [finished(BEFORE), finished(BEFORE), finished(AFTER)])
    exchange(desk, district, rounds=1)
    with district.store.read() as connection:
        span = reports.Span(OCTOBER.from_ms, OCTOBER.to_ms, OCTOBER.to_ms)
        found = reports.index_rows.lateness(connection, span, desk.clock.now_ms())
    assert found == (3, 1, 2)


def test_shares_name_what_they_are_over_and_nothing_is_not_zero(counter):
    empty = reports.index_report(counter.desk, OCTOBER)
    assert {figure.text for figure in empty.figures} == {"chưa có"}
    twice = [(EventKind.SUPPLEMENT_REQUESTED, ASKED), (EventKind.SUPPLEMENT_TAKEN_IN, ASKED)]
    written(
        counter.device,
        [finished(BEFORE), Told(CAME, DUE, [*twice, *twice, (EventKind.FINISHED, BEFORE)]), finished(AFTER)],
    )
    figures = {figure.number: figure for figure in reports.index_report(counter.desk, OCTOBER).figures}
    assert (figures["2.1"].numerator, figures["2.1"].denominator, figures["2.1"].text) == (1, 3, "33,33 %")
    assert (figures["1.4"].text, figures["4.1"].text, figures["3.3"].text) == ("0,00 %", "0,00 %", "chưa có")


def test_results_and_papers_count_once_they_are_scanned(counter):
    written(counter.device, [finished(BEFORE), finished(BEFORE)])
    ids = [id_ for (id_,) in counter.device.rows("SELECT id FROM dossier ORDER BY id")]
    counter.device.tamper(
        "INSERT INTO dossier_component(dossier_id, ordinal, title, is_present) VALUES (?, 1, 'Tờ khai', 1)",
        ids[0],
    )
    for number, id_ in enumerate(ids):
        counter.device.tamper(
            "INSERT INTO attachment(id, dossier_id, sha256, block_root, purpose) VALUES (?, ?, x'', x'', 2)",
            900 + number,
            id_,
        )
    figures = {figure.number: figure for figure in reports.index_report(counter.desk, OCTOBER).figures}
    assert (figures["4.1"].text, figures["4.2"].text) == ("100,00 %", "50,00 %")


# The published reports: figures only, rebuilt from dossiers that are told one by one.

IN_FULL = pytest.mark.skipif(
    "SOXA_ALL_REPORTS" not in os.environ, reason="80,000 dossiers take half a minute: SOXA_ALL_REPORTS=1"
)


def published() -> dict[str, dict[str, str]]:
    folder = Path(os.environ.get("SOXA_DATA", Path(__file__).parents[4] / "shared" / "data"))
    path = folder / "published_reports" / "reports_totals.csv"
    if not path.is_file():
        pytest.skip(f"the published reports are not on this machine: {path}")
    with path.open(encoding="utf-8", newline="") as file:
        return {row["report_id"]: row for row in csv.DictReader(file)}


def in_life_size(device: Device, period: Period, **counts: int) -> None:
    """So many dossiers of each kind; the first of them came online."""
    came = datetime.combine(period.first, datetime.min.time()) + timedelta(hours=9)
    due, end = came + timedelta(days=5), datetime.combine(period.last, datetime.min.time())
    kinds = {
        "early": Told(came, due, [(EventKind.FINISHED, came + timedelta(days=1))]),
        "on_time": Told(came, due, [(EventKind.FINISHED, due)]),
        "late": Told(came, due, [(EventKind.FINISHED, due + timedelta(days=2))]),
        "pending_in_time": Told(came, end + timedelta(days=30)),
        "pending_late": Told(came, due),
    }
    online = counts.pop("online", 0)
    all_ = chain.from_iterable(repeat(kinds[name], number) for name, number in counts.items())
    written(device, (replace(each, channel=2) if n < online else each for n, each in enumerate(all_)))


def percent(counter: Counter, period: Period, over: Denominator) -> float:
    rate = reports.form(counter.desk, period).on_time_percent(over)
    assert rate is not None
    return round(rate, 2)


def test_duong_an_2025_is_rebuilt_whole(counter):
    row = published()["duongan_2025"]
    period = Period(date.fromisoformat(row["period_from"]), date.fromisoformat(row["period_to"]))
    early, late, settled = int(row["settled_early"]), int(row["settled_late"]), int(row["settled"])
    in_life_size(
        counter.device, period, early=early, late=late, on_time=settled - early - late,
        pending_in_time=int(row["received_total"]) - settled, online=int(row["online_received"]),
    )  # fmt: skip
    form = reports.form(counter.desk, period).total
    assert (form.received_total, form.settled_total, form.settled_early) == (8930, 8914, 8889)
    assert (form.settled_late, form.received_online, form.pending_total) == (14, 7600, 16)
    assert percent(counter, period, Denominator.SETTLED) == 99.84
    assert round(100 * form.received_online / form.received_total, 2) == 85.11


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("dalat_2023_motcua", {"pending_in_time": 370, "pending_late": 9}),
        pytest.param("dalat_2023_xa", {"pending_in_time": 32}, marks=IN_FULL),
        pytest.param("dalat_2023_tong", {"pending_in_time": 402, "pending_late": 9}, marks=IN_FULL),
    ],
)
def test_da_lat_2023_rates_are_over_what_was_received(counter, name, counts):
    row = published()[name]
    period = Period(date.fromisoformat(row["period_from"]), date.fromisoformat(row["period_to"]))
    received, in_time = int(row["received_total"]), int(row["settled_early_or_on_time"])
    late = received - in_time - counts.get("pending_late", 0)
    in_life_size(
        counter.device, period, early=in_time - counts["pending_in_time"], late=late, **counts
    )  # fmt: skip
    form = reports.form(counter.desk, period).total
    assert (form.received_total, form.pending_total) == (received, sum(counts.values()))
    assert percent(counter, period, Denominator.RECEIVED) == float(row["published_on_time_pct"])
