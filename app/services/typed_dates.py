"""Dates as clerks type them and as the books keep them.

Elderly people's papers may know only a year, or a month and a year, so such a date is a date too.
"""

import re
from datetime import date

WHOLE = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})")
RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
MONTH_AND_YEAR = re.compile(r"(\d{1,2})[/.\-](\d{4})")
YEAR = re.compile(r"\d{4}")
OLDEST_YEAR = 1890


def iso_date(typed: str, today: date) -> str | None:
    """The date as ISO text, "" for none; None where the text is no date of a person's past."""
    text = typed.strip()
    if not text:
        return ""
    iso = _read(text)
    if iso is None or int(iso[:4]) < OLDEST_YEAR or iso > today.isoformat():
        return None
    return iso


def typed_date(iso: str) -> str:
    """The date as it stands in a field: ``12/08/1994``, ``08/1994`` or ``1994``."""
    return "/".join(reversed(iso.split("-")))


def _read(text: str) -> str | None:
    if found := WHOLE.fullmatch(text) or RUN_TOGETHER.fullmatch(text):
        return _iso(*(int(part) for part in found.groups()))
    if found := MONTH_AND_YEAR.fullmatch(text):
        month, year = (int(part) for part in found.groups())
        return None if _iso(1, month, year) is None else f"{year}-{month:02d}"
    return text if YEAR.fullmatch(text) else None


def _iso(day: int, month: int, year: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
