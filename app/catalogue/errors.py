"""Why a catalogue pack is refused; in every case the catalogue in use stays as it was.

CatalogueError
├── NotAPack            neither a signed pack nor a list of procedures
├── PackDamaged         the bytes are not those that were signed
├── PackTooNew          written by a later program
├── PackTooLarge        larger than any honest pack
├── UnknownSigner       signed by a key this office does not trust
├── PackUnreadable      a list of procedures with a field that makes no sense
├── PackRefused         well formed, but the lint found errors in it
└── FileUnreadable      the file itself cannot be read
"""

from app.errors import AppError

NOTHING_CHANGED = "Danh mục đang dùng không thay đổi."


class CatalogueError(AppError):
    """A catalogue pack cannot be taken in."""


class NotAPack(CatalogueError):
    def __init__(self) -> None:
        super().__init__(
            f"Tệp này không phải gói danh mục hay tệp procedures.json. {NOTHING_CHANGED} Xin chọn tệp khác."
        )


class PackDamaged(CatalogueError):
    def __init__(self) -> None:
        super().__init__(
            f"Gói danh mục bị hỏng hoặc đã bị sửa sau khi ký. {NOTHING_CHANGED} "
            "Xin chép lại gói từ nơi phát hành."
        )


class PackTooNew(CatalogueError):
    def __init__(self) -> None:
        super().__init__(
            f"Gói danh mục này dành cho phiên bản Sổ Xã mới hơn. {NOTHING_CHANGED} "
            "Xin cập nhật chương trình rồi nhập lại."
        )


class PackTooLarge(CatalogueError):
    def __init__(self) -> None:
        super().__init__(
            f"Gói danh mục lớn bất thường nên không được mở. {NOTHING_CHANGED} Xin hỏi lại nơi phát hành."
        )


class UnknownSigner(CatalogueError):
    def __init__(self, publisher: str, fingerprint: str) -> None:
        super().__init__(
            f"Chưa tin được chữ ký của “{publisher}” (khóa {fingerprint}). {NOTHING_CHANGED} "
            "Xin hỏi máy chủ cấp trên về khóa này."
        )
        self.publisher = publisher
        self.fingerprint = fingerprint


class PackUnreadable(CatalogueError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"Không đọc được danh mục ở chỗ “{where}”. {NOTHING_CHANGED} Xin sửa tệp rồi nhập lại."
        )
        self.where = where


class PackRefused(CatalogueError):
    """The findings themselves travel beside the pack, in ``Incoming``."""

    def __init__(self, error_count: int, first: str) -> None:
        super().__init__(
            f"Gói danh mục có {error_count} lỗi phải sửa. {NOTHING_CHANGED} Lỗi đầu tiên: {first}"
        )
        self.error_count = error_count


class FileUnreadable(CatalogueError):
    def __init__(self, name: str) -> None:
        super().__init__(f"Không mở được tệp “{name}”. {NOTHING_CHANGED} Xin xem lại tên tệp, ổ đĩa.")
        self.name = name
