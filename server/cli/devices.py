"""``soxa-server devices``: the enrolled devices, and the end of trust in one."""

import argparse
from typing import Any

from server.asgi import open_server
from server.cli.parsing import add_data
from server.context import Server
from server.errors import ServerError
from server.settings import load
from server.storage import devices
from server.storage.engine import reading, writing

SHOWN = 12


def register(commands: Any) -> None:
    """Add the commands."""
    group = commands.add_parser("devices", help="các máy đã ghi danh").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    every = group.add_parser("list", help="liệt kê")
    add_data(every)
    every.set_defaults(do=_list)
    revoke = group.add_parser("revoke", help="thôi tin một máy (mất, thanh lý)")
    add_data(revoke)
    revoke.add_argument("key", metavar="KHÓA", help=f"{SHOWN} chữ số đầu của khóa, như trong danh sách")
    revoke.set_defaults(do=_revoke)


def _server(options: argparse.Namespace) -> Server:
    return open_server(load(options.data.absolute()))


def _list(options: argparse.Namespace) -> None:
    with reading(_server(options).engine) as connection:
        for line in devices.every(connection):
            state = "thôi tin" if line.is_revoked else "đang dùng"
            print(f"{line.public_key.hex()[:SHOWN]}\t{line.commune}\t{line.name}\t{state}")


def _revoke(options: argparse.Namespace) -> None:
    server = _server(options)
    with writing(server.engine) as connection:
        found = [d for d in devices.every(connection) if d.public_key.hex().startswith(options.key.lower())]
        if len(found) != 1 or len(options.key) < SHOWN:
            raise ServerError(f"Không có đúng một máy có khóa bắt đầu bằng {options.key}. Không thay đổi gì.")
        devices.revoke(connection, found[0].commune, found[0].public_key, server.clock.now_ms())
    print(f"Máy chủ thôi tin máy {found[0].name}. Những gì máy đã gửi vẫn còn.")
