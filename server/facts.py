"""What a changeset says that the district projects: dossiers, and the acts done on them. Pure.

Everything else in a changeset (applicants, components, prints, scans) is checked for form alone: the bytes
are kept and relayed, and the district's own tables stay free of citizens' names.
"""

import re
from datetime import date
from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec

from app.changes.changeset import ORIGIN_BYTES, Changeset, Header, Op, Origin, RowRef, Stamp, WireRef
from app.changes.clock import adjusted
from app.changes.errors import Malformed
from app.changes.registry import (
    DOSSIER,
    DOSSIER_EVENT,
    LEASE_RETURN,
    SCHEMA,
    TABLE_BY_NUMBER,
    Command,
    Group,
)
from app.changes.upcast import current_ops
from app.domain.dossier import EventKind

ISSUED = DOSSIER.groups[0]
ACT = DOSSIER_EVENT.groups[0]
RETURN = LEASE_RETURN.groups[0]
COMMANDS = frozenset(Command)
CODE_TAIL = re.compile(r"-(\d{2})(\d{2})(\d{2})-(\d{4,8})$")
LARGEST = 2**62  # what a signed 64-bit column holds with room to spare

Text = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00]*$")]
Instant = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]


class Unfit(Exception):
    """A changeset that is stored but cannot be applied; ``code`` is stable and goes into the receipt."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class IssuedDossier(NamedTuple):
    """The issued part of a dossier; ``base`` is the stamp that this write replaced."""

    row: RowRef
    base: Stamp | None
    code: str
    day: str
    number: int
    procedure_code: str
    field: str
    received_ms: int
    promised_ms: int | None


class Act(NamedTuple):
    """One act on a dossier."""

    row: RowRef
    dossier: RowRef
    parent: RowRef | None
    kind: EventKind
    at_ms: int
    due_ms: int | None
    over: RowRef | None = None


class LeaseReturn(NamedTuple):
    """A lease whose numbers its device will not use after a day (ISO)."""

    serial: int
    last_day: str


class Facts(NamedTuple):
    """What one changeset says, and the adjusted hybrid time that ranks it."""

    stamp: Stamp
    hlc: int
    dossiers: list[IssuedDossier]
    acts: list[Act]
    returns: list[LeaseReturn]


class IssuedCells(msgspec.Struct, array_like=True, frozen=True):
    """The group "issued" in the registry's order, as far as it is read; what is typed here is checked."""

    code: Text
    applicant_id: Any
    procedure_code: Text
    procedure_name: Any
    field: Text
    catalogue_version: Any
    limit_text: Any
    received_ms: Instant
    promised_ms: Instant | None


class ActCells(msgspec.Struct, array_like=True, frozen=True):
    """The group "act", likewise."""

    dossier_id: int | tuple[int, int]
    parent_id: int | tuple[int, int] | None
    kind: EventKind
    at_ms: Instant
    clerk_id: Any
    role: Any
    holder_id: Any
    unit: Any
    note: Any
    due_ms: Instant | None
    person_name: Any
    person_id_number: Any
    signer: Any
    document_number: Any
    over_id: int | tuple[int, int] | None


class ReturnCells(msgspec.Struct, array_like=True, frozen=True):
    """The group "return", likewise."""

    serial: Instant
    last_day: Text


def deps_of(header: Header, own: Origin) -> list[Stamp]:
    """What must be applied before a changeset of the log ``own``; raises Unfit."""
    try:
        deps = header.needed(own)
    except Malformed as error:
        raise Unfit("malformed", "deps") from error
    for dep in deps:
        if len(dep.origin) != ORIGIN_BYTES or not 0 < dep.seq <= LARGEST:
            raise Unfit("malformed", "deps")
    return deps


def facts_of(changeset: Changeset, received_ms: int) -> Facts:
    """Read a changeset; raises Unfit."""
    header = changeset.header
    if header.schema > SCHEMA:
        raise Unfit("newer_schema", f"schema {header.schema}")
    if header.command not in COMMANDS:
        raise Unfit("unknown_command", f"command {header.command}")
    facts = Facts(changeset.stamp, adjusted(header.hlc, received_ms), [], [], [])
    try:
        for op in current_ops(changeset):
            _read(changeset, op, facts)
    except (Malformed, msgspec.ValidationError) as error:
        # The error's text may quote a cell, so it is not carried on.
        raise Unfit("malformed", "payload") from error
    return facts


def _read(changeset: Changeset, op: Op, facts: Facts) -> None:
    table = TABLE_BY_NUMBER.get(op.table)
    if table is None:
        raise Unfit("unknown_table", f"table {op.table}")
    if op.groups is None:
        if table in (DOSSIER, DOSSIER_EVENT):
            raise Unfit("never_deleted", table.name)
        return
    for write in op.groups:
        group = table.group_by_number.get(write.group)
        if group is None:
            raise Unfit("unknown_group", f"{table.name} group {write.group}")
        if group is ISSUED:
            base = None if write.base is None else Stamp(*changeset.origin_of(write.base))
            facts.dossiers.append(_dossier(changeset, op.key, write.cells, base))
        elif group is ACT:
            facts.acts.append(_act(changeset, op.key, write.cells))
        elif group is RETURN:
            facts.returns.append(return_of(_read_cells(RETURN, write.cells, ReturnCells)))


def _dossier(changeset: Changeset, key: Any, cells: list[Any], base: Stamp | None) -> IssuedDossier:
    issued = _read_cells(ISSUED, cells, IssuedCells)
    ref = msgspec.convert(key, WireRef)
    return dossier_of(changeset.header, changeset.origin, ref, issued, base)


def dossier_of(
    header: Header, own: Origin, key: WireRef, issued: IssuedCells, base: Stamp | None
) -> IssuedDossier:
    """A dossier as a changeset of the log ``own`` names it; raises Malformed."""
    day, number = _code_parts(issued.code)
    return IssuedDossier(
        _row(header, own, key),
        base,
        issued.code,
        day,
        number,
        issued.procedure_code,
        issued.field,
        issued.received_ms,
        issued.promised_ms,
    )


def _act(changeset: Changeset, key: Any, cells: list[Any]) -> Act:
    act = _read_cells(ACT, cells, ActCells)
    return act_of(changeset.header, changeset.origin, msgspec.convert(key, WireRef), act)


def act_of(header: Header, own: Origin, key: WireRef, act: ActCells) -> Act:
    """An act as a changeset of the log ``own`` names it; raises Malformed."""
    return Act(
        _row(header, own, key),
        _row(header, own, act.dossier_id),
        None if act.parent_id is None else _row(header, own, act.parent_id),
        act.kind,
        act.at_ms,
        act.due_ms,
        None if act.over_id is None else _row(header, own, act.over_id),
    )


def return_of(given: ReturnCells) -> LeaseReturn:
    """A lease that was given back; raises Malformed."""
    try:
        date.fromisoformat(given.last_day)
    except ValueError as error:
        raise Malformed("a day") from error
    return LeaseReturn(given.serial, given.last_day)


Cells = TypeVar("Cells", bound=msgspec.Struct)


def _read_cells(group: Group, cells: list[Any], kind: type[Cells]) -> Cells:
    """Those missing at the end are empty, those of later versions are skipped."""
    missing = [each.empty for each in group.fields[len(cells) :]]
    return msgspec.convert([*cells, *missing], kind)


def _row(header: Header, own: Origin, ref: WireRef) -> RowRef:
    row = RowRef(*header.origin_of(ref, own))
    if len(row.origin) != ORIGIN_BYTES or not 0 <= row.counter <= LARGEST:
        raise Malformed("row reference")
    return row


def _code_parts(code: str) -> tuple[str, int]:
    """The ISO day and the number of a code such as ``H56-261123-0047``; a mere visit has none."""
    if not code:
        return "", 0
    match = CODE_TAIL.search(code)
    if match is None:
        raise Malformed("dossier code")
    year, month, day, number = match.groups()
    iso = f"20{year}-{month}-{day}"
    try:
        date.fromisoformat(iso)
    except ValueError as error:
        raise Malformed("dossier code") from error
    return iso, int(number)
