"""``soxa-server communes``: the communes of this server."""

import argparse
from typing import Any

from server.asgi import open_server
from server.cli.init import commune_of
from server.cli.parsing import add_data
from server.errors import ServerError
from server.settings import load
from server.setup import check_commune
from server.storage import communes
from server.storage.engine import reading, writing


def register(commands: Any) -> None:
    """Add the commands."""
    group = commands.add_parser("communes", help="các đơn vị của máy chủ").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    add = group.add_parser("add", help="thêm một đơn vị")
    add_data(add)
    add.add_argument("commune", metavar="MÃ:TÊN", help="mã và tên đơn vị")
    add.set_defaults(do=_add)
    every = group.add_parser("list", help="liệt kê")
    add_data(every)
    every.set_defaults(do=_list)


def _add(options: argparse.Namespace) -> None:
    member = commune_of(options.commune)
    check_commune(member)
    with writing(open_server(load(options.data.absolute())).engine) as connection:
        if communes.find(connection, member.code) is not None:
            raise ServerError(f"Đã có đơn vị mã {member.code}. Không thay đổi gì.")
        communes.add(connection, member.code, member.name)
    print(f"Đã thêm {member.name}.")


def _list(options: argparse.Namespace) -> None:
    with reading(open_server(load(options.data.absolute())).engine) as connection:
        for member in communes.every(connection):
            print(f"{member.code}\t{member.name}")
