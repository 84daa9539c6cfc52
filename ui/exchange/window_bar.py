"""For a line that is up for a short while only: how many seconds, then one exchange that ends inside them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from sync.window import LEAST_S, MOST_S
from ui.theme.look import Look
from ui.theme.measures import CELL_PADDING, EDGE
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import Panel
from ui.widgets.text import Text
from ui.widgets.words_edit import ENTER_KEYS

WORDS = "Đường truyền chỉ có trong"
REMARK = "giây. Gửi nhận vừa đủ rồi dừng; phần còn lại để lần sau."
WRONG = f"giây. Xin ghi một số từ {LEAST_S:.0f} đến {MOST_S:.0f}."
EDIT_WIDTH = 64


class WindowBar(Panel):
    """Hidden until it is asked for; ``send_asked`` carries the seconds, ``left`` gives the keyboard back."""

    send_asked = Signal(float)
    left = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("surface", "bottom", parent)
        self.seconds = QLineEdit()
        self.seconds.setFixedWidth(look.px(EDIT_WIDTH))
        self.seconds.setAccessibleName("Số giây có đường truyền")
        self.remark = Text(look, REMARK, tone="text2", wraps=True)
        # Enter and Esc are heard here while the keyboard is in the field.
        self.send = KeyButton(look, "Enter", "Gửi trong thời gian này", hears_key=False)
        self.drop = KeyButton(look, "Esc", "Bỏ", kind=Kind.FLAT, hears_key=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE, 6, EDGE, 7)
        row.setSpacing(CELL_PADDING)
        row.addWidget(Text(look, WORDS))
        row.addWidget(self.seconds)
        row.addWidget(self.remark, 1)
        row.addWidget(self.send)
        row.addWidget(self.drop)
        self.send.clicked.connect(self._ask)
        self.drop.clicked.connect(self.leave)
        self.hide()

    def open(self) -> None:
        """Ask how long; the seconds of the last time stand there."""
        self._remark(is_wrong=False)
        self.show()
        self.seconds.setFocus(Qt.FocusReason.OtherFocusReason)
        self.seconds.selectAll()

    def leave(self) -> None:
        self.hide()
        self.left.emit()

    def _ask(self) -> None:
        typed = self.seconds.text().strip()
        is_right = typed.isdecimal() and LEAST_S <= int(typed) <= MOST_S
        self._remark(is_wrong=not is_right)
        if is_right:
            self.leave()
            self.send_asked.emit(float(typed))

    def _remark(self, *, is_wrong: bool) -> None:
        self.remark.setText(WRONG if is_wrong else REMARK)
        self.remark.set_tone("late" if is_wrong else "text2")

    # Qt's own names from here on

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self._ask()
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
