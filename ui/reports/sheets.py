"""The tables of figures as sheets of a workbook: numbers stay numbers."""

from collections.abc import Sequence

from app.domain.form_06a import Form06a
from app.domain.reporting import Period
from app.export.sheet import Cell, Sheet
from app.services.reports import IndexReport, Report
from ui.reports.words import (
    FORM_FIGURES,
    GROUP_FIGURES,
    GROUP_WORDS,
    index_columns,
    index_rows,
    rate_sentence,
)


def report_sheet(shown: Report) -> Sheet:
    """A period by one thing."""
    name = GROUP_WORDS[shown.by]
    rows: list[Sequence[Cell]] = [
        (line.words, *(figure.number(line.figures) for figure in GROUP_FIGURES))
        for line in (*shown.lines, shown.total)
    ]
    heads = (name, *(figure.title for figure in GROUP_FIGURES))
    return Sheet(f"Theo {name.lower()}", heads, rows, title=f"Số liệu {period_words(shown.period)}")


def form_sheet(form: Form06a, period: Period) -> Sheet:
    """Form II.06a with its rate below it."""
    rows: list[Sequence[Cell]] = [(row.field, *row.numbers) for row in (*form.rows, form.total)]
    heads = ("(2) Lĩnh vực", *(figure.title for figure in FORM_FIGURES))
    return Sheet(
        "Biểu II.06a", heads, [*rows, (), (rate_sentence(form),)], title=f"Biểu II.06a {period_words(period)}"
    )


def index_sheet(found: IndexReport, period: Period) -> Sheet:
    """The figures of the index as they are shown."""
    heads = tuple(column.title for column in index_columns())
    rows = [row.cells for row in index_rows(found)]
    return Sheet("Chỉ số 766", heads, rows, title=f"Chỉ số 766 {period_words(period)}")


def period_words(period: Period) -> str:
    """``từ 15/10/2026 đến 14/11/2026``."""
    return f"từ {period.first:%d/%m/%Y} đến {period.last:%d/%m/%Y}"
