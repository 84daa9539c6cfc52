"""``soxa search``: the one search box without a window."""

import argparse
import json
from collections.abc import Sequence

from app.services.board import BoardRow, count_found, found_page
from ui.cli.due import Subparsers
from ui.cli.profile import opened_desk

MOST = 20


def add_parser(subparsers: Subparsers) -> None:
    """``soxa search WORDS``."""
    parser = subparsers.add_parser("search", help="Tìm hồ sơ theo mã, họ tên, số định danh, điện thoại")
    parser.add_argument("words", nargs="+", metavar="TỪ", help="từ cần tìm, có dấu hoặc không dấu")
    parser.add_argument("--limit", type=int, default=MOST, metavar="SỐ", help="số dòng in ra nhiều nhất")
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what was found; exit status 1 when nothing was."""
    query = " ".join(args.words)
    with opened_desk(args) as desk:
        rows = found_page(desk, query, 0, max(1, args.limit))
        total = count_found(desk, query)
    print(_as_json(rows, total) if args.json else _as_text(rows, total))
    return 0 if rows else 1


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
    lines = [
        f"{row.code}  {row.applicant_name}  {row.procedure_name}  {row.step}  {row.time_text}" for row in rows
    ]
    return "\n".join([*lines, f"Tìm thấy {total} hồ sơ."])
