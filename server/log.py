"""The server's log: one JSON object a line, in English, without personal data.

What may stand in it: times, request ids, methods, routes, statuses, stable codes, counts, communes, the first
hex digits of device keys. Never: bodies, names, dossier contents, tickets, passwords, query strings.
"""

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from typing import Any

from starlette.types import Scope

FACTS = "facts"
NOTES = "soxa.notes"
ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)


class JsonLines(logging.Formatter):
    """A record as one line; a traceback becomes a field of it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= getattr(record, FACTS, {})
        if record.exc_info:
            line["traceback"] = _places(record)
        return ENCODER.encode(line)


def _places(record: logging.LogRecord) -> list[str]:
    """Kinds of errors and places in the code, without messages: those may quote data."""
    found: list[str] = []
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        found.append(type(error).__name__)
        place = error.__traceback__
        while place is not None:
            code = place.tb_frame.f_code
            found.append(f"{code.co_filename}:{place.tb_lineno} {code.co_qualname}")
            place = place.tb_next
        error = error.__cause__ or error.__context__
    return found


def start_logging(log_file: str) -> None:
    """Send everything to one place; a rotated file is noticed and opened anew."""
    handler: logging.Handler = (
        logging.handlers.WatchedFileHandler(log_file, encoding="utf-8")
        if log_file
        else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    # No line names its place in the code, thread or process: finding those takes longer than the line itself.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for noisy in ("uvicorn.access", "_granian", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def note(scope: Scope, **facts: Any) -> None:
    """Add facts to the line that this request leaves in the log."""
    scope.setdefault(NOTES, {}).update(facts)
