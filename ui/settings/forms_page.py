"""The papers' wordings: seen, changed, tried and given back, and how many copies this desk prints."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpinBox, QVBoxLayout

from app.printing.checking import SAMPLE_OFFICE, BadWording
from app.printing.office import OfficeHeader
from app.services import forms, officers
from app.services.forms import COPIES_AT_MOST, Wording
from app.storage.clerks import OfficeRecord
from ui.printing.receipts import header_of
from ui.settings.page import SettingsPage
from ui.settings.wording_editor import WordingEditor
from ui.widgets.inputs import ChoiceBox
from ui.widgets.key_button import KeyButton
from ui.widgets.text import Text
from ui.workplace import Workplace

NO_LIMIT = 16_777_215  # Qt's own
ALL_ROOM = 100  # what other pages leave empty below their fields
Read = tuple[Sequence[Wording], Sequence[int], OfficeHeader]


class FormsPage(SettingsPage):
    """Texts typed and not saved are kept while the page is open, form by form."""

    title = "Mẫu giấy"
    saves = "Lưu mẫu"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(
            workplace,
            "Mẫu gốc theo thông tư đi cùng danh mục. Sửa ở đây thì mọi bàn trong cơ quan dùng mẫu đã sửa từ "
            "lần in sau; giấy đã in vẫn ghi bản mẫu của nó.",
        )
        look = workplace.look
        self._wordings: Sequence[Wording] = ()
        self._copies: list[int] = []
        self._typed: dict[tuple[str, str], str] = {}
        self._header = SAMPLE_OFFICE
        self._shown: Wording | None = None
        self.choice = ChoiceBox()
        self.choice.setAccessibleName("Mẫu")
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.copies = QSpinBox()
        self.copies.setRange(1, COPIES_AT_MOST)
        self.copies.setAccessibleName("Số bản in trên máy này")
        self.back = KeyButton(look, "Alt+G", "Về mẫu gốc")
        self.state = Text(look, tone="text2")
        self.editor = WordingEditor(look, lambda: self._header)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.choice, 1)
        top.addWidget(Text(self.workplace.look, "Số bản in trên máy này", tone="text2"))
        top.addWidget(self.copies)
        top.addWidget(self.back)
        self.body.addLayout(top)
        self.body.addWidget(self.state)
        self.body.addWidget(self.editor, 1)
        self.fields.setMaximumWidth(NO_LIMIT)
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.setAlignment(self.fields, Qt.AlignmentFlag(0))
            column.setStretchFactor(self.fields, ALL_ROOM)
        self.fields.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _connect(self) -> None:
        self.choice.currentIndexChanged.connect(self._switch)
        self.copies.valueChanged.connect(self._keep_copies)
        self.back.clicked.connect(self._go_back)

    # reading

    def refresh(self) -> None:
        self._keep_text()
        self._read()

    def _read(self) -> None:
        desk = self.workplace.desk

        def read() -> Read:
            found = forms.wordings(desk)
            copies = [forms.copies_of(desk, each.form, each.shipped.copies) for each in found]
            return found, copies, header_of(officers.office(desk) or OfficeRecord("", "", ""))

        self.workplace.ask(read, self._take)

    def _take(self, read: Read) -> None:
        place = max(0, self.choice.currentIndex())
        self._wordings, copies, self._header = read
        self._copies = list(copies)
        self.choice.blockSignals(True)
        self.choice.clear()
        for each in self._wordings:
            self.choice.addItem(f"{each.shipped.pack}, mẫu {each.shipped.form}: {each.shipped.title}")
        self.choice.setCurrentIndex(place)
        self.choice.blockSignals(False)
        self._show()

    def _switch(self) -> None:
        self._keep_text()
        self.hush()
        self._show()

    def _show(self) -> None:
        place = self.choice.currentIndex()
        if not 0 <= place < len(self._wordings):
            return
        self._shown = wording = self._wordings[place]
        self.copies.blockSignals(True)
        self.copies.setValue(self._copies[place])
        self.copies.blockSignals(False)
        self.state.setText(_state_words(wording))
        self.back.setEnabled(wording.is_own)
        self.editor.show_wording(wording, self._typed.get(_key(wording), wording.used.html))

    def _keep_text(self) -> None:
        """Remember what is typed and not saved of the form that is shown."""
        shown = self._shown
        if shown is None:
            return
        if self.editor.html().strip() == shown.used.html.strip():
            self._typed.pop(_key(shown), None)
        else:
            self._typed[_key(shown)] = self.editor.html()

    # acts

    def _keep_copies(self, copies: int) -> None:
        desk, shown = self.workplace.desk, self._shown
        if shown is None:
            return
        self._copies[self.choice.currentIndex()] = copies
        self.workplace.runner.ask(
            lambda: forms.remember_copies(desk, shown.form, copies), lambda _none: None, self.complain
        )

    def save(self) -> None:
        shown, desk, officer = self._shown, self.workplace.desk, self.workplace.officer
        if shown is None:
            return
        self.editor.check()
        if self.editor.faults:
            self.complain(BadWording(self.editor.faults))
            self.editor.go_to_fault()
            return
        html = self.editor.html()
        self.workplace.act(
            lambda: forms.save(desk, officer, shown, html),
            lambda _version: self._has_changed(
                shown, f"Đã lưu mẫu {shown.shipped.form}. Các bàn khác dùng mẫu này sau lần gửi nhận tới."
            ),
            self.complain,
        )

    def _go_back(self) -> None:
        shown, desk, officer = self._shown, self.workplace.desk, self.workplace.officer
        if shown is None:
            return
        self.workplace.act(
            lambda: forms.go_back(desk, officer, shown),
            lambda _version: self._has_changed(
                shown, f"Mẫu {shown.shipped.form} trở lại mẫu gốc. Bản đã sửa vẫn còn trong sổ."
            ),
            self.complain,
        )

    def _has_changed(self, wording: Wording, words: str) -> None:
        self._typed.pop(_key(wording), None)
        self.say(words)
        self._read()


def _key(wording: Wording) -> tuple[str, str]:
    return wording.shipped.pack, wording.shipped.form


def _state_words(wording: Wording) -> str:
    if not wording.is_own:
        return f"Đang dùng mẫu gốc, bản {wording.shipped.version}."
    return f"Đang dùng mẫu của cơ quan, bản {wording.used.version}."
