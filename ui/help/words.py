"""The words of the help: each line of a self-test, how it ended as a whole, and what is left of a crash."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.crash.reports import Kind, Report
from app.domain.clock import wall_of
from ui.selftest.checks import TELL, TIDY, checks_for
from ui.selftest.result import Line, Result, Status
from ui.theme.marks import Mark
from ui.theme.measures import ICON_SMALL

INTRODUCTION = (
    "Chạy thử cả chương trình trên một sổ tạm rồi xóa đi; sổ của cơ quan không bị mở. "
    "Mất chừng nửa phút, một cửa sổ thử hiện lên rồi tự đóng."
)
ABOUT_TRAINING = (
    "Mười hai nhiệm vụ trên dữ liệu mẫu, có tính giờ và điểm. Bản tập mở ở cửa sổ riêng, có khung đỏ; "
    "không đụng tới sổ này và không gửi đi đâu."
)
ABOUT_BUNDLE = (
    "Một tệp để gửi người quản trị khi có trục trặc: kết quả kiểm tra, nhật ký, phiên bản, các lần gặp lỗi. "
    "Không có họ tên, số định danh, số điện thoại hay nội dung hồ sơ."
)
NO_REPORT = "Chưa lần nào."
BROKE_OFF = "Phần thử dừng đột ngột ở mục này."
NOT_STARTED = "Không chạy được phần thử. Sổ vẫn nguyên. Xin cài lại chương trình."

PENDING = Mark("shape-dot", "text3")
RUNNING = Mark("shape-play", "new")
DONE = Mark("check", "ok", size=ICON_SMALL)
WRONG = Mark("circle-alert", "late", is_bold=True, size=ICON_SMALL)
BROKE = Mark("shape-triangle", "due")
MARKS = {Status.PASSED: DONE, Status.FAILED: WRONG, Status.SKIPPED: Mark("shape-bars", "pause")}
STATES = {Status.PASSED: "Đạt", Status.FAILED: "Không đạt", Status.SKIPPED: "Bỏ qua"}

OFFERS = {
    Kind.ENDED: "Lần trước chương trình dừng đột ngột. Việc đã lưu còn nguyên.",
    Kind.ERROR: "Lần trước chương trình gặp lỗi ở một việc. Việc đã lưu còn nguyên.",
}
TO_DO = "Xin lưu gói trợ giúp gửi người quản trị, hoặc bỏ qua nếu không gặp lại."


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the self-test as it is shown."""

    title: str
    mark: Mark
    state: str
    reason: str = ""
    advice: str = ""

    @property
    def is_failed(self) -> bool:
        """Whether it needs somebody."""
        return self.mark is WRONG


OPEN = Row("", PENDING, "")


def rows_of(result: Result | None, *, is_running: bool) -> list[Row]:
    """Every line: those that ended, the one at work, and those to come."""
    ended = {line.name: _ended(line) for line in result.lines} if result else {}
    checks = (*checks_for(None), TIDY)
    following = next((check.name for check in checks if check.name not in ended), "")
    at_hand = _at_hand(result, is_running=is_running)
    return [
        ended.get(check.name) or replace(at_hand if check.name == following else OPEN, title=check.title)
        for check in checks
    ]


def _ended(line: Line) -> Row:
    return Row(line.title, MARKS[line.status], STATES[line.status], line.reason, line.advice)


def _at_hand(result: Result | None, *, is_running: bool) -> Row:
    """How the first line that has not ended stands; a test that is over and has one broke off there."""
    if is_running:
        return Row("", RUNNING, "Đang thử")
    if result is not None and not result.is_finished:
        return Row("", WRONG, STATES[Status.FAILED], BROKE_OFF, TELL)
    return OPEN


def summary(rows: Sequence[Row], result: Result | None, *, is_running: bool) -> tuple[Mark, str]:
    """One sentence on the whole."""
    failed = sum(row.is_failed for row in rows)
    if is_running:
        return RUNNING, "Đang thử. Vẫn tiếp nhận và in bình thường."
    if result is None:
        return WRONG, NOT_STARTED
    if failed:
        return (
            WRONG,
            f"{failed} mục không đạt. Xin làm theo lời dặn ở đó, hoặc lưu gói trợ giúp gửi quản trị.",
        )
    skipped = sum(row.state == STATES[Status.SKIPPED] for row in rows)
    rest = f" {skipped} mục chưa thử được trên máy này." if skipped else ""
    return DONE, f"Máy dùng được.{rest}"


def offer(reports: Sequence[Report]) -> str:
    """What to say at the next start of reports nobody looked at; a sudden end outweighs an error."""
    kind = Kind.ENDED if any(report.kind is Kind.ENDED for report in reports) else Kind.ERROR
    return OFFERS[kind]


def report_words(report: Report) -> str:
    """When it was and what to do."""
    at = wall_of(round(report.at.timestamp() * 1000))
    what = "dừng đột ngột" if report.kind is Kind.ENDED else "gặp lỗi ở một việc"
    return f"{at:%H:%M %d/%m/%Y}: chương trình {what}. Việc đã lưu còn nguyên. {TO_DO}"
