"""Why a bundle was not taken in, for those who read it at the district."""

REASONS = {
    "not_a_bundle": "không phải gói trao đổi",
    "newer_format": "do chương trình mới hơn ghi, xin cập nhật máy chủ",
    "not_for_us": "gửi cho máy chủ khác",
    "damaged": "bị hỏng hoặc đã bị sửa",
    "forged": "không mang chữ ký đúng của nơi gửi",
    "unknown_device": "máy gửi chưa ghi danh ở đây",
    "revoked": "máy gửi không còn được tin",
    "unknown_ticket": "mã ghi danh không có ở đây",
    "ticket_used": "mã ghi danh đã dùng cho máy khác",
    "ticket_expired": "mã ghi danh đã hết hạn",
    "device_known": "máy đã ghi danh cho xã khác",
    "stick_full": "nơi ghi đã đầy",
    "stick_read_only": "nơi ghi không cho ghi",
    "stick_lies": "USB hỏng, đọc lại thấy khác",
}


def reason(code: str) -> str:
    """The words for a code."""
    return REASONS.get(code, f"mã {code}")
