"""``soxa``: the window without a word, one job without a window with one.

Qt is imported only to open the window or to print.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from app import paths
from app.crash.guard import guarded
from app.errors import AppError
from app.importing import READ_LIST
from app.platform.memory import collect_rarely
from app.scanning import READ_SCAN
from ui.type_engine import choose_type_engine

COMMANDS = (
    "doctor",
    "due",
    "enrol",
    "catalogue",
    "sync",
    "usb",
    "search",
    "books",
    "numbers",
    "report",
    "backup",
    "restore",
    "compact",
    "updates",
    "support",
)
JOBS = {READ_SCAN: "app.scanning.child", READ_LIST: "app.importing.child"}
BAD_INPUT = 2
SELF_TEST, TRAINING = "--self-test", "--training"
HELP = frozenset({"-h", "--help"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status. Whatever goes wrong is said, with a console or without."""
    words = list(sys.argv[1:] if argv is None else argv)
    job = JOBS.get(words[0]) if words else None
    if job is not None:  # meets hostile bytes, so it loads nothing else and leaves no report
        return int(import_module(job).main())
    return guarded(
        lambda: _run(words), paths.log_folder, is_quiet=any(word.startswith(SELF_TEST) for word in words)
    )


def _run(words: Sequence[str]) -> int:
    named = [word for word in words if word in COMMANDS]
    args = _parsed(words, named[:1])
    args.profile = args.profile or getattr(args, "profile_before", None) or paths.default_profile()
    if named:  # a window sweeps by itself
        collect_rarely()
    try:
        return int(args.run(args))
    except AppError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT


def _parsed(words: Sequence[str], named: Sequence[str]) -> argparse.Namespace:
    """Only the command that is asked for is imported; all of them for the help and for a word that is none.

    A window needs none: with theirs it would begin by loading the exchange and the updates.
    """
    is_window = not named and HELP.isdisjoint(words)
    parser = _parser(() if is_window else named or COMMANDS)
    args, others = parser.parse_known_args(words)
    if others:
        parser = _parser(named or COMMANDS)
        args = parser.parse_args(words)  # says what is wrong, and ends
    if args.profile_copy and not args.self_test:
        parser.error(f"--profile-copy đi cùng {SELF_TEST}")
    return args


def _parser(commands: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="soxa",
        description="Tiếp nhận hồ sơ và giữ sổ của xã, không cần mạng. Không ghi lệnh thì mở cửa sổ.",
    )
    parser.add_argument(
        "--profile", dest="profile_before", type=Path, metavar="THƯ_MỤC", help="thư mục của sổ"
    )
    parser.add_argument(
        SELF_TEST, type=Path, metavar="TỆP", help="thử chương trình trên máy này, ghi kết quả ra tệp JSON"
    )
    parser.add_argument(
        "--profile-copy", type=Path, metavar="THƯ_MỤC", help="thử cả trên một bản chép của sổ; bản đó bị đổi"
    )
    parser.add_argument(
        TRAINING, action="store_true", help="mở bản tập huấn bên cạnh sổ: dữ liệu mẫu, không gửi đi đâu"
    )
    parser.set_defaults(run=_open_window, profile=None)
    if commands:
        subparsers: argparse._SubParsersAction[argparse.ArgumentParser]
        subparsers = parser.add_subparsers(title="các lệnh", metavar="LỆNH", parser_class=_Parser)
        for name in commands:
            import_module(f"ui.cli.{name}").add_parser(subparsers)
        _accept_profile_after(subparsers)
    return parser


class _Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks Vietnamese where the office reads it."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs["add_help"] = False
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._positionals.title = "cần ghi"
        self._optionals.title = "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này")

    def format_usage(self) -> str:
        """The usage line."""
        return super().format_usage().replace("usage:", "cách dùng:", 1)

    def format_help(self) -> str:
        """The whole page."""
        return super().format_help().replace("usage:", "cách dùng:", 1)

    def error(self, message: str) -> None:  # type: ignore[override]
        """One sentence and the way to the help."""
        print(f"Lệnh chưa đúng: {message}. Xem hướng dẫn: {self.prog} --help", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def _accept_profile_after(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """``soxa doctor --profile DIR`` means what ``soxa --profile DIR doctor`` means."""
    for parser in _leaves(subparsers):
        parser.add_argument(
            "--profile", type=Path, metavar="THƯ_MỤC", default=argparse.SUPPRESS, help="thư mục của sổ"
        )


def _leaves(
    subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    leaves: list[argparse.ArgumentParser] = []
    for parser in dict.fromkeys(subparsers.choices.values()):
        nested = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        leaves += [leaf for action in nested for leaf in _leaves(action)] or [parser]
    return leaves


def _open_window(args: argparse.Namespace) -> int:
    """Show the window, or prove that it can be shown."""
    choose_type_engine()
    # Qt takes a third of a second that no other command needs.
    if args.self_test:
        from ui.cli import self_test

        return self_test.run(args)
    from ui.window import run

    return run(paths.training_beside(args.profile), is_training=True) if args.training else run(args.profile)
