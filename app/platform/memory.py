"""How often Python looks for garbage that refers to itself."""

import gc


def collect_rarely() -> None:
    """Look for cycles rarely: taking in a log makes a hundred thousand objects, none of them in a cycle.

    At Python's own rhythm the looking takes as long as the work. A window sweeps by itself (``ui.sweeper``).
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
