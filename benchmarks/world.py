"""A seeded commune: people who are obviously samples, and what they come to the counter for.

Sample id numbers begin with 000, which no province has; sample phones are 0900 000 xxx.
"""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import accumulate

from app.domain.applicant import Applicant, Representative
from app.domain.procedure import Filing, Procedure
from app.services.catalogue import Catalogue
from app.services.reception import HandedIn, ReceptionDraft
from benchmarks.reference import Reference

HAMLETS = ("Thôn Đông", "Thôn Đoài", "Thôn Thượng", "Thôn Hạ", "Xóm Mới", "Xóm Trại", "Bản Nà Mẫu")
PROXY_SHARE = 0.06
CONDITIONAL_SHARE = 0.2


class World:
    """Draws people and dossiers; the same seed draws the same ones."""

    def __init__(self, reference: Reference, seed: int) -> None:
        self._reference = reference
        self._random = random.Random(seed)
        self._people = seed % 900 * 1000  # so that worlds of neighbouring seeds share nobody
        self._names: dict[int, tuple[list[str], list[float]]] = {}
        self._choices: dict[str, tuple[list[Procedure], list[float]]] = {}

    @property
    def random(self) -> random.Random:
        """The world's own dice."""
        return self._random

    def person(self) -> Applicant:
        """Somebody who does not exist."""
        self._people += 1
        sex = self._random.choice(("Nam", "Nữ"))
        born = date(1945, 1, 1) + timedelta(days=self._random.randrange(60 * 365))
        return Applicant(
            full_name=self._name(sex),
            id_number=f"000{self._century(sex, born)}{born:%y}{self._people:06d}",
            birth_date=born.isoformat(),
            sex=sex,
            phone=f"0900000{self._random.randrange(1000):03d}",
            address=f"{self._random.choice(HAMLETS)}, xã Mẫu",
        )

    def _century(self, sex: str, born: date) -> int:
        return (2 if born.year >= 2000 else 0) + (sex == "Nữ")

    def _name(self, sex: str) -> str:
        parts = (self._reference.surnames, self._reference.middle[sex], self._reference.given[sex])
        return " ".join(self._draw(part) for part in parts)

    def _draw(self, weights: Mapping[str, float]) -> str:
        names = self._names.get(id(weights))
        if names is None:
            names = self._names[id(weights)] = (list(weights), list(accumulate(weights.values())))
        return self._random.choices(names[0], cum_weights=names[1])[0]

    def _procedures(self, catalogue: Catalogue, day: date) -> tuple[list[Procedure], list[float]]:
        """The procedures of the mix that the catalogue has, with their weights."""
        version = catalogue.pack.version
        if version not in self._choices:
            known = [
                (procedure, weight)
                for code, weight in self._reference.procedure_mix.items()
                if (procedure := catalogue.procedure(code, day)) is not None and procedure.components
            ]
            known = known or [(p, 1.0) for p in catalogue.pack.procedures_in_force(day)[:20]]
            self._choices[version] = [p for p, _ in known], [weight for _, weight in known]
        return self._choices[version]

    def procedure(self, catalogue: Catalogue, day: date) -> Procedure:
        """What somebody comes for."""
        return self._random.choices(*self._procedures(catalogue, day))[0]

    def draft(self, catalogue: Catalogue, day: date) -> ReceptionDraft:
        """What one person brings: every mandatory paper, now and then a conditional one or a proxy."""
        procedure = self.procedure(catalogue, day)
        person = self.person()
        return ReceptionDraft(
            applicant=person,
            procedure_code=procedure.code,
            content=f"{procedure.name[:60]} cho {person.full_name}",
            handed_in=self._handed_in(procedure),
            representative=self._representative(),
        )

    def _handed_in(self, procedure: Procedure) -> dict[int, HandedIn]:
        return {
            component.number: HandedIn(max(component.originals, 1), component.copies)
            for component in procedure.components
            if component.is_asked_for(Filing.COUNTER)
            and (component.is_mandatory or self._random.random() < CONDITIONAL_SHARE)
        }

    def _representative(self) -> Representative:
        if self._random.random() >= PROXY_SHARE:
            return Representative()
        proxy = self.person()
        return Representative(proxy.full_name, proxy.id_number, proxy.phone, "Giấy ủy quyền")
