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


class PinFields(QWidget):
    """A PIN typed twice; ``is_needed`` where there is none yet."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.is_needed = True
        self.pin = pin_edit()
        self.pin_again = pin_edit()
        self.pin_row = FieldRow(look, "Mã PIN", self.pin, label_width=LABEL)
        self.again_row = FieldRow(look, "Gõ lại mã PIN", self.pin_again, label_width=LABEL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(FIELD_GAP)
        column.addWidget(self.pin_row)
        column.addWidget(self.again_row)
        self.begin(is_needed=True)

    def begin(self, *, is_needed: bool) -> None:
        """Empty fields for another clerk."""
        self.is_needed = is_needed
        hint = f"Ít nhất {SHORTEST_PIN} ký tự" if is_needed else "Để trống nếu không đổi"
        self.pin.setPlaceholderText(hint)
        for edit, row in ((self.pin, self.pin_row), (self.pin_again, self.again_row)):
            edit.clear()
            row.set_error("")

    def new_pin(self) -> str:
        """What was typed, "" to keep the one there is."""
        return self.pin.text()

    def is_complete(self) -> bool:
        """Whether both fit; the keyboard goes to what does not."""
        pin = self.pin.text()
        is_long_enough = len(pin) >= SHORTEST_PIN or (not pin and not self.is_needed)
        is_repeated = pin == self.pin_again.text()
        self.pin_row.set_error("" if is_long_enough else f"Mã PIN cần ít nhất {SHORTEST_PIN} ký tự.")
        self.again_row.set_error("" if is_repeated else "Hai lần gõ chưa giống nhau.")
        if not is_long_enough:
            self.pin.setFocus()
        elif not is_repeated:
            self.pin_again.setFocus()
        return is_long_enough and is_repeated


class ClerkForm(QWidget):
    """A new clerk, or one that is known already."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.full_name = WordsEdit()
        self.title = WordsEdit()
        self.roles = RoleBoxes()
        self.pins = PinFields(look)
        self.name_row = FieldRow(look, "Họ và tên", self.full_name, label_width=LABEL)
        self.title_row = FieldRow(look, "Chức danh", self.title, label_width=LABEL)
        self.roles_row = FieldRow(look, "Vai trò", self.roles, label_width=LABEL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(FIELD_GAP)
        for row in (self.name_row, self.title_row, self.roles_row, self.pins):
            column.addWidget(row)

    def show_clerk(self, clerk: ClerkRecord | None) -> None:
        """A known clerk, or nobody yet."""
        self.full_name.fill(clerk.full_name if clerk else "")
        self.title.fill(clerk.title if clerk else "")
        self.roles.choose(clerk.roles if clerk else ())
        self.pins.begin(is_needed=clerk is None)
        for row in (self.name_row, self.roles_row):
            row.set_error("")

    def name(self) -> str:
        return tidy_words(self.full_name.text())

    def job_title(self) -> str:
        return tidy_words(self.title.text())

    def new_pin(self) -> str:
        """What was typed, "" to keep the one there is."""
        return self.pins.new_pin()

    def is_complete(self) -> bool:
        """Whether everything fits; the keyboard goes to what does not."""
        checks = (
            (self.name_row, self.name(), "Xin ghi họ tên."),
            (self.roles_row, self.roles.chosen(), "Xin chọn ít nhất một vai trò."),
        )
        for row, is_right, sentence in checks:
            row.set_error("" if is_right else sentence)
        wrong = [row for row, is_right, _ in checks if not is_right]
        if wrong:
            wrong[0].field.setFocus()
            return False
        return self.pins.is_complete()


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


def pin_edit() -> QLineEdit:
    """A line whose letters nobody at the counter can read."""
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhNoPredictiveText)
    return edit
