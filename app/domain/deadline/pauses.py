"""Stretches during which a dossier's clock stands still: the citizen was asked for papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.time_words import moment_in_words, to_minute
from app.domain.working_calendar import WorkingCalendar
from app.errors import AppError


class BadPause(AppError):
    """Papers cannot come back before they were asked for."""

    def __init__(self, start: datetime, end: datetime) -> None:
        super().__init__(
            f"Giấy tờ bổ sung không thể về lúc {moment_in_words(end)}, trước khi yêu cầu lúc "
            f"{moment_in_words(start)}. Xin kiểm tra lại hai giờ này."
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """From the request for papers to their return; no end while they are awaited."""

    start: datetime
    end: datetime | None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadPause(self.start, self.end)


def merged(pauses: Iterable[Pause], since: datetime) -> tuple[Pause, ...]:
    """The same stops in order, to the minute, after ``since``, and without overlap, so none counts twice."""
    result: list[Pause] = []
    for pause in sorted(map(_to_minutes, pauses), key=lambda pause: pause.start):
        if pause.end is not None and pause.end <= max(pause.start, since):
            continue
        if result and _reaches(result[-1], pause.start):
            result[-1] = Pause(result[-1].start, _later_end(result[-1], pause))
        else:
            result.append(Pause(max(pause.start, since), pause.end))
    return tuple(result)


def running_minutes(start: datetime, end: datetime, stops: Sequence[Pause], calendar: WorkingCalendar) -> int:
    """Working minutes between two moments while the clock ran; ``stops`` are merged."""
    if end <= start:
        return 0
    stopped = sum(_shared_minutes(stop, start, end, calendar) for stop in stops)
    return calendar.working_minutes(start, end) - stopped


def _shared_minutes(stop: Pause, start: datetime, end: datetime, calendar: WorkingCalendar) -> int:
    return max(0, calendar.working_minutes(max(start, stop.start), min(end, stop.end or end)))


def _to_minutes(pause: Pause) -> Pause:
    return Pause(to_minute(pause.start), None if pause.end is None else to_minute(pause.end))


def _reaches(pause: Pause, moment: datetime) -> bool:
    return pause.end is None or pause.end >= moment


def _later_end(one: Pause, other: Pause) -> datetime | None:
    return None if one.end is None or other.end is None else max(one.end, other.end)
