"""Waiting for what a server or another thread does in its own time."""

import time
from collections.abc import Callable

import pytest

ASK_EVERY_S = 0.03
PATIENCE_S = 60.0  # a machine that does much else is slow, and not wrong


def wait_for(what: str, is_so: Callable[[], object], seconds: float = PATIENCE_S) -> None:
    """Ask again and again; fail when it takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return
        time.sleep(ASK_EVERY_S)
    pytest.fail(f"waited {seconds} s in vain: {what}")
