"""What throws something away is asked for first; the answer is the same key again within a few seconds."""

from PySide6.QtCore import QObject, QTimer

from ui.widgets.message_bar import Message
from ui.workplace import Workplace

QUESTION = "group-question"
ASKED_MS = 5_000


class SecondPress(QObject):
    """Remembers what was asked last; forgotten when anything else is done, or the clerk leaves."""

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._asked = ""
        self.timer = QTimer(self, interval=ASKED_MS, singleShot=True)
        self.timer.timeout.connect(self.forget)
        workplace.officer_changed.connect(self.forget)

    def is_second(self, what: str, sentence: str) -> bool:
        """Whether this is the second time; the first time the sentence stands above all that is said."""
        is_second = self._asked == what
        self.forget()
        if not is_second:
            self._asked = what
            self.timer.start()
            self._workplace.tell(Message(QUESTION, sentence, "late"))
        return is_second

    def forget(self) -> None:
        """The question no longer stands."""
        self._asked = ""
        self.timer.stop()
        self._workplace.settled.emit(QUESTION)
