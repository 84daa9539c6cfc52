"""``soxa sync``: one exchange with the district now, without a window."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import partial

from app.errors import AppError
from app.installation.folder import running
from app.platform.system_clock import SystemClock
from app.progress import Progress
from app.services import catalogue_intake, exchange_view, second_codes
from app.storage.profile import Profile
from sync.errors import NoLine
from sync.http.client import HttpTransport
from sync.http.lines import line_of
from sync.outcome import Outcome
from sync.reasons import RAN_OUT, clock_words
from sync.scans.rows import carry_after
from sync.session import run_exchange
from sync.terms import on_a_real_line
from sync.window import LEAST_S, MOST_S, Window
from ui.bootstrap import desk_of
from ui.cli.due import Subparsers
from ui.cli.profile import opened

HAS_PROBLEMS = 1
NO_LINE = 3


def add_parser(subparsers: Subparsers) -> None:
    """``soxa sync``."""
    parser = subparsers.add_parser(
        "sync",
        help="Gửi và nhận ngay với cấp trên",
        description="Gửi và nhận ngay với cấp trên. Mã thoát: 0 xong, 1 còn điều cần xem, 3 chưa có mạng.",
    )
    parser.add_argument("--json", action="store_true", help="in ra JSON")
    parser.add_argument(
        "--within",
        type=_seconds,
        metavar="GIÂY",
        help="đường truyền chỉ có trong chừng ấy giây: gửi nhận vừa đủ rồi dừng, phần còn lại để lần sau",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exchange, and say what came of it."""
    try:
        with opened(args) as profile:
            outcome = _exchange(profile, args.within)
            tell_second_codes(profile, outcome)
    except NoLine as error:
        print(error, file=sys.stderr)
        return NO_LINE
    print(json.dumps(asdict(outcome), ensure_ascii=False) if args.json else "\n".join(_lines(outcome)))
    return HAS_PROBLEMS if outcome.problems else 0


def _seconds(text: str) -> float:
    seconds = float(text)
    if not LEAST_S <= seconds <= MOST_S:
        raise argparse.ArgumentTypeError(f"từ {LEAST_S:g} đến {MOST_S:g} giây")
    return seconds


def _exchange(profile: Profile, within_s: float | None) -> Outcome:
    line = line_of(profile.store)
    install = partial(catalogue_intake.take_in, profile.store, SystemClock())
    stages, window = Stages(), Window(time.monotonic, within_s)
    try:
        terms = on_a_real_line(within_s)
        outcome = run_exchange(profile.store, line, stages, install_pack=install, terms=terms)
        if not window.is_over:
            _carry_scans(profile, line, stages, window)
        _look_for_update(profile, window)
        return outcome
    finally:
        line.close()


def _carry_scans(profile: Profile, line: HttpTransport, stages: "Stages", window: Window) -> None:
    """The scans after the rows; what the line does not carry now stays for the next time."""

    def exchange() -> None:
        within_s = window.left_s if window.is_limited else None
        run_exchange(profile.store, line, terms=on_a_real_line(within_s))

    with suppress(NoLine):
        carry_after(profile.store, profile.blobs, exchange, stages, left_s=lambda: window.left_s)


def _look_for_update(profile: Profile, window: Window) -> None:
    """What time is left may bring a newer version of the program; it says nothing of the exchange."""
    installed = running()
    if installed is None or window.is_over:
        return
    from ui.updates.work import look_if_due  # TUF, which nothing else here needs

    with suppress(AppError):
        look_if_due(profile, installed, lambda: False, window.left_s)


def tell_second_codes(profile: Profile, outcome: Outcome) -> None:
    """Give a second code to what turned out to share one, and say so."""
    desk = desk_of(profile, SystemClock())
    for each in second_codes.give_due(desk) if exchange_view.twin(desk).may_write else []:
        outcome.note(each.sentence)


class Stages:
    """Prints each stage once, however often it reports."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, progress: Progress) -> None:
        if progress.stage != self._last:
            self._last = progress.stage
            print(progress.stage, file=sys.stderr)


def _lines(outcome: Outcome) -> Iterator[str]:
    yield (
        f"Cấp trên đã nhận {outcome.sent_segments} gói. Nhận về {outcome.received_segments} gói, "
        f"ghi vào sổ {outcome.applied} thay đổi."
    )
    if outcome.ran_out:
        yield RAN_OUT
    elif outcome.retry_after_s:
        yield f"Cấp trên đang đông, xin đợi {outcome.retry_after_s} giây rồi gửi tiếp. Dữ liệu vẫn nguyên."
    if outcome.conflicts:
        yield f"Có {outcome.conflicts} chỗ hai bàn cùng sửa, cả hai bản đều được giữ. Xin chọn ở mục Đồng bộ."
    if outcome.waiting:
        yield f"Còn {outcome.waiting} bàn khác có thay đổi đang chờ phần trước đó."
    if outcome.catalogue_version:
        yield f"Đã nhận danh mục {outcome.catalogue_version}."
    if outcome.is_reborn:
        yield "Sổ này đã được phục hồi hoặc sao chép nên ghi tiếp dưới sổ mới. Không mất gì."
    if outcome.is_clock_off:
        yield clock_words(outcome.clock_off_ms)
    yield from outcome.problems
