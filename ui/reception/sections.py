"""How the form's parts stand: three columns, or one column of folding sections in a narrow window."""

from enum import IntEnum
from itertools import chain

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from ui.reception.applicant_panel import ApplicantPanel
from ui.reception.checklist import ChecklistPanel
from ui.reception.procedure_panel import ProcedurePanel
from ui.reception.promise_panel import PromisePanel
from ui.theme.look import Look
from ui.theme.tokens import TokenName
from ui.widgets.fold_line import FoldLine

LEFT, RIGHT, RIGHT_NARROW = 330, 296, 218


class Part(IntEnum):
    """The sections, in the order of their keys Alt+1..3."""

    APPLICANT = 0
    PROCEDURE = 1
    PAPERS = 2


TITLES = ("Người nộp", "Thủ tục", "Giấy tờ")


class OpeningLine(FoldLine):
    """A folded section that opens when Tab comes to it, so that typing goes straight on."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.clicked.emit()


class FormSections(QWidget):
    """Lays the panels out; ``opened`` tells which section was asked for."""

    opened = Signal(int)

    def __init__(
        self,
        look: Look,
        applicant: ApplicantPanel,
        procedure: ProcedurePanel,
        papers: ChecklistPanel,
        promise: PromisePanel,
    ) -> None:
        super().__init__()
        self._look = look
        self._promise = promise
        self._is_folded = False
        self._open = Part.APPLICANT
        self.lines = [OpeningLine(look, title, f"Alt+{n}") for n, title in enumerate(TITLES, 1)]
        self._applicant_area = _scrolled(applicant)
        self._contents: list[QWidget] = [self._applicant_area, procedure, papers]
        self._panels = (applicant, procedure, papers, promise)
        for child in (*chain(*zip(self.lines, self._contents, strict=True)), promise):
            child.setParent(self)  # Tab goes through them in this order
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for part, line in enumerate(self.lines):
            line.clicked.connect(lambda _checked=False, part=part: self.opened.emit(part))
        look.changed.connect(self._place)
        self._place()

    @property
    def is_folded(self) -> bool:
        return self._is_folded

    def fold(self, is_folded: bool) -> None:
        """One column of sections, or three columns."""
        if is_folded != self._is_folded:
            self._is_folded = is_folded
            self._place()

    def open(self, part: Part) -> None:
        """Unfold one section, fold the others."""
        self._open = part
        self._show_open()

    def describe(self, part: Part, content: str, drawing: str, tone: TokenName) -> None:
        """Say what a section holds, for when it is folded."""
        self.lines[part].show_content(content, drawing, tone)

    def _place(self) -> None:
        for child in (*self.lines, *self._contents, self._promise):
            self._grid.removeWidget(child)
        if self._is_folded:
            self._place_folded()
        else:
            self._place_columns()
        for panel in self._panels:
            panel.fit(self._is_folded)
        self._show_open()

    def _place_columns(self) -> None:
        grid = self._grid
        applicant, procedure, papers = self._contents
        grid.addWidget(applicant, 0, 0, 2, 1)
        grid.addWidget(procedure, 0, 1)
        grid.addWidget(papers, 1, 1)
        grid.addWidget(self._promise, 0, 2, 2, 1)
        self._stretch(columns=(2, 5, 2), rows=(0, 1, 0, 0, 0, 0))
        applicant.setMinimumWidth(self._look.px(LEFT))
        applicant.setMaximumWidth(self._look.px(LEFT * 4 // 3))
        self._promise.setMinimumWidth(self._look.px(RIGHT))
        self._promise.setMaximumWidth(self._look.px(RIGHT * 5 // 3))

    def _place_folded(self) -> None:
        for part, (line, content) in enumerate(zip(self.lines, self._contents, strict=True)):
            self._grid.addWidget(line, 2 * part, 0)
            self._grid.addWidget(content, 2 * part + 1, 0)
        self._grid.addWidget(self._promise, 0, 1, 6, 1)
        self._stretch(columns=(1, 0, 0), rows=(0, 1, 0, 1, 0, 1))
        self._applicant_area.setMinimumWidth(0)
        self._applicant_area.setMaximumWidth(16777215)
        self._promise.setFixedWidth(self._look.px(RIGHT_NARROW))

    def _stretch(self, columns: tuple[int, ...], rows: tuple[int, ...]) -> None:
        for column, stretch in enumerate(columns):
            self._grid.setColumnStretch(column, stretch)
        for row, stretch in enumerate(rows):
            self._grid.setRowStretch(row, stretch)

    def _show_open(self) -> None:
        for part, (line, content) in enumerate(zip(self.lines, self._contents, strict=True)):
            is_open = part == self._open
            line.setVisible(self._is_folded)
            line.set_open(is_open)
            content.setVisible(is_open or not self._is_folded)
            if self._is_folded:
                self._grid.setRowStretch(2 * part + 1, int(is_open))


def _scrolled(panel: QWidget) -> QScrollArea:
    """The panel behind a scroll bar, for the case that a representative and remarks make it too high."""
    area = QScrollArea()
    area.setWidget(panel)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
