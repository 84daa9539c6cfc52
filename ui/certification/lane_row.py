"""One document in the lane: what it is, its pages, its copies, and what that costs."""

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.certification import Paper, PaperKind, found_kinds
from app.domain.fees import CertificationFee
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, LANE_ROW_HEIGHT, SELECTED_EDGE, TextSize
from ui.widgets.suggestions import Suggestion, Suggestions
from ui.widgets.text import Text
from ui.widgets.words_edit import ENTER_KEYS, WordsEdit

ORDINAL, NUMBER, COUNT, FEE, SUM = 44, 110, 84, 96, 110
NUMBER_NARROW, COUNT_NARROW, SUM_NARROW = 64, 62, 84
INSIDE = 11  # from a field's edge to its text
FIRST_KEY, LAST_KEY = Qt.Key.Key_1, Qt.Key.Key_9
HINT = "Gõ chữ tắt hoặc phím số ở trên để thêm dòng"
SHOWN = 8
COUNTS = "[0-9]{0,6}"


class LaneEdit(WordsEdit):
    """A field that looks like its row until the keyboard is in it; a digit in an empty one is a command."""

    digit_pressed = Signal(int)
    passed = Signal()
    entered = Signal()

    def __init__(self, look: Look, name: str, *, takes_digits: bool = False) -> None:
        super().__init__()
        self.setObjectName("lane")
        self.setAccessibleName(name)
        self._takes_digits = takes_digits
        self._look = look
        look.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        self.setFont(self._look.font(TextSize.LANE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        is_digit = FIRST_KEY <= event.key() <= LAST_KEY
        if self._takes_digits and is_plain and is_digit and not self.text():
            self.digit_pressed.emit(event.key() - FIRST_KEY)
        elif self._takes_digits and event.key() in ENTER_KEYS and not self.text():
            self.passed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()


class LaneRow(QWidget):
    """``edited`` follows each change, ``filled`` the first words, ``passed`` Enter in an empty row."""

    edited = Signal()
    filled = Signal()
    passed = Signal()
    entered = Signal()

    def __init__(self, look: Look, kinds: Sequence[PaperKind], ordinal: int) -> None:
        super().__init__()
        self._look = look
        self._kinds = kinds
        self._is_narrow = False
        self._ordinal = Text(look, str(ordinal), tone="text2")
        self._number = Text(look, size=TextSize.LANE, is_bold=True)
        self.paper = LaneEdit(look, f"Giấy tờ, dòng {ordinal}", takes_digits=True)
        self.pages = LaneEdit(look, f"Số trang, dòng {ordinal}")
        self.copies = LaneEdit(look, f"Số bản, dòng {ordinal}")
        self._fee = Text(look, size=TextSize.LANE, tone="text2")
        self._sum = Text(look, size=TextSize.LANE, is_bold=True)
        self._suggestions = Suggestions(look, self.paper, "Các loại giấy tờ")
        self.paper.setPlaceholderText(HINT)
        self._lay_out()
        self._connect()
        self._measure()
        self._open_counts()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 1)
        row.setSpacing(0)
        for part in (self._ordinal, self._number):
            row.addWidget(part)
        row.addWidget(self.paper, 1)
        for edit in (self.pages, self.copies):
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
            edit.setValidator(QRegularExpressionValidator(QRegularExpression(COUNTS), edit))
            row.addSpacing(CELL_PADDING)
            row.addWidget(edit)
        for part in (self._fee, self._sum):
            part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(part)

    def _connect(self) -> None:
        self.paper.typed.connect(self._hear_words)
        self.paper.digit_pressed.connect(self._press_digit)
        self.paper.passed.connect(self.passed)
        self.paper.left.connect(self._settle)
        self._suggestions.taken.connect(self.take)
        for edit in (self.pages, self.copies):
            edit.typed.connect(self.edited)
        for edit in (self.paper, self.pages, self.copies):
            edit.entered.connect(self.entered)
            edit.entered.connect(self.update)
            edit.left.connect(self.update)

    def fit(self, is_narrow: bool) -> None:
        """A narrow row gives up the fee of one copy."""
        self._is_narrow = is_narrow
        self._fee.setVisible(not is_narrow)
        self._measure()

    def _measure(self) -> None:
        """Widths and height at the size of letters that is chosen."""
        px, is_narrow = self._look.px, self._is_narrow
        self.setFixedHeight(px(LANE_ROW_HEIGHT))
        self._ordinal.setFixedWidth(px(ORDINAL - 16))
        self._fee.setFixedWidth(px(FEE))
        self._number.setFixedWidth(px(NUMBER_NARROW if is_narrow else NUMBER))
        self._sum.setFixedWidth(px(SUM_NARROW if is_narrow else SUM))
        for edit in (self.pages, self.copies):
            edit.setFixedWidth(px(COUNT_NARROW if is_narrow else COUNT))

    @property
    def is_blank(self) -> bool:
        return not self.paper.words().strip()

    def has_keyboard(self) -> bool:
        return any(edit.hasFocus() for edit in (self.paper, self.pages, self.copies))

    def take(self, kind: PaperKind) -> None:
        """Fill in a kind of paper with its usual pages, and go on to them."""
        self.fill(kind.title, str(kind.pages), "1")
        self.pages.setFocus(Qt.FocusReason.TabFocusReason)
        self.pages.selectAll()

    def fill(self, paper: str, pages: str, copies: str) -> None:
        self.paper.fill(paper)
        self.pages.fill(pages)
        self.copies.fill(copies)
        self._note_change()

    def texts(self) -> tuple[str, str, str]:
        return self.paper.words(), self.pages.words(), self.copies.words()

    def document(self) -> Paper:
        """The document as typed; a count that is none is 0."""
        return Paper(self.paper.words().strip(), _count(self.pages), _count(self.copies))

    def show_number(self, number: int | None, ordinal: int) -> None:
        self._ordinal.setText(str(ordinal))
        self._number.setText("" if number is None or self.is_blank else str(number))

    def show_fee(self, rule: CertificationFee | None, fee: int) -> None:
        is_shown = rule is not None and not self.is_blank
        paper = self.document()
        self._fee.setText(whole(rule.of_copy(paper.pages)) if rule is not None and is_shown else "")
        self._sum.setText(whole(fee) if is_shown else "")

    def mark_wrong(self) -> None:
        """Put the keyboard where the document is wrong."""
        paper = self.document()
        wrong = self.paper if not paper.title else self.pages if paper.pages < 1 else self.copies
        wrong.setFocus(Qt.FocusReason.TabFocusReason)

    def _hear_words(self) -> None:
        found = found_kinds(self._kinds, self.paper.words())[:SHOWN]
        self._suggestions.offer([Suggestion(kind.title, kind, lead=kind.aliases[0]) for kind in found])
        self._note_change()

    def _press_digit(self, place: int) -> None:
        if place < len(self._kinds):
            self.take(self._kinds[place])

    def _settle(self) -> None:
        """On leaving: an exact short name stands for its paper."""
        typed = self.paper.words().strip().lower()
        exact = next((kind for kind in self._kinds if typed in kind.aliases), None)
        if exact is not None:
            self.fill(exact.title, self.pages.words() or str(exact.pages), self.copies.words() or "1")
        elif typed:
            self.fill(self.paper.words(), self.pages.words() or "1", self.copies.words() or "1")

    def _note_change(self) -> None:
        was_open = self.pages.isEnabled()
        self._open_counts()
        if not was_open and not self.is_blank:
            self.filled.emit()
        self.edited.emit()

    def _open_counts(self) -> None:
        for edit in (self.pages, self.copies):
            edit.setEnabled(not self.is_blank)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        is_chosen = self.has_keyboard()
        painter.fillRect(self.rect(), look.colour("select" if is_chosen else "surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, look.colour("line"))
        if is_chosen:
            painter.fillRect(0, 0, SELECTED_EDGE, self.height() - 1, look.colour("accent"))


def whole(number: int) -> str:
    """``12.000``."""
    return f"{number:,}".replace(",", ".")


def _count(edit: WordsEdit) -> int:
    typed = edit.words().strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0
