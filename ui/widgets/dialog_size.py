"""A dialog as large as it likes to be, and never larger than there is room for."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog


def size_within(dialog: QDialog, width: int, height: int) -> None:
    """Size a dialog by what it likes and by the window it stands over, or by the screen if over none.

    At 150 % a screen of 768 lines has 512 of ours, and a dialog's buttons stand at its lower end.
    """
    owner = dialog.parentWidget()
    room = owner.window().size() if owner is not None else dialog.screen().availableSize()
    dialog.resize(QSize(width, height).boundedTo(room))
