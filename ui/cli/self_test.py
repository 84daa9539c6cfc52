"""``soxa --self-test OUT.json``: prove the program on this machine; exit status 0 when nothing failed."""

import argparse
from collections.abc import Iterator

from ui.selftest.result import Result, Status, read
from ui.selftest.run import run as prove

WORDS = {Status.PASSED: "Đạt", Status.SKIPPED: "Bỏ qua", Status.FAILED: "HỎNG"}


def run(args: argparse.Namespace) -> int:
    """Try everything, and print what was found."""
    status = prove(args.self_test, args.profile_copy)
    result = read(args.self_test)
    if result is not None:
        print("\n".join(_lines(result)))
    return status


def _lines(result: Result) -> Iterator[str]:
    for line in result.lines:
        yield f"{WORDS[line.status]:7} {line.title}. {line.reason}".rstrip()
        if line.advice:
            yield f"{'':7} {line.advice}"
    yield "Máy dùng được." if result.has_passed else "Có mục hỏng, xem ở trên."
