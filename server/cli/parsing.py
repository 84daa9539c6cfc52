"""An argument parser that speaks Vietnamese."""

import argparse
import os
from pathlib import Path
from typing import Any, NoReturn

from server.asgi import DATA_VARIABLE

USAGE_ERROR = 2


class Formatter(argparse.HelpFormatter):
    """argparse's own, with a Vietnamese heading."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse's own, with Vietnamese headings, help and errors."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**(options | {"formatter_class": Formatter, "add_help": False}))
        self._positionals.title = "Tham số"
        self._optionals.title = "Tùy chọn"
        self.add_argument("-h", "--help", action="help", help="xem hướng dẫn này")

    def error(self, message: str) -> NoReturn:
        """Show the usage; argparse's English sentence would not help the reader."""
        self.print_usage()
        self.exit(USAGE_ERROR, f"Lệnh chưa đúng hoặc còn thiếu. Xem: {self.prog} --help\n")


def add_data(parser: argparse.ArgumentParser) -> None:
    """The option every command has."""
    default = Path(os.environ.get(DATA_VARIABLE) or Path.home() / ".local/share/soxa-server")
    parser.add_argument(
        "--data", type=Path, default=default, metavar="THƯ_MỤC", help=f"thư mục máy chủ (mặc định {default})"
    )
