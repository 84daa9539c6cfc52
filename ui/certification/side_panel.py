"""The right column: the numbers to come in large type, the money, who signs, when it is handed back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.certification import Paper, number_range
from app.domain.fees import CertificationFee, PaymentMethod
from app.services.certification import fee_of
from app.services.lane_book import Lane
from app.services.signers import Signer
from ui.certification.words import METHOD_WORDS, book_words, no_book_words, rule_words, writer_words
from ui.printing.receipts import money
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import EDGE, Room, TextSize
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.panels import Panel
from ui.widgets.sections import SectionHead, ValueRow
from ui.widgets.text import ShapeLabel, Text
from ui.widgets.words_edit import WordsEdit

WIDTH, WIDTH_NARROW, LABEL = 300, 250, 84
TODAY_MARK = Mark("shape-disc", "ok", is_bold=True)
WHOLE_NOTES = 1_000  # what is typed below this is meant in thousands


class SidePanel(Panel):
    """``opened`` asks for a book from a first number, ``accepted`` to take up one that was offered."""

    edited = Signal()
    opened = Signal(int)
    accepted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__("window", "left")
        self._look = look
        self._lane: Lane | None = None
        self._owed = 0
        self._offered_first = 1
        self._is_short = self._is_narrow = False
        self.number = Text(look, size=TextSize.BOOK, is_bold=True)
        self._heads = [SectionHead(look, title) for title in ("Số chứng thực", "Thu phí", "Người ký")]
        self.book = Text(look, tone="text2", wraps=True)
        self.writer = Text(look, size=TextSize.HINT, tone="text2", wraps=True)
        self.first_number = WordsEdit()
        self.open_button = KeyButton(look, "F8", "Mở sổ")
        self.count = ValueRow(look, "Số giấy tờ, số bản", is_bold=False)
        self.owed = ValueRow(look, "Phải thu", size=TextSize.MONEY)
        self.given = WordsEdit()
        self.change = ValueRow(look, "Trả lại", size=TextSize.TITLE)
        self.rule = Text(look, size=TextSize.HINT, tone="text2", wraps=True)
        self.exemption = WordsEdit()
        self.method = ChoiceBox()
        self.signer = ChoiceBox()
        self.promise = ShapeLabel(look)
        self.promise_why = Text(look, size=TextSize.HINT, tone="text2", wraps=True)
        self._lay_out()
        self._connect()
        look.changed.connect(self._measure)
        self._measure()

    def _lay_out(self) -> None:
        look = self._look
        self.first_row = FieldRow(look, "Số đầu", self.first_number, label_width=LABEL)
        self.given_row = FieldRow(look, "Khách đưa", self.given, label_width=LABEL)
        self.method_row = FieldRow(look, "Cách trả", self.method, label_width=LABEL)
        self.exemption_row = FieldRow(look, "Miễn phí vì", self.exemption, label_width=LABEL)
        self.signer.setAccessibleName("Người ký")
        self.first_number.setText("1")
        for edit in (self.first_number, self.given):
            edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.given.setPlaceholderText("0")
        self.exemption.setPlaceholderText("Để trống nếu thu đủ")
        for method in PaymentMethod:
            self.method.addItem(METHOD_WORDS[method].capitalize(), method)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 8, EDGE, 8)
        column.setSpacing(4)
        for part in self._parts():
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self.promise)
        column.addWidget(self.promise_why)

    def _parts(self) -> Sequence[QWidget]:
        return (
            self._heads[0],
            self.number,
            self.book,
            self.writer,
            self.first_row,
            self.open_button,
            self._heads[1],
            self.count,
            self.owed,
            self.given_row,
            self.change,
            self.rule,
            self.method_row,
            self.exemption_row,
            self._heads[2],
            self.signer,
        )

    def _connect(self) -> None:
        self.given.typed.connect(self._say_change)
        self.exemption.typed.connect(self.edited)
        self.method.activated.connect(self.edited)
        self.open_button.clicked.connect(self._press_open)

    def _press_open(self) -> None:
        if self._lane is not None and self._lane.is_offered_to_us:
            self.accepted.emit()
            return
        typed = self.first_number.words().strip()
        is_number = typed.isascii() and typed.isdecimal() and 0 < int(typed) < 1_000_000
        self.first_row.set_error("" if is_number else "Số đầu phải là số từ 1 trở lên.")
        if is_number:
            self.opened.emit(int(typed))

    # what the panel is told

    def show_lane(self, lane: Lane) -> None:
        """Say which book it is, or how one is opened or taken up."""
        self._lane = lane
        has_book, offered = lane.book is not None, lane.is_offered_to_us
        self.book.setText(book_words(lane) if has_book else no_book_words(lane))
        if not has_book and self.first_number.words() == str(self._offered_first):
            self._offered_first = lane.next_number
            self.first_number.fill(str(lane.next_number))
        self.writer.setText(lane.why_not or writer_words(lane))
        self.writer.set_tone("due" if lane.why_not else "text2")
        self.number.setVisible(has_book)
        self.first_row.setVisible(not has_book)
        self.open_button.setVisible(not has_book or offered)
        self.open_button.say("Nhận sổ" if offered else "Mở sổ")
        self._fold()

    def show_sum(self, papers: Sequence[Paper], rule: CertificationFee | None) -> None:
        """Say the numbers these documents would take and what they cost."""
        lane = self._lane
        if lane is not None:
            last = lane.next_number + max(1, len(papers)) - 1
            self.number.setText(number_range(lane.next_number, last).replace("–", " – "))
        copies = sum(paper.copies for paper in papers)
        self.count.set_value(f"{len(papers)} giấy tờ, {copies} bản")
        owed = sum(fee_of(paper, rule) for paper in papers) if rule is not None else 0
        self._owed = 0 if self.exemption.words().strip() else owed
        self.owed.set_value(money(self._owed))
        self.rule.setText(f"{rule_words(rule)} ({rule.legal_basis})." if rule is not None else "")
        self._say_change()

    def show_signers(self, signers: Sequence[Signer]) -> None:
        """Offer who may sign, the one of last time first."""
        chosen = self.signer.currentText()
        self.signer.clear()
        for signer in signers:
            words = f"{signer.name}, {signer.title}" if signer.title else signer.name
            self.signer.addItem(words, signer)
        self.signer.setCurrentText(chosen or self.signer.itemText(0))

    def show_promise(self, words: str, why: str) -> None:
        """When the copies are handed back."""
        self.promise.setVisible(bool(words))
        if words:
            self.promise.show_state(TODAY_MARK, words)
        self.promise_why.setText(why)

    def show_money(self, exemption: str, method: int) -> None:
        """What was chosen for this citizen; what they hand over is counted anew."""
        self.given.fill("")
        self.exemption.fill(exemption)
        known = [int(each) for each in PaymentMethod]
        self.method.setCurrentIndex(known.index(method) if method in known else 0)

    def chosen_signer(self) -> Signer:
        found = self.signer.currentData()
        return found if isinstance(found, Signer) else Signer("")

    def chosen_method(self) -> PaymentMethod:
        return PaymentMethod(self.method.currentData())

    def fit(self, room: Room) -> None:
        """A low window gives up what is said elsewhere, and what is chosen once a day stays in a line."""
        self._is_short, self._is_narrow = room.is_short, room.is_narrow
        self._fold()
        self._measure()

    def _fold(self) -> None:
        has_book = self._lane is not None and self._lane.book is not None
        needs_word = self._lane is not None and bool(self._lane.why_not)
        for part in (*self._heads, self.rule, self.count, self.promise_why):
            part.setVisible(not self._is_short)
        self.writer.setVisible(has_book and (needs_word or not self._is_short))
        self.number.setVisible(has_book and not (needs_word and self._is_short))
        self.method_row.setVisible(has_book or not self._is_short)

    def _say_change(self) -> None:
        given = _money_typed(self.given.words())
        short = given is not None and 0 < given < self._owed
        self.given_row.set_error(f"Còn thiếu {money(self._owed - (given or 0))}." if short else "")
        self.change.set_value("" if not given or short else money(given - self._owed))

    def _measure(self) -> None:
        self.setFixedWidth(self._look.px(WIDTH_NARROW if self._is_narrow else WIDTH))


def _money_typed(text: str) -> int | None:
    """What was handed over: ``100`` means 100.000 đ, as it is said at a counter."""
    digits = "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    if not digits or len(digits) > 12:
        return None
    return int(digits) * (1_000 if int(digits) < WHOLE_NOTES else 1)
