"""The dossier code: agency, day of receipt, number within that day's sequence.

The pattern is data (``000.17.22.H56-210531-0001`` is the one in use; a circular may change it), the number
comes from the desk's leased sub-range of each day.

Should two dossiers carry one code all the same, both printed codes stay valid. The earlier one keeps it as
its own; every other gains a second code. Who is earlier is the same on every desk.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import AppError

DEFAULT_PATTERN = "{agency}-{day:%y%m%d}-{number:04d}"
ACCEPTED = re.compile(r"^(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.[0-9A-Z]+)*-\d{6}-\d{4,6}$")

DATED = re.compile(r"-(\d{2})(\d{2})(\d{2})-\d+$")


class NoNumbersLeft(AppError):
    """The desk's leases hold no number for this day."""


FEW = 20  # numbers that a busy hour may need


@dataclass(frozen=True, slots=True)
class NumberRange:
    """Numbers this desk may use on a day, inclusive."""

    first: int
    last: int


# What a desk numbers by before it belongs to a district; no lease reaches up here. Two such desks of one
# office may give one number: then both codes stay valid and the later dossier gains a second one, as ever.
BEFORE_ENROLMENT = NumberRange(90_001, 99_999)


def is_before_enrolment(number: int) -> bool:
    """Whether a number was given by a desk that had no district yet."""
    return BEFORE_ENROLMENT.first <= number <= BEFORE_ENROLMENT.last


def dossier_code(agency: str, day: date, number: int, pattern: str = DEFAULT_PATTERN) -> str:
    """The code as printed."""
    return pattern.format(agency=agency, day=day, number=number)


def short_code(code: str) -> str:
    """The code without the office's prefix, as lists show it: ``261123-0047``."""
    parts = code.rsplit("-", 2)
    return "-".join(parts[-2:])


def number_of(code: str) -> int:
    """The number within the day."""
    return int(code.rsplit("-", 1)[1])


def day_of(code: str) -> date | None:
    """The day in a code of the pattern in use; None for another pattern."""
    match = DATED.search(code)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    try:
        return date(2000 + year, month, day)
    except ValueError:
        return None


def next_number(ranges: Sequence[NumberRange], last_used: int | None, first_to_use: int = 1) -> int:
    """The lowest number of the ranges above the last one used and not below the first to use."""
    floor = _floor(ranges, last_used, first_to_use)
    candidates = [max(r.first, floor) for r in ranges if r.last >= floor]
    if not candidates:
        raise NoNumbersLeft(
            "Dải số của bàn này hôm nay đã hết. Hồ sơ chưa lưu, nháp vẫn còn. "
            "Xin đồng bộ với cấp trên để nhận thêm số, hoặc mở dải dự phòng ở Quản trị máy, phần Số hồ sơ."
        )
    return min(candidates)


def _floor(ranges: Sequence[NumberRange], last_used: int | None, first_to_use: int) -> int:
    """A life uses its ranges upwards; a number outside them was given by another life and says nothing."""
    if last_used is None or not any(each.first <= last_used <= each.last for each in ranges):
        return first_to_use
    return max(first_to_use, last_used + 1)


def few_left_words(left: int, held: int) -> str:
    """What to do while there is still time; "" while there are enough for the hour."""
    if left > FEW or not held:
        return ""
    if not left:
        return (
            "Bàn này đã hết số hôm nay; hồ sơ đã nhận vẫn đúng. Xin gửi nhận với cấp trên (F5 hoặc USB) "
            "để có thêm số, hoặc mở dải dự phòng ở Quản trị máy, phần Số hồ sơ."
        )
    return (
        f"Bàn này còn {left} số hôm nay. Vẫn tiếp nhận bình thường. "
        "Xin gửi nhận với cấp trên (F5 hoặc USB) để có thêm số trước khi hết."
    )


def numbers_left(ranges: Sequence[NumberRange], last_used: int | None, first_to_use: int = 1) -> int:
    """How many numbers this desk can still give on that day."""
    floor = _floor(ranges, last_used, first_to_use)
    return sum(max(0, r.last - max(r.first, floor) + 1) for r in ranges)


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A dossier carries a code, printed or second; ``rank`` orders the uses of one code everywhere alike.

    ``is_settled`` says that the rank is final: the district has seen the changeset that gave the code.
    """

    dossier_id: int
    code: str
    rank: tuple[int, bytes, int]
    is_settled: bool = True


def without_own_code(uses: Iterable[CodeUse]) -> list[int]:
    """The dossiers of which every code belongs to an earlier one, once that is certain; in order of rank."""
    by_code: dict[str, list[CodeUse]] = {}
    for use in uses:
        by_code.setdefault(use.code, []).append(use)
    owners = {min(same, key=lambda use: use.rank).dossier_id for same in by_code.values()}
    open_codes = (same for same in by_code.values() if not all(use.is_settled for use in same))
    undecided = {use.dossier_id for same in open_codes for use in same}
    ranks: dict[int, tuple[int, bytes, int]] = {}
    for same in by_code.values():
        for use in same:
            if use.dossier_id not in owners | undecided:
                ranks[use.dossier_id] = min(use.rank, ranks.get(use.dossier_id, use.rank))
    return sorted(ranks, key=lambda id_: ranks[id_])
