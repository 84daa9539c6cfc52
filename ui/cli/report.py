"""``soxa report``: form II.06a of any period, the same numbers as the screen's."""

import argparse
import json
from collections.abc import Iterator
from datetime import date

from app.domain.clock import LAST_YEAR
from app.domain.form_06a import DENOMINATOR_WORDS, NUMBER_NAMES, Denominator, Form06a, FormRow
from app.domain.reporting import Period
from app.errors import AppError
from app.services import reports
from app.services.reports import ReportChoices
from ui.cli.due import Subparsers
from ui.cli.profile import opened_desk

FORM = "II.06a"
OVER = {"settled": Denominator.SETTLED, "received": Denominator.RECEIVED}


class UnreadableDay(AppError):
    """A day, or a period, that is none."""


def add_parser(subparsers: Subparsers) -> None:
    """``soxa report --from DAY --to DAY``."""
    parser = subparsers.add_parser("report", help="Biểu II.06a của một kỳ: nhận, giải quyết, còn lại")
    parser.add_argument("--from", dest="first", required=True, metavar="NGÀY", help="ngày đầu, 2026-10-15")
    parser.add_argument("--to", dest="last", required=True, metavar="NGÀY", help="ngày cuối, 2026-11-14")
    parser.add_argument("--form", choices=[FORM], default=FORM, metavar="BIỂU", help=f"biểu (nay có {FORM})")
    parser.add_argument(
        "--over", choices=sorted(OVER), metavar="MẪU_SỐ", help="tỷ lệ đúng hạn tính trên settled hay received"
    )
    parser.add_argument(
        "--aside-on-time",
        action="store_true",
        default=None,
        help="chờ bổ sung, trả lại, xin rút tính vào đúng hạn",
    )
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the form."""
    period = _period(args.first, args.last)
    with opened_desk(args) as desk:
        kept = reports.read_choices(desk)
        choices = ReportChoices(
            OVER.get(args.over, kept.denominator),
            kept.aside_is_on_time if args.aside_on_time is None else args.aside_on_time,
        )
        found = reports.form(desk, period, choices)
    print(as_json(found, period) if args.json else "\n".join(_lines(found)))
    return 0


def _period(first: str, last: str) -> Period:
    period = Period(_day(first), _day(last))
    if period.last < period.first:
        raise UnreadableDay("Ngày cuối đứng trước ngày đầu. Xin xem lại hai ngày.")
    return period


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise UnreadableDay(f"Không đọc được ngày “{text}”. Xin viết như 2026-10-15.") from error
    if day.year > LAST_YEAR:
        raise UnreadableDay(f"Ngày “{text}” quá xa. Xin ghi không quá năm {LAST_YEAR}.")
    return day


def as_json(found: Form06a, period: Period) -> str:
    """The form as other programs read it."""
    return json.dumps(
        {
            "form": FORM,
            "from": period.first.isoformat(),
            "to": period.last.isoformat(),
            "rows": [{"field": row.field, **_numbers(row)} for row in found.rows],
            "total": _numbers(found.total),
            "denominator": found.denominator.value,
            "on_time_percent": _rounded(found.on_time_percent()),
            "on_time_percent_over": {
                each.value: _rounded(found.on_time_percent(each)) for each in Denominator
            },
        },
        ensure_ascii=False,
    )


def _numbers(row: FormRow) -> dict[str, int]:
    return dict(zip(NUMBER_NAMES, row.numbers, strict=True))


def _rounded(percent: float | None) -> float | None:
    return None if percent is None else round(percent, 2)


def _lines(found: Form06a) -> Iterator[str]:
    yield "\t".join(("Lĩnh vực", *(f"({place})" for place in range(3, 14))))
    for row in (*found.rows, found.total):
        yield "\t".join((row.field, *map(str, row.numbers)))
    percent = found.on_time_percent()
    words = "chưa có" if percent is None else f"{percent:.2f} %".replace(".", ",")
    yield f"Đúng hạn {words} trên {DENOMINATOR_WORDS[found.denominator]}."
