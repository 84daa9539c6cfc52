"""The rotating log: English, timed in UTC, and free of personal data by habit and by filter.

What goes in: acts by their name, row numbers, durations, errors by their kind and place. What never does:
names, id numbers, phones, addresses, search words, contents of forms.
"""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from app.crash.trace import lines_of

FILE_BYTES, FILES = 1_000_000, 5
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LONG_DIGITS = re.compile(r"\d{9,}")

Caught: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutPersonalDigits(logging.Filter):
    """The last fence: nine or more digits in a row are an id or a phone until shown otherwise."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Blank long digits out of the finished message."""
        record.msg, record.args = LONG_DIGITS.sub("#", record.getMessage()), None
        return True


class WithoutValues(logging.Formatter):
    """Writes an error's kind and place: its own text may quote what was typed."""

    def formatException(self, ei: Caught) -> str:
        """The lines under the message."""
        return "" if ei[1] is None else "\n".join(lines_of(ei[1]))


def start(folder: Path) -> Path:
    """Log to a file in this folder from now on; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "soxa.log"
    handler = RotatingFileHandler(path, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8")
    handler.setFormatter(WithoutValues(FORMAT))
    handler.addFilter(WithoutPersonalDigits())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    return path
