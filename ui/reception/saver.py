"""F9: the dossier is received first and printed after, so a jammed printer loses nothing."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.domain.dossier_code import short_code
from app.domain.ids import DossierId
from app.services import reception
from app.services.desk import Officer
from app.services.reception import IncompleteReception, MissingComponents, Receipt, ReceptionDraft
from ui.printing.receipts import receipt_job
from ui.reception.view import ReceptionView
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

PRINT = "print"


class Saver(QObject):
    """``saved`` once the dossier is committed; ``refused`` when nothing was written."""

    saved = Signal(Receipt)
    refused = Signal()

    def __init__(self, workplace: Workplace, view: ReceptionView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._view = view
        self._is_saving = False
        self._receiver: Officer | None = None
        self.last: Receipt | None = None
        self._unprinted: dict[DossierId, Receipt] = {}
        workplace.message_acted.connect(self._hear_message)

    def save(self, draft: ReceptionDraft) -> None:
        """Receive the dossier; a second call while the first is under way does nothing."""
        if self._is_saving:
            return
        self._is_saving = True
        self._view.set_busy(True)
        desk, officer = self._workplace.desk, self._workplace.officer
        self._receiver = officer
        self._workplace.act(
            lambda: reception.receive_dossier(desk, officer, draft), self._has_saved, self._has_failed
        )

    @property
    def is_printed(self) -> bool:
        """Whether every dossier received here has its slip."""
        return not self._unprinted

    def print(self) -> None:
        """Print every slip that did not come out yet; else the one of the dossier received last, again."""
        waiting: list[Receipt | None] = [*self._unprinted.values()]
        for receipt in waiting or [self.last]:
            if receipt is not None:
                self._print(receipt)

    def _print(self, receipt: Receipt) -> None:
        """The desk may have been locked meanwhile: then it is still who received the dossier that prints."""
        desk = self._workplace.desk
        officer = desk.officer or self._receiver
        if officer is not None:
            self._workplace.print(
                partial(receipt_job, desk, officer, receipt.dossier_id),
                partial(self._has_printed, receipt),
                self._has_not_printed,
            )

    def _has_saved(self, receipt: Receipt) -> None:
        self._is_saving = False
        self.last = self._unprinted[receipt.dossier_id] = receipt
        self._view.set_busy(False)
        self.saved.emit(receipt)
        self._print(receipt)

    def _has_failed(self, error: Exception) -> None:
        self._is_saving = False
        self._view.set_busy(False)
        self.refused.emit()
        if isinstance(error, MissingComponents):
            self._view.go_to_paper(error.components[0])
        elif isinstance(error, IncompleteReception) and error.field_name == "procedure":
            self._view.complain_of_procedure(str(error))
        else:
            self._workplace.tell_failure(error)

    def _has_printed(self, receipt: Receipt, reprint_no: int) -> None:
        self._unprinted.pop(receipt.dossier_id, None)
        if self.is_printed:
            self._workplace.settled.emit(PRINT)
        if reprint_no and self._view.form().is_blank:
            self._view.show_received(f"Đã in lại lần {reprint_no} hồ sơ {short_code(receipt.code)}.")

    def _has_not_printed(self, error: Exception) -> None:
        self._workplace.tell(Message(PRINT, self._workplace.sentence(error), "late", act="In lại"))

    def _hear_message(self, topic: str) -> None:
        if topic == PRINT:
            self.print()
