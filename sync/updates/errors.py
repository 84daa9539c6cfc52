"""Why a newer version was not fetched; in every case the program in use stays as it is.

UpdateError
├── NoUpdatesHere            nothing of ours lies there
├── NotTrustedYet            the district has not told this desk whom to believe
├── UpdateRefused            what is there does not verify
│   ├── RolledBack           older than what was there before
│   ├── Outdated             its validity has ended: held back, or a stick left lying about
│   ├── WrongSignature       not signed by whom the desk believes
│   ├── MixedUp              parts of different states, or altered
│   └── Endless              longer than it says it is
├── DamagedPieces            pieces came wrong, again and again
└── UpdateNotForThis         this version is too old for it
"""

from app.errors import AppError


class UpdateError(AppError):
    """No newer version this time."""

    sentence = ""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NoUpdatesHere(UpdateError):
    """No updates lie there."""

    sentence = "Không có bản cập nhật ở đây. Chương trình và sổ vẫn nguyên."


class NotTrustedYet(UpdateError):
    """Whose signature counts is told by the district over the line, once."""

    sentence = (
        "Máy này chưa nhận chữ ký gốc của nơi phát hành nên chưa tự cập nhật được. Sổ vẫn nguyên. "
        "Xin đồng bộ một lần với cấp trên rồi làm lại."
    )


class UpdateRefused(UpdateError):
    """What was offered does not verify."""


class RolledBack(UpdateRefused):
    """Older than what this desk has already seen."""

    sentence = (
        "Bản cập nhật đưa ra cũ hơn bản máy này đã thấy nên không được nhận. Chương trình và sổ vẫn nguyên. "
        "Nếu lấy từ USB, xin ghi lại USB mới; nếu qua mạng, xin báo cấp trên."
    )


class Outdated(UpdateRefused):
    """Its validity has ended."""

    sentence = (
        "Danh mục cập nhật đã hết hạn hiệu lực nên không được nhận. Chương trình và sổ vẫn nguyên. "
        "Xin ghi lại USB mới hoặc báo cấp trên; nếu máy sai ngày, xin chỉnh lại đồng hồ."
    )


class WrongSignature(UpdateRefused):
    """Not signed by whom this desk believes."""

    sentence = (
        "Bản cập nhật không mang chữ ký đúng của nơi phát hành nên không được nhận. "
        "Chương trình và sổ vẫn nguyên. Xin báo quản trị."
    )


class MixedUp(UpdateRefused):
    """Parts that do not belong together, or were altered."""

    sentence = (
        "Các phần của bản cập nhật không khớp nhau nên không được nhận. Chương trình và sổ vẫn nguyên. "
        "Máy tự thử lại; nếu lặp lại xin báo quản trị."
    )


class Endless(UpdateRefused):
    """Longer than it was said to be."""

    sentence = (
        "Bản cập nhật dài hơn mức đã công bố nên không được nhận. Chương trình và sổ vẫn nguyên. "
        "Xin báo quản trị."
    )


class DamagedPieces(UpdateError):
    """What came was wrong, whole and as a difference."""

    sentence = (
        "Phần tải về của bản mới bị hỏng nhiều lần nên chưa dùng được. Chương trình và sổ vẫn nguyên. "
        "Máy tự tải lại lần sau; nếu lặp lại xin báo quản trị."
    )


class UpdateNotForThis(UpdateError):
    """There is no way from this version to the new one by itself."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Bản mới {version} không thay thẳng bản trên máy này được. Chương trình và sổ vẫn nguyên. "
            "Xin cài bằng bộ cài mới."
        )
