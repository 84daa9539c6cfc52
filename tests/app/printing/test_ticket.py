"""The ticket of the hall names the desk that gave it: another PC may have given the same number."""

from datetime import datetime

from app.printing.office import OfficeHeader
from app.printing.ticket import TicketSheet, ticket_html


def test_a_ticket_says_its_number_when_and_where_it_was_taken():
    header = OfficeHeader("Ủy ban nhân dân xã Mẫu", "", "Xã Mẫu")
    sheet = TicketSheet(header, "007", 2, datetime(2026, 11, 23, 8, 10), "Bàn 2")
    html = ticket_html(sheet).html
    assert "007" in html
    assert "Lấy số lúc 08:10 23/11/2026, Bàn 2" in html
