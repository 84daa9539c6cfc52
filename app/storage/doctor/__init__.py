"""The doctor: looks at a profile without changing it, and names what is wrong.

The short round takes seconds; the thorough one reads every scan, every changeset and every row.
"""

from itertools import islice

from app.progress import Progress, Report, unheard
from app.storage import projections
from app.storage.doctor import audit, chain, derived, files, rows, structure
from app.storage.doctor.report import Check, Checked, Finding, Patient
from app.storage.errors import StorageError
from app.storage.migrate import make_triggers
from app.storage.profile import Profile
from app.storage.sidecar_file import SidecarFile

MOST_FINDINGS = 50

RESTORE = "Xin giữ nguyên thư mục, ngừng nhập và khôi phục từ bản sao lưu gần nhất."
REPORT = "Số liệu đang có vẫn đọc được. Xin sao lưu ngay rồi gửi kết quả này cho người hỗ trợ."
INSPECT = "Hồ sơ và số liệu vẫn nguyên. Xin giữ nguyên máy này và báo người kiểm tra."
REPAIR = "Dữ liệu gốc vẫn nguyên. Xin chạy: soxa doctor --repair"

CHECKS = (
    Check("cipher", "Mã hóa", RESTORE, structure.look_at_cipher),
    Check("pages", "Các trang của tệp sổ", RESTORE, structure.look_at_pages),
    Check("references", "Liên kết giữa các dòng", REPORT, structure.look_at_references),
    Check("schema", "Cấu trúc bảng", REPORT, structure.look_at_schema),
    Check("triggers", "Bộ ghi thay đổi", REPAIR, structure.look_at_triggers),
    Check("capture", "Thay đổi chưa vào nhật ký", REPORT, structure.look_at_capture),
    Check("position", "Đầu nhật ký", REPORT, chain.look_at_position),
    Check(
        "sidecar",
        "Tệp vị trí nhật ký",
        "Sổ này là bản cũ được chép đè. Xin đóng rồi mở lại sổ để máy dùng dải số dự phòng.",
        files.look_at_sidecar,
    ),
    Check(
        "key_slots", "Mã khôi phục", "Sổ vẫn mở được trên máy này. Xin sao lưu ngay.", files.look_at_key_slots
    ),
    Check("leases", "Dải số được cấp", REPORT, files.look_at_leases),
    Check("room", "Chỗ trống trên đĩa", "Sổ vẫn nguyên. Xin dọn bớt tệp trên ổ đĩa này.", files.look_at_room),
    Check("chain", "Chuỗi nhật ký", REPORT, chain.look_at_chain, is_thorough=True),
    Check("audit", "Nhật ký xem, in, xuất", INSPECT, audit.look_at_audit, is_thorough=True),
    Check("rows", "Số liệu so với nhật ký", REPORT, rows.look_at_rows, is_thorough=True),
    Check("states", "Trạng thái hồ sơ", REPAIR, derived.look_at_states, is_thorough=True),
    Check("search", "Mục tìm kiếm", REPAIR, derived.look_at_search, is_thorough=True),
    Check(
        "blobs",
        "Tệp quét",
        "Hồ sơ và số liệu vẫn nguyên. Xin quét lại giấy tờ đó, hoặc lấy tệp từ bản sao lưu.",
        files.look_at_blobs,
        is_thorough=True,
    ),
)


def examine(profile: Profile, *, thorough: bool, report: Report = unheard) -> list[Checked]:
    """Every check's findings, on one snapshot of the database."""
    sidecar = SidecarFile(profile.folder.sidecar).read()
    checks = [check for check in CHECKS if thorough or not check.is_thorough]
    results = []
    with profile.store.read() as connection:
        patient = Patient(profile, connection, sidecar)
        for number, check in enumerate(checks):
            report(Progress(f"Đang kiểm: {check.title}", number, len(checks)))
            results.append(_checked(check, patient))
    return results


def _checked(check: Check, patient: Patient) -> Checked:
    try:
        findings = tuple(islice(check.look(patient), MOST_FINDINGS))
    except StorageError as error:
        findings = (Finding(str(error), check.name),)
    return Checked(check.name, check.title, check.advice, findings)


def repair(profile: Profile) -> None:
    """Make the capture triggers anew, and everything that is derived from the rows."""
    with profile.store.write_local() as connection:
        make_triggers(connection)
        projections.rebuild(connection)
