"""The few seconds in which training's books are made, before their window."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QProgressBar, QVBoxLayout

from app.progress import Progress
from ui.messages import sentence_for
from ui.tasks import TaskRunner, Work
from ui.theme.look import Look
from ui.theme.measures import EDGE, TextSize
from ui.widgets.key_button import KeyButton
from ui.widgets.text import Text

WIDTH, BAR_HEIGHT = 460, 4
WORDS = "Sổ tập nằm ở thư mục riêng, có khóa riêng, chỉ có người mẫu. Sổ của cơ quan không bị động đến."


class Making(QDialog):
    """Says what is going on; closed by itself when the books are there, by its button when they are not."""

    def __init__(self, look: Look, log_file: Path) -> None:
        super().__init__(None, Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint)
        self.setWindowTitle("Sổ Xã – Tập huấn")
        self._log_file = log_file
        self._runner = TaskRunner(self)
        self.stage = Text(look, "Đang lập sổ tập", tone="text2")
        self.error = Text(look, tone="late", wraps=True)
        self.close_button = KeyButton(look, "Esc", "Đóng")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setFixedHeight(look.px(BAR_HEIGHT))
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(EDGE // 2)
        column.addWidget(Text(look, "Chuẩn bị bản tập huấn", size=TextSize.TITLE, is_bold=True))
        for part in (Text(look, WORDS, tone="text2", wraps=True), self.stage, self.bar, self.error):
            column.addWidget(part)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        self.error.hide()
        self.close_button.hide()
        self.close_button.clicked.connect(self.reject)
        self.setFixedWidth(look.px(WIDTH))

    def wait_for(self, work: Work) -> bool:
        """Whether the work came to its end."""
        task = self._runner.start(work, lambda _none: self.accept(), self._complain)
        task.progressed.connect(self._show)
        is_made = self.exec() == QDialog.DialogCode.Accepted
        self._runner.close()
        return is_made

    def _show(self, progress: Progress) -> None:
        self.stage.setText(progress.stage)
        self.bar.setRange(0, progress.total or 0)
        self.bar.setValue(progress.done or 0)

    def _complain(self, error: Exception) -> None:
        self.error.setText(sentence_for(error, self._log_file))
        self.error.show()
        self.bar.hide()
        self.close_button.show()
        self.close_button.setFocus()
