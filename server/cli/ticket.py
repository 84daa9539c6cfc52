"""``soxa-server ticket``: a ticket that makes one device a member of a commune."""

import argparse
import json
from typing import Any

from app.domain.clock import wall_of
from server.asgi import open_server
from server.cli.parsing import add_data
from server.settings import load
from server.ticketing import DAYS, issue


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("ticket", help="cấp mã ghi danh cho một máy ở xã")
    add_data(parser)
    parser.add_argument("--commune", required=True, metavar="MÃ", help="mã đơn vị")
    parser.add_argument(
        "--days", type=int, metavar="SỐ", default=DAYS, help=f"số ngày còn hạn (mặc định {DAYS})"
    )
    parser.add_argument("--json", action="store_true", help="in ra JSON cho chương trình khác đọc")
    parser.set_defaults(do=_ticket)


def _ticket(options: argparse.Namespace) -> None:
    server = open_server(load(options.data.absolute()))
    issued = issue(server, options.commune, options.days, "soxa-server ticket")
    if options.json:
        facts = {
            "ticket": issued.text,
            "commune": issued.commune.code,
            "commune_name": issued.commune.name,
            "address": server.settings.address,
            "expires_ms": issued.expires_ms,
        }
        print(json.dumps(facts, ensure_ascii=False))
        return
    print(f"Mã ghi danh cho một máy của {issued.commune.name}, gửi về {server.settings.address}:")
    print(f"\n    {issued.text}\n")
    print(f"Dùng được một lần, đến {wall_of(issued.expires_ms):%H:%M ngày %d/%m/%Y}.")
    print("Nhập mã này ở máy của xã, trong màn hình Trao đổi với cấp trên. Không gửi mã qua nơi công khai.")
