"""What can be wrong with a profile; each is one sentence for the officer.

StorageError
├── WrongKey, KeyMissing, WrongRecoveryCode       the key
├── NotEncrypted, DamagedDatabase, NewerDatabase  the file
├── DiskFull, DiskFails, ReadOnlyFolder           the disk
├── AlreadyOpen, DatabaseBusy                     a second instance, or work that holds the database
├── MachineFrozen, MachineRetired                 a second machine under this one's key
├── NoSyncKey                                     training's books, which go nowhere
└── NoProfile, ProfileHalfMade, ProfileExists     the folder
"""

from app.errors import AppError


class StorageError(AppError):
    """The profile cannot be used as it is."""

    sentence = ""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class WrongKey(StorageError):
    """The key does not open the database."""

    sentence = (
        "Khóa trên máy này không mở được sổ. Dữ liệu vẫn nguyên, chưa ghi gì. "
        "Xin nhập mã khôi phục của cơ quan (lệnh soxa restore)."
    )


class KeyMissing(StorageError):
    """The operating system's key store has no key for this profile."""

    sentence = (
        "Kho khóa của máy không có khóa của sổ này. Dữ liệu vẫn nguyên và vẫn được mã hóa. "
        "Xin nhập mã khôi phục của cơ quan (lệnh soxa restore)."
    )


class NoSyncKey(StorageError):
    """Training's books were made without the key that a district could accept."""

    sentence = (
        "Đây là bản tập huấn, không có khóa gửi nên không ghi danh và không gửi đi đâu được. "
        "Sổ thật không bị ảnh hưởng. Xin làm việc này trong sổ của cơ quan."
    )


class WrongRecoveryCode(StorageError):
    """No key slot opens with this code."""

    sentence = "Mã khôi phục không đúng. Dữ liệu vẫn nguyên. Xin kiểm tra từng nhóm chữ rồi nhập lại."


class NotEncrypted(StorageError):
    """A plain file lies where the encrypted database belongs, or this build has no cipher."""

    sentence = (
        "Tệp sổ trên đĩa không được mã hóa nên chương trình không mở. Chưa ghi gì vào tệp đó. "
        "Xin báo quản trị, rồi khôi phục từ bản sao lưu."
    )


class DamagedDatabase(StorageError):
    """The database is truncated or its pages do not verify."""

    sentence = (
        "Tệp sổ bị hỏng hoặc thiếu phần cuối. Chương trình không ghi gì thêm. "
        "Xin giữ nguyên thư mục và khôi phục từ bản sao lưu gần nhất."
    )


class NewerDatabase(StorageError):
    """Written by a newer program."""

    sentence = (
        "Sổ này đã được phiên bản mới hơn của chương trình dùng. Dữ liệu vẫn nguyên. "
        "Xin cài phiên bản mới rồi mở lại."
    )


class DiskFull(StorageError):
    """No room to write."""

    sentence = (
        "Ổ đĩa đã đầy nên việc vừa làm chưa được lưu. Những gì đã lưu vẫn nguyên. "
        "Xin xóa bớt tệp không cần trên ổ đĩa rồi làm lại."
    )


class DiskFails(StorageError):
    """The disk did not read or write what it was asked to."""

    sentence = (
        "Ổ đĩa báo lỗi đọc ghi nên việc vừa làm chưa được lưu. Những gì đã lưu vẫn nguyên. "
        "Xin làm lại; nếu vẫn lỗi, xin sao lưu và báo quản trị."
    )


class ReadOnlyFolder(StorageError):
    """The folder cannot be written."""

    sentence = (
        "Thư mục của sổ không cho ghi. Dữ liệu vẫn nguyên, chưa ghi gì. "
        "Xin nhờ quản trị mở quyền ghi cho thư mục này."
    )


class AlreadyOpen(StorageError):
    """Another instance of the program holds the profile."""

    sentence = (
        "Sổ này đang được mở ở một cửa sổ khác trên máy. Chưa thay đổi gì. "
        "Xin chuyển sang cửa sổ đang mở hoặc đóng nó trước."
    )


class DatabaseBusy(StorageError):
    """Other work held the database longer than we wait."""

    sentence = (
        "Một việc khác đang ghi vào sổ lâu hơn bình thường nên việc vừa làm chưa được lưu. "
        "Những gì đã lưu vẫn nguyên. Xin đợi một phút rồi làm lại."
    )


class NoProfile(StorageError):
    """There is no profile in the folder."""

    sentence = (
        "Thư mục này chưa có sổ. Chưa ghi gì. Xin chọn đúng thư mục, hoặc mở chương trình để lập sổ mới."
    )


class ProfileHalfMade(StorageError):
    """A profile was begun and nobody has confirmed its recovery code."""

    sentence = (
        "Sổ ở máy này đang lập dở, trong sổ chưa có gì nên không mất gì. Chưa ghi gì. "
        "Xin mở cửa sổ chương trình để lập lại từ đầu."
    )


class ProfileExists(StorageError):
    """The folder already holds a profile."""

    sentence = "Thư mục này đã có sổ. Sổ cũ vẫn nguyên. Xin chọn một thư mục trống."


class UndrainedChanges(Exception):
    """Our bug: a commit would leave captured changes outside the log."""


class MachineFrozen(StorageError):
    """Another machine has this one's key and came first; the administrator has not decided yet."""

    sentence = (
        "Một máy khác đang chạy bản sao của sổ này. Những gì máy này đã ghi đều còn và vẫn gửi. "
        "Máy này tạm chỉ xem. Xin báo quản trị cấp trên chọn máy ghi tiếp."
    )


class MachineRetired(StorageError):
    """The administrator chose the other machine."""

    sentence = (
        "Quản trị đã chọn máy kia ghi tiếp. Những gì máy này đã ghi đều còn và vẫn gửi. "
        "Xin nhập mã ghi danh mới ở Quản trị máy, mục Cấp trên, để máy này ghi tiếp."
    )
