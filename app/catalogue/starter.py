"""The pack that comes with the program, so that a commune can work before its province publishes one.

Administrative units: names and codes from the PyPI package vietnamadminunits 1.0.4 (MIT, © 2025 Tran Ngoc
Minh Hieu), brought up to July 2026; `admin_units.json` says how. The rest is written from published facts.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import msgspec

from app.catalogue.pack import CataloguePack
from app.catalogue.source import (
    SourceAgencies,
    SourceField,
    SourceKinds,
    SourcePack,
    SourceUnits,
    procedures_of,
    units_of,
)
from app.catalogue.templates import shipped_templates
from app.domain.procedure import Procedure

Source = TypeVar("Source")


def starter_pack() -> CataloguePack:
    """The starter pack, read from `resources/catalogue/` and `resources/templates/`."""
    folder = files("resources").joinpath("catalogue")
    head = _read(folder.joinpath("pack.json"), SourcePack)
    return CataloguePack(
        version=head.version,
        effective_from=head.effective_from,
        decision_number=head.decision_number,
        decision_date=head.decision_date,
        publisher=head.publisher,
        procedures=_procedures(folder.joinpath("procedures"), head.procedure_files),
        agencies=_read(folder.joinpath("agencies.json"), SourceAgencies).agencies,
        admin_units=units_of(_read(folder.joinpath("admin_units.json"), SourceUnits)),
        document_kinds=_read(folder.joinpath("document_kinds.json"), SourceKinds).kinds,
        calendar=_read(folder.joinpath("calendar.json"), dict[str, Any]),
        templates=shipped_templates(),
        source_note=head.source_note,
    )


def starter_version() -> str:
    """Its version alone: every start asks, and reading the whole pack takes a fifth of a second."""
    return _read(files("resources").joinpath("catalogue", "pack.json"), SourcePack).version


def _procedures(folder: Traversable, names: tuple[str, ...]) -> tuple[Procedure, ...]:
    fields = (_read(folder.joinpath(name), SourceField) for name in names)
    return tuple(procedure for field in fields for procedure in procedures_of(field))


def _read(file: Traversable, kind: type[Source]) -> Source:
    return msgspec.json.decode(file.read_bytes(), type=kind)
