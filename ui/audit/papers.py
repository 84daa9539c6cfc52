"""The audit of some days as a job for the printer, noted as a line of its own."""

from functools import partial

from app.printing.audit import AuditSheet, AuditSheetLine, audit_html
from app.services import audit_view, officers
from app.services.audit_view import AuditPage, AuditQuestion
from app.services.desk import Desk, Officer
from app.storage.clerks import OfficeRecord
from ui.audit.words import WHAT_WORDS, act_words, detail_words
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of


def audit_job(desk: Desk, officer: Officer, question: AuditQuestion) -> PrintJob:
    """Every line of a question, ready to print."""
    shown = audit_view.read(desk, officer, question, audit_view.PRINTED_AT_MOST)
    sheet = AuditSheet(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        desk_name=desk.name,
        first=question.first,
        last=question.last,
        narrowed=_narrowed(shown),
        lines=[
            AuditSheetLine(line.at, line.clerk_name, act_words(line), line.code, detail_words(line))
            for line in shown.lines
        ],
        chain_end=audit_view.chain_end_words(desk),
        printed_at=desk.now(),
        clerk_name=officer.full_name,
    )
    return PrintJob([audit_html(sheet)], 0, partial(audit_view.note_printed, desk, officer, shown))


def _narrowed(shown: AuditPage) -> str:
    parts = [f"Loại việc: {WHAT_WORDS[shown.question.what].lower()}."]
    if shown.total > len(shown.lines):
        parts.insert(0, f"Chỉ in {len(shown.lines)} dòng mới nhất trong {shown.total} dòng.")
    if shown.question.clerk is not None and shown.lines:
        parts.append(f"Người làm: {shown.lines[0].clerk_name}.")
    if shown.question.code:
        parts.append(f"Mã: {shown.question.code}.")
    return " ".join(parts)
