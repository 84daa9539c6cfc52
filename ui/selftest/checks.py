"""Every line of a self-test, in its order: each stands on those before it."""

from collections.abc import Sequence
from pathlib import Path

from ui.selftest import exchange, lists, machine, papers, scans, store, type_faces, window
from ui.selftest.check import Check
from ui.selftest.profile_copy import looker_at

REINSTALL = "Xin cài lại chương trình; sổ của cơ quan vẫn nguyên."
TELL = "Sổ của cơ quan vẫn nguyên. Xin lưu gói trợ giúp và gửi người quản trị."

MACHINE = (
    Check("log", "Thư mục nhật ký", "Xin nhờ quản trị mở quyền ghi cho thư mục này.", machine.look_at_log),
    Check("disk", "Chỗ trống trên đĩa", "Xin dọn bớt tệp trên ổ đĩa của máy.", machine.look_at_disk),
    Check("clock", "Ngày giờ của máy", "Xin chỉnh lại ngày giờ của Windows.", machine.look_at_clock),
)
PROGRAM = (
    Check("fonts", "Chữ tiếng Việt", REINSTALL, type_faces.look_at_fonts),
    Check(
        "keystore",
        "Kho khóa của máy",
        "Xin đăng nhập lại vào Windows rồi kiểm tra lại, hoặc nhờ quản trị.",
        store.look_at_key_store,
        may_skip=True,
    ),
    Check("cipher", "Mã hóa sổ", REINSTALL, store.look_at_cipher),
    Check("catalogue", "Danh mục thủ tục", REINSTALL, store.look_at_catalogue),
    Check("window", "Cửa sổ chương trình", TELL, window.look_at_window),
    Check("reception", "Tiếp nhận một hồ sơ", TELL, store.receive),
    Check("receipt", "Giấy hẹn", TELL, papers.look_at_receipt),
    Check("bundle", "Gói trao đổi qua USB", TELL, exchange.look_at_bundle),
)
OUTSIDE = (
    # Not of a copy: an office whose scanner is deaf still needs its updates.
    Check("scans", "Đọc bản quét và mã QR", TELL, scans.look_at_scans),
    Check("lists", "Đọc danh sách từ Excel", TELL, lists.look_at_lists),
    Check(
        "printers",
        "Máy in",
        "Xin cài máy in trong Windows.",
        machine.look_at_printers,
        may_skip=True,
    ),
    Check("drives", "USB đang cắm", "Xin rút USB ra cắm lại.", machine.look_at_drives, may_skip=True),
)
COPY_TITLE = "Bản chép của sổ"
COPY_ADVICE = "Sổ đang dùng vẫn nguyên. Xin dùng tiếp phiên bản cũ và báo quản trị."
# Told only where it fails: before the first line there is nothing to see.
START = Check("start", "Khởi động chương trình", TELL, lambda _: "")
TIDY = Check("tidy", "Dọn sạch phần thử", "Xin khởi động lại máy; lần kiểm tra sau sẽ dọn nốt.", lambda _: "")


def checks_for(copy: Path | None) -> Sequence[Check]:
    """The lines; on a copy of a profile only what a version of the program answers for, not the machine."""
    if copy is None:
        return *MACHINE, *PROGRAM, *OUTSIDE
    return *PROGRAM, Check("copy", COPY_TITLE, COPY_ADVICE, looker_at(copy))
