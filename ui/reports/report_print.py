"""Form II.06a as a job for the printer, noted on this device."""

from functools import partial

from app.domain.form_06a import Form06a
from app.domain.reporting import Period
from app.printing.report_06a import II_06A, Report06a, report_06a_html, report_06a_template
from app.services import exports, officers
from app.services.desk import Desk, Officer
from app.services.reports import ReportChoices
from app.storage.clerks import OfficeRecord
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of


def report_job(
    desk: Desk, officer: Officer, period: Period, form: Form06a, choices: ReportChoices
) -> PrintJob:
    """The form of a period, ready to print now."""
    report = Report06a(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        form=form,
        period=period,
        aside_is_on_time=choices.aside_is_on_time,
        issued_on=desk.today(),
        clerk_name=officer.full_name,
    )
    forms = [report_06a_html(report, report_06a_template())]
    return PrintJob(forms, 0, partial(exports.note_printed, desk, officer, II_06A, len(form.rows)))
