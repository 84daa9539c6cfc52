"""An error told without values: of what kind it is and where it happened, never about whom.

The text of an exception may quote whatever the program was handling: a name, a search word, a path with
somebody's account in it. It is left out, unless it is a sentence that stands in the program as it is.
"""

import re
import traceback
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType

from app.errors import AppError

ROOT = Path(__file__).resolve().parents[2].as_posix() + "/"
# What comes after one of these is the same on every PC.
COMMON_FOLDERS = ("/site-packages/", "/_internal/", "/Lib/", "/lib/")
OWN_NAME = re.compile(r"[\w.<>/+-]+|<frozen [\w.]+>", re.ASCII)
HIDDEN = "[…]"
MOST_FRAMES = 60


def lines_of(error: BaseException) -> list[str]:
    """The error with those that led to it, the first cause first."""
    lines: list[str] = []
    for each in reversed(list(_causes(error))):
        lines += [*_frames(each.__traceback__), _last_line(each)]
    return lines


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _frames(trace: TracebackType | None) -> list[str]:
    summaries = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)
    frames = [f"  {place_of(each.filename)}:{each.lineno} in {named(each.name)}" for each in summaries]
    if len(frames) > MOST_FRAMES:
        half = MOST_FRAMES // 2
        return [*frames[:half], f"  {HIDDEN}", *frames[-half:]]
    return frames


def _last_line(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    words = _known_words(error)
    return f"{name}: {words}" if words else name


def _known_words(error: BaseException) -> str:
    """What of an error's text cannot be about a person; "" for nothing."""
    if isinstance(error, AppError):
        sentence = getattr(type(error), "sentence", "")
        return str(sentence) if sentence == str(error) else ""
    if isinstance(error, OSError):
        return error.strerror if error.errno is not None and error.strerror else ""
    if isinstance(error, ImportError | NameError | AttributeError):
        return named(error.name) if error.name else ""
    return ""


def place_of(filename: str) -> str:
    """A source file without the folders of this PC, in which an account's name may stand."""
    path = filename.replace("\\", "/")
    if path.startswith(ROOT):
        path = path.removeprefix(ROOT)
    for folder in COMMON_FOLDERS:
        path = path.rpartition(folder)[2]
    is_own = not path.startswith("/") and path[1:2] != ":"
    return named(path if is_own else PurePosixPath(path).name)


def named(name: str) -> str:
    """A name of code; what is written in other letters is no name of ours."""
    return name if OWN_NAME.fullmatch(name) else HIDDEN
