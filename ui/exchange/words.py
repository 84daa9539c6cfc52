"""The sentences of the exchange screen: how the line stands, and what to know of one row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.sync_state import SyncState
from app.storage.open_choices import Clash
from sync.errors import LineCut, NoLine
from ui.exchange.comparison import Comparison, comparison
from ui.exchange.decision_panel import Parted
from ui.exchange.reading import ExchangeReading, moment
from ui.exchange.rows import ExchangeRow
from ui.status_line import Network
from ui.terms import SYNC_MARKS, SYNC_WORDS
from ui.theme.marks import Mark

WORK_GOES_ON = "Tiếp nhận và in vẫn làm bình thường, không phải chờ."

STATE_REMARKS: Mapping[SyncState, str] = {
    SyncState.HERE: "Đã lưu chắc, chưa xếp lô",
    SyncState.PACKED: "Đã niêm phong, chờ đường gửi",
    SyncState.RECEIVED: "Có giấy biên nhận đã ký",
    SyncState.ANSWERED: "Cấp trên đã ghi vào sổ",
}

_ON_THE_WAY: Mapping[SyncState, str] = {
    SyncState.HERE: "Đã lưu chắc trên máy này. Máy tự xếp lô và gửi khi có mạng, không phải làm gì.",
    SyncState.PACKED: "Đã niêm phong và ký, chờ đường gửi. Máy tự gửi khi có mạng, không phải làm gì.",
    SyncState.RECEIVED: "Cấp trên đã nhận và ký giấy biên nhận, chưa ghi xong vào sổ.",
    SyncState.ANSWERED: "Cấp trên đã nhận, ký giấy biên nhận và ghi vào sổ.",
}

BOTH_WROTE = "Hai máy cùng sửa khi chưa biết nhau; cả hai bản đều được giữ. Xin chọn rồi ghi."
ONE_REMOVED = "Một máy sửa mục này, máy kia đã bỏ. Bản sửa vẫn được giữ để xem."
BOTH_ACTED = (
    "Hai máy cùng giải quyết hồ sơ này khi chưa biết nhau. Các bước của cả hai máy đều được giữ. "
    "Xin mở hồ sơ xem lại."
)
TO_DECIDE = "Hai máy cùng giải quyết hồ sơ này khi chưa biết nhau. Xin chọn cách được tính rồi ghi."


@dataclass(frozen=True, slots=True)
class LineWords:
    """What is said of the line: the stressed sentence, what follows from it, and the drawing."""

    stressed: str
    rest: str
    drawing: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What the right pane says of one row; facts are pairs of label and value."""

    mark: Mark
    state_words: str
    name: str
    code: str
    sentence: str
    facts: Sequence[tuple[str, str]]
    comparison: Comparison | None
    can_open: bool
    parted: Parted | None = None


def line_words(network: Network, reason: str, now: datetime) -> LineWords:
    """How the line stands; that there is none is a state with a next try, never an alarm."""
    if not network.is_set_up:
        rest = "Hồ sơ vẫn lưu chắc trên máy này. Nhập mã ghi danh ở Quản trị máy, mục Cấp trên."
        return LineWords("Chưa khai báo máy chủ cấp trên.", rest, "cloud-off")
    again = f"Máy tự thử lại lúc {moment(network.next_try, now)}." if network.next_try else ""
    if network.is_up and not reason:
        return LineWords("Có mạng.", "Máy tự gửi và nhận; muốn gửi ngay thì nhấn F5.", "cloud")
    if network.is_up:
        return LineWords("Có mạng, cấp trên chưa nhận được.", f"{reason} {again}".strip(), "cloud")
    if network.down_since is None:
        return LineWords("Đang thử đường lên cấp trên.", WORK_GOES_ON, "cloud-off")
    more = WORK_GOES_ON if reason in ("", NoLine.sentence, LineCut.sentence) else reason
    since = f"Chưa có mạng từ {moment(network.down_since, now)}."
    return LineWords(since, f"{again} {more}".strip(), "cloud-off")


def received_words(received_up_to: datetime | None, now: datetime) -> str:
    if received_up_to is None:
        return "Cấp trên chưa nhận gì"
    return f"Cấp trên đã nhận đến {moment(received_up_to, now)}"


def detail(row: ExchangeRow, reading: ExchangeReading) -> Detail:
    """What there is to know of a row."""
    return Detail(
        mark=SYNC_MARKS[row.state],
        state_words="Chờ ghi vào sổ" if row.is_stuck else SYNC_WORDS[row.state],
        name=row.name or row.title,
        code=row.code,
        sentence=_sentence(row),
        facts=_facts(row, reading),
        comparison=comparison(_first(row.clashes), reading.now) if row.clashes else None,
        can_open=row.dossier_id is not None,
        parted=Parted(row.dossier_id, row.branches, reading.now) if row.dossier_id and row.branches else None,
    )


def _sentence(row: ExchangeRow) -> str:
    if row.reason:
        return row.reason
    if row.state is SyncState.TO_CHOOSE:
        if not row.clashes:
            return TO_DECIDE if row.branches else BOTH_ACTED
        return _choice_words(row.clashes)
    return _ON_THE_WAY[row.state]


def _first(clashes: Sequence[Clash]) -> Clash:
    """What is to be settled first; what can only be looked at comes last."""
    return min(clashes, key=lambda each: each.is_buried)


def _choice_words(clashes: Sequence[Clash]) -> str:
    if _first(clashes).is_buried:
        return ONE_REMOVED
    more = f" Sau đó còn {len(clashes) - 1} chỗ nữa." if len(clashes) > 1 else ""
    return BOTH_WROTE + more


def _facts(row: ExchangeRow, reading: ExchangeReading) -> Sequence[tuple[str, str]]:
    facts = [("Việc cuối", moment(row.at, reading.now))] if row.at else []
    if row.state in (SyncState.RECEIVED, SyncState.ANSWERED) and reading.receipt is not None:
        signed = moment(reading.receipt.issued_at, reading.now)
        facts.append(("Biên nhận", f"Giấy mới nhất số {reading.receipt.number}, ký lúc {signed}"))
    return facts
