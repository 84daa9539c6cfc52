"""A list on its way into a file: a chunk at each turn of the worker, so that other questions go between.

It can be stopped between two chunks; what was written so far is taken away.
"""

from collections.abc import Generator

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.progress import Progress
from app.services.exports import Exported
from ui.tasks import SHOWN_AFTER_MS, TaskRunner
from ui.theme.look import Look
from ui.theme.measures import EDGE, FIELD_GAP
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.progress_strip import BAR_HEIGHT, progress_words
from ui.widgets.text import Text

WIDTH = 380


class SavingRun(QObject):
    """``ended`` carries what was exported, ``failed`` why there is no file; one of the last three comes."""

    progressed = Signal(Progress)
    ended = Signal(object)
    failed = Signal(Exception)
    stopped = Signal()

    def __init__(
        self, runner: TaskRunner, steps: Generator[Progress, None, Exported], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._steps = steps
        self._is_stopped = False

    def start(self) -> None:
        """Queue the next chunk behind whatever else was asked meanwhile."""
        self._runner.start(lambda _report: self._next(), self._take, self._fail)

    def stop(self) -> None:
        """Leave off after the chunk at hand."""
        self._is_stopped = True

    def _next(self) -> Progress | Exported | None:
        """A chunk, or the end of all; None once it was stopped and cleared away."""
        if self._is_stopped:
            self._steps.close()
            return None
        try:
            return next(self._steps)
        except StopIteration as end:
            done: Exported = end.value
            return done

    def _take(self, answer: Progress | Exported | None) -> None:
        if isinstance(answer, Progress):
            self.progressed.emit(answer)
            self.start()
            return
        if answer is None:
            self.stopped.emit()
        else:
            self.ended.emit(answer)
        self.deleteLater()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
        self.deleteLater()


class SavingDialog(QDialog):
    """Comes only when the run proves slow, beside a window that goes on; Esc stops the run."""

    def __init__(self, look: Look, run: SavingRun, parent: QWidget) -> None:
        super().__init__(parent)
        self._run = run
        self.setWindowTitle("Xuất ra tệp")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look.px(WIDTH))
        self.words = Text(look, "Đang đọc danh sách")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(BAR_HEIGHT)
        self.stop = KeyButton(look, "Esc", "Dừng", kind=Kind.FLAT)
        self.stop.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(FIELD_GAP)
        column.addWidget(self.bar)
        column.addLayout(row)
        run.progressed.connect(self._show_progress)
        for end in (run.ended, run.failed, run.stopped):
            end.connect(self.deleteLater)
        QTimer.singleShot(SHOWN_AFTER_MS, self, self.show)

    def _show_progress(self, progress: Progress) -> None:
        words = progress_words(progress, 0)
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        self.bar.setAccessibleName(words)
        self.words.setText(words)

    def reject(self) -> None:
        """Esc, or the corner of the window: the run ends first, and the dialog with it."""
        self.stop.setEnabled(False)
        self.words.setText("Đang dừng sau bước này.")
        self._run.stop()
