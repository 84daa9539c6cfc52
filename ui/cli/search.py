"""``soxa search``: the one search box without a window.

Whoever gives no PIN asks by code alone and is told no name: the command is open to everybody at the machine,
and who only administers it reads no dossier.
"""

import argparse
import dataclasses
import json
from collections.abc import Sequence

from app.services import audit
from app.services.audit import Noted
from app.services.board import BoardRow, count_found, found_page
from app.services.desk import Desk
from ui.cli.due import Subparsers
from ui.cli.officer import signed_in
from ui.cli.profile import opened_desk

MOST = 20


def add_parser(subparsers: Subparsers) -> None:
    """``soxa search WORDS``."""
    parser = subparsers.add_parser("search", help="Tìm hồ sơ theo mã, họ tên, số định danh, điện thoại")
    parser.add_argument("words", nargs="+", metavar="TỪ", help="từ cần tìm, có dấu hoặc không dấu")
    parser.add_argument("--limit", type=int, default=MOST, metavar="SỐ", help="số dòng in ra nhiều nhất")
    parser.add_argument(
        "--clerk", default="", metavar="HỌ_TÊN", help="người tìm; hỏi mã PIN. Không có thì chỉ tìm theo mã"
    )
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was found; exit status 1 when nothing was."""
    query, limit = " ".join(args.words), max(1, args.limit)
    with opened_desk(args) as desk:
        rows, total = _named(desk, args.clerk, query, limit) if args.clerk else _by_code(desk, query, limit)
    print(_as_json(rows, total) if args.json else _as_text(rows, total))
    return 0 if rows else 1


def _named(desk: Desk, clerk: str, query: str, limit: int) -> tuple[Sequence[BoardRow], int]:
    desk.officer = officer = signed_in(desk, clerk)
    rows = found_page(desk, query, 0, limit)
    audit.note(desk, officer, Noted.LIST_PRINTED, f"search {len(rows)} rows")
    return rows, count_found(desk, query)


def _by_code(desk: Desk, query: str, limit: int) -> tuple[Sequence[BoardRow], int]:
    rows = [
        dataclasses.replace(row, applicant_name="")
        for row in found_page(desk, query, 0, limit)
        if query.casefold() in row.code.casefold()
    ]
    return rows, len(rows)


def _as_json(rows: Sequence[BoardRow], total: int) -> str:
    found = [
        {
            "code": row.code,
            "applicant": row.applicant_name,
            "procedure": row.procedure_name,
            "step": row.step,
            "due": row.due_at and row.due_at.isoformat(timespec="minutes"),
            "sync": row.sync_state.value,
        }
        for row in rows
    ]
    return json.dumps({"total": total, "found": found}, ensure_ascii=False)


def _as_text(rows: Sequence[BoardRow], total: int) -> str:
    if not rows:
        return "Không tìm thấy hồ sơ nào. Xin thử ít từ hơn, hoặc gõ không dấu."
    lines = ["  ".join(filter(None, _cells(row))) for row in rows]
    return "\n".join([*lines, f"Tìm thấy {total} hồ sơ."])


def _cells(row: BoardRow) -> tuple[str, ...]:
    return row.code, row.applicant_name, row.procedure_name, row.step, row.time_text
