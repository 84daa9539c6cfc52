"""``soxa due``: the due minute of one receipt and why, to answer a citizen or to check us."""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from app.domain.clock import LEGAL_ZONE
from app.domain.deadline import Deadline, Pause, deadline
from app.domain.time_limit import TimeLimit
from app.domain.time_words import moment_in_words
from app.domain.working_calendar import WorkingCalendar, calendar_from_data
from app.errors import AppError

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

BAD_INPUT = 2
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
DATE_CHARACTERS = len("2026-04-24")
USAGE = "soxa due --received 2026-04-24T09:15 --limit 2wd [--pause TỪ/ĐẾN ...] [--calendar TỆP] [--json]"


class BadInput(AppError):
    """What was typed cannot be read."""


def add_parser(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("due", usage=USAGE, help="Tính giờ hẹn trả và giải thích cách tính")
    parser.add_argument(
        "--received", default="", metavar="GIỜ", help="giờ nhận hồ sơ, ví dụ 2026-04-24T09:15"
    )
    parser.add_argument("--limit", default="", metavar="HẠN", help="thời hạn: 3wd, 8h, 15d, 2m hoặc same_day")
    parser.add_argument(
        "--pause",
        action="extend",
        nargs="+",
        default=[],
        metavar="TỪ/ĐẾN",
        help="giờ yêu cầu bổ sung / giờ nhận lại giấy tờ; để trống sau dấu / nếu còn chờ",
    )
    parser.add_argument("--calendar", type=Path, metavar="TỆP", help="lịch làm việc khác, tệp JSON")
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    try:
        answer = _answer(args)
    except AppError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    print(_as_json(answer) if args.json else _as_text(answer))
    return 0


def _answer(args: argparse.Namespace) -> Deadline:
    return deadline(
        received=_moment(args.received, "--received"),
        limit=TimeLimit.parse(args.limit),
        calendar=_calendar(args.calendar),
        pauses=[_pause(text) for text in args.pause],
    )


def _moment(text: str, option: str) -> datetime:
    """A wall time; a time with a zone is carried over to legal time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _unreadable_moment(text, option) from error
    if len(text) <= DATE_CHARACTERS:
        raise _unreadable_moment(text, option)
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise BadInput(f"Năm {moment.year} ở {option} nằm ngoài khoảng {EARLIEST_YEAR} đến {LATEST_YEAR}.")
    return moment.astimezone(LEGAL_ZONE).replace(tzinfo=None) if moment.tzinfo else moment


def _unreadable_moment(text: str, option: str) -> BadInput:
    return BadInput(f"Không đọc được giờ “{text}” ở {option}. Xin viết cả ngày và giờ như 2026-04-24T09:15.")


def _pause(text: str) -> Pause:
    start, slash, end = text.partition("/")
    if not slash:
        raise BadInput(f"Không đọc được khoảng dừng “{text}”. Xin viết giờ yêu cầu, dấu /, rồi giờ nhận lại.")
    return Pause(_moment(start, "--pause"), _moment(end, "--pause") if end else None)


def _calendar(path: Path | None) -> WorkingCalendar:
    """The calendar of this file, or the one that came with the program."""
    source = files("resources").joinpath("catalogue", "calendar.json") if path is None else path
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"Không đọc được tệp lịch làm việc {path}. Xin kiểm tra lại tên tệp.") from error
    if not isinstance(data, dict):
        raise BadInput(f"Tệp {path} không phải là lịch làm việc.")
    return calendar_from_data(data)


def _as_json(answer: Deadline) -> str:
    return json.dumps(
        {
            "due": answer.due and answer.due.isoformat(timespec="minutes"),
            "explanation": answer.explanation,
            "remaining": answer.remaining and str(answer.remaining),
            "warnings": answer.warnings,
        },
        ensure_ascii=False,
    )


def _as_text(answer: Deadline) -> str:
    return "\n".join(_lines(answer))


def _lines(answer: Deadline) -> Iterable[str]:
    if answer.due is not None:
        yield f"Hẹn trả: {moment_in_words(answer.due)}"
    else:
        yield "Hẹn trả: chưa có, đồng hồ đang dừng"
    yield answer.explanation
    yield from (f"Lưu ý: {warning}" for warning in answer.warnings)
