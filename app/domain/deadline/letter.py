"""Until when a citizen has to be told that a promise will not be kept."""

from datetime import datetime, timedelta

from app.domain.working_calendar import WorkingCalendar


def letter_by(calendar: WorkingCalendar, due: datetime) -> datetime:
    """The close of the working day before the one it is due on (NĐ 107/2021: a day before, at the latest)."""
    day = due.date() - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return calendar.closing(day)
