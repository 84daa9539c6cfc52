"""Jobs that meet bytes which anybody may have made: each in a process of its own that answers once and ends.

A file may be made to crash or to exhaust its reader; then that process falls, and nothing of the program.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app.platform.bounds import bound_this_process
from app.platform.programs import Talk


def own_words(module: str, word: str) -> Sequence[str]:
    """How this program starts one of its jobs: frozen by a word, else as a module."""
    if Path(sys.executable).stem.lower().startswith("python"):
        return (sys.executable, "-m", module)
    return (sys.executable, word)


def asked(words: Sequence[str], question: bytes, seconds: float, most_bytes: int) -> bytes | None:
    """What a job answers; None where it could not be started, fell, or had to be ended."""
    try:
        return Talk(words).answer(question, seconds, most_bytes)
    except OSError:
        return None


def answer_once(answered: Callable[[bytes], bytes], memory_bytes: int, seconds: int) -> int:
    """The job's own side: within bounds, answer the question that standard input holds."""
    bound_this_process(memory_bytes, seconds)
    with open(0, "rb", closefd=False) as question, open(1, "wb", closefd=False) as told:
        told.write(answered(question.read()))
    return 0
