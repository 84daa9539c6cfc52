"""What is said of newer versions: that one will be used, and that one was not."""

from app.installation.aside import Reason, Report
from sync.updates.outcome import Fetched, State

WHY = {
    Reason.TEST_FAILED: "không qua được bước tự kiểm trên máy này",
    Reason.TEST_HUNG: "kiểm quá lâu trên máy này mà không xong",
    Reason.DID_NOT_START: "không khởi động được trên máy này",
    Reason.NEVER_SHOWN: "không mở được cửa sổ trên máy này",
    Reason.BY_HAND: "đã được đổi lại bản trước bằng tay",
}


def next_version_words(version: str) -> str:
    """For the status line and the page about the program; "" where none waits."""
    return f"Có bản mới {version}, sẽ dùng từ lần mở sau" if version else ""


def next_version_words_short(version: str) -> str:
    """The same where there is little room."""
    return f"Có bản mới {version}" if version else ""


def given_up_words(report: Report) -> str:
    """Why the version in use is still the one before."""
    return (
        f"Bản mới {report.version} {WHY[report.reason]} nên vẫn dùng bản trước. Sổ còn nguyên. "
        "Máy không tự thử lại bản này; xin báo quản trị."
    )


def fetched_words(fetched: Fetched) -> str:
    """What one look came to, for who asked for it."""
    match fetched.state:
        case State.STAGED:
            return f"{next_version_words(fetched.version)}. {fetched.notes}".rstrip()
        case State.UNFINISHED:
            left = -(-fetched.left_bytes // 1000)
            return f"Đang tải bản mới {fetched.version}, còn {left} KB. Máy tự tải tiếp."
        case State.SET_ASIDE:
            return f"Bản mới {fetched.version} đã thử mà không dùng được trên máy này nên không tự thử lại."
        case _:
            return "Đang dùng bản mới nhất."
