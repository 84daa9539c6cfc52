"""A catalogue pack: everything an office works by, published together and in force from one day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.agency import AdminUnit, Agency, DocumentKind
from app.domain.procedure import Procedure, version_in_force


@dataclass(frozen=True, slots=True)
class FormTemplate:
    """A printed form: ``form`` is its number, ``pack`` its circular's year, ``version`` this wording."""

    form: str
    pack: str
    version: int
    effective_from: date
    title: str
    copies: int
    html: str


@dataclass(frozen=True, slots=True)
class CataloguePack:
    """One pack; ``decision_date`` is None while no decision has published it.

    ``calendar`` is kept as published; ``calendar_from_data`` makes the working calendar of it.
    """

    version: str
    effective_from: date
    decision_number: str
    decision_date: date | None
    publisher: str
    procedures: tuple[Procedure, ...]
    agencies: tuple[Agency, ...]
    admin_units: tuple[AdminUnit, ...]
    document_kinds: tuple[DocumentKind, ...]
    calendar: dict[str, Any]
    templates: tuple[FormTemplate, ...] = ()
    source_note: str = ""

    def procedure(self, code: str, day: date) -> Procedure | None:
        """The version of a procedure that a dossier received on this day is pinned to."""
        return version_in_force(self.procedures, code, day)

    def procedures_in_force(self, day: date) -> tuple[Procedure, ...]:
        """What clerks may choose from on this day."""
        return tuple(procedure for procedure in self.procedures if procedure.is_in_force(day))

    def template(self, form: str, day: date) -> FormTemplate | None:
        """The latest wording of a form in the circular in force on this day.

        A new circular replaces the older one as a whole: its form 05 is another paper than the old form 05.
        """
        in_force = [each for each in self.templates if each.effective_from <= day]
        circular = max((each.pack for each in in_force), default="")
        wordings = (each for each in in_force if (each.pack, each.form) == (circular, form))
        return max(wordings, key=lambda each: each.effective_from, default=None)

    def provinces(self) -> tuple[AdminUnit, ...]:
        return tuple(unit for unit in self.admin_units if unit.kind.is_province_level)

    def communes(self, province_code: str) -> tuple[AdminUnit, ...]:
        """The communes, wards and special zones of a province."""
        return tuple(unit for unit in self.admin_units if unit.province_code == province_code)
