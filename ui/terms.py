"""The states of the domain as the screen says and draws them, in one place.

A state is always a shape and a word; its token only repeats them in colour.
"""

from collections.abc import Mapping

from app.domain.deadline import TimeState
from app.domain.dossier import DossierState, Role
from app.domain.sync_state import SyncState
from app.services.board import GroupKind
from ui.theme.marks import Mark
from ui.theme.measures import ICON

DOSSIER_WORDS: Mapping[DossierState, str] = {
    DossierState.DRAFT: "Nháp",
    DossierState.RECEIVED: "Mới tiếp nhận",
    DossierState.REFUSED: "Từ chối tiếp nhận",
    DossierState.PROCESSING: "Đang giải quyết",
    DossierState.SUPPLEMENT_REQUESTED: "Chờ bổ sung",
    DossierState.WITHDRAWN: "Đã rút hồ sơ",
    DossierState.STOPPED: "Dừng giải quyết",
    DossierState.FINISHED: "Xong, chờ trả",
    DossierState.RETURNED: "Đã trả",
    DossierState.TRANSFERRED: "Đã chuyển nơi khác",
    DossierState.GUIDED: "Đã hướng dẫn",
    DossierState.UNDONE: "Đã hủy tiếp nhận",
    DossierState.UNCOLLECTED: "Không nhận kết quả",
}

ROLE_WORDS: Mapping[Role, str] = {
    Role.RECEPTION: "Tiếp nhận",
    Role.SPECIALIST: "Chuyên môn",
    Role.LEADER: "Lãnh đạo",
    Role.REGISTRAR: "Văn thư",
    Role.ADMINISTRATOR: "Quản trị",
    Role.HEAD: "Phụ trách",
    Role.CONTROLLER: "Kiểm soát",
}

TIME_WORDS: Mapping[TimeState, str] = {
    TimeState.NEW: "Mới nhận",
    TimeState.IN_TIME: "Còn hạn",
    TimeState.NEAR: "Sắp đến hạn",
    TimeState.LATE: "Quá hạn",
    TimeState.PAUSED: "Tạm dừng",
    TimeState.DONE: "Xong, chờ trả",
}

TIME_MARKS: Mapping[TimeState, Mark] = {
    TimeState.NEW: Mark("shape-ring", "new"),
    TimeState.IN_TIME: Mark("shape-disc", "ok"),
    TimeState.NEAR: Mark("shape-triangle", "due", is_bold=True),
    TimeState.LATE: Mark("shape-alert", "late", is_bold=True),
    TimeState.PAUSED: Mark("shape-bars", "pause"),
    TimeState.DONE: Mark("shape-tick", "text2"),
}

SYNC_WORDS: Mapping[SyncState, str] = {
    SyncState.HERE: "Máy này",
    SyncState.PACKED: "Đã xếp lô",
    SyncState.RECEIVED: "Cấp trên đã nhận",
    SyncState.ANSWERED: "Đã phản hồi",
    SyncState.TO_CHOOSE: "Cần chọn",
    SyncState.SENT_BACK: "Bị trả lại",
}

SYNC_WORDS_SHORT: Mapping[SyncState, str] = {**SYNC_WORDS, SyncState.RECEIVED: "Đã nhận"}

SYNC_MARKS: Mapping[SyncState, Mark] = {
    SyncState.HERE: Mark("monitor", "text2", size=ICON),
    SyncState.PACKED: Mark("package", "text2", size=ICON),
    SyncState.RECEIVED: Mark("check", "ok", size=ICON),
    SyncState.ANSWERED: Mark("check-check", "ok", size=ICON),
    SyncState.TO_CHOOSE: Mark("git-compare-arrows", "due", is_bold=True, size=ICON),
    SyncState.SENT_BACK: Mark("circle-alert", "late", is_bold=True, size=ICON),
}

GROUP_WORDS: Mapping[GroupKind, str] = {
    GroupKind.OPEN: "Đang xử lý",
    GroupKind.LATE: "Quá hạn",
    GroupKind.TODAY: "Hôm nay",
    GroupKind.NEXT_DAY: "Ngày làm việc tới",
    GroupKind.LATER: "Các ngày sau",
    GroupKind.PAUSED: "Tạm dừng",
    GroupKind.DONE: "Xong, chờ trả",
    GroupKind.TO_ACCEPT: "Chờ tôi nhận",
    GroupKind.REMIND: "Cần nhắc",
}

GROUP_MARKS: Mapping[GroupKind, Mark] = {
    GroupKind.LATE: TIME_MARKS[TimeState.LATE],
    GroupKind.TODAY: TIME_MARKS[TimeState.NEAR],
    GroupKind.NEXT_DAY: TIME_MARKS[TimeState.IN_TIME],
    GroupKind.LATER: TIME_MARKS[TimeState.IN_TIME],
    GroupKind.PAUSED: TIME_MARKS[TimeState.PAUSED],
    GroupKind.DONE: TIME_MARKS[TimeState.DONE],
    GroupKind.TO_ACCEPT: Mark("inbox", "new", size=ICON),
    GroupKind.REMIND: TIME_MARKS[TimeState.NEAR],
}
