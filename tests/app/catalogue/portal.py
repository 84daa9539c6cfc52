"""Where the reference list of procedures lies, and a small list of the same shape."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[3]
DATA = Path(os.environ.get("SOXA_DATA", PROJECT.parent / "shared" / "data"))
LISTED = DATA / "procedures.json"
UNITS = DATA / "admin_units.json"

needs_list = pytest.mark.skipif(
    not LISTED.is_file(), reason="no procedures.json: set SOXA_DATA to its folder"
)
needs_units = pytest.mark.skipif(
    not UNITS.is_file(), reason="no admin_units.json: set SOXA_DATA to its folder"
)


def the_list() -> dict[str, Any]:
    """The reference list, 426 procedures."""
    listed: dict[str, Any] = json.loads(LISTED.read_bytes())
    return listed


def a_record(**changes: Any) -> dict[str, Any]:
    """One record of a list, as the portal gives it, but for what the case changes."""
    return {
        "code": "1.999999",
        "name": "Thủ tục đăng ký nuôi ong",
        "field": "Chăn nuôi",
        "receiving_unit": "ubnd_xa",
        "regime": "two_tier_2026",
        "processing_time": {"value": 3, "unit": "working_day", "note": None},
        "fee": {"amount_vnd": 0, "items": []},
        "online": {"available": True, "full_process_flag_in_source": False, "level": None},
        "papers": [a_paper()],
        "results": [{"name": "Giấy xác nhận nuôi ong", "code": "KQ.1"}],
        "legal_bases": ["1/2026/NĐ-CP"],
        **changes,
    }


def a_paper(**changes: Any) -> dict[str, Any]:
    """One paper of a record."""
    return {
        "seq": 1,
        "group": None,
        "name": "- Đơn đăng ký nuôi ong;",
        "kind": "submit",
        "requirement": "mandatory",
        "originals": 1,
        "copies": 0,
        "form": None,
        **changes,
    }


def a_list(*records: dict[str, Any]) -> dict[str, Any]:
    """A list of these records."""
    return {"meta": {"title": "Danh sách thử", "as_of": "2026-07-18 (thử)"}, "procedures": list(records)}
