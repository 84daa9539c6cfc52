"""The missions as ``resources/training`` has them: who comes, what is to be done, how it is known."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from app.domain.applicant import Applicant

FOLDER = "training"
SECONDS_A_MINUTE = 60
Part = Literal["", "copies", "card", "stick", "power"]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist; the number begins with 000."""

    full_name: str
    id_number: str
    birth_date: str = ""
    sex: str = ""
    phone: str = ""
    address: str = "Thôn Thượng, xã Mẫu"

    def applicant(self) -> Applicant:
        """As the counter writes them down."""
        return Applicant(
            full_name=self.full_name,
            id_number=self.id_number,
            birth_date=self.birth_date,
            sex=self.sex,
            phone=self.phone,
            address=self.address,
        )


@dataclass(frozen=True, slots=True)
class Sign:
    """How the books show that a step is done: a deed of this kind, and whatever else is asked of it.

    ``on_prepared``: on the dossier that was made ready for the mission. ``copies``: of so many.
    """

    deed: str
    person: str = ""
    name: str = ""
    procedure: str = ""
    paper: str = ""
    has_paper: bool = False
    on_prepared: bool = False
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What to do, the way to do it, and the sign that it is done."""

    words: str
    sign: Sign
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dossier that a colleague, or the trainee, has received before the mission begins."""

    person: Person
    procedure: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Mission:
    """One thing to learn; ``minutes`` is for somebody who can, ``part`` what it needs beside the books."""

    number: int
    title: str
    story: str
    minutes: int
    steps: tuple[Step, ...]
    people: tuple[Person, ...] = ()
    prepared: Prepared | None = None
    part: Part = ""

    @property
    def seconds(self) -> int:
        """The time it takes somebody who can."""
        return self.minutes * SECONDS_A_MINUTE


@lru_cache(maxsize=1)
def missions() -> tuple[Mission, ...]:
    """Every mission in its order."""
    found = (entry for entry in files("resources").joinpath(FOLDER).iterdir() if entry.name.endswith(".toml"))
    read = (msgspec.toml.decode(entry.read_bytes(), type=Mission) for entry in found)
    return tuple(sorted(read, key=lambda mission: mission.number))


def mission_of(number: int) -> Mission:
    """The mission with this number."""
    return next(mission for mission in missions() if mission.number == number)
