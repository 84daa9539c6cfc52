"""The small form of an act, in the side panel: what it means, what it needs, and what it then does."""

from abc import abstractmethod
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.citizen_card import CitizenCard
from app.domain.dossier import Role
from app.domain.ids import DossierId
from app.services.desk import Desk, Officer
from ui.dossier.offers import Paper
from ui.dossier.reading import Reading
from ui.theme.look import Look
from ui.theme.measures import FIELD_GAP, TextSize
from ui.widgets.inputs import ChoiceBox, FieldRow
from ui.widgets.sections import SectionHead
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit, tidy_words

Act = Callable[[Desk, Officer, DossierId], object]
NOTE_LINES = 3


class ActForm(QWidget):
    """A subclass names its act in words, adds its fields, and answers with the ``act`` they describe.

    ``prints`` is the paper that belongs to the act and is printed once it is written.
    """

    title = ""
    save_words = "Ghi"
    meaning = ""
    prints: Paper | None = None

    def __init__(self, look: Look, reading: Reading) -> None:
        super().__init__()
        self.look = look
        self.reading = reading
        self.rows: list[FieldRow] = []
        self._complaint = Text(look, tone="late", size=TextSize.HINT, wraps=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(FIELD_GAP)
        self._column.addWidget(SectionHead(look, self.title))
        self.explanation = Text(look, self.meaning, tone="text2", size=TextSize.HINT, wraps=True)
        self._column.addWidget(self.explanation)
        self._fill()
        self._column.addWidget(self._complaint)
        self._column.addStretch(1)
        self._complaint.hide()

    def _fill(self) -> None:
        """Add the fields."""

    def first(self) -> QWidget:
        """Where typing begins."""
        return self.rows[0].field

    def missing(self) -> tuple[FieldRow, str] | None:
        """The first field that must be filled in, and its sentence."""
        return None

    @abstractmethod
    def act(self) -> Act:
        """What to do, by what the fields say now."""

    def take_card(self, _card: CitizenCard) -> bool:
        """Fill in from a scanned card; False where this act asks for nobody's."""
        return False

    def complain(self, sentence: str) -> None:
        """Say why the act was refused; an empty sentence takes it away."""
        self._complaint.setText(sentence)
        self._complaint.setVisible(bool(sentence))

    def complaint(self) -> str:
        return self._complaint.text()

    def is_complete(self) -> bool:
        """Whether nothing is missing; if something is, the keyboard is put there."""
        for row in self.rows:
            row.set_error("")
        missing = self.missing()
        if missing is None:
            return True
        row, sentence = missing
        row.set_error(sentence)
        row.field.setFocus()
        return False

    # what the forms are made of

    def add_field(self, label: str, field: QWidget) -> FieldRow:
        row = FieldRow(self.look, label, field)
        self.rows.append(row)
        self._column.addWidget(row)
        return row

    def add_words(self, label: str, text: str = "") -> WordsEdit:
        edit = WordsEdit()
        edit.fill(text)
        self.add_field(label, edit)
        return edit

    def add_below(self, label: str, part: QWidget) -> None:
        """A wide part under its label."""
        words = Text(self.look, label, tone="text2", wraps=True)
        words.setBuddy(part)
        part.setAccessibleName(label)
        self._column.addWidget(words)
        self._column.addWidget(part)

    def row_of(self, field: QWidget) -> FieldRow:
        return next(row for row in self.rows if row.field is field)


class NoteEdit(QPlainTextEdit):
    """A few lines of words; Tab goes on, as in every other field."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        look.changed.connect(self._measure)
        self._measure()

    def words(self) -> str:
        return tidy_words(self.toPlainText())

    def _measure(self) -> None:
        self.setFixedHeight(NOTE_LINES * self._look.px(18) + 14)


def only_leader(reading: Reading) -> str:
    """The one who signs here, where there is no doubt."""
    leaders: Sequence[str] = [each.full_name for each in reading.clerks if Role.LEADER in each.roles]
    return leaders[0] if len(leaders) == 1 else ""


def approver_choice(form: ActForm) -> ChoiceBox:
    """Who may approve today; where there is one, it is that one."""
    box, may = ChoiceBox(), form.reading.approvers
    if len(may) != 1:
        box.addItem("Chọn người duyệt", None)
    for clerk in may:
        box.addItem(clerk.full_name, clerk.id)
    form.add_field("Người duyệt", box)
    return box
