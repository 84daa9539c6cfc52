"""Why a file of a list is not read; nothing was taken from it, and nothing of it stands in the sentence."""

from app.errors import AppError
from app.importing.grid import MOST_LINES

KEPT = "Chưa nhận dòng nào."


class ListNotRead(AppError):
    """A file is no list that can be read."""


class WrongKind(ListNotRead):
    """Neither a workbook nor a text of rows, whatever its name says."""

    def __init__(self) -> None:
        super().__init__(f"Tệp này không phải Excel (.xlsx) hay CSV. {KEPT} Xin chọn tệp khác.")


class OldWorkbook(ListNotRead):
    """A workbook of Excel 97-2003."""

    def __init__(self) -> None:
        super().__init__(
            f"Tệp này là Excel kiểu cũ (.xls). {KEPT} Xin mở bằng Excel, lưu lại thành .xlsx rồi chọn lại."
        )


class Encrypted(ListNotRead):
    """A workbook under a password."""

    def __init__(self) -> None:
        super().__init__(f"Tệp này có mật khẩu. {KEPT} Xin bỏ mật khẩu trong Excel rồi chọn lại.")


class HasMacros(ListNotRead):
    """A workbook that brings a program along."""

    def __init__(self) -> None:
        super().__init__(
            f"Tệp này có chương trình bên trong (macro). {KEPT} Xin lưu lại thành .xlsx rồi chọn lại."
        )


class Damaged(ListNotRead):
    """Cut, or made by a program that does not keep to the format."""

    def __init__(self) -> None:
        super().__init__(
            f"Tệp này hỏng hoặc chưa chép xong. {KEPT} Xin mở bằng Excel và lưu lại, hoặc xin tệp khác."
        )


class TooLarge(ListNotRead):
    """More than a list of people can need; also what would swell to that once unpacked."""

    def __init__(self) -> None:
        super().__init__(
            f"Tệp này quá lớn để là một danh sách người nộp. {KEPT} "
            "Xin chép riêng danh sách, chỉ chữ và số, sang một tệp mới."
        )


class TooManyLines(ListNotRead):
    """Rows go on beyond what one sitting can hold, empty ones counted."""

    def __init__(self) -> None:
        dotted = f"{MOST_LINES:,}".replace(",", ".")
        super().__init__(
            f"Trang tính có hơn {dotted} dòng, tính cả dòng trống. {KEPT} "
            "Xin chép riêng danh sách sang tệp mới, hoặc chia làm nhiều tệp."
        )


class ReadingStopped(ListNotRead):
    """The reading process took too long or too much memory, fell, or was not allowed to start."""

    def __init__(self) -> None:
        super().__init__(
            f"Đọc tệp lâu quá hoặc tốn bộ nhớ quá nên đã dừng. {KEPT} "
            "Xin chép riêng danh sách, chỉ chữ và số, sang một tệp mới rồi chọn lại."
        )


class UnknownLetters(ListNotRead):
    """A text in none of the encodings that say what they are."""

    def __init__(self) -> None:
        super().__init__(
            f"Tệp CSV này không phải UTF-8, chữ có dấu sẽ sai. {KEPT} "
            "Xin lưu lại dạng “CSV UTF-8” hoặc .xlsx."
        )


class NotOpened(ListNotRead):
    """The disk or another program keeps the file."""

    def __init__(self) -> None:
        super().__init__(
            f"Chưa mở được tệp. {KEPT} Tệp có thể đã bị xóa hoặc đang bị khóa, xin kiểm tra rồi chọn lại."
        )
