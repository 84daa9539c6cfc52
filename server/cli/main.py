"""Reads the command, runs it, and turns errors into sentences and exit codes.

0 done · 1 could not be done, the sentence says why · 2 the command is not right · 130 stopped by Ctrl+C
"""

import argparse
import sys
import traceback
from collections.abc import Sequence

from app.errors import AppError
from server.cli import backups, bundles, catalogue, communes, devices, init, run, ticket, updates, users
from server.cli.parsing import Parser

FAILED = 1
STOPPED = 130
COMMANDS = (init, run, ticket, communes, devices, catalogue, users, bundles, backups, updates)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = parser().parse_args(arguments)
    try:
        options.do(options)
    except AppError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return STOPPED
    except Exception:
        traceback.print_exc()
        print("Chương trình gặp lỗi ngoài dự kiến. Xin gửi các dòng trên cho người hỗ trợ.", file=sys.stderr)
        return FAILED
    return 0


def parser() -> argparse.ArgumentParser:
    """Every command with its help."""
    whole = Parser(prog="soxa-server", description="Máy chủ Sổ Xã của cấp trên.")
    commands = whole.add_subparsers(title="Lệnh", metavar="LỆNH", required=True, parser_class=Parser)
    for module in COMMANDS:
        module.register(commands)
    return whole
