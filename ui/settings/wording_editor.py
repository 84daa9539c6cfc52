"""One wording beside the page it makes: what is typed is drawn and checked when typing rests."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.printing.checking import Fault, faults_of
from app.printing.fields import FIELDS
from app.printing.office import OfficeHeader
from app.printing.samples import sample_page
from app.printing.template import BadTemplate
from app.services.forms import Wording
from ui.printing.preview_dialog import PreviewDialog
from ui.reception.slip_preview import SlipPreview
from ui.theme.look import Look
from ui.theme.marks import Mark
from ui.theme.measures import ICON_SMALL, LABEL_GAP
from ui.widgets.inputs import ChoiceBox
from ui.widgets.key_button import KeyButton
from ui.widgets.text import ShapeLabel

REST_MS = 400
LEAST_HEIGHT = 360
EDITOR_SHARE, PAGE_SHARE = 3, 2
WELL = Mark("check", "ok", size=ICON_SMALL)
WRONG = Mark("circle-alert", "late", size=ICON_SMALL)


class WordingEditor(QWidget):
    """``changed`` follows each check; a wording with ``faults`` cannot be saved."""

    changed = Signal()

    def __init__(self, look: Look, header: Callable[[], OfficeHeader]) -> None:
        super().__init__()
        self._header = header
        self._wording: Wording | None = None
        self.faults: list[Fault] = []
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Mẫu, viết bằng HTML")
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.page = SlipPreview(look, "Xem trước mẫu với hồ sơ thử")
        self.places = ChoiceBox()
        self.places.setAccessibleName("Chỗ điền của mẫu")
        self.insert = KeyButton(look, "Alt+C", "Chèn")
        self.found = ShapeLabel(look, wraps=True)
        self._look = look
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._lay_out()
        self._rest.timeout.connect(self.check)
        self.text.textChanged.connect(self._rest.start)
        self.insert.clicked.connect(self._insert)
        self.page.clicked.connect(self._enlarge)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(LABEL_GAP)
        inserting = QHBoxLayout()
        inserting.addWidget(self.places, 1)
        inserting.addWidget(self.insert)
        left.addLayout(inserting)
        left.addWidget(self.text, 1)
        left.addWidget(self.found)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(left, EDITOR_SHARE)
        row.addWidget(self.page, PAGE_SHARE)
        self.setMinimumHeight(LEAST_HEIGHT)

    def show_wording(self, wording: Wording, html: str) -> None:
        """Edit a wording, from a text."""
        self._wording = wording
        self.places.clear()
        for place in FIELDS[wording.form]:
            self.places.addItem(f"{place.words}: {place.name}", place.text)
        self.text.setPlainText(html)
        self.check()

    def html(self) -> str:
        """What is typed, its lines ended as the shipped ones are."""
        return self.text.toPlainText().rstrip() + "\n"

    def check(self) -> None:
        """Look at what is typed, and draw it where it can be filled."""
        self._rest.stop()
        if self._wording is None:
            return
        template = replace(self._wording.used, html=self.html())
        self.faults = list(faults_of(self._wording.form, template))
        if self.faults:
            more = f" Còn {len(self.faults) - 1} chỗ nữa." if len(self.faults) > 1 else ""
            self.found.show_state(WRONG, self.faults[0].sentence + more)
        else:
            self.found.show_state(WELL, "Mẫu đủ chỗ điền, in được.")
        with suppress(BadTemplate):  # the fault says so; the page keeps what could be drawn last
            self.page.show_form(sample_page(self._wording.form, template, self._header()))
        self.changed.emit()

    def go_to_fault(self) -> None:
        """Put the cursor on the first fault's line."""
        if not self.faults:
            return
        block = self.text.document().findBlockByNumber(self.faults[0].line - 1)
        self.text.setTextCursor(QTextCursor(block))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _insert(self) -> None:
        self.text.insertPlainText(self.places.currentData() or "")
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enlarge(self) -> None:
        """The whole page, to look at only: a sample is printed nowhere."""
        form = self.page.form()
        if form is not None:
            PreviewDialog(self._look, [form], self, can_print=False).open()
