"""The process that reads lists: a file's path in, its rows or why not out, then it ends.

A workbook of a few kilobytes may unpack to more cells than any memory holds, all within a sheet's bounds.
"""

import os
from pathlib import Path

from app.importing.errors import ListNotRead
from app.importing.messages import Answer, Question, Refused, Rows, as_bytes, question_of
from app.importing.reading import read_rows
from app.platform.own_jobs import answer_once

MOST_MEMORY = 800_000_000
MOST_SECONDS = 60


def main() -> int:
    """Answer the question that standard input holds."""
    return answer_once(lambda data: as_bytes(answered(question_of(data))), MOST_MEMORY, MOST_SECONDS)


def answered(question: Question) -> Answer:
    """The lines of the file, or the name of the error that says why not."""
    try:
        return Rows(read_rows(Path(os.fsdecode(question.path))))
    except ListNotRead as error:
        return Refused(type(error).__name__)


if __name__ == "__main__":
    raise SystemExit(main())
