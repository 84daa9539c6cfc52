"""The peers' seeded workload in our tables: 10,000 dossiers, each committed as one act of its own.

The generator itself lies beside the peers' figures and is read from there; every field of it finds a column:
a dossier and its applicant for the main row, a component for each paper, an event for each history row.
"""

import importlib.util
from collections.abc import Mapping
from datetime import date, datetime, time
from types import ModuleType
from typing import Any

from app.changes.registry import Command
from app.domain.applicant import Applicant
from app.domain.clock import ms_of
from app.domain.dossier import EventKind, Role
from app.domain.ids import ClerkId
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


def generator() -> ModuleType | None:
    """The workload's own module; None where it is not on this machine."""
    folder = data_folder()
    path = None if folder is None else folder.parent / "peers" / "workload.py"
    if path is None or not path.exists():
        return None
    spec = importlib.util.spec_from_file_location("peer_workload_generator", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


def _write(unit: UnitOfWork, item: Mapping[str, Any], officers: Mapping[str, ClerkId]) -> int:
    main = item["main"]
    applicant_id = applicants.insert(unit, _applicant(main))
    papers = [
        ComponentRecord(p["stt"], p["ten"], p["loai"] == "Bản chính", True, p["so_ban"], 0)
        for p in item["papers"]
    ]
    dossier_id = dossiers.insert(unit, _dossier(main, applicant_id), papers)
    parent = None
    for row in item["history"]:
        parent = dossiers.add_event(
            unit,
            EventRecord(
                dossier_id,
                STEPS.get(row["buoc"], EventKind.HANDED_OVER),
                ms_of(datetime.fromisoformat(row["luc"])),
                officers[row["can_bo"]],
                Role.SPECIALIST,
                parent_id=parent,
                note=row["nd"],
            ),
        )
    return 2 + len(papers) + len(item["history"])


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


def _dossier(main: Mapping[str, Any], applicant_id: Any) -> DossierRecord:
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
        representative_authority=main["noi_cap"],
    )


def _day_ms(day: str) -> int:
    return ms_of(datetime.combine(date.fromisoformat(day), time(8)))
