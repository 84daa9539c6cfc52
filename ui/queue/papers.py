"""A ticket, ready to print; nothing is noted of it, as it names nobody."""

from app.printing.ticket import A6, ROLL, TicketSheet, ticket_html
from app.services import officers, queue
from app.services.desk import Desk
from app.services.queue import TakenTicket, TicketPaper
from app.storage.clerks import OfficeRecord
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of

PAGES = {TicketPaper.ROLL: ROLL, TicketPaper.A6: A6}


def ticket_job(desk: Desk, taken: TakenTicket) -> PrintJob:
    """The ticket on the paper and the printer that this PC has for it."""
    chosen = queue.printing(desk)
    sheet = TicketSheet(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        number=taken.ticket.shown,
        ahead=taken.ahead,
        taken_at=taken.taken_at,
        desk_name=desk.name,
        page=PAGES[chosen.paper],
        printer=chosen.printer,
    )
    return PrintJob([ticket_html(sheet)], 0, lambda: None)
