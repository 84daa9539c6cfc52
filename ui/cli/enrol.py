"""``soxa enrol``: make this device a member of its commune with a ticket from the district."""

import argparse
import sys
from pathlib import Path

from app.progress import Progress
from sync.enrolment import enrol
from sync.http.lines import open_line
from ui.cli.due import Subparsers
from ui.cli.profile import opened


def add_parser(subparsers: Subparsers) -> None:
    """``soxa enrol TICKET``; without one it is read from standard input, out of sight of other users."""
    parser = subparsers.add_parser("enrol", help="Ghi danh máy này với cấp trên bằng mã ghi danh")
    parser.add_argument(
        "ticket", nargs="*", metavar="MÃ", help="mã ghi danh SX1-…; bỏ trống thì đọc từ bàn phím"
    )
    parser.add_argument(
        "--ca-file", type=Path, metavar="TỆP", help="chứng thư gốc riêng của mạng cơ quan, tệp PEM"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Enrol, and say as what."""
    ticket = "".join(args.ticket) or _typed()
    ca_file = str(args.ca_file.resolve()) if args.ca_file else ""
    with opened(args) as profile:
        member = enrol(profile.store, ticket, open_line, _say, ca_file)
    print(f"Đã ghi danh máy này cho {member.commune_name}, gửi về {member.server_name}.")
    return 0


def _typed() -> str:
    print("Mã ghi danh: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def _say(progress: Progress) -> None:
    print(progress.stage, file=sys.stderr)
