"""A role lent for some days: for the chief (KT.), by authority (TUQ.), by order (TL.): decree 30/2020.

Who was lent a role lends it no further: an authority given by TUQ. may not be handed on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.dossier import Role
from app.domain.ids import ClerkId

LENDABLE = (Role.LEADER, Role.HEAD)


class LendingForm(StrEnum):
    """What stands before the lender's title on a paper."""

    DEPUTY = "KT"
    AUTHORITY = "TUQ"
    ORDER = "TL"


@dataclass(frozen=True, slots=True)
class Lent:
    """A role that a clerk holds for another, and by which document."""

    role: Role
    form: str
    from_id: ClerkId
    from_name: str
    from_title: str
    document_number: str

    @property
    def title(self) -> str:
        """What stands over the signature: ``TUQ. Chủ tịch``."""
        return f"{self.form}. {self.from_title or self.from_name}"

    @property
    def words(self) -> str:
        """Who it is done for and by what: ``TUQ. Chủ tịch Nguyễn Văn A, số 12/UQ-UBND``."""
        who = f"{self.form}. {' '.join(part for part in (self.from_title, self.from_name) if part)}"
        return f"{who}, số {self.document_number}" if self.document_number else who


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a lending as stored: ``last_day`` empty for no end, ``ended_ms`` 0 while it stands."""

    first_day: str
    last_day: str
    ended_ms: int

    def covers(self, day: date, at_ms: int) -> bool:
        """Whether the role is lent at a moment of a day."""
        is_begun = self.first_day <= day.isoformat()
        is_over = bool(self.last_day) and day.isoformat() > self.last_day
        return is_begun and not is_over and (not self.ended_ms or at_ms < self.ended_ms)

    def meets(self, first: date, last: date) -> bool:
        """Whether it shares a day with another stretch; one that was ended shares none."""
        is_after = bool(self.last_day) and first.isoformat() > self.last_day
        return not self.ended_ms and not is_after and self.first_day <= last.isoformat()


def added(own: Iterable[Role], lent: Iterable[Lent]) -> tuple[Role, ...]:
    """The roles to try for an act: one's own first, then what was lent."""
    return tuple(dict.fromkeys((*own, *(each.role for each in lent))))
