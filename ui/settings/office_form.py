"""The office's names, as they stand at the head of its forms."""

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.storage.clerks import OfficeRecord
from ui.printing.receipts import DEFAULT_UNIT
from ui.theme.look import Look
from ui.theme.measures import FIELD_GAP
from ui.widgets.inputs import FieldRow
from ui.widgets.words_edit import WordsEdit, tidy_words

LABEL = 132
SMALL = "Cơ quan ít người: một người được vừa tiếp nhận vừa giải quyết (mỗi lần được ghi rõ và liệt kê)"
FIELDS = (
    ("name", "Tên cơ quan", "Ủy ban nhân dân xã Yên Lạc Hạ"),
    ("superior_name", "Cơ quan chủ quản", "Ủy ban nhân dân tỉnh"),
    ("unit_name", "Bộ phận một cửa", DEFAULT_UNIT),
    ("place_name", "Địa danh trên mẫu", "Yên Lạc Hạ"),
    ("agency_code", "Mã cơ quan", "H99.45.17"),
    ("address", "Địa chỉ", ""),
    ("phone", "Điện thoại", ""),
    ("website", "Trang điện tử", ""),
)


class OfficeForm(QWidget):
    """One field a line; name and code may not be empty."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.edits = {name: WordsEdit() for name, _label, _hint in FIELDS}
        self.rows: dict[str, FieldRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(FIELD_GAP))
        for name, label, hint in FIELDS:
            self.edits[name].setPlaceholderText(hint)
            self.rows[name] = FieldRow(look, label, self.edits[name], label_width=LABEL)
            column.addWidget(self.rows[name])
        self.is_small = QCheckBox(SMALL)
        column.addWidget(self.is_small)

    def record(self) -> OfficeRecord:
        """The office as the fields have it."""
        texts = {name: tidy_words(edit.text()) for name, edit in self.edits.items()}
        return OfficeRecord(**texts, is_small=int(self.is_small.isChecked()))

    def show_record(self, record: OfficeRecord) -> None:
        for name, edit in self.edits.items():
            edit.fill(getattr(record, name))
        self.is_small.setChecked(bool(record.is_small))

    def is_complete(self) -> bool:
        """Whether name and code are there; the keyboard goes to what is not."""
        for name, sentence in (
            ("name", "Xin ghi tên cơ quan."),
            ("agency_code", "Xin ghi mã cơ quan; mã này đứng đầu mỗi mã hồ sơ."),
        ):
            missing = not self.edits[name].text().strip()
            self.rows[name].set_error(sentence if missing else "")
            if missing:
                self.edits[name].setFocus()
                return False
        return True
