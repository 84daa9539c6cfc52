"""Watches one run of the program: what breaks it leaves a report, even what Python cannot tell of.

While it runs, the log folder holds two files of this run. ``.lock`` is locked by it, so that the next start
can tell a run that goes on from one that ended without a word; ``.trace`` takes what a native crash leaves.
"""

import faulthandler
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Any, TextIO

from filelock import FileLock, Timeout

from app.crash.facts import program_version
from app.crash.reports import Kind, Reports
from app.crash.trace import lines_of, named, place_of

logger = logging.getLogger(__name__)

TRACE, LOCK = ".trace", ".lock"
LEAVING = "the session ends"
NO_TRACE = "no trace: ended from outside, or the power went"
MOST_LINES = 400

FATAL = re.compile(r"(?:Fatal Python error|Windows fatal exception): [\w :()-]+", re.ASCII)
THREAD = re.compile(r"(?:Current thread|Thread) 0x[0-9a-f]+(?: \(most recent call first\))?:?", re.ASCII)
FRAME = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<name>.*)')
STARTED = re.compile(r"program: [\w.?-]+", re.ASCII)


class Watch:
    """One run under watch."""

    def __init__(self, reports: Reports, trace: TextIO) -> None:
        self.reports = reports
        self._trace = trace

    def expect_end(self, *_: object) -> None:
        """The system ends every program: to be ended by it is no crash."""
        with suppress(OSError, ValueError):
            self._trace.write(f"{LEAVING}\n")
            self._trace.flush()


@contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """Watch the program to its end; reports of runs that broke before are written first."""
    folder.mkdir(parents=True, exist_ok=True)
    reports = Reports(folder)
    tell_of_ended(folder, reports)
    stem = folder / f"run-{os.getpid()}-{token_hex(4)}"
    lock, trace_path = Path(f"{stem}{LOCK}"), Path(f"{stem}{TRACE}")
    try:
        with FileLock(lock), open(trace_path, "w", encoding="utf-8") as trace:
            trace.write(f"program: {program_version()}\n")
            trace.flush()
            with _hooked(reports), _native(trace):
                yield Watch(reports, trace)
    finally:  # what Python can tell of is told by who catches it
        _remove(trace_path)
        _remove(lock)


@contextmanager
def _native(trace: TextIO) -> Iterator[None]:
    """Let a crash below Python write where every thread was."""
    was_enabled = faulthandler.is_enabled()
    faulthandler.enable(trace, all_threads=True)
    try:
        yield
    finally:
        faulthandler.disable()
        if was_enabled and sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)


@contextmanager
def _hooked(reports: Reports) -> Iterator[None]:
    """What is logged as our error is reported; what nobody catches in a thread is logged."""
    handler = _Reporter(reports)
    before = threading.excepthook, sys.unraisablehook
    logging.getLogger().addHandler(handler)
    threading.excepthook, sys.unraisablehook = _log_thread, _log_unraisable
    try:
        yield
    finally:
        threading.excepthook, sys.unraisablehook = before
        logging.getLogger().removeHandler(handler)


class _Reporter(logging.Handler):
    """An error that is logged with its traceback is our bug: it leaves a report."""

    def __init__(self, reports: Reports) -> None:
        super().__init__(logging.ERROR)
        self._reports = reports

    def emit(self, record: logging.LogRecord) -> None:
        """Write the report."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._reports.write(Kind.ERROR, lines_of(error))


def _log_thread(args: Any) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        logger.error("not caught in a thread", exc_info=args.exc_value)


def _log_unraisable(args: Any) -> None:
    if args.exc_value is not None:
        logger.error("not caught while something was let go", exc_info=args.exc_value)


def tell_of_ended(folder: Path, reports: Reports) -> None:
    """A report for each run that ended without taking its files away."""
    for trace in sorted(folder.glob(f"run-*{TRACE}")):
        lock = FileLock(trace.with_suffix(LOCK), timeout=0)
        try:
            lock.acquire()
        except (Timeout, OSError):
            continue  # it goes on
        try:
            _tell(trace, reports)
        finally:
            lock.release()
        _remove(trace.with_suffix(LOCK))


def _tell(trace: Path, reports: Reports) -> None:
    try:
        lines = trace.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return  # another start was faster
    _remove(trace)
    last = _last_crash(lines)
    if last:
        reports.write(Kind.ENDED, [safe for line in (*lines[:1], *last) if (safe := _safe(line))])
    elif LEAVING not in lines:
        reports.write(Kind.ENDED, [*filter(None, map(_safe, lines)), NO_TRACE, f"run: {trace.stem}"])


def _last_crash(lines: Sequence[str]) -> Sequence[str]:
    """From the last fatal line on: Windows tells of exceptions too that a library then catches."""
    places = [place for place, line in enumerate(lines) if FATAL.match(line)]
    return lines[places[-1] :][:MOST_LINES] if places else ()


def _safe(line: str) -> str:
    """A line of faulthandler's in a form of ours; "" for any other line."""
    frame = FRAME.fullmatch(line)
    if frame:
        return f"  {place_of(frame['file'])}:{frame['line']} in {named(frame['name'])}"
    return line if any(each.fullmatch(line) for each in (FATAL, THREAD, STARTED)) else ""


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
