"""The button that opens training beside the office's books, wherever somebody may want it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from app.storage.profile import ProfileKind
from ui.theme.look import Look
from ui.widgets.key_button import KeyButton, Kind
from ui.workplace import Workplace

OPEN, OPENING = "Mở tập huấn", "Đang mở tập huấn…"
PATIENCE_MS = 6_000  # its window takes a few seconds, and longer the first time


class TrainingDoor(KeyButton):
    """Pressed once, it says that the window is coming."""

    def __init__(self, look: Look, key: str, open_: Callable[[], None], *, kind: Kind = Kind.FLAT) -> None:
        super().__init__(look, key, OPEN, kind=kind)
        self._open = open_
        self.clicked.connect(self._go)

    def _go(self) -> None:
        self._open()
        self.setEnabled(False)
        self.say(OPENING)
        QTimer.singleShot(PATIENCE_MS, self, self._wait_again)

    def _wait_again(self) -> None:
        self.say(OPEN)
        self.setEnabled(True)


def has_door(workplace: Workplace) -> bool:
    """Whether training can be opened from here: from an office's books or a demo's, not from training."""
    profile = workplace.profile
    return profile is not None and profile.info.kind is not ProfileKind.TRAINING


def door_of(workplace: Workplace, key: str = "", *, kind: Kind = Kind.FLAT) -> TrainingDoor:
    """The door of a window; out of sight where there is none."""
    door = TrainingDoor(workplace.look, key, lambda: _open_beside(workplace), kind=kind)
    door.setVisible(has_door(workplace))
    return door


def _open_beside(workplace: Workplace) -> None:
    from ui.training.launch import open_beside  # no start needs it

    if workplace.profile is not None:
        open_beside(workplace.profile.folder.root)
