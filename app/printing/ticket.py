"""The ticket of the queue, on a receipt printer's roll or on A6; it names nobody."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_html
from app.printing.office import OfficeHeader
from app.printing.page import PrintedForm, printed

PACK, TICKET, TITLE = "queue", "ticket", "Phiếu số thứ tự"
VALID_FROM = date(2026, 11, 1)
ROLL, A6 = "80mm 90mm", "105mm 148mm"
FIRST = "Chưa có ai chờ trước."


@dataclass(frozen=True, slots=True)
class TicketSheet:
    """A number as given out; ``ahead`` people wait before it.

    ``desk_name`` tells it from the same number of another PC in the hall, which has a queue of its own.
    """

    header: OfficeHeader
    number: str
    ahead: int
    taken_at: datetime
    desk_name: str = ""
    page: str = ROLL
    printer: str = ""


def ticket_html(sheet: TicketSheet) -> PrintedForm:
    """The ticket on its paper."""
    template = FormTemplate(TICKET, PACK, 1, VALID_FROM, TITLE, 1, shipped_html(PACK, f"{TICKET}.html"))
    values = {
        "page": sheet.page,
        "office_name": sheet.header.office_name,
        "unit_name": sheet.header.unit_name,
        "number": sheet.number,
        "ahead": f"Trước số này còn {sheet.ahead} người chờ." if sheet.ahead else FIRST,
        "taken_at": ", ".join(filter(None, (f"{sheet.taken_at:%H:%M %d/%m/%Y}", sheet.desk_name))),
    }
    return replace(printed(template, values, {}, "", ""), printer=sheet.printer)
