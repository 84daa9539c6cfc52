"""The first start on a PC: a new profile, and its recovery code, shown once and confirmed."""

from collections.abc import Callable
from types import MappingProxyType

from PySide6.QtWidgets import QLineEdit

from app.printing.forms import PrintedForm
from app.printing.literal import literal
from app.storage.errors import StorageError
from app.storage.profile import Profile
from ui.login.steps import Step, StepDialog
from ui.printing.press import Press, PrintJob
from ui.printing.sinks import PrintSink
from ui.tasks import TaskRunner
from ui.theme.look import Look
from ui.theme.measures import TextSize
from ui.training.door import TrainingDoor
from ui.widgets.inputs import FieldRow
from ui.widgets.key_button import KeyButton
from ui.widgets.text import Text
from ui.widgets.words_edit import WordsEdit, tidy_words

MakeProfile = Callable[[str], tuple[Profile, str]]
FIRST_NAME = "Bàn 1"
TITLE = "Mã khôi phục sổ của cơ quan"
NEW = (
    "Máy này chưa có sổ. Sổ được mã hóa, nằm trên máy này; không cần mạng. "
    "Xin đặt tên cho bàn tiếp nhận ở máy này. Muốn tập trước thì mở tập huấn: chỉ có dữ liệu mẫu."
)
AGAIN = (
    "Lần trước máy tắt khi đang lập sổ; trong sổ chưa có gì nên không mất gì. Xin lập lại từ đầu. "
    "Mã khôi phục đã in hoặc chép lần trước không dùng được nữa, xin hủy tờ đó."
)


class FirstStart(StepDialog):
    """Makes the profile with ``make(device name)``; ``profile`` is set once the code was confirmed.

    ``is_again``: the power went before the code of an earlier try was confirmed, so that code opens nothing.
    ``train`` opens training instead, for whoever wants to learn first.
    """

    def __init__(
        self,
        look: Look,
        make: MakeProfile,
        printer: PrintSink,
        sentence: Callable[[Exception], str],
        *,
        is_again: bool = False,
        train: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(look, "Sổ Xã – Lập sổ mới")
        self._is_again = is_again
        self._train = train
        self.profile: Profile | None = None
        self._made: tuple[Profile, str] | None = None
        self._make = make
        self._sentence = sentence
        self._runner = TaskRunner(self)
        self._press = Press(self._runner, printer)
        self._fill_naming()
        self._fill_code()
        self.show_step(self.naming, self.device_name)
        self.device_name.selectAll()

    def _fill_naming(self) -> None:
        words = AGAIN if self._is_again else NEW
        self.naming = Step(self.look, "Lập sổ mới", words, "Lập sổ", self._create)
        self.device_name = WordsEdit()
        self.device_name.setText(FIRST_NAME)
        self.naming.column.addWidget(FieldRow(self.look, "Tên bàn", self.device_name))
        self.naming.ends_with(self.device_name)
        if self._train is not None:
            self.training = TrainingDoor(self.look, "Alt+T", self._only_train)
            self.naming.buttons.insertWidget(0, self.training)
        self.add(self.naming)

    def _fill_code(self) -> None:
        words = (
            "Mã này mở lại sổ khi máy hỏng hoặc mất khóa. Chương trình không giữ mã và chỉ hiện một lần. "
            "Xin in hoặc chép ra giấy, cất ở nơi có khóa của cơ quan."
        )
        self.showing = Step(self.look, TITLE, words, "Đã cất mã, làm tiếp", self._confirm)
        self.code = Text(self.look, size=TextSize.FIGURE, is_bold=True, wraps=True)
        self.code.setAccessibleName("Mã khôi phục")
        self.typed = QLineEdit()
        self.typed_row = FieldRow(self.look, "Nhóm cuối", self.typed)
        self.print = KeyButton(self.look, "Ctrl+P", "In mã khôi phục")
        self.print.clicked.connect(self._print_code)
        self.showing.column.addWidget(self.code)
        self.showing.column.addWidget(
            Text(self.look, "Gõ lại nhóm chữ cuối của mã để chắc là đã cất.", tone="text2", wraps=True)
        )
        self.showing.column.addWidget(self.typed_row)
        self.showing.buttons.insertWidget(0, self.print)
        self.add(self.showing)

    def _only_train(self) -> None:
        """Training needs no books of the office: it opens by itself, and nothing is made here."""
        if self._train is not None:
            self._train()
            self.reject()

    def _create(self) -> None:
        name = tidy_words(self.device_name.text()) or FIRST_NAME
        self.naming.set_busy(True)
        self._runner.start(lambda _report: self._make(name), self._show_code, self._complain)

    def _show_code(self, made: tuple[Profile, str]) -> None:
        self._made = made
        self.code.setText(made[1])
        self.show_step(self.showing, self.typed)

    def _complain(self, error: Exception) -> None:
        self.current().complain(self._sentence(error))

    def _print_code(self) -> None:
        sheet = code_sheet(self.code.text())
        self._press.order(
            lambda: PrintJob([sheet], 0, lambda: None), lambda _no: self.showing.complain(""), self._complain
        )

    def _confirm(self) -> None:
        """Whoever can type the last group has the code before their eyes or on paper."""
        if self._made is None:
            return
        last = self._made[1].rpartition("-")[2]
        if self.typed.text().strip().upper() != last:
            self.typed_row.set_error("Chưa khớp với nhóm chữ cuối của mã ở trên.")
            self.typed.setFocus()
            return
        try:
            self._made[0].confirm_code()
        except StorageError as error:
            self._complain(error)
            return
        self.profile = self._made[0]
        self.accept()

    def reject(self) -> None:
        """Once made, a profile is not left without its code on paper: nobody could show it again."""
        if self._made is None:
            super().reject()
        else:
            self.showing.complain("Mã chỉ hiện một lần. Xin cất mã và gõ lại nhóm cuối rồi làm tiếp.")

    def done(self, result: int) -> None:
        """Wait for the work at hand."""
        self._runner.close()
        super().done(result)


def code_sheet(code: str) -> PrintedForm:
    """One sheet for the office's safe; it names no person."""
    html = (
        "<html><body style='font-size: 13pt'>"
        f"<p style='font-size: 16pt'><b>{literal(TITLE)}</b></p>"
        f"<p style='font-size: 18pt'><b>{literal(code)}</b></p>"
        f"<p>{literal('Cất ở nơi có khóa. Ai có mã này và tệp sổ thì mở được sổ.')}</p>"
        "</body></html>"
    )
    return PrintedForm(
        form="00", pack="", version=0, title=TITLE, code="", copy_label="", html=html,
        images=MappingProxyType({}), content_sha256="",
    )  # fmt: skip
