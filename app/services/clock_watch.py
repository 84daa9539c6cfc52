"""A clock that jumps is noticed, recorded and shown, never silently trusted."""

from dataclasses import dataclass

from app.services.audit import Noted
from app.services.desk import Desk
from app.storage import act_log, feed_store
from app.storage.act_log import NotedAct

TOLERATED_MS = 5 * 60_000


@dataclass(frozen=True, slots=True)
class ClockNotice:
    """What is wrong with this PC's clock, in words; work goes on."""

    sentence: str


def check(desk: Desk) -> ClockNotice | None:
    """Compare the PC's clock with what was last written here and what the server last said."""
    now = desk.now_ms()
    with desk.store.read() as connection:
        last_ms = act_log.last_written_ms(connection)
        off_ms = feed_store.clock_off_ms(connection)
    if now < last_ms - TOLERATED_MS:
        minutes = (last_ms - now) // 60_000
        with desk.store.write_local() as connection:
            act_log.note(connection, NotedAct(now, None, Noted.CLOCK_BACK, f"{minutes} min"))
        return ClockNotice(
            f"Đồng hồ máy này chậm {minutes} phút so với lần ghi trước. Dữ liệu vẫn nguyên. "
            "Xin chỉnh lại ngày giờ của máy trước khi tiếp nhận."
        )
    if abs(off_ms) > TOLERATED_MS:
        direction = "nhanh" if off_ms > 0 else "chậm"
        return ClockNotice(
            f"Đồng hồ máy này {direction} {abs(off_ms) // 60_000} phút so với máy chủ cấp trên. "
            "Vẫn tiếp nhận được. Xin chỉnh lại giờ của máy."
        )
    return None
