"""What can go wrong with the exchange; each is one sentence for the officer.

SyncError
├── NoLine                                    no way to the server: not an error on screen
│   ├── ProxyTrouble                          the office's proxy stands in the way
│   └── LineCut                               it broke in the middle
├── ServerBusy, ServerTrouble                 it answered, but not with what was asked
│   ├── OldReceipt                            from before it was restored
│   └── LostDurable                           restored to before what it had promised to keep
├── VersionMismatch                           ProgramTooOld, ServerTooOld
├── NotEnrolled, DeviceUnknown, DeviceRevoked, LogUnknown   membership
├── EnrolmentError                            the ticket
│   ├── TicketMistyped, TicketUnknown, TicketUsed, TicketExpired
│   ├── AlreadyEnrolled, EnrolledBefore
│   └── NoAnswerYet                           asked by stick, and it is still on its way
├── WrongServer, UnsafeAddress, NoAuthorityFile   whom we would talk to
└── ForgedReceipt, UnverifiedFeed             what it said does not verify
"""

from app.errors import AppError


class SyncError(AppError):
    """The exchange did not come about, or not wholly."""

    sentence = ""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NoLine(SyncError):
    """The server cannot be reached."""

    sentence = "Chưa có mạng. Vẫn tiếp nhận và in bình thường."


class ProxyTrouble(NoLine):
    """The way leads through a proxy that does not let us through."""

    sentence = (
        "Chưa qua được máy chủ trung gian (proxy) của cơ quan. Vẫn tiếp nhận và in bình thường. "
        "Xin nhờ quản trị kiểm tra cấu hình proxy của máy."
    )


class LineCut(NoLine):
    """The line broke while it was used."""

    sentence = (
        "Đường truyền đứt giữa chừng. Phần cấp trên đã nhận không phải gửi lại, "
        "phần còn lại vẫn nguyên trên máy này và tự gửi tiếp."
    )


class ServerBusy(SyncError):
    """The server asks to come back later."""

    sentence = "Cấp trên đang bận. Dữ liệu vẫn nguyên trên máy này. Máy tự thử lại sau."

    def __init__(self, retry_after_s: int = 0) -> None:
        super().__init__()
        self.retry_after_s = retry_after_s


class ServerTrouble(SyncError):
    """The server failed, or what answered is not it; ``code`` is for the log and for tracebacks."""

    sentence = (
        "Máy chủ cấp trên đang trục trặc. Dữ liệu vẫn nguyên trên máy này. "
        "Máy tự thử lại; nếu kéo dài xin báo cấp trên."
    )

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.add_note(code)


class OldReceipt(ServerTrouble):
    """A receipt of a life that the server has left behind; on a stick that is only a late bundle."""

    def __init__(self) -> None:
        super().__init__("old_receipt")


class LostDurable(ServerTrouble):
    """It was restored to before what it had called durable, which may be here no longer as bytes."""

    sentence = (
        "Cấp trên vừa khôi phục một bản quá cũ, thiếu phần đã hứa giữ lâu dài. Sổ trên máy này vẫn nguyên, "
        "chưa gửi tiếp. Xin báo cấp trên khôi phục bản sao mới hơn."
    )

    def __init__(self) -> None:
        super().__init__("lost_durable")


class VersionMismatch(SyncError):
    """The server does not speak our protocol."""

    sentence = (
        "Phiên bản chương trình không khớp với máy chủ cấp trên. Dữ liệu vẫn nguyên trên máy này. "
        "Xin cập nhật chương trình, rồi gửi lại."
    )


class ProgramTooOld(VersionMismatch):
    """The server speaks a later protocol."""

    sentence = (
        "Chương trình trên máy này cũ hơn máy chủ cấp trên. Dữ liệu vẫn nguyên, vẫn tiếp nhận được. "
        "Xin cài phiên bản mới rồi gửi lại."
    )


class ServerTooOld(VersionMismatch):
    """The server speaks an earlier protocol."""

    sentence = (
        "Máy chủ cấp trên cũ hơn chương trình này. Dữ liệu vẫn nguyên, vẫn tiếp nhận được. "
        "Xin báo cấp trên cập nhật máy chủ."
    )


class NotEnrolled(SyncError):
    """This device belongs to no commune yet."""

    sentence = (
        "Máy này chưa ghi danh với cấp trên nên chưa gửi được. Dữ liệu vẫn lưu trên máy. "
        "Xin nhập mã ghi danh do cấp trên cấp."
    )


class DeviceUnknown(SyncError):
    """The server does not know this device's key."""

    sentence = (
        "Cấp trên không còn biết máy này. Dữ liệu vẫn nguyên trên máy, chưa mất gì. "
        "Xin mã ghi danh mới và ghi danh lại."
    )


class DeviceRevoked(SyncError):
    """The server no longer trusts this device."""

    sentence = (
        "Cấp trên đã ngừng nhận dữ liệu của máy này. Dữ liệu vẫn nguyên trên máy. "
        "Xin liên hệ cấp trên trước khi làm tiếp."
    )


class LogUnknown(SyncError):
    """The server knows this device, but not the log it writes under."""

    sentence = (
        "Cấp trên chưa nhận sổ mà máy này đang ghi. Dữ liệu vẫn nguyên trên máy, vẫn tiếp nhận được. "
        "Xin báo cấp trên."
    )


class EnrolmentError(SyncError):
    """This device did not become a member; nothing was changed."""


class TicketMistyped(EnrolmentError):
    """Not a ticket, or its check letters do not fit."""

    sentence = "Mã ghi danh không đúng. Chưa thay đổi gì. Xin kiểm tra từng nhóm chữ rồi nhập lại."


class TicketUnknown(EnrolmentError):
    """The server never gave this ticket."""

    sentence = (
        "Cấp trên không có mã ghi danh này. Chưa thay đổi gì. Xin kiểm tra lại mã hoặc xin cấp trên mã mới."
    )


class TicketUsed(EnrolmentError):
    """Another device was enrolled with it."""

    sentence = (
        "Mã ghi danh này đã dùng cho máy khác. Chưa thay đổi gì. Mỗi mã chỉ dùng một lần; "
        "xin cấp trên cấp mã mới cho máy này."
    )


class TicketExpired(EnrolmentError):
    """Too late."""

    sentence = "Mã ghi danh đã hết hạn. Chưa thay đổi gì. Xin cấp trên cấp mã mới."


class AlreadyEnrolled(EnrolmentError):
    """This device belongs to another commune or server."""

    def __init__(self, commune_name: str) -> None:
        super().__init__(
            f"Máy này đã ghi danh cho {commune_name}. Chưa thay đổi gì. "
            "Muốn dùng cho đơn vị khác, xin lập sổ mới ở thư mục khác."
        )


class EnrolledBefore(EnrolmentError):
    """The server knows this device as another commune's."""

    sentence = (
        "Cấp trên đã ghi danh máy này cho một xã khác. Chưa thay đổi gì. "
        "Xin kiểm tra mã ghi danh, hoặc lập sổ mới ở thư mục khác."
    )


class NoAnswerYet(EnrolmentError):
    """The stick brings no answer to an enrolment."""

    sentence = (
        "Trên USB chưa có trả lời ghi danh của cấp trên. Chưa thay đổi gì. "
        "Xin đợi USB từ cấp trên quay về rồi nhận lại."
    )


class WrongServer(SyncError):
    """Who answered cannot show what the root certified."""

    sentence = (
        "Máy trả lời không phải máy chủ đã ghi trong mã ghi danh. Chưa gửi gì cho máy đó. "
        "Xin báo quản trị trước khi thử lại."
    )


class UnsafeAddress(SyncError):
    """The address would be spoken to in the clear, or is none."""

    sentence = (
        "Địa chỉ máy chủ trong mã ghi danh không an toàn (không mã hóa đường truyền). Chưa gửi gì. "
        "Xin cấp trên cấp mã có địa chỉ https."
    )


class NoAuthorityFile(SyncError):
    """The private CA's file is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Không đọc được tệp chứng thư gốc {name} của mạng cơ quan. Chưa gửi gì. Xin chọn lại tệp."
        )


class ForgedReceipt(SyncError):
    """The receipt is not signed by the server we trust, or not for us."""

    sentence = (
        "Giấy biên nhận không mang chữ ký đúng của cấp trên nên không được tính. "
        "Dữ liệu vẫn nguyên trên máy này, vẫn chờ gửi. Xin báo quản trị."
    )


class UnverifiedFeed(SyncError):
    """What the feed brought of another desk does not verify; ``code`` names the reason."""

    sentence = (
        "Thay đổi của bàn khác nhận về không kiểm chứng được nên chưa ghi vào sổ. "
        "Dữ liệu trên máy này vẫn nguyên. Máy tự thử lại; nếu lặp lại xin báo quản trị."
    )

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
