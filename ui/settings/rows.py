"""Small parts that the settings' pages share."""

from PySide6.QtWidgets import QHBoxLayout, QWidget


def in_a_row(*parts: QWidget) -> QWidget:
    """Parts beside each other in their own width, as the field of one row."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    holder.setFocusProxy(parts[0])
    return holder
