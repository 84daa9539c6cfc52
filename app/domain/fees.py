"""What is owed at the counter: rules as data with their dates and legal basis, exemptions with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from app.domain.books import BookKind
from app.errors import AppError


class PaymentMethod(IntEnum):
    """How money came; the numbers are in signed data for ever."""

    CASH = 0
    TRANSFER = 1
    PORTAL = 2


class BadPayment(AppError):
    """What was asked of a payment cannot be; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class CertificationFee:
    """What certifying costs from one day to another.

    With ``first_pages`` each of the first pages costs ``first_rate`` and each later one ``later_rate``, up to
    ``most`` a copy; without it a case costs ``first_rate`` however many pages it has.
    """

    kind: BookKind
    first_rate: int
    legal_basis: str
    effective_from: date
    effective_to: date | None = None
    first_pages: int = 0
    later_rate: int = 0
    most: int = 0

    @property
    def is_by_page(self) -> bool:
        return self.first_pages > 0

    def of_copy(self, pages: int) -> int:
        """The fee of one copy, or of one case."""
        if not self.is_by_page:
            return self.first_rate
        first = min(pages, self.first_pages)
        fee = first * self.first_rate + (pages - first) * self.later_rate
        return min(fee, self.most) if self.most else fee

    def is_in_force(self, day: date) -> bool:
        """Whether the rule applies on this day; both its dates count."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def rule_in_force(rules: Iterable[CertificationFee], kind: BookKind, day: date) -> CertificationFee | None:
    """The newest rule for a kind of certifying on a day."""
    fitting = [rule for rule in rules if rule.kind is kind and rule.is_in_force(day)]
    return max(fitting, key=lambda rule: rule.effective_from, default=None)


@dataclass(frozen=True, slots=True)
class Charge:
    """What the rule asks, and what is taken; less is taken only for a reason."""

    owed: int
    amount: int
    legal_basis: str = ""
    exemption: str = ""

    def check(self) -> None:
        """Raise BadPayment where the figures and the reason do not fit each other."""
        if self.amount < 0 or self.owed < 0:
            raise BadPayment("Số tiền không được âm. Chưa ghi gì.")
        if self.amount > self.owed and self.owed:
            raise BadPayment("Số thu nhiều hơn mức phải thu. Chưa ghi gì. Xin kiểm tra lại số tiền.")
        if self.amount < self.owed and not self.exemption.strip():
            raise BadPayment("Thu ít hơn mức phải thu thì cần ghi lý do miễn, giảm. Chưa ghi gì.")


def receipt_number(day: date, life: bytes, ordinal: int) -> str:
    """``261123-A1B2-0012``: the day, two bytes of the log that took the money, its payment of that day.

    No two logs of an office share it, so two desks without a line never give one number twice.
    """
    return f"{day:%y%m%d}-{life[:2].hex().upper()}-{ordinal:04d}"
