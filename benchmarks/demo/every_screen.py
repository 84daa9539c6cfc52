"""Pictures of every screen there is, each as it stands on the demo's desk, and of the map of its keys.

The desks come from the window and the settings' pages from their desk, so a new one is pictured without
being named here; only the tasks that a chapter tells step by step have pictures of their own making.
"""

from PySide6.QtCore import Qt

from benchmarks.demo.clerk import Clerk
from ui.help.key_map_dialog import KeyMapDialog
from ui.main_window import BOARD, MACHINE
from ui.settings.desk import SettingsDesk
from ui.theme.look import Look, Mode


def picture_every_screen(clerk: Clerk, look: Look) -> None:
    """All of them in the light theme, and where work starts in high contrast."""
    for name in clerk.window.desks:
        clerk.show(name)
        clerk.picture(f"desk-{name.replace('_', '-')}-light")
    _picture_settings(clerk)
    _picture_keys(clerk)
    look.choose(Mode.CONTRAST)
    clerk.show(BOARD)
    clerk.picture("s1-board-contrast")
    look.choose(Mode.LIGHT)


def _picture_settings(clerk: Clerk) -> None:
    desk = clerk.window.desks[MACHINE]
    assert isinstance(desk, SettingsDesk)
    clerk.show(MACHINE)
    for place in range(desk.tabs.count()):
        desk.tabs.setFocus()
        desk.tabs.setCurrentIndex(place)
        clerk.picture(f"machine-{type(desk.page()).__name__.removesuffix('Page').lower()}-light")


def _picture_keys(clerk: Clerk) -> None:
    """The map of keys as F1 opens it over the board."""
    clerk.show(BOARD)
    clerk.press(Qt.Key.Key_F1)
    clerk.settle()
    dialog = next(each for each in clerk.window.findChildren(KeyMapDialog) if each.isVisible())
    clerk.picture_of(dialog, "key-map-light")
    dialog.reject()
