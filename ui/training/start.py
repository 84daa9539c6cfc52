"""Opens training's books in a window of their own, making them on the first time."""

import os
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.platform import power
from app.platform.system_clock import SystemClock
from app.storage.errors import KeyMissing
from app.training import founding, power_cut
from ui.printing import watermark
from ui.theme.look import Look
from ui.training.frame import TITLE
from ui.training.making import Making
from ui.training.window import TrainingWindow
from ui.window import CANNOT_START, opened_workplace, show_window, wear_preferences


def open_training(app: QApplication, look: Look, root: Path, log_file: Path) -> int:
    """Work on training's books until the window is closed; the program's exit status. Raises NotTraining."""
    founding.check_own(root)
    watermark.wear(TITLE)
    if not founding.is_founded(root) and not _found(look, root, log_file):
        return CANNOT_START
    try:
        return _work(app, look, root, log_file)
    except KeyMissing:
        founding.forget(root)
    return _work(app, look, root, log_file) if _found(look, root, log_file) else CANNOT_START


def _work(app: QApplication, look: Look, root: Path, log_file: Path) -> int:
    with opened_workplace(look, root, log_file) as workplace:
        wear_preferences(workplace)
        power_cut.lay_wires(workplace.desk, power.cut)
        window = TrainingWindow(workplace)
        show_window(window, root, log_file)
        return app.exec()


def _found(look: Look, root: Path, log_file: Path) -> bool:
    keys = founding.key_place(root, os.environ)
    making = Making(look, log_file)
    return making.wait_for(lambda report: founding.found(root, SystemClock(), keys, report))
