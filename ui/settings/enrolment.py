"""The ticket that makes this desk a member of its commune."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.progress import Report
from app.storage.device import Membership
from app.storage.unit_of_work import Store
from sync.courier.enrolling import ask_by_stick
from sync.courier.leaving import Exported
from ui.settings.rows import in_a_row
from ui.theme.look import Look
from ui.theme.measures import FIELD_GAP
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.words_edit import ENTER_KEYS

LABEL = 132
TICKET_HEIGHT = 84


class TicketEdit(QPlainTextEdit):
    """A box for a ticket, which is one long line; Enter goes on and is no part of it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setPlaceholderText("SX1-…")
        self.setFixedHeight(look.px(TICKET_HEIGHT))
        self.setTabChangesFocus(True)

    def text(self) -> str:
        """The ticket as typed or pasted."""
        return self.toPlainText().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class EnrolmentForm(QWidget):
    """A box for the ticket's text, the office network's own root certificate where there is one, and a stick.

    ``usb_chosen`` is the wish to ask by the stick in that folder, where there is no line. One that
    ``asks_only_ticket`` leaves out what a first start should not ask.
    """

    usb_chosen = Signal(str)

    def __init__(self, look: Look, *, asks_only_ticket: bool = False) -> None:
        super().__init__()
        self.ticket = TicketEdit(look)
        self.ticket_row = FieldRow(look, "Mã ghi danh", self.ticket, label_width=LABEL)
        self.ca_file = ""
        self.choose_ca = KeyButton(look, "", "Chứng thư gốc riêng…")
        self.choose_ca.clicked.connect(self._choose_ca)
        self.ca_row = FieldRow(look, "Mạng cơ quan", in_a_row(self.choose_ca), label_width=LABEL)
        self.from_usb = KeyButton(look, "", "Ghi danh từ USB…")
        self.from_usb.clicked.connect(self._choose_usb)
        self.usb_row = FieldRow(look, "Không có mạng", in_a_row(self.from_usb), label_width=LABEL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(FIELD_GAP)
        column.addWidget(self.ticket_row)
        column.addWidget(self.ca_row)
        column.addWidget(self.usb_row)
        self.ca_row.setHidden(asks_only_ticket)
        self.usb_row.setHidden(asks_only_ticket)

    def work(self, store: Store) -> Callable[[Report], Membership] | None:
        """The enrolment to do off the window's thread; None while there is no ticket."""
        text, ca_file = self.ticket.text(), self.ca_file
        self.ticket_row.set_error("" if text else "Xin dán hoặc gõ mã ghi danh của cấp trên.")
        if not text:
            self.ticket.setFocus()
            return None

        def enrol_here(report: Report) -> Membership:
            from sync.enrolment import enrol  # with HTTP, which no start needs
            from sync.http.lines import open_line

            return enrol(store, text, open_line, report, ca_file)

        return enrol_here

    def stick_work(self, store: Store, folder: Path) -> Callable[[Report], Exported]:
        """The request for a stick that the district has prepared; its ticket will do where none is typed."""
        text = self.ticket.text()
        return lambda report: ask_by_stick(store, folder, text, report)

    def _choose_usb(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn USB mà cấp trên đã chuẩn bị")
        if chosen:
            self.usb_chosen.emit(chosen)

    def _choose_ca(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Chứng thư gốc của mạng cơ quan", "", "PEM (*.pem *.crt)"
        )
        self.ca_file = chosen
        self.choose_ca.say(Path(chosen).name if chosen else "Chứng thư gốc riêng…")
