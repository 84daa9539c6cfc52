"""Why a record waits or was sent back, by its stable code, in the officer's words."""

from collections.abc import Mapping
from datetime import timedelta

from app.domain.twin import Twin
from app.storage.errors import MachineFrozen, MachineRetired

UNKNOWN = "Cấp trên chưa xử lý được. Dữ liệu vẫn nguyên trên máy này. Xin báo quản trị (mã {code})."

REASONS: Mapping[str, str] = {
    # set aside by the server
    "code_used": "Mã hồ sơ này đã có hồ sơ khác dùng. Cả hai hồ sơ đều được giữ. Xin báo cấp trên.",
    "code_not_leased": "Mã hồ sơ nằm ngoài dải số cấp cho máy này. Hồ sơ vẫn có hiệu lực. Xin báo cấp trên.",
    "code_changed": "Mã hồ sơ đã in không được đổi. Cấp trên giữ mã cũ.",
    "unknown_dossier": "Việc này thuộc một hồ sơ cấp trên chưa nhận. Hồ sơ đó đến là được xử lý tiếp.",
    "act_rewritten": "Một việc đã ghi bị ghi lại lần nữa. Cấp trên giữ bản đầu.",
    "never_deleted": "Hồ sơ và các bước xử lý không được xóa. Cấp trên vẫn giữ.",
    "newer_schema": "Bản ghi do chương trình mới hơn viết. Cập nhật xong là đọc được, không mất gì.",
    "unknown_command": "Bản ghi do chương trình mới hơn viết. Cập nhật xong là đọc được, không mất gì.",
    "unknown_table": "Bản ghi do chương trình mới hơn viết. Cập nhật xong là đọc được, không mất gì.",
    "unknown_group": "Bản ghi do chương trình mới hơn viết. Cập nhật xong là đọc được, không mất gì.",
    "malformed": "Bản ghi không đọc được. Đã để riêng, các hồ sơ khác không bị ảnh hưởng. Xin báo quản trị.",
    # not stored by the server
    "out_of_scope": "Cấp trên chưa nhận sổ của máy này. Dữ liệu vẫn nguyên. Xin báo cấp trên.",
    "bad_signature": "Chữ ký của máy ghi không khớp. Chưa ghi vào sổ, các hồ sơ khác không bị ảnh hưởng.",
    "broken_chain": "Chuỗi ghi sổ bị đứt hoặc bị sửa. Chưa ghi vào sổ, sổ vẫn nguyên. Xin báo quản trị.",
    "unknown_format": "Gói do chương trình mới hơn viết. Cập nhật xong là đọc được, không mất gì.",
    # asked for by the server
    "too_old_to_write": "Cấp trên cần chương trình mới hơn để ghi sổ. Mọi việc vẫn được lưu và gửi đủ. "
    "Xin cập nhật chương trình.",
    # waits here
    "revoked": "Máy ghi phần này đã bị thôi tin nên chưa ghi vào sổ. Sổ vẫn nguyên. Xin báo cấp trên.",
    "two_logs": "Máy này từng bị khôi phục nên có hai bản sổ khác nhau, ở đây và ở cấp trên. Cả hai đều được "
    "giữ. Xin báo quản trị.",
    "gap": "Còn thiếu phần trước đó của bàn kia. Phần đó đến là tự ghi tiếp.",
    "missing_dependency": "Chờ thay đổi của một bàn khác chưa đồng bộ. Bàn đó gửi xong là tự ghi tiếp.",
    "missing_row": "Chờ một hồ sơ của bàn khác chưa đồng bộ. Bàn đó gửi xong là tự ghi tiếp.",
}

RAN_OUT = "Hết thời gian đường truyền. Phần đã gửi có giấy biên nhận; phần còn lại gửi lần sau."
REBORN = (
    "Sổ này vừa được phục hồi hoặc sao chép nên ghi tiếp dưới sổ mới. "
    "Không mất gì, mã đã in vẫn đúng. Không phải làm gì thêm."
)
SERVER_RESTORED = (
    "Máy chủ cấp trên vừa được khôi phục. Máy này tự gửi lại những gì cấp trên còn thiếu. "
    "Không mất gì, không phải làm gì."
)
TWINS: Mapping[Twin, str] = {
    Twin.SEEN: "Một máy khác đang chạy bản sao của sổ này. Máy này ghi tiếp bình thường, không mất gì. "
    "Xin báo quản trị cấp trên chọn máy ghi tiếp.",
    Twin.FROZEN: MachineFrozen.sentence,
    Twin.RETIRED: MachineRetired.sentence,
}


def twin_words(twin: int) -> str:
    """What is told on a machine whose key a second one has too; "" where none has."""
    return next((words for known, words in TWINS.items() if known == twin), "")


def reason_words(code: str) -> str:
    """The sentence for a code; a code of a later version is shown as it is."""
    return REASONS.get(code) or UNKNOWN.format(code=code)


def clock_words(off_ms: int) -> str:
    """What to do about a PC's clock that is ahead (negative: behind)."""
    minutes = timedelta(milliseconds=abs(off_ms)) // timedelta(minutes=1)
    side = "nhanh" if off_ms > 0 else "chậm"
    return f"Đồng hồ máy này {side} {minutes} phút so với cấp trên. Xin chỉnh lại giờ của Windows."
