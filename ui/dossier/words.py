"""What the head, the day strip and the side panel of a dossier say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape

from app.domain.deadline import TimeState
from app.domain.dossier import DossierState, EventKind
from app.domain.identifiers import grouped_id, grouped_phone, mask_id
from app.domain.sync_state import SyncState
from app.domain.time_words import (
    exact_working_time_in_words,
    moment_in_words,
    short_day,
    working_time_in_words,
)
from app.services.dossier import DossierView
from app.services.typed_dates import typed_date
from ui.dossier.reading import Reading
from ui.terms import SYNC_MARKS
from ui.theme.marks import Mark
from ui.widgets.text import strong

ID_LABEL = "Số định danh"
ENDED_WITHOUT_RESULT: Mapping[DossierState, str] = {
    DossierState.GUIDED: "Hướng dẫn",
    DossierState.REFUSED: "Từ chối",
    DossierState.WITHDRAWN: "Rút",
    DossierState.STOPPED: "Dừng",
    DossierState.UNDONE: "Hủy",
}
SETTLED = (DossierState.FINISHED, DossierState.RETURNED)
CONTESTED = (
    "Hai bàn cùng xử lý hồ sơ này khi chưa có mạng. Cả hai việc đều được giữ trong diễn biến. "
    "Xin thống nhất với bàn kia rồi nhấn Ctrl+0 để chọn việc được tính."
)
TO_CHOOSE = "Hai máy cùng sửa thông tin hồ sơ này. Cả hai bản đều được giữ. Nhấn Ctrl+0 để chọn bản đúng."
SHARES_CODE = (
    "Hồ sơ khác cũng mang mã này. Giấy đã in của cả hai đều đúng, tìm mã thấy cả hai. "
    "Xin xem tên người nộp trước khi trả kết quả."
)
HAS_SECOND_CODE = (
    "Hồ sơ khác cũng mang mã đã in nên hồ sơ này có thêm mã. Giấy cũ vẫn đúng. "
    "Xin in phiếu báo đưa người nộp."
)
TWICE_ASKED = "Bổ sung lần {}: chỉ số 766 tính hồ sơ này quá hạn dù trả đúng ngày."
NO_TERM = "Thủ tục này không quy định thời hạn."


def last_act(view: DossierView, kind: EventKind) -> datetime | None:
    """When an act was last done; the timeline is newest first."""
    return next((row.at for row in view.timeline if row.kind is kind), None)


def promise_words(view: DossierView) -> str:
    """Under the clock: the promise, or why there is none now."""
    returned = last_act(view, EventKind.RETURNED)
    if view.state is DossierState.RETURNED and returned is not None:
        return f"Trả lúc {moment_in_words(returned)}"
    if view.state in ENDED_WITHOUT_RESULT:
        ended = next(row.at for row in view.timeline if row.kind.is_transition)
        return f"{ENDED_WITHOUT_RESULT[view.state]} lúc {moment_in_words(ended)}"
    asked = last_act(view, EventKind.SUPPLEMENT_REQUESTED)
    if view.row.time_state is TimeState.PAUSED and asked is not None:
        return f"Chờ bổ sung từ {moment_in_words(asked)}"
    if not view.is_received or view.due is None:
        return "Không hẹn ngày trả"
    return f"Hẹn trả {moment_in_words(view.due)}{_printed_words(view)}"


def _printed_words(view: DossierView) -> str:
    """The day on the citizen's slip, where a letter put another in its place."""
    if view.last(EventKind.EXTENDED) is None or view.promised is None:
        return ""
    return f" (giấy đã in {view.promised:%H:%M} {short_day(view.promised)})"


def where_words(view: DossierView) -> str:
    """Code, step and holder in one line of rich text."""
    holder = f"  ·  Đang ở: {escape(view.row.holder)}" if view.row.holder else ""
    if not view.is_received:
        return f"Không có mã hồ sơ  ·  Bước: {strong(escape(view.row.step))}"
    codes = " cũng là ".join(escape(code) for code in (view.record.code, *view.second_codes))
    return f"{codes}  ·  Bước: {strong(escape(view.row.step))}{holder}"


def term_words(reading: Reading) -> str:
    """Beside the strip: how much of the term is used, and what was not counted, in rich text."""
    view = reading.view
    if not view.strip:
        return NO_TERM
    parts = (_used_words(reading), *_stop_words(view), *_end_words(reading), escape(view.calendar_note))
    return " ".join(parts).strip()


def _used_words(reading: Reading) -> str:
    view, (used, whole) = reading.view, reading.view.term
    day = reading.calendar.day_minutes(view.received.date())
    if view.row.time_state is TimeState.PAUSED:
        return f"Đã dùng {strong(exact_working_time_in_words(used, day))} làm việc, đồng hồ đang dừng."
    if whole < day:
        words = [strong(exact_working_time_in_words(minutes, day)) for minutes in (used, whole)]
        unit = "làm việc"
    else:
        words = [strong(_days(minutes / day)) for minutes in (used, whole)]
        unit = "ngày làm việc"
    if used >= whole:
        return f"Đã dùng hết {words[1]} {unit}."
    return f"Đã dùng {words[0]} trong {words[1]} {unit}."


def _end_words(reading: Reading) -> Iterator[str]:
    """Whether the result was signed before its promise or after it."""
    view, finished = reading.view, last_act(reading.view, EventKind.FINISHED)
    if finished is None or view.due is None or view.state not in SETTLED:
        return
    minutes = reading.calendar.working_minutes(min(finished, view.due), max(finished, view.due))
    if minutes:
        words = working_time_in_words(minutes, reading.calendar.day_minutes(view.due.date()))
        yield f"Ký {'trước' if finished <= view.due else 'sau'} hẹn {words}."


def _stop_words(view: DossierView) -> Iterator[str]:
    stopped = sum(day.is_stopped for day in view.strip)
    if stopped:
        yield f"Dừng {stopped} ngày chờ bổ sung, không tính."


def _days(days: float) -> str:
    """One decimal, with the comma Vietnamese writes; a whole number without."""
    return f"{days:.1f}".removesuffix(".0").replace(".", ",")


def applicant_facts(view: DossierView, shows_ids: bool) -> Sequence[tuple[str, str]]:
    """(label, value) of who asks; id numbers in full only for the half minute that was asked for."""
    person, proxy = view.applicant, view.representative
    place = view.record.return_place
    facts = (
        ("Ngày sinh", typed_date(person.birth_date)),
        (ID_LABEL, _id(person.id_number, shows_ids)),
        ("Điện thoại", grouped_phone(person.phone)),
        ("Thường trú", person.address),
        ("Nộp thay", " · ".join(part for part in (proxy.name, _id(proxy.id_number, shows_ids)) if part)),
        ("Trả kết quả", f"{place}: {view.record.return_address}" if view.record.return_address else place),
    )
    return [(label, value) for label, value in facts if value]


def _id(number: str, is_shown: bool) -> str:
    if not number:
        return ""
    return grouped_id(number) if is_shown else mask_id(number)


def way_words(reading: Reading) -> Sequence[tuple[Mark, str]]:
    """The acts of this dossier by how far they are, one line a state."""
    states = [row.sync_state for row in reading.view.timeline if not row.is_elsewhere]
    there = sum(state in (SyncState.RECEIVED, SyncState.ANSWERED) for state in states)
    lines = [(SYNC_MARKS[SyncState.RECEIVED], f"Cấp trên đã nhận {there} trong {len(states)} việc")]
    if not there:
        lines = []
    for state, words in (
        (SyncState.PACKED, "việc đã xếp lô, chờ gửi"),
        (SyncState.HERE, "việc trên máy này, chưa xếp lô"),
        (SyncState.SENT_BACK, "việc bị cấp trên trả lại"),
    ):
        if states.count(state):
            lines.append((SYNC_MARKS[state], f"{states.count(state)} {words}"))
    return lines


def doubts(view: DossierView) -> Sequence[str]:
    """What somebody should know before going on: two desks' doings, shared codes, a second request."""
    shared = _shared_code_words(view) + _twice_asked_words(view)
    if view.is_contested:
        return (CONTESTED, *shared)
    return (TO_CHOOSE, *shared) if view.row.sync_state is SyncState.TO_CHOOSE else shared


def _twice_asked_words(view: DossierView) -> tuple[str, ...]:
    return (TWICE_ASKED.format(view.supplements_asked),) if view.supplements_asked > 1 else ()


def _shared_code_words(view: DossierView) -> tuple[str, ...]:
    if not view.shares_code:
        return ()
    return (HAS_SECOND_CODE if view.second_codes else SHARES_CODE,)


def receipt_words(reading: Reading) -> str:
    """The last receipt, as one quotes it to the district."""
    receipt = reading.receipt
    if receipt is None:
        return "Chưa có giấy biên nhận nào của cấp trên."
    at = receipt.issued_at
    day = "" if at.date() == reading.now.date() else f" {at:%d/%m}"
    return f"Giấy biên nhận số {receipt.number}, lúc{day} {at:%H:%M}"


def asked_words(view: DossierView) -> str:
    """That papers were asked for already; the law allows one request."""
    asked = last_act(view, EventKind.SUPPLEMENT_REQUESTED)
    if asked is None:
        return ""
    times = "một lần" if view.supplements_asked == 1 else f"{view.supplements_asked} lần"
    return f"Đã yêu cầu {times}, gần nhất ngày {short_day(asked)}. Lần nữa cần ghi căn cứ và người duyệt."
