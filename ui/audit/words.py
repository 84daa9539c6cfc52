"""What each line of the audit says."""

import re
from collections.abc import Mapping

from app.domain.dossier import EventKind, Role
from app.domain.lending import LendingForm
from app.services.audit import Noted
from app.services.audit_view import PRINTED_AT_MOST, AuditLineView, AuditPage, What
from app.storage import audit_rows
from ui.terms import ROLE_WORDS

WHAT_WORDS: Mapping[What, str] = {
    What.ALL: "Mọi việc",
    What.SEEN: "Xem hồ sơ, mở số định danh",
    What.PRINTED: "In",
    What.CHANGED: "Ghi, sửa, hủy",
    What.EXPORTED: "Xuất ra tệp",
    What.SIGNED_IN: "Vào, ra, gõ sai mã",
    What.MACHINE: "Máy và sổ",
}
NOTED_WORDS: Mapping[str, str] = {
    Noted.SEEN: "Mở xem hồ sơ",
    Noted.UNMASKED: "Mở xem số định danh đầy đủ",
    Noted.PRINTED: "In giấy",
    Noted.LIST_PRINTED: "In danh sách",
    Noted.REGISTER_PRINTED: "In sổ theo dõi hồ sơ",
    Noted.EXPORTED: "Xuất danh sách ra tệp",
    Noted.IMPORTED: "Đọc danh sách từ tệp",
    Noted.SIGNED_IN: "Vào làm việc",
    Noted.REFUSED_IN: "Gõ sai mã PIN",
    Noted.LEFT: "Khóa màn hình",
    Noted.OFFICE_CHANGED: "Sửa tên cơ quan",
    Noted.CLERK_CHANGED: "Thêm hoặc sửa công chức",
    Noted.PIN_SET: "Đặt mã PIN",
    Noted.CHOICE_SETTLED: "Chọn giữa hai bản",
    Noted.BRANCH_DECIDED: "Chọn giữa hai cách giải quyết",
    Noted.PERSON_CORRECTED: "Sửa thông tin người nộp",
    Noted.PEOPLE_JOINED: "Gộp hai người nộp",
    Noted.PEOPLE_PARTED: "Tách hai người nộp",
    Noted.CLOCK_BACK: "Đồng hồ máy bị chỉnh lùi",
    Noted.LIFE_BEGAN: "Sổ được khôi phục, nhật ký ghi tiếp",
    Noted.ROWS_MOVED: "Đổi số hiệu dòng khi khôi phục",
}
EVENT_WORDS: Mapping[EventKind, str] = {
    EventKind.RECEIVED: "Tiếp nhận",
    EventKind.HANDED_OVER: "Chuyển xử lý",
    EventKind.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung",
    EventKind.SUPPLEMENT_TAKEN_IN: "Nhận bổ sung",
    EventKind.TRANSFERRED_UP: "Chuyển nơi khác",
    EventKind.TAKEN_BACK: "Nhận lại từ nơi khác",
    EventKind.FINISHED: "Xác nhận có kết quả",
    EventKind.RETURNED: "Trả kết quả",
    EventKind.CORRECTED: "Sửa thông tin",
    EventKind.DECIDED: "Chọn giữa hai cách giải quyết",
    EventKind.GUIDED: "Hướng dẫn tại quầy",
    EventKind.REFUSED: "Từ chối tiếp nhận",
    EventKind.UNDONE: "Hủy tiếp nhận nhầm",
    EventKind.ACCEPTED: "Nhận hồ sơ được giao",
    EventKind.EXTENDED: "Xin lỗi, hẹn lại",
    EventKind.STOPPED: "Dừng giải quyết",
    EventKind.WITHDRAWN: "Ghi nhận rút hồ sơ",
    EventKind.NOT_COLLECTED: "Ghi kết quả không được nhận",
    EventKind.EXTRA_PAPER_ASKED: "Hỏi giấy tờ ngoài danh mục",
}
SOURCE_WORDS: Mapping[str, str] = {
    audit_rows.CERTIFIED: "Chứng thực bản sao",
    audit_rows.PAID: "Thu tiền",
    audit_rows.VOIDED: "Hủy biên lai",
    audit_rows.CASH: "Chốt quỹ",
    audit_rows.CLOSED: "Chốt đối soát",
    audit_rows.SIGNED: "Ký đối soát",
    audit_rows.LENT: "Ủy quyền",
    audit_rows.ENDED: "Kết thúc ủy quyền",
}
FIGURES = re.compile(
    r"(?P<number>\d+) (?P<after>rows|min)\b|^(?P<list>dossiers|people|search|book|audit|group|queue|list)\b|"
    r"\b(?P<before>lines|pages|clerk|roles|dossier|applicant) (?P<value>\d+(?:,\d+)*)"
)
FIGURE_WORDS: Mapping[str, str] = {
    "dossiers": "hồ sơ",
    "people": "người dân",
    "search": "kết quả tìm",
    "book": "sổ một người ghi",
    "audit": "nhật ký",
    "group": "danh sách nhóm",
    "queue": "hàng chờ",
    "list": "danh sách",
    "rows": "dòng",
    "roles": "vai trò",
    "min": "phút",
    "lines": "số dòng",
    "pages": "số trang",
    "clerk": "công chức số",
    "dossier": "hồ sơ số",
    "applicant": "người nộp số",
}
FORM_WORDS: Mapping[str, str] = {
    LendingForm.DEPUTY: "KT. (ký thay)",
    LendingForm.AUTHORITY: "TUQ. (thừa ủy quyền)",
    LendingForm.ORDER: "TL. (thừa lệnh)",
}


def act_words(line: AuditLineView) -> str:
    """What was done."""
    if line.source == audit_rows.NOTED:
        return NOTED_WORDS.get(line.kind, line.kind)
    if line.source == audit_rows.EVENT:
        return EVENT_WORDS[EventKind(int(line.kind))]
    if line.source == audit_rows.PRINT:
        copy = f", lần {line.detail}" if line.detail not in ("", "1") else ""
        return f"In mẫu {line.kind}{copy}"
    return SOURCE_WORDS[line.source]


def detail_words(line: AuditLineView) -> str:
    """In which role, and the figures that were noted."""
    role = ROLE_WORDS[line.role] if line.role is not Role.NONE else ""
    detail = "" if line.source == audit_rows.PRINT else FIGURES.sub(_figure, line.detail)
    return " · ".join(part for part in (role, detail) if part)


def count_words(shown: AuditPage) -> str:
    """How many lines there are, and how to get those that are not shown."""
    if not shown.total:
        return ""
    if shown.total == len(shown.lines):
        return f"Có {shown.total} dòng."
    way = "in thì đủ"
    if shown.total > PRINTED_AT_MOST:
        way = f"in được {PRINTED_AT_MOST} dòng, xuất Excel thì nhiều hơn"
    return f"Có {shown.total} dòng, hiện {len(shown.lines)} dòng mới nhất; {way}."


def _figure(found: re.Match[str]) -> str:
    """A figure of a note in the order in which it is spoken."""
    if found["list"]:
        return FIGURE_WORDS[found["list"]]
    number, after, before = found["number"], found["after"], found["before"]
    if after:
        return f"{number} {FIGURE_WORDS[after]}"
    value = _role_names(found["value"]) if before == "roles" else found["value"]
    return f"{FIGURE_WORDS[before]} {value}"


def _role_names(numbers: str) -> str:
    """Roles as they are called; a number that this version does not know stays one."""
    known = {str(int(role)): words for role, words in ROLE_WORDS.items()}
    return ", ".join(known.get(number, number) for number in numbers.split(","))
