"""Feeds one parser with bytes that atheris finds by coverage; by hand, for as long as one likes.

    pip install atheris          # not one of our locked packages
    python -m tests.fuzz.by_coverage "sync request" -max_total_time=3600 -rss_limit_mb=256

Without a name it tells which there are. It ends with a stack when an undeclared error comes out.
"""

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.parsers import Parser

OURS = ["app", "sync", "server"]  # what is watched: everything would take minutes to prepare


def main(arguments: list[str]) -> int:
    """Fuzz until told to stop."""
    try:
        atheris = import_module("atheris")
    except ImportError:
        print("atheris is not installed here: pip install atheris")
        return 2
    with atheris.instrument_imports(include=OURS):
        table = import_module("tests.fuzz.parsers").parsers()
    if not arguments or arguments[0] not in table:
        print("parsers: " + ", ".join(sorted(table)))
        return 2
    parser, options = table[arguments[0]], arguments[1:]
    with TemporaryDirectory() as corpus:
        (Path(corpus) / "true").write_bytes(parser.example)
        atheris.Setup([sys.argv[0], *options, corpus], lambda data: _feed(parser, data))
        atheris.Fuzz()
    return 0


def _feed(parser: "Parser", data: bytes) -> None:
    with suppress(*parser.declared):
        parser.read(data)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
