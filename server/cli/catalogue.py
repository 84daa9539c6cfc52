"""``soxa-server catalogue publish``: offer every desk a new catalogue."""

import argparse
from pathlib import Path
from typing import Any

from app.catalogue.errors import FileUnreadable
from server.asgi import open_server
from server.cli.parsing import add_data
from server.publishing import publish
from server.settings import load


def register(commands: Any) -> None:
    """Add the command."""
    group = commands.add_parser("catalogue", help="danh mục thủ tục").add_subparsers(
        title="Lệnh", metavar="LỆNH", required=True
    )
    parser = group.add_parser("publish", help="phát hành một gói danh mục cho mọi xã")
    add_data(parser)
    parser.add_argument("file", type=Path, metavar="TỆP", help="gói .sxdm đã ký, hoặc tệp procedures.json")
    parser.set_defaults(do=_publish)


def _publish(options: argparse.Namespace) -> None:
    try:
        data = options.file.read_bytes()
    except OSError as error:
        raise FileUnreadable(options.file.name) from error
    published = publish(open_server(load(options.data.absolute())), data)
    for finding in published.warnings:
        print(f"Lưu ý: {finding.code} {finding.sentence}")
    pack = published.pack
    print(f"Đã phát hành danh mục {pack.version}: {len(pack.procedures)} thủ tục.")
