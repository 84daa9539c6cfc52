"""Runs a self-test within its time, writes what it found after each line, and leaves nothing behind."""

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock, Timer
from time import monotonic
from typing import Self

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.crash.facts import program_version
from app.crash.trace import lines_of
from app.errors import AppError
from ui.selftest.check import Bench, Check, Failed, Skipped
from ui.selftest.checks import START, TIDY, checks_for
from ui.selftest.result import FORMAT, Line, Result, Status, write
from ui.selftest.scratch import NotReached, Scratch, sweep
from ui.sweeper import Sweeper
from ui.theme.look import Look
from ui.window import resources

LIMIT_S = 90.0
# A large book on an old disk; below what the updater grants.
COPY_LIMIT_S = 170.0
PASSED, FAILED = 0, 1
LEFT = "Thư mục thử vẫn còn trên đĩa."
TOO_LONG = "Quá thời gian cho phép mà chưa xong."
NOT_TRIED = "Chưa thử được vì một mục trước đó không đạt."


class SelfTest:
    """One self-test: its lines, its limit, and the file it tells them to."""

    def __init__(self, checks: Sequence[Check], out: Path, limit_s: float) -> None:
        self._checks = checks
        self._out = out
        self._scratch = Scratch()
        self._started, self._began = datetime.now(UTC), monotonic()
        self._lines: list[Line] = []
        self._at_hand = START
        self._is_over = Lock()
        self._timer = Timer(limit_s, self._give_up)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """The time runs from here on."""
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._scratch.close()
        self._scratch.remove()

    def run(self, look: Look) -> int:
        """Try every line; the exit status."""
        self._tell(is_finished=False)
        for check in self._checks:
            self._add(self._tried(check, Bench(look, self._scratch)))
        self._at_hand = TIDY
        self._scratch.close()
        self._add(self._tidied())
        return self._finish()

    def _tried(self, check: Check, bench: Bench) -> Line:
        self._at_hand, began = check, monotonic()
        status, reason = _outcome(check, bench)
        advice = check.advice if status is Status.FAILED else ""
        return Line(check.name, check.title, status, reason, advice, _ms_since(began))

    def _tidied(self) -> Line:
        began, is_gone = monotonic(), self._scratch.remove()
        status = Status.PASSED if is_gone else Status.FAILED
        reason, advice = ("", "") if is_gone else (LEFT, TIDY.advice)
        return Line(TIDY.name, TIDY.title, status, reason, advice, _ms_since(began))

    def _add(self, line: Line) -> None:
        self._lines.append(line)
        self._tell(is_finished=False)

    def _finish(self) -> int:
        if not self._is_over.acquire(blocking=False):
            return FAILED  # the limit ends the process in this very moment
        return PASSED if self._tell(is_finished=True).has_passed else FAILED

    def _give_up(self) -> None:
        """Past the limit: name the line that hangs, tidy up as far as may be, and end the process."""
        if not self._is_over.acquire(blocking=False):
            return
        check = self._at_hand
        self._lines.append(Line(check.name, check.title, Status.FAILED, TOO_LONG, check.advice))
        try:
            self._scratch.remove()
            self._tell(is_finished=True)
        finally:
            os._exit(FAILED)

    def _tell(self, *, is_finished: bool) -> Result:
        result = Result(
            format=FORMAT,
            program=program_version(),
            system=f"{platform.system()} {platform.release()} {platform.machine()}",
            screen=QGuiApplication.platformName(),
            started=f"{self._started:%Y-%m-%dT%H:%M:%SZ}",
            milliseconds=_ms_since(self._began),
            is_finished=is_finished,
            lines=list(self._lines),
        )
        write(result, self._out)
        return result


def run(out: Path, copy: Path | None = None) -> int:
    """``soxa --self-test OUT.json [--profile-copy FOLDER]``; 0 when nothing failed."""
    _draw_in_memory_without_a_screen()
    sweep()
    limit_s = LIMIT_S if copy is None else COPY_LIMIT_S
    with SelfTest(checks_for(copy), out, limit_s) as test:
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        with _dressed(app) as look:
            return test.run(look)


@contextmanager
def _dressed(app: QApplication) -> Iterator[Look]:
    """The look and the sweeper, as the window has them."""
    keeper = QObject(app)
    Sweeper(keeper)
    yield Look(app, resources())
    keeper.deleteLater()


def _draw_in_memory_without_a_screen() -> None:
    """A service or an installer of Linux has none; the result says on what the window was shown."""
    has_screen = sys.platform != "linux" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if not has_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _outcome(check: Check, bench: Bench) -> tuple[Status, str]:
    """How a line ended and why; an error of ours is told by its kind, since OUT.json travels."""
    try:
        return Status.PASSED, check.look(bench)
    except Skipped as skipped:
        return (Status.SKIPPED if check.may_skip else Status.FAILED), str(skipped)
    except (Failed, AppError) as failed:
        return Status.FAILED, str(failed)
    except NotReached:
        return Status.FAILED, NOT_TRIED
    except Exception as error:
        return Status.FAILED, f"Lỗi của chương trình: {' < '.join(reversed(lines_of(error)[-2:]))}"


def _ms_since(began: float) -> int:
    return round((monotonic() - began) * 1000)
