"""What our lists have in common as Qt's tables: they are read and walked through, never edited in place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView


def calm(table: QTableView) -> None:
    """No grid, no sideways scroll, one choice at a time; Tab leaves it, its rows and columns stay as set."""
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    heads = table.horizontalHeader()
    for header in (table.verticalHeader(), heads):
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    heads.setSectionsClickable(False)
    heads.setHighlightSections(False)
    heads.setMinimumSectionSize(1)
