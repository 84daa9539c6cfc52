"""Administrative procedures as published: which papers they ask for, how long they take, what they cost.

A published version never changes. A new decision makes a new version with its own dates, and a dossier keeps
the one that was in force on the day it was received.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum


class ChannelLevel(Enum):
    """How far a procedure can be done online (NĐ 42/2022/NĐ-CP)."""

    FULL = "full"
    PARTIAL = "partial"
    INFORMATION = "information"


class Filing(Enum):
    """In which way of filing a paper is asked for."""

    ANY = "any"
    COUNTER = "counter"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of a dossier; a conditional one says in ``condition`` when it is needed."""

    number: int
    title: str
    originals: int = 1
    copies: int = 0
    is_mandatory: bool = True
    condition: str = ""
    is_presented_only: bool = False
    form: str = ""
    filing: Filing = Filing.ANY

    def is_asked_for(self, filing: Filing) -> bool:
        """Whether the paper belongs to a dossier filed in this way."""
        return Filing.ANY in (self.filing, filing) or self.filing is filing


@dataclass(frozen=True, slots=True)
class Fee:
    """What the applicant pays: an amount, or a note where the amount is set elsewhere."""

    amount_vnd: int | None = None
    note: str = ""

    @property
    def is_stated(self) -> bool:
        return self.amount_vnd is not None or bool(self.note)


@dataclass(frozen=True, slots=True)
class ClockRules:
    """What stops the clock of a procedure, and how often the office may ask or put off."""

    pauses_for_supplement: bool = True
    pauses_for_payment: bool = False
    supplement_requests_allowed: int = 1
    extensions_allowed: int = 1


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of a procedure; ``limit`` is a ``TimeLimit`` as text, None where none is published."""

    code: str
    name: str
    field: str
    components: tuple[Component, ...]
    limit: str | None
    fee: Fee
    competent_agency: str
    effective_from: date
    effective_to: date | None = None
    aliases: tuple[str, ...] = ()
    limit_note: str = ""
    result: str = ""
    legal_bases: tuple[str, ...] = ()
    channel_level: ChannelLevel = ChannelLevel.INFORMATION
    clock_rules: ClockRules = ClockRules()

    @property
    def mandatory_components(self) -> tuple[Component, ...]:
        return tuple(component for component in self.components if component.is_mandatory)

    @property
    def conditional_components(self) -> tuple[Component, ...]:
        return tuple(component for component in self.components if not component.is_mandatory)

    def missing_components(
        self, present: Collection[int], filing: Filing = Filing.COUNTER
    ) -> tuple[Component, ...]:
        """The mandatory papers whose numbers are not among those present, for this way of filing."""
        return tuple(
            component
            for component in self.mandatory_components
            if component.is_asked_for(filing) and component.number not in present
        )

    def is_in_force(self, day: date) -> bool:
        """Whether this version applies to a dossier received on this day; both its dates count."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def overlaps(self, other: "Procedure") -> bool:
        """Whether both versions would be in force on some day."""
        starts_last = max(self.effective_from, other.effective_from)
        return self.is_in_force(starts_last) and other.is_in_force(starts_last)


def version_in_force(procedures: Iterable[Procedure], code: str, day: date) -> Procedure | None:
    """The version of this procedure that a dossier received on this day is pinned to."""
    return next((each for each in procedures if each.code == code and each.is_in_force(day)), None)
