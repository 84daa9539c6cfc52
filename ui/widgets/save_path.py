"""Where a file goes once its dialog was answered: with the ending left out, and a question if it is taken.

The dialog asks only about the very name that was typed; what is added to it afterwards nobody agreed to.
"""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget


def with_ending(parent: QWidget, chosen: str, ending: str, others: Collection[str] = ()) -> Path | None:
    """The chosen path with ``ending``, in place of one of the ``others``; None when its file is to stay."""
    path = Path(chosen)
    if path.suffix.lower() == ending:
        return path
    name = path.stem if path.suffix.lower() in others else path.name
    whole = path.with_name(name + ending)
    return whole if not whole.exists() or _may_replace(parent, whole) else None


def _may_replace(parent: QWidget, path: Path) -> bool:
    question = f"Đã có tệp {path.name}. Có thay không?"
    box = QMessageBox(QMessageBox.Icon.Question, parent.window().windowTitle(), question, parent=parent)
    replace = box.addButton("Thay", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton("Giữ tệp cũ", QMessageBox.ButtonRole.RejectRole))
    box.exec()
    return box.clickedButton() is replace
