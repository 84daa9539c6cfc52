"""Asks the process that reads lists, and turns what it says, or that it fell, into rows or one sentence."""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.importing import READ_LIST
from app.importing.errors import Damaged, ListNotRead, ReadingStopped
from app.importing.grid import Row
from app.importing.messages import Question, Refused, answer_of, as_bytes
from app.platform.own_jobs import asked, own_words

MOST_SECONDS = 20.0
MOST_ANSWER_BYTES = 64_000_000


def read_list(path: Path, words: Sequence[str] | None = None, seconds: float = MOST_SECONDS) -> Sequence[Row]:
    """A file's lines in order; raises a ``ListNotRead`` with the sentence that says why not."""
    question = as_bytes(Question(os.fsencode(path.absolute())))
    heard = asked(words or own_words("app.importing.child", READ_LIST), question, seconds, MOST_ANSWER_BYTES)
    if heard is None:
        raise ReadingStopped
    try:
        answer = answer_of(heard)
    except msgspec.MsgspecError as error:
        raise ReadingStopped from error
    if isinstance(answer, Refused):
        raise _error_called(answer.error)
    return answer.rows


def _error_called(name: str) -> ListNotRead:
    return next((each() for each in ListNotRead.__subclasses__() if each.__name__ == name), Damaged())
