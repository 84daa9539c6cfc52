"""The shape of `procedures.json`, a list of procedures gathered from the national portal.

Only the keys the converter reads are named; the rest of a record is ignored.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.catalogue.errors import PackUnreadable


class PortalTime(msgspec.Struct, frozen=True):
    """``unit`` is working_day, calendar_day, hour, same_day, unspecified or None."""

    value: float | None = None
    unit: str | None = None
    note: str | None = None


class PortalFeeItem(msgspec.Struct, frozen=True):
    """One line of a fee, for one channel."""

    note: str | None = None


class PortalFee(msgspec.Struct, frozen=True):
    """The highest amount named; 0 also stands where a province sets the fee, as the notes then say."""

    amount_vnd: int | None = None
    items: tuple[PortalFeeItem, ...] = ()


class PortalOnline(msgspec.Struct, frozen=True):
    """How far the portal takes the procedure online."""

    available: bool | None = None
    full_process_flag_in_source: bool | None = None
    level: str | None = None


class PortalPaper(msgspec.Struct, frozen=True):
    """``kind`` is submit or present, ``requirement`` mandatory or conditional."""

    name: str
    group: str | None = None
    kind: str = "submit"
    requirement: str = "mandatory"
    originals: int = 1
    copies: int = 0
    form: str | None = None


class PortalResult(msgspec.Struct, frozen=True):
    """What the applicant gets."""

    name: str


class PortalProcedure(msgspec.Struct, frozen=True):
    """One record of the list."""

    code: str
    name: str
    field: str
    receiving_unit: str
    name_display: str | None = None
    regime: str | None = None
    executing_units: tuple[str, ...] = ()
    deciding_units: tuple[str, ...] = ()
    processing_time: PortalTime | None = None
    fee: PortalFee | None = None
    online: PortalOnline | None = None
    papers: tuple[PortalPaper, ...] = ()
    results: tuple[PortalResult, ...] = ()
    legal_bases: tuple[str, ...] = ()


class PortalMeta(msgspec.Struct, frozen=True):
    """What the list says of itself."""

    title: str = ""
    as_of: str = ""


class PortalList(msgspec.Struct, frozen=True):
    """The whole file."""

    procedures: tuple[PortalProcedure, ...]
    meta: PortalMeta = PortalMeta()


def read_portal_list(data: Mapping[str, Any]) -> PortalList:
    """The list, typed; ``PackUnreadable`` names the first place that makes no sense."""
    try:
        return msgspec.convert(data, PortalList)
    except msgspec.ValidationError as error:
        raise PackUnreadable(str(error).rpartition("`$")[2].rstrip("`")) from error
