"""The figures an office lives by: a period's sums, group by group, and the dossiers behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.form_06a import UNNAMED_FIELD, Denominator, Form06a, form_06a
from app.domain.ids import DossierId
from app.domain.index_766 import IndexFigure, MeanTime, index_figures
from app.domain.report_periods import NamedPeriod, report_periods
from app.domain.reporting import Figures, Period, figures_of, summed
from app.services import board
from app.services.board import BoardRow
from app.services.desk import Desk
from app.storage import index_rows, report_rows, setting
from app.storage.index_rows import Lateness
from app.storage.report_rows import By, Chosen, GroupTally, Kind, Span
from app.storage.unit_of_work import Snapshot

ASIDE_IS_ON_TIME, DENOMINATOR = "report_aside_is_on_time", "report_denominator"
NO_PROCEDURE = "Chưa ghi thủ tục"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The figures of one group; ``key`` leads to its dossiers, None for all groups together."""

    key: str | int | None
    words: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """A period by one thing."""

    by: By
    period: Period
    lines: Sequence[ReportLine]
    total: ReportLine


@dataclass(frozen=True, slots=True)
class ReportChoices:
    """How this office counts where published reports differ."""

    denominator: Denominator = Denominator.SETTLED
    aside_is_on_time: bool = False


@dataclass(frozen=True, slots=True)
class IndexReport:
    """The figures of the 766 index, and both kinds of lateness."""

    figures: Sequence[IndexFigure]
    mean_times: Sequence[MeanTime]
    lateness: Lateness


def periods(desk: Desk) -> Sequence[NamedPeriod]:
    """The periods to choose from today."""
    return report_periods(desk.today())


def report(desk: Desk, period: Period, by: By) -> Report:
    """A period's figures."""
    with desk.store.read() as connection:
        rows = report_rows.tallies(connection, by, _span(desk, period))
        names = _names(connection, by, {row.key: row.field for row in rows})
    lines = [ReportLine(key, names.get(key, str(key)), sums) for key, sums in _grouped(rows).items()]
    return Report(by, period, _in_order(by, lines), ReportLine(None, "Tổng số", _total(lines)))


def form(desk: Desk, period: Period, choices: ReportChoices | None = None) -> Form06a:
    """Form II.06a, by the office's own choices unless others are given."""
    chosen = choices or read_choices(desk)
    with desk.store.read() as connection:
        rows = report_rows.tallies(connection, By.FIELD, _span(desk, period))
    by_field = {str(field): sums for field, sums in _grouped(rows).items()}
    return form_06a(by_field, chosen.denominator, aside_is_on_time=chosen.aside_is_on_time)


def index_report(desk: Desk, period: Period) -> IndexReport:
    """What of the 766 index the office can compute of itself."""
    span = _span(desk, period)
    with desk.store.read() as connection:
        return IndexReport(
            index_figures(index_rows.index_counts(connection, span)),
            index_rows.mean_times(connection, span),
            index_rows.lateness(connection, span, desk.now_ms()),
        )


def chosen(desk: Desk, shown: Report, line: ReportLine, kind: Kind) -> Chosen:
    """The dossiers behind one figure."""
    return Chosen(kind, _span(desk, shown.period), shown.by, line.key)


def count_chosen(desk: Desk, wanted: Chosen) -> int:
    """How many they are."""
    with desk.store.read() as connection:
        return report_rows.count_chosen(connection, wanted)


def chosen_page(desk: Desk, wanted: Chosen, offset: int, limit: int) -> Sequence[BoardRow]:
    """A page of them as rows of a list."""
    with desk.store.read() as connection:
        ids = report_rows.chosen_ids(connection, wanted, offset, limit)
    return board.rows_of(desk, ids)


def every_chosen(desk: Desk, wanted: Chosen, at_most: int) -> Sequence[DossierId]:
    """All of them as they stand at one moment."""
    with desk.store.read() as connection:
        return report_rows.chosen_ids(connection, wanted, 0, at_most)


def read_choices(desk: Desk) -> ReportChoices:
    """How this office counts."""
    with desk.store.read() as connection:
        over = setting.get(connection, DENOMINATOR)
        aside = setting.get(connection, ASIDE_IS_ON_TIME)
    known = {each.value for each in Denominator}
    return ReportChoices(Denominator(over) if over in known else Denominator.SETTLED, aside == "1")


def keep_choices(desk: Desk, choices: ReportChoices) -> None:
    """Count so from now on."""
    with desk.store.write_local() as connection:
        setting.put(connection, DENOMINATOR, choices.denominator.value)
        setting.put(connection, ASIDE_IS_ON_TIME, str(int(choices.aside_is_on_time)))


def _span(desk: Desk, period: Period) -> Span:
    return Span(period.from_ms, period.to_ms, min(period.to_ms, desk.now_ms()))


def _grouped(rows: Sequence[GroupTally]) -> dict[str | int, Figures]:
    grouped: dict[str | int, list[Figures]] = {}
    for row in rows:
        grouped.setdefault(row.key, []).append(figures_of(row.tally))
    return {key: summed(parts) for key, parts in grouped.items()}


def _names(connection: Snapshot, by: By, fields: Mapping[str | int, str]) -> Mapping[str | int, str]:
    """What groups are called on the screen; ``fields`` are all of them, a procedure's with its field."""
    match by:
        case By.DESK:
            return report_rows.desk_names(connection)
        case By.HOUR:
            return {hour: f"{hour} giờ" for hour in range(24)}
        case By.PROCEDURE:
            named = report_rows.procedure_name
            return {
                code: named(connection, field, str(code)) or NO_PROCEDURE for code, field in fields.items()
            }
    return {field: str(field) or UNNAMED_FIELD for field in fields}


def _in_order(by: By, lines: Sequence[ReportLine]) -> Sequence[ReportLine]:
    """Hours in their order, all else by how much there was."""
    if by is By.HOUR:
        return sorted(lines, key=lambda line: int(line.key or 0))
    return sorted(lines, key=lambda line: (-line.figures.received_total, line.words))


def _total(lines: Sequence[ReportLine]) -> Figures:
    return summed(line.figures for line in lines)
