"""What can go wrong with a backup; each is one sentence for the officer.

StorageError
├── NoBackup, NotABackup, NewerBackup, DamagedBackup                      the file
├── BackupFolderAbsent, NoRoomForBackup, BackupFolderReadOnly, DriveLost  the place
└── BackupRunning                                                         another backup
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from app.storage.engine import sentence_for_os
from app.storage.errors import DiskFull, ReadOnlyFolder, StorageError


class NoBackup(StorageError):
    """The file is not there."""

    sentence = "Không thấy tệp bản sao lưu này. Chưa ghi gì. Xin kiểm tra tên tệp, hoặc cắm lại ổ chứa nó."


class NotABackup(StorageError):
    """Another kind of file."""

    sentence = "Tệp này không phải bản sao lưu của Sổ Xã. Chưa ghi gì. Xin chọn tệp có đuôi .sxb."


class NewerBackup(StorageError):
    """Written by a newer program."""

    sentence = (
        "Bản sao lưu này do phiên bản mới hơn của chương trình ghi. Bản sao vẫn nguyên, chưa ghi gì. "
        "Xin cài phiên bản mới rồi khôi phục lại."
    )


class DamagedBackup(StorageError):
    """Cut, altered, or a volume of it is missing."""

    sentence = (
        "Bản sao lưu này bị hỏng hoặc thiếu một phần (.002, .003). Chưa ghi gì vào sổ. "
        "Xin chép lại cho đủ các phần, hoặc dùng bản sao của ngày khác."
    )


class BackupFolderAbsent(StorageError):
    """The folder that backups go to is not there: a stick that is not plugged in."""

    sentence = (
        "Không thấy nơi lưu bản sao (có thể chưa cắm ổ hoặc USB). Sổ vẫn nguyên, chưa sao lưu. "
        "Xin cắm ổ vào, hoặc chọn thư mục khác."
    )


class NoRoomForBackup(StorageError):
    """The PC or the place that backups go to is full."""

    sentence = (
        "Không đủ chỗ trống để ghi (ở máy hoặc ở nơi lưu). Sổ và các bản sao cũ vẫn nguyên. "
        "Xin dọn bớt tệp, hoặc chọn ổ khác."
    )


class BackupFolderReadOnly(StorageError):
    """The place cannot be written."""

    sentence = (
        "Thư mục đã chọn không cho ghi. Sổ và các bản sao cũ vẫn nguyên. "
        "Xin mở khóa chống ghi của ổ, hoặc chọn thư mục khác."
    )


class DriveLost(StorageError):
    """The drive stopped answering half-way."""

    sentence = (
        "Ổ chứa bản sao lưu không đọc ghi được nữa (có thể đã bị rút). Sổ vẫn nguyên. "
        "Xin cắm lại rồi làm lại từ đầu."
    )


class BackupRunning(StorageError):
    """Another backup of this profile is being made."""

    sentence = "Sổ này đang được sao lưu ở một cửa sổ khác. Dữ liệu an toàn. Xin đợi việc đó xong."


@contextmanager
def drive_sentences() -> Iterator[None]:
    try:
        yield
    except DiskFull as error:
        raise NoRoomForBackup from error
    except OSError as error:
        raise _drive_sentence(error) from error


def _drive_sentence(error: OSError) -> StorageError:
    if error.errno == errno.EFBIG or isinstance(sentence_for_os(error), DiskFull):
        return NoRoomForBackup()
    return BackupFolderReadOnly() if isinstance(sentence_for_os(error), ReadOnlyFolder) else DriveLost()
