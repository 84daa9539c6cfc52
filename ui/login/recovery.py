"""The system's key store lost the key: the office's recovery code brings it back."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit

from ui.login.steps import Step, StepDialog
from ui.tasks import TaskRunner
from ui.theme.look import Look
from ui.widgets.inputs import FieldRow


class RecoveryDialog(StepDialog):
    """Accepted once ``restore(code)`` put the key back."""

    def __init__(
        self, look: Look, restore: Callable[[str], None], sentence: Callable[[Exception], str]
    ) -> None:
        super().__init__(look, "Sổ Xã – Mã khôi phục")
        self._restore = restore
        self._sentence = sentence
        self._runner = TaskRunner(self)
        words = (
            "Kho khóa của máy không còn khóa của sổ này. Dữ liệu vẫn nguyên và vẫn được mã hóa. "
            "Xin gõ mã khôi phục đã cất khi lập sổ."
        )
        self.step = Step(look, "Mở lại sổ", words, "Mở sổ", self._try)
        self.code = QLineEdit()
        self.step.column.addWidget(FieldRow(look, "Mã khôi phục", self.code))
        self.add(self.step)
        self.show_step(self.step, self.code)

    def _try(self) -> None:
        code = self.code.text()
        self.step.set_busy(True)
        self._runner.start(lambda _report: self._restore(code), lambda _none: self.accept(), self._refuse)

    def _refuse(self, error: Exception) -> None:
        self.step.complain(self._sentence(error))
        self.code.setFocus()

    def done(self, result: int) -> None:
        """Wait for the try at hand."""
        self._runner.close()
        super().done(result)
