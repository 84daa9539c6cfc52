"""The papers of a sitting, printed after it is in the books, so that a jammed printer loses nothing."""

from functools import partial

from PySide6.QtCore import QObject

from app.domain.ids import PaymentId
from app.services.desk import Officer
from ui.certification.slips import sitting_job
from ui.certification.view import CertificationView
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

PRINT = "certified-print"


class SlipPrinter(QObject):
    """Remembers whose papers did not come out, and prints them first when asked again."""

    def __init__(self, workplace: Workplace, view: CertificationView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._view = view
        self._last: PaymentId | None = None
        self._unprinted: list[PaymentId] = []
        view.reprint_asked.connect(self._reprint)
        workplace.message_acted.connect(self._hear_message)

    def print(self, payment_id: PaymentId, by: Officer | None = None) -> None:
        """Order the papers of one sitting, for whoever is at the desk or, where they left, who certified."""
        self._last = payment_id
        if payment_id not in self._unprinted:
            self._unprinted.append(payment_id)
        desk, officer = self._workplace.desk, by or self._workplace.officer
        self._workplace.print(
            partial(sitting_job, desk, officer, payment_id),
            lambda _no: self._has_printed(payment_id),
            self._has_not_printed,
        )

    def _has_printed(self, payment_id: PaymentId) -> None:
        if payment_id in self._unprinted:  # ordered twice, it is through with the first
            self._unprinted.remove(payment_id)
        if not self._unprinted:
            self._workplace.settled.emit(PRINT)

    def _has_not_printed(self, error: Exception) -> None:
        self._workplace.tell(Message(PRINT, self._workplace.sentence(error), "late", act="In lại"))

    def _reprint(self) -> None:
        """Ctrl+P: what did not come out yet; else the sitting chosen in the list, or the last one."""
        chosen = self._view.table.chosen_row() if self._view.table.hasFocus() else None
        waiting = list(self._unprinted)
        if chosen is not None:
            self.print(chosen.record.payment_id)  # type: ignore[attr-defined]
        for payment_id in waiting if chosen is None else ():
            self.print(payment_id)
        if chosen is None and not waiting and self._last is not None:
            self.print(self._last)

    def _hear_message(self, topic: str) -> None:
        if topic == PRINT:
            self._reprint()
