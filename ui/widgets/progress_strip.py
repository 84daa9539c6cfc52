"""The bar on the panel at work: what is being done, how far, how long still, and the way to stop it."""

from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.progress import Progress
from ui.tasks import Task
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.text import Text

BAR_HEIGHT = 4
# A guess from less than this is not worth reading.
GUESS_AFTER_SECONDS = 2.0


class ProgressStrip(QWidget):
    """Hidden until a watched task proves slow, gone when it ends."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._began = 0.0
        self._bar = QProgressBar()
        self._bar.setFixedHeight(BAR_HEIGHT)
        self._bar.setTextVisible(False)
        self._words = Text(look, size=TextSize.HINT, tone="text2")
        self._stop = KeyButton(look, "Esc", "Dừng", kind=Kind.FLAT)
        self._stop.clicked.connect(self._ask_stop)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.setSpacing(CELL_PADDING)
        row.addWidget(self._words, 1)
        row.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addLayout(row)

    def watch(self, task: Task, stage: str = "") -> None:
        """Follow a task; ``stage`` is said until it reports for itself."""
        self._task = task
        self._began = monotonic()
        self._show_progress(Progress(stage))
        task.slow.connect(self.show)
        task.progressed.connect(self._show_progress)
        for end in (task.succeeded, task.failed, task.stopped):
            end.connect(self._leave)

    def _show_progress(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        words = progress_words(progress, monotonic() - self._began)
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._stop.setEnabled(True)

    def _ask_stop(self) -> None:
        if self._task is not None:
            self._stop.setEnabled(False)
            self._words.setText("Đang dừng sau bước này.")
            self._task.stop()

    def _leave(self) -> None:
        self._task = None
        self._stop.setEnabled(True)
        self.hide()


def progress_words(progress: Progress, seconds: float) -> str:
    """For example ``Đang gửi 3 trong 20, còn khoảng 40 giây``."""
    if not progress.total:
        return progress.stage
    words = f"{progress.stage} {progress.done} trong {progress.total}"
    if progress.done and seconds >= GUESS_AFTER_SECONDS:
        left = seconds / progress.done * (progress.total - progress.done)
        words += f", còn khoảng {_rough_time(left)}"
    return words


def _rough_time(seconds: float) -> str:
    if seconds < 60:
        return f"{max(1, round(seconds))} giây"
    return f"{round(seconds / 60)} phút"
