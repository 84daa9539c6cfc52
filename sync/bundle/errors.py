"""What is wrong with a bundle or with the stick it lies on; ``code`` is stable.

BundleError
├── NotABundle, NewerBundle          not our file, or a later program's
├── NotForUs                         sealed for another receiver
├── DamagedBundle                    altered, or cut before anything could be read
├── ForgedBundle                     not signed by who may send it to us
├── NoInvitation, DamagedInvitation  a stick that the district has not prepared, or not whole
└── StickError                       the stick itself
    ├── StickFull, StickReadOnly, StickUnreadable
    └── StickLies                    what was written does not read back
"""

from app.errors import AppError


class BundleError(AppError):
    """A bundle or its stick; nothing of it was taken in."""

    code = "bundle"
    sentence = ""

    def __init__(self) -> None:
        super().__init__(self.sentence)


class NotABundle(BundleError):
    """A file that only has the name."""

    code = "not_a_bundle"
    sentence = "Tệp này không phải gói trao đổi của Sổ Xã nên được bỏ qua. Sổ không thay đổi."


class NewerBundle(BundleError):
    """A later format."""

    code = "newer_format"
    sentence = (
        "Gói trên USB do chương trình mới hơn ghi. Chưa đọc gì, sổ vẫn nguyên. "
        "Xin cập nhật chương trình rồi nhận lại từ chính USB này."
    )


class NotForUs(BundleError):
    """Only its receiver can open it."""

    code = "not_for_us"
    sentence = "Gói trên USB gửi cho máy khác nên máy này không mở được. Sổ không thay đổi."


class DamagedBundle(BundleError):
    """Some of it was altered, or too little of it is there."""

    code = "damaged"
    sentence = (
        "Gói trên USB bị hỏng hoặc đã bị sửa nên không nhận gì từ gói này. Sổ vẫn nguyên. "
        "Xin chép lại, hoặc nhờ nơi gửi xuất lại gói."
    )


class ForgedBundle(BundleError):
    """The signature is not that of who may send it."""

    code = "forged"
    sentence = (
        "Gói trên USB không mang chữ ký đúng của nơi gửi nên không nhận gì từ gói này. "
        "Sổ vẫn nguyên. Xin báo quản trị."
    )


class NoInvitation(BundleError):
    """The stick does not say who the server is."""

    code = "no_invitation"
    sentence = (
        "USB này chưa được cấp trên chuẩn bị để ghi danh. Chưa thay đổi gì, sổ vẫn nguyên. "
        "Xin cấp trên ghi lời mời ra USB rồi làm lại."
    )


class DamagedInvitation(BundleError):
    """What it says cannot be read."""

    code = "damaged_invitation"
    sentence = (
        "Lời mời ghi danh trên USB bị hỏng. Chưa thay đổi gì, sổ vẫn nguyên. "
        "Xin cấp trên ghi lại lời mời ra USB."
    )


class StickError(BundleError):
    """The stick does not do what was asked."""

    code = "stick"


class StickFull(StickError):
    """No room."""

    code = "stick_full"
    sentence = "USB đã đầy nên chưa ghi được gói. Dữ liệu vẫn nguyên trên máy này. Xin dọn bớt hoặc đổi USB."


class StickReadOnly(StickError):
    """It may not be written to."""

    code = "stick_read_only"
    sentence = (
        "USB không cho ghi. Dữ liệu vẫn nguyên trên máy này. "
        "Xin mở khóa chống ghi của USB, hoặc đổi USB khác."
    )


class StickUnreadable(StickError):
    """It was pulled, or does not read."""

    code = "stick_unreadable"
    sentence = "Không đọc ghi được USB. Dữ liệu vẫn nguyên trên máy này. Xin cắm lại USB rồi thử lại."


class StickLies(StickError):
    """It took the bytes and gives others back."""

    code = "stick_lies"
    sentence = (
        "Ghi xong đọc lại thì khác: USB này hỏng. Dữ liệu vẫn nguyên trên máy này. "
        "Xin đừng dùng USB này, đổi cái khác rồi xuất lại."
    )
