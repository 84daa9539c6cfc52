"""How this desk likes to see the program: theme and size of type, kept on this device."""

from dataclasses import dataclass

from app.services.desk import Desk
from app.storage import setting

MODE, PERCENT, LOCK = "look_mode", "look_percent", "lock_minutes"
USUAL_PERCENT = 100
USUAL_LOCK_MINUTES = 10
LOCK_CHOICES = (0, 3, 5, 10, 15, 30)


@dataclass(frozen=True, slots=True)
class Preferences:
    """The theme's name, "" to follow the system, and the size of type in percent."""

    mode: str = ""
    percent: int = USUAL_PERCENT


def read(desk: Desk) -> Preferences:
    """What was chosen, or the usual."""
    with desk.store.read() as connection:
        mode, percent = setting.get(connection, MODE), setting.get(connection, PERCENT)
    return Preferences(mode, int(percent) if percent.isdecimal() else USUAL_PERCENT)


def keep(desk: Desk, chosen: Preferences) -> None:
    """Remember what was chosen."""
    with desk.store.write_local() as connection:
        setting.put(connection, MODE, chosen.mode)
        setting.put(connection, PERCENT, str(chosen.percent))


def lock_minutes(desk: Desk) -> int:
    """After how many still minutes the screen locks itself; 0 for never."""
    with desk.store.read() as connection:
        minutes = setting.get(connection, LOCK)
    return int(minutes) if minutes.isdecimal() else USUAL_LOCK_MINUTES


def keep_lock_minutes(desk: Desk, minutes: int) -> None:
    """Lock after so many still minutes from the next log-in on."""
    with desk.store.write_local() as connection:
        setting.put(connection, LOCK, str(minutes))
