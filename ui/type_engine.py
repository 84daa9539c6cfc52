"""Which of Qt's engines draws letters on Windows."""

import os
import sys

FREETYPE = "windows:fontengine=freetype"


def choose_type_engine() -> None:
    """Before the first window: the same engine on Windows as on Linux, so that forms come out alike.

    Qt's own for Windows forgets which file a font of ours came from, and a PDF then carries shapes, not text.
    """
    if sys.platform == "win32":
        os.environ.setdefault("QT_QPA_PLATFORM", FREETYPE)
