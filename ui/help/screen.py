"""What the window is shown on, for the bundle."""

from PySide6.QtGui import QGuiApplication


def screen_facts() -> dict[str, str]:
    """The platform, and each screen's size and scale."""
    screens = [
        f"{each.size().width()}x{each.size().height()} at {each.devicePixelRatio():g}"
        for each in QGuiApplication.screens()
    ]
    return {"platform": QGuiApplication.platformName(), "screens": ", ".join(screens)}
