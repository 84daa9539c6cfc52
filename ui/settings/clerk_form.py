"""A clerk: name, title, roles and a PIN typed twice."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.dossier import Role
from app.services.officers import SHORTEST_PIN
from app.storage.clerks import ClerkRecord
from ui.terms import ROLE_WORDS
from ui.theme.look import Look
from ui.theme.measures import FIELD_GAP
from ui.widgets.inputs import FieldRow
from ui.widgets.words_edit import WordsEdit, tidy_words

LABEL = 132
ROLE_COLUMNS = 3


class ClerkForm(QWidget):
    """``needs_pin`` for a new clerk; a known one may keep the PIN they have."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.needs_pin = True
        self.full_name = WordsEdit()
        self.title = WordsEdit()
        self.roles = RoleBoxes()
        self.pin = _pin_edit()
        self.pin_again = _pin_edit()
        self.name_row = FieldRow(look, "Họ và tên", self.full_name, label_width=LABEL)
        self.title_row = FieldRow(look, "Chức danh", self.title, label_width=LABEL)
        self.roles_row = FieldRow(look, "Vai trò", self.roles, label_width=LABEL)
        self.pin_row = FieldRow(look, "Mã PIN", self.pin, label_width=LABEL)
        self.again_row = FieldRow(look, "Gõ lại mã PIN", self.pin_again, label_width=LABEL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(FIELD_GAP)
        for row in (self.name_row, self.title_row, self.roles_row, self.pin_row, self.again_row):
            column.addWidget(row)

    def show_clerk(self, clerk: ClerkRecord | None) -> None:
        """A known clerk, or nobody yet."""
        self.needs_pin = clerk is None or not clerk.has_pin
        self.full_name.fill(clerk.full_name if clerk else "")
        self.title.fill(clerk.title if clerk else "")
        self.roles.choose(clerk.roles if clerk else ())
        self.pin.clear()
        self.pin_again.clear()
        hint = f"Ít nhất {SHORTEST_PIN} ký tự" if self.needs_pin else "Để trống nếu không đổi"
        self.pin.setPlaceholderText(hint)
        for row in (self.name_row, self.roles_row, self.pin_row, self.again_row):
            row.set_error("")

    def name(self) -> str:
        return tidy_words(self.full_name.text())

    def job_title(self) -> str:
        return tidy_words(self.title.text())

    def new_pin(self) -> str:
        """What was typed, "" to keep the one there is."""
        return self.pin.text()

    def is_complete(self) -> bool:
        """Whether everything fits; the keyboard goes to what does not."""
        checks = (
            (self.name_row, self.name(), "Xin ghi họ tên."),
            (self.roles_row, self.roles.chosen(), "Xin chọn ít nhất một vai trò."),
            (self.pin_row, self._is_pin_long_enough(), f"Mã PIN cần ít nhất {SHORTEST_PIN} ký tự."),
            (self.again_row, self.pin.text() == self.pin_again.text(), "Hai lần gõ chưa giống nhau."),
        )
        for row, is_right, sentence in checks:
            row.set_error("" if is_right else sentence)
        wrong = [row for row, is_right, _ in checks if not is_right]
        if wrong:
            wrong[0].field.setFocus()
        return not wrong

    def _is_pin_long_enough(self) -> bool:
        pin = self.pin.text()
        return len(pin) >= SHORTEST_PIN or (not pin and not self.needs_pin)


class RoleBoxes(QWidget):
    """The roles as boxes to tick; the order of a clerk's roles is theirs here."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes = {role: QCheckBox(words) for role, words in ROLE_WORDS.items()}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for place, box in enumerate(self._boxes.values()):
            grid.addWidget(box, place // ROLE_COLUMNS, place % ROLE_COLUMNS)
        self.setFocusProxy(self._boxes[Role.RECEPTION])

    def chosen(self) -> tuple[Role, ...]:
        return tuple(role for role, box in self._boxes.items() if box.isChecked())

    def choose(self, roles: tuple[Role, ...]) -> None:
        for role, box in self._boxes.items():
            box.setChecked(role in roles)


def _pin_edit() -> QLineEdit:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
    return edit
