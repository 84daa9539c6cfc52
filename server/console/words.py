"""How the console says things in Vietnamese; states and codes in one place."""

from datetime import datetime

from app.domain.clock import wall_of
from app.domain.dossier import DossierState
from server.storage.tickets import TicketLine

STATE_COLUMNS: tuple[tuple[str, tuple[DossierState, ...]], ...] = (
    ("Mới nhận", (DossierState.DRAFT, DossierState.RECEIVED)),
    ("Đang giải quyết", (DossierState.PROCESSING,)),
    ("Chờ bổ sung", (DossierState.SUPPLEMENT_REQUESTED,)),
    ("Đã chuyển", (DossierState.TRANSFERRED,)),
    ("Xong, chờ trả", (DossierState.FINISHED,)),
    ("Đã trả", (DossierState.RETURNED,)),
    (
        "Khác",
        (
            DossierState.REFUSED,
            DossierState.WITHDRAWN,
            DossierState.STOPPED,
            DossierState.GUIDED,
            DossierState.UNDONE,
            DossierState.UNCOLLECTED,
        ),
    ),
)

QUARANTINE_WORDS = {
    "malformed": "Không đọc được nội dung",
    "unknown_command": "Việc làm không có trong phiên bản này",
    "unknown_table": "Bảng không có trong phiên bản này",
    "unknown_group": "Mục không có trong phiên bản này",
    "newer_schema": "Máy ở xã dùng phiên bản mới hơn máy chủ",
    "never_deleted": "Xóa hồ sơ hoặc việc đã ghi",
    "code_not_leased": "Mã hồ sơ ngoài dải số được cấp",
    "code_used": "Mã hồ sơ đã có hồ sơ khác dùng",
    "code_changed": "Đổi mã hồ sơ đã in",
    "unknown_dossier": "Việc của hồ sơ chưa có",
    "act_rewritten": "Ghi đè một việc đã ghi",
}


def quarantine_words(code: str) -> str:
    """Why a change was set aside."""
    return QUARANTINE_WORDS.get(code, code)


def number(value: int) -> str:
    """``1.234``."""
    return f"{value:,}".replace(",", ".")


def moment(ms: int | None, now: datetime) -> str:
    """``23/11 14:41``, with the year where it is another one."""
    if ms is None:
        return "–"
    wall = wall_of(ms)
    day = f"{wall:%d/%m}" if wall.year == now.year else f"{wall:%d/%m/%Y}"
    return f"{day} {wall:%H:%M}"


def ticket_state(line: TicketLine, now_ms: int, now: datetime) -> str:
    """Whether a ticket still waits for its device."""
    if line.used_ms is not None:
        return f"Đã dùng {moment(line.used_ms, now)}"
    return "Hết hạn" if line.expires_ms < now_ms else "Chưa dùng"
