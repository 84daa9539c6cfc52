"""``soxa enrol``: make this device a member of its commune with a ticket from the district."""

import argparse
import sys
from pathlib import Path

from app.progress import Progress
from sync.courier.enrolling import ask_by_stick
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
    parser.add_argument(
        "--usb",
        type=Path,
        metavar="NƠI",
        help="không cần mạng: ghi gói xin ghi danh ra USB cấp trên đã chuẩn bị",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Enrol, and say as what; by stick the answer is still to come."""
    if args.usb is not None:
        return _ask_by_stick(args)
    ticket = "".join(args.ticket) or _typed()
    ca_file = str(args.ca_file.resolve()) if args.ca_file else ""
    with opened(args) as profile:
        member = enrol(profile.store, ticket, open_line, _say, ca_file)
    print(f"Đã ghi danh máy này cho {member.commune_name}, gửi về {member.server_name}.")
    return 0


def _ask_by_stick(args: argparse.Namespace) -> int:
    """Without a ticket the one on the stick is used."""
    with opened(args) as profile:
        print(ask_by_stick(profile.store, args.usb, "".join(args.ticket), _say).sentence)
    return 0


def _typed() -> str:
    print("Mã ghi danh: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def _say(progress: Progress) -> None:
    print(progress.stage, file=sys.stderr)
