"""Form II.06a over 500,000 dossiers, all of them in the period, and what else the page of figures asks."""

from collections.abc import Callable
from datetime import date
from functools import partial
from time import process_time

from app.domain.reporting import Period
from app.services import reports
from app.services.desk import Desk
from app.storage.report_rows import By, Kind
from benchmarks import profiles
from benchmarks.figures import Figure, keep, median, timed_ms

COUNTED = 500_000
ROUNDS = 7
EVERYTHING = Period(date(2023, 11, 1), date(2026, 11, 30))
MONTH = Period(date(2026, 10, 15), date(2026, 11, 14))
PAGE = 50


def main() -> None:
    """Measure and keep."""
    profile, desk, _ = profiles.filled(COUNTED)
    form = partial(reports.form, desk, EVERYTHING)
    total = form().total.received_total
    assert total == COUNTED, total
    walls = [timed_ms(form) for _ in range(ROUNDS)]
    figures = [
        Figure("form_06a_p50", median(walls), "ms", 1000),
        Figure("form_06a_max", max(walls), "ms", None),
        Figure("form_06a_cpu", median([_cpu_ms(form) for _ in range(ROUNDS)]), "ms", 1000),
        Figure("form_06a_of_a_month", _middle(lambda: reports.form(desk, MONTH)), "ms", None),
        *(_by(desk, by) for by in By),
        Figure("index_766", _middle(lambda: reports.index_report(desk, MONTH)), "ms", None),
        Figure("list_behind_a_figure", _middle(lambda: _behind(desk)), "ms", None),
    ]
    profile.close()
    keep(
        "report",
        figures,
        f"{COUNTED:,} dossiers, all received in the period and most of them settled in it; the middle of "
        f"{ROUNDS} rounds. cpu: processor time of the same, where a machine is shared. index_766 is over a "
        "month's dossiers, as offices ask",
    )


def _by(desk: Desk, by: By) -> Figure:
    return Figure(f"by_{by.value}", _middle(lambda: reports.report(desk, EVERYTHING, by)), "ms", None)


def _behind(desk: Desk) -> None:
    shown = reports.report(desk, MONTH, By.FIELD)
    wanted = reports.chosen(desk, shown, shown.total, Kind.PENDING_LATE)
    reports.count_chosen(desk, wanted)
    reports.chosen_page(desk, wanted, 0, PAGE)


def _middle(work: Callable[[], object]) -> float:
    return median([timed_ms(work) for _ in range(3)])


def _cpu_ms(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return (process_time() - start) * 1000


if __name__ == "__main__":
    main()
