"""What the overview says of each commune; pure, from figures to words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.domain.clock import wall_of
from app.domain.time_words import working_time_in_words
from app.domain.working_calendar import WorkingCalendar
from server.console import words
from server.storage.console import CommuneLine, DeviceLine

FEW_NUMBERS = 60


class Tone(Enum):
    """How a state is drawn: the shape's file, and the colour token as a class."""

    LATE = "late"
    DUE = "due"
    OK = "ok"
    PAUSE = "pause"


URGENCY = (Tone.LATE, Tone.DUE, Tone.OK, Tone.PAUSE)


@dataclass(frozen=True)
class State:
    """A shape and a word; the colour only repeats them."""

    tone: Tone
    word: str
    silent_days: int = 0


@dataclass(frozen=True)
class CommuneRow:
    """One line of the overview, every cell as it is read."""

    code: str
    name: str
    state: State
    last_seen: str
    waiting: str
    backlog: int
    numbers_left: int | None
    catalogue: str
    version: str

    @property
    def is_short_of_numbers(self) -> bool:
        """Whether the numbers left deserve a colour."""
        return self.numbers_left is not None and self.numbers_left < FEW_NUMBERS


def commune_row(line: CommuneLine, now: datetime, calendar: WorkingCalendar) -> CommuneRow:
    """A commune's line."""
    trusted = [device for device in line.devices if not device.is_revoked]
    seen = [device.last_seen_ms for device in trusted if device.last_seen_ms is not None]
    last_seen_ms = max(seen, default=None)
    return CommuneRow(
        code=line.code,
        name=line.name,
        state=_state(line, trusted, last_seen_ms, now, calendar),
        last_seen=words.moment(last_seen_ms, now),
        waiting=_waiting(trusted, now, calendar),
        backlog=sum(device.backlog for device in trusted),
        numbers_left=line.numbers_left,
        catalogue=_versions(device.catalogue for device in trusted),
        version=_versions(device.program_version for device in trusted),
    )


def by_urgency(rows: list[CommuneRow]) -> list[CommuneRow]:
    """What needs the district first stands on top, the longest silence first; else the order given stays."""
    return sorted(rows, key=lambda row: (URGENCY.index(row.state.tone), -row.state.silent_days))


def device_state(device: DeviceLine, now: datetime, calendar: WorkingCalendar) -> State:
    """A device's own state."""
    if device.is_revoked:
        return State(Tone.PAUSE, "Thôi tin")
    if device.last_seen_ms is None:
        return State(Tone.PAUSE, "Chưa gửi lần nào")
    return _silence(device.last_seen_ms, now, calendar) or State(Tone.OK, "Bình thường")


def _state(
    line: CommuneLine,
    trusted: list[DeviceLine],
    last_seen_ms: int | None,
    now: datetime,
    calendar: WorkingCalendar,
) -> State:
    if not trusted:
        return State(Tone.PAUSE, "Chưa ghi danh")
    if last_seen_ms is None:
        return State(Tone.PAUSE, "Chưa gửi lần nào")
    silence = _silence(last_seen_ms, now, calendar)
    if silence:
        return silence
    if line.pairs:
        return State(Tone.DUE, "Chờ chọn máy ghi tiếp")
    if line.quarantined:
        return State(Tone.DUE, f"{words.number(line.quarantined)} bị trả lại")
    if line.held:
        return State(Tone.DUE, "Chờ máy khác gửi")
    if line.numbers_left is not None and line.numbers_left < FEW_NUMBERS:
        return State(Tone.DUE, "Sắp hết số")
    return State(Tone.OK, "Bình thường")


def _silence(last_seen_ms: int, now: datetime, calendar: WorkingCalendar) -> State | None:
    minutes = calendar.working_minutes(wall_of(last_seen_ms), now)
    days = minutes // calendar.day_minutes(now.date())
    return State(Tone.LATE, f"Chưa gửi {days} ngày", days) if days >= 1 else None


def _waiting(trusted: list[DeviceLine], now: datetime, calendar: WorkingCalendar) -> str:
    """How long the oldest change has waited at the commune, in working time, as far as we were told."""
    oldest = [device.oldest_unsent_ms for device in trusted if device.backlog and device.oldest_unsent_ms]
    if not oldest:
        return "–"
    minutes = max(0, calendar.working_minutes(wall_of(min(oldest)), now))
    return working_time_in_words(minutes, calendar.day_minutes(now.date()))


def _versions(found: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(version for version in found if version)) or "–"
