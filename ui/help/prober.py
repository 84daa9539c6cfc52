"""Runs the self-test as a program of its own, so that the window never waits and a crash of it is no harm."""

import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from ui.selftest.result import read
from ui.selftest.run import LIMIT_S

# It ends itself at its limit; this is for one that cannot even do that.
PATIENCE_MS = round(LIMIT_S * 1000) + 20_000
LOOK_EVERY_MS = 150
FROM_SOURCE = "import sys; from ui.cli import main; sys.exit(main())"


class Prober(QObject):
    """``told`` follows each line that ended; ``ended`` carries the whole, None if nothing began at all."""

    told = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._seen = -1
        self._process = QProcess(self)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._fail_to_start)
        self._watch = QTimer(self, interval=LOOK_EVERY_MS)
        self._watch.timeout.connect(self._look)
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._patience.timeout.connect(self._process.kill)

    @property
    def is_running(self) -> bool:
        """Whether a self-test is at work."""
        return self._folder is not None

    def start(self) -> None:
        """Begin; one at a time."""
        if self.is_running:
            return
        self._folder = Path(tempfile.mkdtemp(prefix="soxa-check-"))
        self._seen = -1
        program, *words = command(self._out)
        self._process.start(program, words)
        self._watch.start()
        self._patience.start()

    def stop(self) -> None:
        """End it at once; called before the window goes."""
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished()

    @property
    def _out(self) -> Path:
        assert self._folder is not None
        return self._folder / "self-test.json"

    def _look(self) -> None:
        result = read(self._out)
        if result is not None and len(result.lines) != self._seen:
            self._seen = len(result.lines)
            self.told.emit(result)

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._end()

    def _end(self) -> None:
        self._watch.stop()
        self._patience.stop()
        result = read(self._out)
        shutil.rmtree(self._out.parent, ignore_errors=True)
        self._folder = None
        self.ended.emit(result)


def command(out: Path) -> list[str]:
    """How this very program is started once more."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-c", FROM_SOURCE]
    return [*program, "--self-test", str(out)]
