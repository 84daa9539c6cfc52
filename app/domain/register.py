"""The register of dossiers as a book: its lines, and what can be counted of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One dossier with every column of the book; ``signed_by`` is who took the result."""

    ordinal: int
    code: str
    procedure_name: str
    sets: int
    applicant_name: str
    contact: str
    agency: str
    received: datetime
    due: datetime | None
    returned: datetime | None
    delivery: str
    note: str
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class RegisterSum:
    """What can be counted of some lines: dossiers, their sets, results handed over."""

    dossiers: int = 0
    sets: int = 0
    returned: int = 0

    def plus(self, other: "RegisterSum") -> "RegisterSum":
        """Both together."""
        return RegisterSum(
            self.dossiers + other.dossiers, self.sets + other.sets, self.returned + other.returned
        )


@dataclass(frozen=True, slots=True)
class Period:
    """The days a book covers, both included."""

    first: date
    last: date


def sum_of(lines: Iterable[RegisterLine]) -> RegisterSum:
    """The sum of some lines."""
    listed = list(lines)
    return RegisterSum(
        len(listed), sum(line.sets for line in listed), sum(line.returned is not None for line in listed)
    )
