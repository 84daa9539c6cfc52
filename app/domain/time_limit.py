"""How long an office may take: working days, working hours, calendar days, months, or the same day."""

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import ceil
from typing import Self

from app.domain.time_words import HOUR_MINUTES
from app.errors import AppError


class LimitUnit(Enum):
    """What a limit is counted in; the value is how it is written in the catalogue."""

    WORKING_DAYS = "wd"
    HOURS = "h"
    MINUTES = "min"
    DAYS = "d"
    MONTHS = "m"
    SAME_DAY = "same_day"

    @property
    def is_calendar(self) -> bool:
        """Whether days off count too, as in the Civil Code."""
        return self in (LimitUnit.DAYS, LimitUnit.MONTHS)


YEARS = 10  # longer than any procedure; a bound keeps a slip of the finger from counting for hours
LARGEST = {
    LimitUnit.WORKING_DAYS: YEARS * 365,
    LimitUnit.HOURS: YEARS * 365 * 24,
    LimitUnit.MINUTES: YEARS * 365 * 24 * HOUR_MINUTES,
    LimitUnit.DAYS: YEARS * 366,
    LimitUnit.MONTHS: YEARS * 12,
    LimitUnit.SAME_DAY: 1,
}
WRITTEN = re.compile(r"(?P<amount>\d{1,7}(?:[.,]\d{1,2})?)(?P<unit>wd|h|min|d|m)", re.ASCII)
WORDS = {
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.HOURS: "giờ làm việc",
    LimitUnit.MINUTES: "phút làm việc",
    LimitUnit.DAYS: "ngày",
    LimitUnit.MONTHS: "tháng",
}


class BadTimeLimit(AppError):
    """The text is no time limit, or the limit is out of bounds."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"Không hiểu thời hạn “{text}”. Xin viết như 3wd (ngày làm việc), 8h (giờ làm việc), "
            "15d (ngày), 2m (tháng) hoặc same_day (trong ngày)."
        )
        self.text = text


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """An amount of one unit, kept exactly: half a working day is ``Fraction(1, 2)``."""

    amount: Fraction
    unit: LimitUnit

    def __post_init__(self) -> None:
        is_whole = self.amount.denominator == 1
        if not self._is_in_bounds() or (self.unit.is_calendar and not is_whole):
            raise BadTimeLimit(f"{float(self.amount):g}{self.unit.value}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``3wd``, ``0.5wd``, ``8h``, ``45min``, ``15d``, ``2m`` or ``same_day``."""
        written = text.strip().lower()
        if written == LimitUnit.SAME_DAY.value:
            return cls(Fraction(1), LimitUnit.SAME_DAY)
        found = WRITTEN.fullmatch(written)
        if found is None:
            raise BadTimeLimit(text)
        return cls(Fraction(found["amount"].replace(",", ".")), LimitUnit(found["unit"]))

    @classmethod
    def of_minutes(cls, minutes: int) -> Self:
        """So many working minutes: what is left of a limit when its clock stops."""
        return cls(Fraction(minutes), LimitUnit.MINUTES)

    @classmethod
    def of_days(cls, days: int) -> Self:
        """So many calendar days."""
        return cls(Fraction(days), LimitUnit.DAYS)

    def minutes(self, day_minutes: int) -> int:
        """The working minutes of a limit that runs in working time; a part of a minute counts as one."""
        match self.unit:
            case LimitUnit.WORKING_DAYS:
                return ceil(self.amount * day_minutes)
            case LimitUnit.HOURS:
                return ceil(self.amount * HOUR_MINUTES)
            case LimitUnit.MINUTES:
                return ceil(self.amount)
            case _:
                raise ValueError(f"{self} does not run in working minutes")

    def in_words(self) -> str:
        """For example ``3 ngày làm việc``, ``nửa ngày làm việc``, ``trong ngày``."""
        if self.unit is LimitUnit.SAME_DAY:
            return "trong ngày"
        if self.unit is LimitUnit.WORKING_DAYS and self.amount == Fraction(1, 2):
            return "nửa ngày làm việc"
        return f"{self._amount_text().replace('.', ',')} {WORDS[self.unit]}"

    def __str__(self) -> str:
        """The canonical text, which ``parse`` reads back."""
        if self.unit is LimitUnit.SAME_DAY:
            return str(self.unit.value)
        return f"{self._amount_text()}{self.unit.value}"

    def _amount_text(self) -> str:
        whole, hundredths = divmod(round(self.amount * 100), 100)
        return f"{whole}.{hundredths:02d}".rstrip("0") if hundredths else f"{whole}"

    def _is_in_bounds(self) -> bool:
        has_two_decimals = (self.amount * 100).denominator == 1
        return has_two_decimals and 0 <= self.amount <= LARGEST[self.unit]
