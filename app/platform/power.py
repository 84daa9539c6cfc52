"""Losing power on purpose: this process ends in the middle of whatever it does, and nothing is tidied up."""

import os
import signal
import sys


def cut() -> None:
    """End this very process as a plug that is pulled would; ``os.kill`` on Windows is TerminateProcess."""
    os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
