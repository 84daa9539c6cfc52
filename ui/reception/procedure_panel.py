"""Which procedure, by code, words or alias, and what exactly is asked for."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout

from app.domain.procedure import Procedure
from app.services.drafts import FormText
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE, FIELD_GAP, ICON_SMALL
from ui.widgets.inputs import FieldRow
from ui.widgets.painting import RIGHT, draw_box, draw_drawing, draw_text, width_of
from ui.widgets.panels import Panel
from ui.widgets.sections import SectionHead
from ui.widgets.suggestions import Suggestion, Suggestions
from ui.widgets.words_edit import WordsEdit
from ui.workplace import Workplace

CHOOSE_ONE = "Xin chọn một thủ tục trong danh sách."
LABEL = 76


class ProcedureEdit(WordsEdit):
    """Shows the chosen procedure while another field is typed in, and what is typed while it is not."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.chosen: Procedure | None = None

    def choose(self, procedure: Procedure | None) -> None:
        self.chosen = procedure
        if procedure is not None:
            self.fill(spoken_name(procedure))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chosen is not None:
            self.selectAll()  # what is typed next replaces the choice

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.chosen is None or self.hasFocus():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        draw_box(painter, self.rect(), self._look.colour("surface"), self._look.colour("line2"))
        self._draw_choice(painter, self.chosen)

    def _draw_choice(self, painter: QPainter, procedure: Procedure) -> None:
        look = self._look
        inside = self.rect().adjusted(9, 0, -9, 0)
        draw_text(painter, inside, procedure.code, look.font(), look.colour("text2"))
        inside.setLeft(inside.left() + width_of(look.font(), procedure.code) + CELL_PADDING)
        chevron = QRect(
            inside.right() - look.px(ICON_SMALL), inside.y(), look.px(ICON_SMALL), inside.height()
        )
        draw_drawing(painter, look, chevron, "chevron-down", ICON_SMALL, "text2")
        inside.setRight(chevron.x() - CELL_PADDING)
        draw_text(painter, inside, procedure.field, look.font(), look.colour("text2"), RIGHT)
        inside.setRight(inside.right() - width_of(look.font(), procedure.field) - CELL_PADDING)
        draw_text(painter, inside, procedure.name, look.font(is_bold=True), look.colour("text"))


class ProcedurePanel(Panel):
    """``chosen`` tells that another procedure was taken, or none."""

    edited = Signal()
    chosen = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__("surface")
        look = workplace.look
        self._desk = workplace.desk
        self.head = SectionHead(look, "Thủ tục", "Gõ mã, tên hoặc chữ tắt: ksinh, khon, ctbs")
        self.procedure = ProcedureEdit(look)
        self.content = WordsEdit()
        self.procedure_row = FieldRow(look, "Thủ tục", self.procedure, label_width=LABEL)
        self.content_row = FieldRow(look, "Nội dung", self.content, label_width=LABEL)
        self._suggestions = Suggestions(look, self.procedure, "Thủ tục trong danh mục")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 8, EDGE, 10)
        column.setSpacing(FIELD_GAP)
        column.addWidget(self.head)
        column.addSpacing(2)
        column.addWidget(self.procedure_row)
        column.addWidget(self.content_row)
        column.addStretch()

    def _connect(self) -> None:
        self.procedure.typed.connect(self._hear_typing)
        self.procedure.left.connect(self._settle)
        self._suggestions.taken.connect(self._take)
        self.content.typed.connect(self.edited)

    def fit(self, is_folded: bool) -> None:
        """A folded section has its name on its own line."""
        self.head.setVisible(not is_folded)

    def texts(self) -> dict[str, Any]:
        chosen = self.procedure.chosen
        return {
            "procedure_typed": "" if chosen else self.procedure.words(),
            "procedure_code": chosen.code if chosen else "",
            "content": self.content.words(),
        }

    def show_form(self, form: FormText) -> None:
        found = self._desk.catalogue.procedure(form.procedure_code, self._desk.today())
        self.procedure.fill(form.procedure_typed)
        self.procedure.choose(found)
        self.content.fill(form.content)
        self.procedure_row.set_error("")

    def _hear_typing(self) -> None:
        """The catalogue is in memory and answers each key at once."""
        if self.procedure.chosen is not None:
            self._choose(None)
        self._suggestions.offer([_suggestion(each) for each in self._found()])
        self.edited.emit()

    def _found(self) -> Sequence[Procedure]:
        return self._desk.catalogue.find(self.procedure.words(), self._desk.today())

    def _take(self, procedure: Procedure) -> None:
        self._choose(procedure)
        self.edited.emit()
        self.content.setFocus()

    def _settle(self) -> None:
        """On leaving: an alias or a code needs no Enter; anything else must be chosen."""
        if self.procedure.chosen is not None or not self.procedure.words().strip():
            self.procedure_row.set_error("")
            return
        typed, found = self.procedure.words().strip().lower(), self._found()
        exact = [each for each in found if typed in (each.code, *each.aliases)]
        if exact or len(found) == 1:
            self._choose((exact or found)[0])
            self.edited.emit()
        else:
            self.procedure_row.set_error(CHOOSE_ONE)

    def _choose(self, procedure: Procedure | None) -> None:
        self.procedure.choose(procedure)
        self.procedure_row.set_error("")
        self.chosen.emit()


def spoken_name(procedure: Procedure) -> str:
    """A procedure in one line of plain text."""
    return f"{procedure.code} {procedure.name}"


def _suggestion(procedure: Procedure) -> Suggestion:
    return Suggestion(procedure.name, procedure, lead=procedure.code, aside=procedure.field)
