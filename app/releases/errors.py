"""Why a release is refused; in every case the program in use stays as it was.

ReleaseError
├── ReleaseDamaged      the bytes are not those that were described
├── ReleaseTooNew       described for a later program
├── ReleaseRefused      a description no honest publisher makes: paths, sizes, numbers
└── BuildUnusable       the publisher's own folder cannot become a release
"""

from app.errors import AppError

NOTHING_CHANGED = "Chương trình và dữ liệu đang dùng không thay đổi."


class ReleaseError(AppError):
    """A release cannot be used."""


class ReleaseDamaged(ReleaseError):
    """``where`` is the file's path inside the program, which tells nothing of the office."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"Bản cập nhật bị hỏng hoặc đã bị sửa. {NOTHING_CHANGED} "
            "Máy sẽ tải lại phần hỏng ở lần trao đổi sau."
        )
        self.where = where


class ReleaseTooNew(ReleaseError):
    def __init__(self) -> None:
        super().__init__(
            "Bản cập nhật này cần một bản Sổ Xã mới hơn bản trên máy mới cài được. "
            f"{NOTHING_CHANGED} Xin cài bằng bộ cài đặt mới."
        )


class ReleaseRefused(ReleaseError):
    """``why`` is English and goes to the log."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Bản cập nhật có nội dung bất thường nên không được nhận. {NOTHING_CHANGED} "
            "Xin báo cho người quản trị ở cấp trên."
        )
        self.why = why


class BuildUnusable(ReleaseError):
    def __init__(self, why: str) -> None:
        super().__init__(f"Thư mục này chưa thể thành bản phát hành: {why}")
