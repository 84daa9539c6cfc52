"""Form II.06a on paper: lying, its columns numbered as the circular has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_html
from app.domain.form_06a import DENOMINATOR_WORDS, Form06a, FormRow
from app.domain.reporting import Period
from app.printing.forms import PrintedForm, header_blocks, header_values, printed
from app.printing.office import OfficeHeader

II_06A = "II.06a"
FIRST_NUMBER_COLUMN = 3
ASIDE_WORDS = {
    True: "Hồ sơ chờ bổ sung, trả lại, xin rút được tính vào cột (9).",
    False: "Hồ sơ trả lại, xin rút tính theo hạn hẹn; hồ sơ chờ bổ sung tính ở cột (12), (13).",
}


@dataclass(frozen=True, slots=True)
class Report06a:
    """What the printed form says."""

    header: OfficeHeader
    form: Form06a
    period: Period
    aside_is_on_time: bool
    issued_on: date
    clerk_name: str


def report_06a_template() -> FormTemplate:
    """The form's one wording, shipped with the program."""
    html = shipped_html("reports", f"{II_06A}.html")
    return FormTemplate(II_06A, "reports", 1, date(2026, 11, 1), "Biểu II.06a", 1, html)


def report_06a_html(report: Report06a, template: FormTemplate) -> PrintedForm:
    """The form, ready for the printer."""
    form = report.form
    values = {
        **header_values(report.header, report.issued_on),
        "first_day": f"{report.period.first:%d/%m/%Y}",
        "last_day": f"{report.period.last:%d/%m/%Y}",
        "on_time": percent_in_words(form.on_time_percent()),
        "denominator": DENOMINATOR_WORDS[form.denominator],
        "whole": whole_in_words(getattr(form.total, form.denominator.value)),
        "aside": ASIDE_WORDS[report.aside_is_on_time],
        "clerk_name": report.clerk_name,
        **_numbers("t", form.total),
    }
    blocks = {**header_blocks(report.header), "rows": list(_rows(form))}
    return printed(template, values, blocks, "", "")


def _rows(form: Form06a) -> Iterator[Mapping[str, str]]:
    for ordinal, row in enumerate(form.rows, 1):
        yield {"ordinal": str(ordinal), "field": row.field, **_numbers("c", row)}


def _numbers(letter: str, row: FormRow) -> Mapping[str, str]:
    numbers = enumerate(row.numbers, FIRST_NUMBER_COLUMN)
    return {f"{letter}{place}": whole_in_words(number) for place, number in numbers}


def whole_in_words(number: int) -> str:
    """``1.234``."""
    return f"{number:,}".replace(",", ".")


def percent_in_words(percent: float | None) -> str:
    """``98,63 %``, or that there is nothing to divide by yet."""
    return "chưa có" if percent is None else f"{percent:.2f} %".replace(".", ",")
