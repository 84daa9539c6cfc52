"""The readable JSON a pack is made from: short keys, defaults left out, one file for each field of work.

Unknown keys are refused, so that a slip of the pen in a source file never passes silently.
"""

from datetime import date

import msgspec

from app.domain.agency import AdminUnit, AdminUnitKind, Agency, DocumentKind
from app.domain.procedure import ChannelLevel, ClockRules, Component, Fee, Filing, Procedure


class SourcePack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`pack.json`: what the pack says of itself, and which files hold its procedures."""

    version: str
    effective_from: date
    decision_number: str
    decision_date: date | None
    publisher: str
    source_note: str
    procedure_files: tuple[str, ...]


class SourceComponent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper; ``when`` makes it conditional."""

    title: str
    originals: int = 1
    copies: int = 0
    when: str = ""
    presented: bool = False
    form: str = ""
    filing: Filing = Filing.ANY


class SourceProcedure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A procedure; what it leaves out is the field's."""

    code: str
    name: str
    limit: str | None
    fee: int | None
    result: str
    channel: ChannelLevel
    components: tuple[SourceComponent, ...]
    aliases: tuple[str, ...] = ()
    limit_note: str = ""
    fee_note: str = ""
    agency: str | None = None
    legal_bases: tuple[str, ...] | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    pauses_for_payment: bool = False


class SourceField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file: the procedures of a field of work, and what most of them share."""

    field: str
    agency: str
    effective_from: date
    legal_bases: tuple[str, ...]
    procedures: tuple[SourceProcedure, ...]


class SourceUnits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`admin_units.json`: rows of code, kind, name and, for communes, the province's code."""

    source: str
    as_of: date
    provinces: tuple[tuple[str, AdminUnitKind, str], ...]
    communes: tuple[tuple[str, AdminUnitKind, str, str], ...]


class SourceAgencies(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`agencies.json`."""

    agencies: tuple[Agency, ...]


class SourceKinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`document_kinds.json`."""

    source: str
    kinds: tuple[DocumentKind, ...]


def procedures_of(field: SourceField) -> tuple[Procedure, ...]:
    """The procedures of one file, with what the file leaves out filled in."""
    return tuple(_procedure(source, field) for source in field.procedures)


def units_of(source: SourceUnits) -> tuple[AdminUnit, ...]:
    """Provinces first, then communes."""
    provinces = (AdminUnit(code, name, kind) for code, kind, name in source.provinces)
    communes = (AdminUnit(code, name, kind, province) for code, kind, name, province in source.communes)
    return (*provinces, *communes)


def _procedure(source: SourceProcedure, field: SourceField) -> Procedure:
    return Procedure(
        code=source.code,
        name=source.name,
        field=field.field,
        components=tuple(_component(*numbered) for numbered in enumerate(source.components, start=1)),
        limit=source.limit,
        fee=Fee(source.fee, source.fee_note),
        competent_agency=source.agency or field.agency,
        effective_from=source.effective_from or field.effective_from,
        effective_to=source.effective_to,
        aliases=source.aliases,
        limit_note=source.limit_note,
        result=source.result,
        legal_bases=field.legal_bases if source.legal_bases is None else source.legal_bases,
        channel_level=source.channel,
        clock_rules=ClockRules(pauses_for_payment=source.pauses_for_payment),
    )


def _component(number: int, source: SourceComponent) -> Component:
    return Component(
        number=number,
        title=source.title,
        originals=source.originals,
        copies=source.copies,
        is_mandatory=not source.when,
        condition=source.when,
        is_presented_only=source.presented,
        form=source.form,
        filing=source.filing,
    )
