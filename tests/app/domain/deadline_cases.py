"""The hand-counted cases of golden_deadlines.md, and the calendars they name, as plain data."""

import copy
import json
import re
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from app.domain.deadline import Pause
from app.domain.working_calendar import WorkingCalendar, calendar_from_data

TABLE = Path(__file__).with_name("golden_deadlines.md")
ROW = re.compile(r"\| \d+ \|")
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
STILL_OUT = "chưa về"
NEW_HOURS = {
    "effective_from": "2026-11-02",
    "weekdays": [0, 1, 2, 3, 4],
    "am": ["08:00", "12:00"],
    "pm": ["13:00", "17:00"],
    "cutoff": "16:00",
    "clock_start": "receipt",
}
STORM = [
    {"from": "2026-09-15", "to": "2026-09-15", "session": "pm", "reason": "bão số 5"},
    {"from": "2026-10-21", "to": "2026-10-22", "session": None, "reason": "lũ"},
    {"from": "2026-10-23", "to": "2026-10-23", "session": "am", "reason": "dọn lũ"},
]


@dataclass(frozen=True)
class Case:
    """One row; ``expected`` is the due minute, or what is left of a stopped limit."""

    number: int
    name: str
    calendar: str
    received: datetime
    limit: str
    limit_words: str
    pauses: tuple[Pause, ...]
    expected: datetime | str


def golden_cases() -> list[Case]:
    rows = filter(ROW.match, TABLE.read_text(encoding="utf-8").splitlines())
    return [_case([cell.strip() for cell in row.strip("|").split("|")]) for row in rows]


def _case(cells: list[str]) -> Case:
    number, name, calendar, received, limit, pauses, expected, _ = cells
    words, code = limit.rstrip("`").split(" `")
    return Case(
        number=int(number),
        name=name,
        calendar=calendar,
        received=_moment(received),
        limit=code,
        limit_words=words,
        pauses=tuple(_pause(text) for text in pauses.split("; ") if text),
        expected=expected.removeprefix("dừng, còn ") if expected.startswith("dừng") else _moment(expected),
    )


def _pause(text: str) -> Pause:
    start, end = text.split(" → ")
    return Pause(_moment(start), None if end == STILL_OUT else _moment(end))


def _moment(text: str) -> datetime:
    """A slip in the table's weekday is a slip in the case."""
    weekday, rest = text.split(" ", 1)
    moment = datetime.strptime(rest, "%d/%m/%Y %H:%M")
    assert WEEKDAYS[moment.weekday()] == weekday, text
    return moment


def calendar_data(name: str) -> dict[str, Any]:
    """The shipped calendar, changed as the table says."""
    text = files("resources").joinpath("catalogue", "calendar.json").read_text(encoding="utf-8")
    data: dict[str, Any] = copy.deepcopy(json.loads(text))
    rules = data["rule_sets"][0]
    match name:
        case "bão":
            data["closures"] = STORM
        case "hôm sau":
            rules["clock_start"] = "next_working_day"
        case "không mốc":
            rules["cutoff"] = None
        case "đổi giờ":
            data["rule_sets"].append(NEW_HOURS)
        case _:
            assert name == "chuẩn"
    return data


def a_calendar(name: str = "chuẩn") -> WorkingCalendar:
    return calendar_from_data(calendar_data(name))
