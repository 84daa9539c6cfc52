"""Where the program begins when it is frozen: the window without a word, one job with some."""

import sys

from ui.cli import main

sys.exit(main())
