"""What stands beside the timeline: the next acts, who asks, how far the dossier is on its way."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.dossier import ROLES_OF_ACT, EventKind
from app.domain.identifiers import MASK
from ui.dossier.offers import Offer, offers
from ui.dossier.reading import Reading
from ui.dossier.words import ID_LABEL, applicant_facts, doubts, receipt_words, way_words
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, TextSize
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.painting import draw_focus, draw_text, width_of
from ui.widgets.sections import FactRow, Note, SectionHead
from ui.widgets.text import ShapeLabel, Text

KEY_COLUMN = 52
LINK_HEIGHT = 20
ROW_GAP = 4
SHOW_IDS, HIDE_IDS, CORRECT = "Alt+H hiện", "Alt+H ẩn", "Ctrl+E sửa"


@dataclass(frozen=True, slots=True)
class Content:
    """What an overview shows; two that are equal look the same."""

    offers: Sequence[Offer]
    facts: Sequence[tuple[str, str]]
    way: Sequence[tuple[Mark, str]]
    reasons: Sequence[str]
    receipt: str
    doubts: Sequence[str]
    shows_ids: bool
    may_correct: bool


def content_of(reading: Reading, shows_ids: bool) -> Content:
    """The overview of a reading."""
    view = reading.view
    return Content(
        offers(view),
        applicant_facts(view, shows_ids),
        way_words(reading),
        reading.reasons,
        receipt_words(reading),
        doubts(view),
        shows_ids,
        not ROLES_OF_ACT[EventKind.CORRECTED].isdisjoint(reading.officer.roles),
    )


class Overview(QWidget):
    """One content; another content brings another overview. ``offered`` carries the offer that was taken."""

    offered = Signal(object)
    ids_asked = Signal()
    correct_asked = Signal()

    def __init__(self, look: Look, content: Content) -> None:
        super().__init__()
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(EDGE, 8, EDGE, 8)
        self._column.setSpacing(ROW_GAP)
        for sentence in content.doubts:
            self._column.addWidget(Note(look, sentence, drawing="git-compare-arrows", tone="due"))
        self._add_acts(content.offers)
        self._add_applicant(content)
        self._add_way(content)
        self._column.addStretch(1)

    def _add_acts(self, offered: Sequence[Offer]) -> None:
        self._column.addWidget(SectionHead(self._look, "Việc tiếp theo"))
        for place, offer in enumerate(offered):
            self._column.addWidget(self._button(offer, is_first=place == 0))
            if offer.remark:
                remark = Text(self._look, offer.remark, size=TextSize.HINT, tone="text2", wraps=True)
                self._column.addWidget(remark)

    def _button(self, offer: Offer, *, is_first: bool) -> KeyButton:
        kind, column = (Kind.PRIMARY, 0) if is_first else (Kind.PLAIN, KEY_COLUMN)
        button = KeyButton(self._look, offer.key, offer.words, kind=kind, is_tall=is_first, key_column=column)
        button.setEnabled(offer.is_possible)
        button.setToolTip(offer.remark)
        button.clicked.connect(lambda: self.offered.emit(offer))
        return button

    def _add_applicant(self, content: Content) -> None:
        head = SectionHead(self._look, "Người đề nghị")
        if content.may_correct:
            correct = _Link(self._look, CORRECT)
            correct.clicked.connect(self.correct_asked)
            head.add(correct)
        facts = self._section(head)
        for label, value in content.facts:
            # The last four digits do not part from what hides the others.
            fact = FactRow(self._look, label, value.replace(f"{MASK} ", f"{MASK}\N{NO-BREAK SPACE}"))
            facts.addLayout(self._beside(fact, content.shows_ids) if label == ID_LABEL else _alone(fact))

    def _beside(self, fact: FactRow, shows_ids: bool) -> QHBoxLayout:
        """The id number, with the way to see it whole."""
        show = _Link(self._look, HIDE_IDS if shows_ids else SHOW_IDS)
        show.clicked.connect(self.ids_asked)
        line = _alone(fact)
        line.addWidget(show)
        return line

    def _add_way(self, content: Content) -> None:
        lines = self._section(SectionHead(self._look, "Đồng bộ"))
        for mark, words in content.way:
            line = ShapeLabel(self._look, shape_size=mark.size, wraps=True)
            line.show_state(mark, words)
            lines.addWidget(line)
        for sentence in content.reasons:
            lines.addWidget(Text(self._look, sentence, size=TextSize.HINT, tone="late", wraps=True))
        lines.addWidget(Text(self._look, content.receipt, size=TextSize.HINT, tone="text2", wraps=True))

    def _section(self, head: SectionHead) -> QVBoxLayout:
        """A part of the panel, whose lines stand close together."""
        self._column.addSpacing(4)
        self._column.addWidget(head)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self._column.addLayout(lines)
        return lines


def _alone(fact: FactRow) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(0)
    line.addWidget(fact, 1)
    return line


class _Link(QPushButton):
    """A quiet offer in a section's head: its key first, then what it does."""

    def __init__(self, look: Look, words: str) -> None:
        super().__init__(words)
        self._look = look
        self._key, _, self._act = words.partition(" ")
        self.setAccessibleName(words)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        width = width_of(self._font(True), self._key) + width_of(self._font(False), f" {self._act}")
        return QSize(width + 8, self._look.px(LINK_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        look, inside = self._look, self.rect().adjusted(4, 0, 0, 0)
        draw_text(painter, inside, self._key, self._font(True), look.colour("accent"))
        inside.setLeft(inside.left() + width_of(self._font(True), self._key))
        tone = look.colour("text" if self.underMouse() else "text2")
        draw_text(painter, inside, f" {self._act}", self._font(False), tone)
        if self.hasFocus():
            draw_focus(painter, self.rect(), look.colour("accent"))

    def _font(self, is_bold: bool) -> QFont:
        return self._look.font(TextSize.HINT, is_bold)
