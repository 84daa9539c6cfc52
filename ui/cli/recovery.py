"""The key of a backup: from this PC's key store, or from the office's recovery code."""

import argparse
import os
import sys
from getpass import getpass
from pathlib import Path

from app.errors import AppError
from app.platform.secrets import Secrets, vault
from app.progress import Progress
from app.storage.backup_file import Header
from app.storage.profile import ProfileKind
from app.storage.restore import master_from_code, master_from_vault


class NoCode(AppError):
    """The recovery code is needed and was not given."""


def accept_code(parser: argparse.ArgumentParser) -> None:
    """The option that names the recovery code's file."""
    parser.add_argument(
        "--recovery-code-file", type=Path, metavar="TỆP", help="tệp chứa mã khôi phục; bỏ trống thì hỏi"
    )


def master_key(args: argparse.Namespace, header: Header) -> bytes:
    """The key this PC still has, else the one that the recovery code opens."""
    known = master_from_vault(header, key_store(header.kind))
    return known if known is not None else master_from_code(header, recovery_code(args))


def key_store(kind: str) -> Secrets:
    """Where the key of a profile of this kind may lie."""
    return vault(kind != ProfileKind.OFFICE.value, os.environ)


def recovery_code(args: argparse.Namespace) -> str:
    """Never an argument: what stands on a command line can be read by every program."""
    if args.recovery_code_file is not None:
        try:
            return str(args.recovery_code_file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise NoCode(
                "Không đọc được tệp chứa mã khôi phục. Chưa ghi gì. Xin kiểm tra tên tệp."
            ) from error
    if not sys.stdin.isatty():
        raise NoCode("Cần mã khôi phục của cơ quan. Chưa ghi gì. Xin ghi thêm --recovery-code-file TỆP.")
    return getpass("Mã khôi phục của cơ quan: ")


def tell(progress: Progress) -> None:
    """One line that is written over, where somebody is watching."""
    if not sys.stderr.isatty():
        return
    share = f" {progress.done * 100 // progress.total} %" if progress.total else ""
    end = "\n" if progress.total and progress.done == progress.total else ""
    print(f"\r{progress.stage}{share} ", end=end, file=sys.stderr, flush=True)
