"""Where the program begins when it is frozen: the window without a word, one job with some."""

import sys

from ui.cli import main

# Sent into a pipe or to nowhere, Windows would have words written in its old code page, which lacks most of
# our letters: a version that is tried before an update would break on its own report.
for stream in (sys.stdout, sys.stderr):
    if stream is not None:
        stream.reconfigure(encoding="utf-8", errors="replace")

sys.exit(main())
