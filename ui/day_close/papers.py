"""The papers of a day's end, ready to print."""

from datetime import date

from app.domain.clock import wall_of
from app.domain.fees import PaymentMethod
from app.printing.day_close import CashSheet, DaySheet, cash_html, day_html
from app.services import day_close, officers
from app.services.day_close import BadClose
from app.services.desk import Desk, Officer
from app.storage.clerks import OfficeRecord
from ui.certification.words import METHOD_WORDS
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of


def day_job(desk: Desk, day: date | None = None) -> PrintJob:
    """The comparison of today, or of another day, as it was closed last.

    It is the office's own paper, so nothing is noted of it.
    """
    view = day_close.view(desk, day)
    close = view.close
    if close is None:
        raise BadClose("Ngày hôm nay chưa chốt. Xin nhấn F9 để chốt rồi in.")
    sheet = DaySheet(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        day=date.fromisoformat(close.day),
        desk_name=desk.name,
        printed=close.printed,
        recorded=close.recorded,
        acknowledged=close.acknowledged,
        missing=close.missing.splitlines(),
        voided=view.voided,
        note=close.note,
        closed_at=wall_of(close.at_ms),
        clerk_name=close.clerk_name,
        signer_name=f"{close.signer_title} {close.signer_name}".strip(),
        signed_at=wall_of(close.signed_ms) if close.signed_ms else None,
        opinion=close.signed_note,
    )
    return PrintJob([day_html(sheet)], 0, lambda: None)


def cash_job(desk: Desk, officer: Officer) -> PrintJob:
    """What this clerk counted last today."""
    view = day_close.cash(desk, officer)
    close = view.close
    if close is None:
        raise BadClose("Quỹ hôm nay chưa chốt. Xin ghi số đếm được rồi nhấn F6.")
    sheet = CashSheet(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        day=view.day,
        clerk_name=view.clerk_name,
        methods=[(f"Phải có, {METHOD_WORDS[m]}", view.expected.get(m, 0)) for m in PaymentMethod],
        counted=close.counted,
        expected=close.expected,
        receipts=close.receipts,
        exempt=view.exempt,
        voided=view.voided,
        note=close.note,
        closed_at=wall_of(close.at_ms),
    )
    return PrintJob([cash_html(sheet)], 0, lambda: None)
