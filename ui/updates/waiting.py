"""The one wait that a newer version costs: while it is tried, before the window, at one start."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout

from ui.tasks import TaskRunner
from ui.theme.look import Look
from ui.theme.measures import EDGE, TextSize
from ui.widgets.text import Text

Answer = TypeVar("Answer")

WIDTH = 460
BAR_HEIGHT = 4
WORDS = "Máy đang kiểm bản mới của chương trình trên một bản sao của sổ. Sổ thật không bị động đến."


class Waiting(QDialog):
    """Says what is going on; there is nothing to press, and closing it would change nothing."""

    def __init__(self, look: Look, version: str) -> None:
        super().__init__(None, Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint)
        self.setWindowTitle("Sổ Xã")
        self._runner = TaskRunner(self)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedHeight(look.px(BAR_HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(EDGE // 2)
        column.addWidget(Text(look, f"Đang chuẩn bị bản {version}", size=TextSize.TITLE, is_bold=True))
        column.addWidget(Text(look, WORDS, tone="text2", wraps=True))
        column.addWidget(bar)
        self.setFixedWidth(look.px(WIDTH))

    def wait_for(self, work: Callable[[], Answer], otherwise: Answer) -> Answer:
        """What the work answers; ``otherwise`` when it broke."""
        answers = [otherwise]

        def end(answer: Answer) -> None:
            answers[0] = answer
            self.accept()

        self._runner.start(lambda _report: work(), end, lambda _error: self.accept())
        self.exec()
        self._runner.close()
        return answers[0]

    def reject(self) -> None:
        """Esc waits like everybody else."""
