"""What can be wrong with the program's own folder.

InstallationError
├── NotInstalled         there is no such folder: a program run from its source
├── NoPreviousVersion    nothing to return to
├── InstallationBusy     another window is at it
├── NoRoomForVersion, CannotWriteVersion   the disk
└── DamagedVersion       files that are not those of the release
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import AppError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class InstallationError(AppError):
    """Nothing was changed about the version in use."""

    sentence = ""

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NotInstalled(InstallationError):
    """The program does not run out of an installation."""

    sentence = (
        "Chương trình này không được cài bằng bộ cài nên không tự cập nhật. Sổ vẫn nguyên. "
        "Xin cập nhật theo cách đã cài chương trình."
    )


class NoPreviousVersion(InstallationError):
    """There is no version before this one that is whole."""

    sentence = (
        "Máy này không còn bản trước nguyên vẹn nên không quay lại được. Bản đang dùng và sổ vẫn nguyên."
    )


class InstallationBusy(InstallationError):
    """Another instance is fetching or switching."""

    sentence = "Một cửa sổ khác đang cập nhật chương trình. Chưa thay đổi gì. Xin đợi vài phút rồi làm lại."


class NoRoomForVersion(InstallationError):
    """No room for another version beside the one in use."""

    def __init__(self, needed_bytes: int = 0) -> None:
        needed = f" Cần thêm chừng {needed_bytes // 1_000_000 + 1} MB." if needed_bytes else ""
        super().__init__(
            f"Ổ đĩa không đủ chỗ cho bản mới của chương trình.{needed} Bản đang dùng và sổ vẫn nguyên. "
            "Xin xóa bớt tệp không cần."
        )


class CannotWriteVersion(InstallationError):
    """The disk refuses, for another reason than room."""

    sentence = (
        "Không ghi được bản mới vào thư mục chương trình. Bản đang dùng và sổ vẫn nguyên. "
        "Máy tự thử lại; nếu lặp lại xin báo quản trị."
    )


class DamagedVersion(InstallationError):
    """A version's files are not those that its release names."""

    sentence = (
        "Tệp của bản mới không đúng như đơn vị phát hành đã ký nên không được dùng. "
        "Bản đang dùng và sổ vẫn nguyên. Máy sẽ tải lại."
    )


@contextmanager
def disk_sentences() -> Iterator[None]:
    """Turn what the system says into the sentence of what is safe and what to do."""
    try:
        yield
    except OSError as error:
        raise (NoRoomForVersion() if error.errno in FULL else CannotWriteVersion()) from error
