"""The peers' seeded workload in our tables: 10,000 dossiers, each committed as one act of its own.

The generator itself lies beside the peers' figures and is read from there; every field of it finds a column:
a dossier and its applicant for the main row, a component for each paper, an event for each history row.
Its random row ids alone are not taken over: rows are named by the desk that makes them.
"""

import importlib.util
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from sqlalchemy import Connection

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.clock import ms_of
from app.domain.dossier import EventKind, Role
from app.domain.ids import ApplicantId, ClerkId, DossierId, EventId
from app.services.desk import Desk, Officer
from app.storage import applicants, clerks, dossiers
from app.storage.dossiers import ComponentRecord, DossierRecord, EventRecord
from app.storage.unit_of_work import UnitOfWork
from benchmarks.reference import data_folder

STEPS = {
    "Tiếp nhận": EventKind.RECEIVED,
    "Yêu cầu bổ sung": EventKind.SUPPLEMENT_REQUESTED,
    "Phê duyệt": EventKind.FINISHED,
    "Trả kết quả": EventKind.RETURNED,
}
CHANNELS = ("Trực tiếp", "Trực tuyến", "Bưu chính")
COLUMN_OF = {
    "trang_thai": ("dossier", "relation"),
    "ghi_chu": ("dossier", "note"),
    "ngay_tra": ("dossier", "fee_receipt"),
    "can_bo": ("dossier", "representative_name"),
    "da_thu": ("dossier", "fee_paid"),
    "dien_thoai": ("applicant", "phone"),
    "thuong_tru": ("applicant", "address"),
}


class Edit(NamedTuple):
    """What one act of a later phase writes: fields of the main row, and new history rows."""

    id: str
    values: Mapping[str, Any]
    history: Sequence[Mapping[str, Any]] = ()


class _Place(NamedTuple):
    """Where a dossier of the workload lies in the books."""

    dossier_id: DossierId
    applicant_id: ApplicantId
    last_event: EventId | None


def peers_folder() -> Path | None:
    """Where the workload and the peers' runners lie; None where they are not on this machine."""
    folder = data_folder()
    peers = None if folder is None else folder.resolve().parent / "peers"
    return peers if peers is not None and (peers / "workload.py").exists() else None


def generator() -> ModuleType | None:
    """The workload's own module; None where it is not on this machine."""
    folder = peers_folder()
    if folder is None:
        return None
    spec = importlib.util.spec_from_file_location("peer_workload_generator", folder / "workload.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def within_leases(initial: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same dossiers with codes of the first desk's range: the server refuses numbers it never leased."""
    used: dict[str, int] = {}
    for item in initial:
        day = item["main"]["ngay_nhan"]
        used[day] = used.get(day, 0) + 1
        item["main"]["ma_ho_so"] = f"H26.11-{day[2:4]}{day[5:7]}{day[8:]}-{used[day]:04d}"
    return initial


def load(desk: Desk, officer: Officer, initial: list[Mapping[str, Any]]) -> int:
    """Commit every dossier as one act; the number of rows written."""
    officers = _officers(desk, officer, initial)
    rows = 0
    for item in initial:
        with desk.store.write(desk.act(Command.IMPORT, officer, Role.RECEPTION)) as unit:
            rows += _write(unit, item, officers)
    return rows


def _officers(desk: Desk, officer: Officer, initial: list[Mapping[str, Any]]) -> dict[str, ClerkId]:
    names = sorted({row["can_bo"] for item in initial for row in (item["main"], *item["history"])})
    with desk.store.write(desk.act(Command.REGISTER_CLERK, officer, Role.ADMINISTRATOR)) as unit:
        return {name: clerks.save_clerk(unit, None, name, "", (Role.SPECIALIST,)) for name in names}


def edit(desk: Desk, officer: Officer, edits: Sequence[Edit], codes: Mapping[str, str]) -> None:
    """Commit each edit of the update or conflict phase as one act; ``codes`` leads from ids to dossiers."""
    with desk.store.read() as connection:
        found = connection.exec_driver_sql("SELECT full_name, id FROM clerk")
        officers = {name: ClerkId(id_) for name, id_ in found}
        places = {each.id: _place(connection, codes[each.id]) for each in edits}
    for each in edits:
        with desk.store.write(desk.act(Command.EDIT_DOSSIER, officer, Role.SPECIALIST)) as unit:
            _change(unit, places[each.id], each.values)
            _add_history(unit, places[each.id], each.history, officers)


def _place(connection: Connection, code: str) -> _Place:
    row = connection.exec_driver_sql("SELECT id, applicant_id FROM dossier WHERE code = ?", (code,)).one()
    last = connection.exec_driver_sql("SELECT max(id) FROM dossier_event WHERE dossier_id = ?", (row[0],))
    return _Place(row[0], row[1], last.scalar_one())


def _change(unit: UnitOfWork, place: _Place, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        table, column = COLUMN_OF[name]
        id_ = place.dossier_id if table == "dossier" else place.applicant_id
        unit.connection.exec_driver_sql(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, id_))


def _add_history(
    unit: UnitOfWork, place: _Place, history: Sequence[Mapping[str, Any]], officers: Mapping[str, ClerkId]
) -> None:
    parent = place.last_event
    for row in history:
        parent = dossiers.add_event(unit, _event(row, place.dossier_id, parent, officers))


def _write(unit: UnitOfWork, item: Mapping[str, Any], officers: Mapping[str, ClerkId]) -> int:
    main = item["main"]
    applicant_id = applicants.insert(unit, _applicant(main))
    papers = [
        ComponentRecord(p["stt"], p["ten"], p["loai"] == "Bản chính", True, p["so_ban"], 0)
        for p in item["papers"]
    ]
    dossier_id = dossiers.insert(unit, _dossier(main, applicant_id), papers)
    _add_history(unit, _Place(dossier_id, applicant_id, None), item["history"], officers)
    return 2 + len(papers) + len(item["history"])


def _event(
    row: Mapping[str, Any], dossier_id: DossierId, parent: EventId | None, officers: Mapping[str, ClerkId]
) -> EventRecord:
    return EventRecord(
        dossier_id,
        STEPS.get(row["buoc"], EventKind.HANDED_OVER),
        ms_of(datetime.fromisoformat(row["luc"])),
        officers[row["can_bo"]],
        Role.SPECIALIST,
        parent_id=parent,
        note=row["nd"],
    )


def _applicant(main: Mapping[str, Any]) -> Applicant:
    return Applicant(
        full_name=main["ho_ten"],
        id_number=main["so_cccd"],
        birth_date=main["ngay_sinh"],
        sex=main["gioi_tinh"],
        id_issued_on=main["ngay_cap"],
        phone=main["dien_thoai"],
        email=main["email"],
        address=main["thuong_tru"],
    )


def _dossier(main: Mapping[str, Any], applicant_id: ApplicantId) -> DossierRecord:
    return DossierRecord(
        code=main["ma_ho_so"],
        applicant_id=applicant_id,
        procedure_code=main["ma_thu_tuc"],
        procedure_name=main["ten_thu_tuc"],
        field=main["linh_vuc"],
        catalogue_version="",
        limit_text="",
        received_ms=_day_ms(main["ngay_nhan"]),
        promised_ms=_day_ms(main["ngay_hen"]),
        content=main["trich_yeu"],
        relation=main["trang_thai"],
        return_place=main["don_vi"],
        return_address=main["tam_tru"],
        channel=CHANNELS.index(main["hinh_thuc"]),
        fee_amount=main["le_phi"],
        fee_paid=int(main["da_thu"]),
        fee_receipt=main["ngay_tra"],
        note=main["ghi_chu"],
        representative_name=main["can_bo"],
        representative_authority=main["noi_cap"],
    )


def _day_ms(day: str) -> int:
    return ms_of(datetime.combine(date.fromisoformat(day), time(8)))
