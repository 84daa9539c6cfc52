"""Alt+Z: the dossier just received was a mistake; it is undone, and the form stands as it was typed."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.dossier_code import short_code
from app.services import undoing
from app.services.drafts import FormText
from app.services.reception import Receipt
from ui.workplace import Workplace


class Undoing(QObject):
    """Knows the last reception for as long as it can be undone; ``undone`` gives back what had been typed."""

    undone = Signal(FormText, str)
    expired = Signal()

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._last: tuple[Receipt, FormText] | None = None
        self._time = QTimer(self, singleShot=True, interval=undoing.UNDO_MS)
        self._time.timeout.connect(self._expire)

    def remember(self, receipt: Receipt, form: FormText) -> None:
        """A dossier was received: from now on it can be undone, for a while."""
        self._last = receipt, form
        self._time.start()

    def undo(self) -> None:
        """Undo it, by whoever sits here; the rules say whether they may."""
        if self._last is None:
            return
        place, (receipt, form) = self._workplace, self._last
        place.act(
            lambda: undoing.undo_reception(place.desk, place.officer, receipt.dossier_id),
            lambda _none: self._has_undone(receipt, form),
        )

    def _has_undone(self, receipt: Receipt, form: FormText) -> None:
        self._expire()
        self.undone.emit(form, f"Đã hủy hồ sơ {short_code(receipt.code)}. Xin thu lại giấy đã in.")

    def _expire(self) -> None:
        self._last = None
        self._time.stop()
        self.expired.emit()
