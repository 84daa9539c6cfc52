"""What the console's pages are made with; built once."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.domain.working_calendar import WorkingCalendar, calendar_from_data
from server.accounts import LogInGate
from server.console import words

SHIPPED_CALENDAR = "catalogue/calendar.json"
STATIC = {
    "console.css": ("console/console.css", "text/css; charset=utf-8"),
    "soxa.svg": ("icons/soxa.svg", "image/svg+xml"),
    "NotoSans-Regular.ttf": ("fonts/NotoSans-Regular.ttf", "font/ttf"),
    "NotoSans-SemiBold.ttf": ("fonts/NotoSans-SemiBold.ttf", "font/ttf"),
}


@dataclass(frozen=True)
class Console:
    """Templates, the gate at the log-in, and the calendar that tells working days."""

    templates: Environment
    gate: LogInGate
    calendar: WorkingCalendar


def build_console(monotonic: Callable[[], float] = time.monotonic) -> Console:
    """Read templates and calendar from the program's resources."""
    templates = Environment(
        loader=PackageLoader("resources", "console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["number"] = words.number
    templates.filters["reason"] = words.quarantine_words
    calendar = json.loads(files("resources").joinpath(SHIPPED_CALENDAR).read_text("utf-8"))
    return Console(templates, LogInGate(monotonic), calendar_from_data(calendar))


def static_file(name: str) -> tuple[bytes, str] | None:
    """A file that the pages refer to, and its type; nothing else can be asked for."""
    if name not in STATIC:
        return None
    path, kind = STATIC[name]
    return files("resources").joinpath(path).read_bytes(), kind
