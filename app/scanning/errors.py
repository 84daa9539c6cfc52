"""Why a picture or a scan was not read: one sentence each; the file stays where it is."""

from app.errors import AppError
from app.scanning.messages import Reason


class ScanError(AppError):
    """A file that gave nothing; ``sentence`` is what the officer reads."""

    sentence = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)


class Unreadable(ScanError):
    """Broken, cut off, no picture at all, or made to break its reader."""

    sentence = "Tệp hỏng hoặc không phải ảnh, PDF nên chưa đọc được. Tệp vẫn nguyên chỗ cũ. Xin quét lại."


class LockedFile(ScanError):
    """A PDF that asks for a password."""

    sentence = (
        "Tệp PDF có mật khẩu nên chưa thêm. Tệp vẫn nguyên chỗ cũ. Xin bỏ mật khẩu hoặc in ra rồi quét lại."
    )


class TooLarge(ScanError):
    """More pixels than a scan or a photo of a card has."""

    sentence = (
        "Ảnh có quá nhiều điểm ảnh nên chưa đọc. Tệp vẫn nguyên chỗ cũ. "
        "Xin quét ở 200 dpi hoặc chụp ở cỡ thường rồi làm lại."
    )


class TooManyPages(ScanError):
    """A pile that no clerk would look through at one time."""

    sentence = "Tệp có quá 200 trang nên chưa thêm. Tệp vẫn nguyên chỗ cũ. Xin quét thành nhiều tập nhỏ hơn."


class ReaderStopped(ScanError):
    """The reading process took too long, or fell."""

    sentence = (
        "Không đọc xong tệp này nên máy đã thôi. Tệp vẫn nguyên chỗ cũ, chưa thêm gì. "
        "Xin quét lại ở 200 dpi hoặc chia làm nhiều tệp."
    )


ERRORS: dict[Reason, type[ScanError]] = {
    Reason.UNREADABLE: Unreadable,
    Reason.LOCKED: LockedFile,
    Reason.TOO_LARGE: TooLarge,
    Reason.TOO_MANY_PAGES: TooManyPages,
}
