"""What an officer is told when something goes wrong.

An ``AppError`` brings its own sentence. Anything else is our bug: it is logged with its traceback where it
is caught (a task, or here), and shown as one general sentence that says where the log lies.
"""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from app.errors import AppError

logger = logging.getLogger(__name__)


def sentence_for(error: BaseException, log_file: Path) -> str:
    """What to show for an error."""
    if isinstance(error, AppError):
        return str(error)
    return (
        "Chương trình gặp lỗi ở việc vừa làm. Những gì đã lưu vẫn còn nguyên. "
        f"Xin làm lại; nếu vẫn lỗi, gửi tệp nhật ký {log_file} cho người quản trị."
    )


def install_excepthook(show: Callable[[str], None], log_file: Path) -> None:
    """Send whatever nobody caught to the log and to the screen, instead of ending the program."""

    def hook(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, traceback)
            return
        if not isinstance(error, AppError):
            logger.error("not caught", exc_info=(kind, error, traceback))
        show(sentence_for(error, log_file))

    sys.excepthook = hook
