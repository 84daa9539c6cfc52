"""All that two desks must have alike once both have heard everything, by names that mean the same on both."""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.changes.registry import TABLE_BY_NUMBER, Key
from app.domain.ids import split_id
from tests.support.devices import Device, world


def everything(device: Device) -> dict[str, list[tuple[Any, ...]]]:
    """Rows, who wrote each group last, what lost, what was deleted or set aside, and every log's end."""
    origins = dict(device.rows("SELECT no, origin FROM origin"))
    return {
        **world(device),
        "stamps": _stamps(device, origins),
        "losers": sorted(
            _loser(row, origins)
            for row in device.rows(
                "SELECT table_no, row_id, ordinal, group_no, loser_stamp, loser_cells, settled_ms IS NULL "
                "FROM conflict"
            )
        ),
        "tombstones": sorted(
            (table, _name(row, origins), ordinal, _name(stamp, origins))
            for table, row, ordinal, stamp in device.rows("SELECT * FROM tombstone")
        ),
        "unreadable": sorted(
            (origins[no].hex(), seq)
            for no, seq in device.rows("SELECT origin_no, seq FROM returned WHERE code = 'malformed'")
        ),
        "logs": sorted(
            (origin.hex(), seq, head)
            for origin, seq, head in device.rows("SELECT origin, seq, head FROM origin WHERE seq > 0")
        ),
        "states": sorted(
            (_name(row[0], origins), *row[1:])
            for row in device.rows(
                "SELECT dossier_id, state, is_open, lane, due_ms, unit, finished_ms, returned_ms, "
                "is_contested FROM dossier_state"
            )
        ),
        "searchable": sorted(
            (_name(id_, origins),) for (id_,) in device.rows("SELECT id FROM dossier_search_docsize")
        ),
    }


def _stamps(device: Device, origins: Mapping[int, bytes]) -> list[tuple[Any, ...]]:
    """Of every group of every row: the changeset that wrote it last."""
    sparse = {tuple(row[:4]): row[4] for row in device.rows("SELECT * FROM group_stamp")}
    found = []
    for table in TABLE_BY_NUMBER.values():
        key = f"{table.parent}_id, ordinal" if table.parent else "id, 0"
        for row, ordinal, stamp in device.rows(f"SELECT {key}, stamp FROM {table.name}"):
            for group in table.groups[:1] if table.key is Key.SINGLE else table.groups:
                last = sparse.get((table.number, row, ordinal, group.number), stamp)
                found.append((table.name, _name(row, origins), ordinal, group.number, _name(last, origins)))
    return sorted(found)


def _loser(row: tuple[Any, ...], origins: Mapping[int, bytes]) -> tuple[Any, ...]:
    table_no, row_id, ordinal, group_no, stamp, cells, is_open = row
    fields = TABLE_BY_NUMBER[table_no].group_by_number[group_no].fields
    named = [
        _name(cell, origins) if field.refers_to and cell is not None else repr(cell)
        for field, cell in zip(fields, msgspec.msgpack.decode(cells), strict=True)
    ]
    return table_no, _name(row_id, origins), ordinal, group_no, _name(stamp, origins), named, is_open


def _name(local: int, origins: Mapping[int, bytes]) -> str:
    no, number = split_id(local)
    return f"{origins[no].hex()}:{number}" if number else "the one row"
