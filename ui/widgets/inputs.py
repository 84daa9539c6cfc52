"""What one types into: a labelled field with its error, a box to choose from, the search box."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.theme.measures import CONTROL_HEIGHT, ICON, ICON_SMALL, LABEL_GAP, LABEL_WIDTH, TextSize
from ui.theme.tokens import TokenName
from ui.widgets.painting import RIGHT, cut_left, draw_box, draw_drawing, draw_focus, draw_text
from ui.widgets.shortcuts import hear
from ui.widgets.text import Drawing, Text

REST_MS = 200


class FieldRow(QWidget):
    """A field with its label at the left and, when something is wrong or odd, one sentence under it.

    ``field`` may be any widget; its accessible name becomes the label. ``beside`` stands at its right and
    names itself.
    """

    def __init__(
        self,
        look: Look,
        label: str,
        field: QWidget,
        *,
        beside: QWidget | None = None,
        label_width: int = LABEL_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._beside = beside
        self._look = look
        self._label_width = label_width
        self._label = Text(look, label, tone="text2")
        self._label.setBuddy(field)
        self._error = _RemarkLine(look)
        self._lay_out()
        field.setAccessibleName(label)
        look.changed.connect(self._measure)
        self._measure()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(LABEL_GAP)
        line.addWidget(self.field, 1)
        if self._beside is not None:
            line.addWidget(self._beside)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addLayout(line)
        column.addWidget(self._error)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(LABEL_GAP)
        row.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def set_label(self, label: str) -> None:
        """Call the field something else."""
        self._label.setText(label)
        self.field.setAccessibleName(label)

    def set_error(self, sentence: str) -> None:
        """Show what is wrong; an empty sentence takes the error away."""
        self._error.show_remark(sentence, "circle-alert", "late")
        self._mark(sentence, is_wrong=bool(sentence))

    def set_doubt(self, sentence: str) -> None:
        """Show what is worth a second look and stops nobody; an empty sentence takes it away."""
        self._error.show_remark(sentence, "shape-triangle", "due")
        self._mark(sentence, is_wrong=False)

    def _mark(self, sentence: str, is_wrong: bool) -> None:
        self.field.setAccessibleDescription(sentence)
        if bool(self.field.property("invalid")) == is_wrong:
            return
        self.field.setProperty("invalid", is_wrong)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def error(self) -> str:
        return self._error.text()

    def _measure(self) -> None:
        self._label.setFixedSize(self._look.px(self._label_width), self._look.px(CONTROL_HEIGHT))


class _RemarkLine(QWidget):
    """A shape and one sentence, taking no room while there is nothing to say."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._drawing = Drawing(look, "circle-alert", ICON_SMALL, "late")
        self._words = Text(look, size=TextSize.HINT, tone="late", wraps=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(6)
        row.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def show_remark(self, sentence: str, drawing: str, tone: TokenName) -> None:
        self._drawing.show_drawing(drawing, tone)
        self._words.set_tone(tone)
        self._words.setText(sentence)
        self.setVisible(bool(sentence))

    def text(self) -> str:
        return self._words.text()


class ChoiceBox(QComboBox):
    """A list to choose one from; the wheel scrolls the page instead of changing the choice unseen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The style sheet reaches the rows of a list view only, not of Fusion's own menu.
        self.setView(QListView(self))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class SearchBox(QFrame):
    """The one box that finds: an icon, the hint of what may be typed, its key at the right.

    ``searched`` is sent when typing rests (Vietnamese input methods retype a word letter by letter),
    ``entered`` on Enter, ``left`` when Esc empties the box.
    """

    searched = Signal(str)
    entered = Signal(str)
    left = Signal()

    def __init__(self, look: Look, hint: str, key: str = "F3", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._key = key
        self.edit = QLineEdit(self)
        self.edit.setObjectName("search")
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(hint)
        self.edit.setAccessibleDescription(f"Phím {key}")
        self.edit.installEventFilter(self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._announce)
        self.edit.textEdited.connect(self._rest.start)
        self.edit.returnPressed.connect(self._enter)
        self.setFocusProxy(self.edit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(31), 2, look.px(36), 2)
        row.addWidget(self.edit)
        hear(key, hint, self, self._take_keyboard)
        look.changed.connect(self.updateGeometry)

    def text(self) -> str:
        return self.edit.text().strip()

    def _announce(self) -> None:
        self.searched.emit(self.text())

    def _enter(self) -> None:
        self._rest.stop()
        self.entered.emit(self.text())

    def _take_keyboard(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    # Qt's own names from here on

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            return self._hear_escape(event)
        return super().eventFilter(watched, event)

    def _hear_escape(self, event: QKeyEvent) -> bool:
        """Esc empties the box before anybody else may take it."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            self._rest.stop()
            self.edit.clear()
            self.left.emit()
            return True
        return False

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(500), self._look.px(CONTROL_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._look.px(160), self._look.px(CONTROL_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = self._look, QPainter(self)
        draw_box(painter, self.rect(), look.colour("surface"), look.colour("line2"))
        icon = cut_left(self.rect().adjusted(9, 0, 0, 0), look.px(ICON))
        draw_drawing(painter, look, icon, "search", ICON, "text2")
        key = self.rect().adjusted(0, 0, -9, 0)
        draw_text(painter, key, self._key, look.font(TextSize.HINT), look.colour("text3"), RIGHT)
        if self.edit.hasFocus():
            draw_focus(painter, self.rect(), look.colour("accent"))
