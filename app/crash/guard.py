"""The outermost frame of the program: also without console and window it never dies silently."""

import ctypes
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.crash.reports import Kind, Reports
from app.crash.trace import lines_of

PROGRAM = "Sổ Xã"
BROKEN = 70
MOST_LETTERS = 1500
ERROR_IN_FRONT = 0x10 | 0x10000  # MB_ICONERROR | MB_SETFOREGROUND


def guarded(work: Callable[[], int], log_folder: Callable[[], Path], *, is_quiet: bool = False) -> int:
    """Run the program; what nobody caught leaves a report and one sentence. The exit status.

    Without a console the words meant for it are shown in a box of the system's if the program failed. Not if
    somebody asked for quiet: an installer or an updater would wait for that box to be closed.
    """
    _write_any_letter()
    with _lent_streams() as words:
        status = 0
        try:
            status = work()
        except SystemExit as leaving:
            status = BROKEN if leaving.code else 0
            raise
        except Exception as error:
            status = _report(error, log_folder(), has_console=words is None)
        finally:
            if words is not None and status and not is_quiet:
                _show(words.getvalue().strip())
        return status


def _report(error: Exception, folder: Path, *, has_console: bool) -> int:
    """Kind and place of the error for whoever looks into it, one sentence for whoever sits there."""
    lines = lines_of(error)
    Reports(folder).write(Kind.ENDED, lines)
    said = [sentence(folder), *(lines if has_console else ())]
    sys.stderr.write("\n".join([*said, ""]))
    return BROKEN


def sentence(folder: Path) -> str:
    """What happened, what is safe, what to do."""
    return (
        "Chương trình gặp lỗi và phải dừng. Những gì đã lưu vẫn còn nguyên. "
        f"Xin mở lại; nếu vẫn dừng, gửi thư mục {folder} cho người quản trị."
    )


def _write_any_letter() -> None:
    """Into a file, a pipe or to nowhere Windows writes an alphabet of its own, which has not all of ours.

    A version that is tried before an update would break on its own report. Nowhere calls itself a terminal,
    and a true one takes UTF-8 already, so none is asked.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


@contextmanager
def _lent_streams() -> Iterator[io.StringIO | None]:
    """Lend a program without console its streams; yields what it writes as errors, None with a console."""
    before = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere, io.StringIO() as words:
        sys.stdout = sys.stdout or nowhere
        sys.stderr = sys.stderr or words
        try:
            yield words if sys.stderr is words else None
        finally:
            sys.stdout, sys.stderr = before


def _show(words: str) -> None:
    if words:
        show_box(words[:MOST_LETTERS])


def show_box(words: str) -> None:
    """A box of Windows itself, which needs nothing of ours; elsewhere the last way out that may be there."""
    if sys.platform == "win32":
        ctypes.windll.user32.MessageBoxW(None, words, PROGRAM, ERROR_IN_FRONT)
        return
    with suppress(OSError):
        os.write(2, f"{words}\n".encode())
