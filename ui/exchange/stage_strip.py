"""One exchange while it runs: its named stages, which is at work, how far that one is, and Dừng."""

from math import ceil
from time import monotonic

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.progress import Progress
from sync.outcome import Stage
from ui.tasks import Task
from ui.theme.look import Look
from ui.theme.measures import EDGE, ICON_SMALL, Room, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.progress_strip import BAR_HEIGHT, progress_words
from ui.widgets.text import Drawing, Text

BYTES_IN_KB = 1024
STAGES = tuple(Stage)
COUNTED_IN_BYTES = (Stage.SEND.value, Stage.SCANS.value)


class StageStrip(Panel):
    """Hidden until an exchange proves slow, gone when it ends."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("window", "bottom", parent)
        self._task: Task | None = None
        self._began = 0.0
        self._is_narrow = False
        self._at: Stage | None = None
        self._bar = QProgressBar()
        self._bar.setFixedHeight(BAR_HEIGHT)
        self._bar.setTextVisible(False)
        self._marks = {stage: Drawing(look, "chevron-right", ICON_SMALL, "text3") for stage in STAGES}
        self._names = {stage: Text(look, stage.value, size=TextSize.HINT, tone="text3") for stage in STAGES}
        self._stop = KeyButton(look, "Esc", "Dừng", kind=Kind.FLAT)
        self._stop.clicked.connect(self._ask_stop)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(EDGE, 0, EDGE, 0)
        row.setSpacing(4)
        for stage in STAGES:
            row.addWidget(self._marks[stage])
            row.addWidget(self._names[stage])
            row.addSpacing(6)
        row.addStretch(1)
        row.addWidget(self._stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar)
        column.addLayout(row)

    def watch(self, task: Task) -> None:
        """Follow an exchange to its end."""
        self._task = task
        self._began = monotonic()
        self._stop.setEnabled(True)
        self._show_progress(Progress(STAGES[0].value))
        task.slow.connect(self.show)
        task.progressed.connect(self._show_progress)
        for end in (task.succeeded, task.failed, task.stopped):
            end.connect(self._leave)

    def fit(self, room: Room) -> None:
        """A narrow window names the stage at work alone."""
        self._is_narrow = room.is_narrow
        self._show_stages()

    def words(self) -> str:
        """What is said of the stage at work."""
        return self._bar.accessibleName()

    def _show_progress(self, progress: Progress) -> None:
        self._at = Stage(progress.stage)
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        words = stage_words(progress, monotonic() - self._began)
        self._bar.setAccessibleName(words)
        for stage, name in self._names.items():
            name.setText(words if stage is self._at else stage.value)
        self._show_stages()

    def _show_stages(self) -> None:
        """A tick for what is over, stress for what is at work; a slow line goes through them again."""
        at = STAGES.index(self._at) if self._at is not None else 0
        for place, stage in enumerate(STAGES):
            mark, name = self._marks[stage], self._names[stage]
            if place < at:
                mark.show_drawing("check", "text2")
            else:
                mark.show_drawing("chevron-right", "accent" if place == at else "text3")
            name.set_tone("text" if place == at else "text2" if place < at else "text3")
            name.set_bold(place == at)
            for part in (mark, name):
                part.setVisible(place == at or not self._is_narrow)

    def _ask_stop(self) -> None:
        if self._task is not None and self._at is not None:
            self._stop.setEnabled(False)
            self._names[self._at].setText("Đang dừng sau bước này.")
            self._task.stop()

    def _leave(self) -> None:
        self._task = None
        self.hide()


def stage_words(progress: Progress, seconds: float) -> str:
    """``Gửi 12 trong 64 KB, còn khoảng 40 giây``: what leaves and what scans weigh is counted in bytes."""
    if progress.stage not in COUNTED_IN_BYTES or not progress.total:
        return progress_words(progress, seconds)
    done, total = (ceil(count / BYTES_IN_KB) for count in (progress.done, progress.total))
    words, comma, rest = progress_words(Progress(progress.stage, done, total), seconds).partition(",")
    return f"{words} KB{comma}{rest}"
