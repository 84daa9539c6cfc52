"""The figures of QĐ 766/QĐ-TTg that a commune can compute of itself, each with what it is divided by."""

from dataclasses import dataclass

NOT_YET = "chưa có"


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """What the figures are made of; every count is of dossiers of one period."""

    received: int = 0
    received_synced: int = 0
    handled: int = 0
    handled_in_time: int = 0
    settled: int = 0
    with_result: int = 0
    with_papers_and_result: int = 0
    online: int = 0
    online_with_result: int = 0


@dataclass(frozen=True, slots=True)
class IndexFigure:
    """One figure: its number in the decision, its parts, and in words what they are."""

    number: str
    name: str
    numerator: int
    denominator: int
    numerator_words: str
    denominator_words: str
    share: float | None

    @property
    def text(self) -> str:
        """As it is written: two decimals, or that there is nothing to divide by yet."""
        return NOT_YET if self.share is None else f"{100 * self.share:.2f}".replace(".", ",") + " %"


@dataclass(frozen=True, slots=True)
class MeanTime:
    """2.2: the mean time of one procedure in days of 24 hours, stops of the clock taken off."""

    procedure_name: str
    settled: int
    days: float | None

    @property
    def text(self) -> str:
        """As it is written."""
        return NOT_YET if self.days is None else f"{self.days:.2f}".replace(".", ",") + " ngày"


def index_figures(counts: IndexCounts) -> tuple[IndexFigure, ...]:
    """The shares 1.4, 2.1, 3.3, 4.1 and 4.2."""
    synced = _figure(
        "1.4", "Hồ sơ đã đồng bộ", counts.received_synced, counts.received,
        "nhận trong kỳ, cấp trên đã nhận", "nhận trong kỳ",
    )  # fmt: skip
    online = _figure(
        "3.3", "Hồ sơ trực tuyến có kết quả điện tử", counts.online_with_result, counts.online,
        "trực tuyến có kết quả điện tử, nhân với tỷ lệ 1.4", "trực tuyến nhận trong kỳ",
        times=synced.share or 0.0,
    )  # fmt: skip
    return (
        synced,
        _figure(
            "2.1", "Tiến độ giải quyết", counts.handled_in_time, counts.handled,
            "xong hoặc đang giải quyết trong hạn", "nhận hoặc giải quyết trong kỳ",
        ),
        online,
        _figure(
            "4.1", "Cấp kết quả điện tử", counts.with_result, counts.settled,
            "có kết quả điện tử", "đã có kết quả trong kỳ",
        ),
        _figure(
            "4.2", "Số hóa thành phần và kết quả", counts.with_papers_and_result, counts.settled,
            "có đủ giấy tờ và kết quả đã số hóa", "đã có kết quả trong kỳ",
        ),
    )  # fmt: skip


def _figure(
    number: str, name: str, part: int, whole: int, part_words: str, whole_words: str, times: float = 1.0
) -> IndexFigure:
    share = times * part / whole if whole else None
    return IndexFigure(number, name, part, whole, part_words, whole_words, share)


def mean_time(procedure_name: str, settled: int, total_ms: int) -> MeanTime:
    """The mean of one procedure."""
    return MeanTime(procedure_name, settled, total_ms / settled / 86_400_000 if settled else None)
