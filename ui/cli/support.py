"""``soxa support FILE.zip``: the bundle for whoever helps, also where the window does not open."""

import argparse
import tempfile
from pathlib import Path

from app import paths
from ui.cli.due import Subparsers

HELP = "Thử máy rồi lưu gói trợ giúp (không có dữ liệu cá nhân) ra tệp ZIP"


def add_parser(subparsers: Subparsers) -> None:
    """``soxa support FILE.zip``."""
    parser = subparsers.add_parser("support", help=HELP)
    parser.add_argument("file", type=Path, metavar="TỆP", help="tệp ZIP sẽ ghi ra")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prove the machine, write what was found; the exit status is the proof's."""
    # Qt, which no other command needs.
    from ui.help.bundle import write_bundle
    from ui.help.screen import screen_facts
    from ui.selftest.result import read
    from ui.selftest.run import run as prove

    with tempfile.TemporaryDirectory(prefix="soxa-support-") as folder:
        out = Path(folder) / "self-test.json"
        status = prove(out)
        path = write_bundle(args.file, paths.log_folder(), read(out), screen_facts())
    print(f"Đã lưu {path}. Xin gửi tệp này cho người quản trị.")
    return status
