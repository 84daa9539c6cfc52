"""What a whole segment says, read by the column: the same as ``server.facts`` says of each changeset.

Nearly every segment is well-formed throughout. Where anything in one is not, nothing is decided here: it is
read again one changeset at a time, and the one that does not fit is found by name.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec

from app.changes.changeset import Header, Stamp, WireRef
from app.changes.clock import adjusted
from app.changes.errors import BadChange
from app.changes.registry import SCHEMA, TABLE_BY_NUMBER, Group
from app.changes.run import Run, Sheet, Span
from app.changes.upcast import is_current
from server.facts import (
    ACT,
    COMMANDS,
    ISSUED,
    RETURN,
    ActCells,
    Cells,
    Facts,
    IssuedCells,
    ReturnCells,
    Unfit,
    act_of,
    dossier_of,
    return_of,
)


class NotWhole(Exception):
    """Something in the segment has to be looked at by itself."""


def facts_of_run(run: Run, received_ms: int) -> list[Facts] | None:
    """What each changeset of a run says; None where one of them may not fit."""
    with suppress(NotWhole, Unfit, BadChange, TypeError, ValueError):
        _check_headers(run.headers)
        facts = [
            Facts(Stamp(run.origin, header.seq), adjusted(header.hlc, received_ms), [], [], [])
            for header in run.headers
        ]
        for sheet in run.sheets:
            _read(run, sheet, facts)
        return facts
    return None


def _check_headers(headers: Sequence[Header]) -> None:
    schemas = {header.schema for header in headers}
    commands = {header.command for header in headers}
    if max(schemas) > SCHEMA or not commands <= COMMANDS or not all(map(is_current, schemas)):
        raise NotWhole


def _read(run: Run, sheet: Sheet, facts: Sequence[Facts]) -> None:
    table = TABLE_BY_NUMBER.get(sheet.table)
    if type(sheet.table) is not int or table is None or sheet.is_deletion:
        raise NotWhole
    _check_stamps(sheet.columns[1 : sheet.shape[0] - 2])
    for span in sheet.spans():
        group = table.group_by_number.get(span.group)
        if type(span.group) is not int or group is None:
            raise NotWhole
        _check_stamps(sheet.columns[span.rest])
        if group in READERS:
            READERS[group](run, sheet, span, facts)


def _check_stamps(columns: Sequence[Sequence[Any]]) -> None:
    """What stands where a write says what it replaces."""
    for column, kind in zip(columns, (WireRef | None, list[WireRef]), strict=False):
        msgspec.convert(column, list[kind])  # type: ignore[valid-type]


def _read_dossiers(run: Run, sheet: Sheet, span: Span, facts: Sequence[Facts]) -> None:
    rest = sheet.columns[span.rest]
    bases = rest[0] if rest else [None] * len(sheet.owners)
    for owner, key, cells, base in zip(*_rows(sheet, span, ISSUED, IssuedCells), bases, strict=True):
        header = run.headers[owner]
        replaced = None if base is None else Stamp(*header.origin_of(base, run.origin))
        facts[owner].dossiers.append(dossier_of(header, run.origin, key, cells, replaced))


def _read_acts(run: Run, sheet: Sheet, span: Span, facts: Sequence[Facts]) -> None:
    for owner, key, cells in zip(*_rows(sheet, span, ACT, ActCells), strict=True):
        facts[owner].acts.append(act_of(run.headers[owner], run.origin, key, cells))


def _read_returns(run: Run, sheet: Sheet, span: Span, facts: Sequence[Facts]) -> None:
    for owner, cells in zip(sheet.owners, _cells(sheet, span, RETURN, ReturnCells), strict=True):
        facts[owner].returns.append(return_of(cells))


READERS = {ISSUED: _read_dossiers, ACT: _read_acts, RETURN: _read_returns}


def _rows(
    sheet: Sheet, span: Span, group: Group, kind: type[Cells]
) -> tuple[Sequence[int], list[WireRef], list[Cells]]:
    """The changeset of each row, its key, and its checked cells."""
    return sheet.owners, msgspec.convert(sheet.keys, list[WireRef]), _cells(sheet, span, group, kind)


def _cells(sheet: Sheet, span: Span, group: Group, kind: type[Cells]) -> list[Cells]:
    columns = sheet.columns[span.cells]
    missing = [[each.empty] * len(sheet.owners) for each in group.fields[len(columns) :]]
    rows: Iterator[Any] = zip(*columns, *missing, strict=True)
    return msgspec.convert(list(rows), list[kind])  # type: ignore[valid-type]
