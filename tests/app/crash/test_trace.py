"""What is kept of an error: its kind and its place, never the values it was about."""

import json
import logging
from pathlib import Path

import pytest

from app import log
from app.crash.trace import HIDDEN, lines_of, place_of
from app.errors import AppError
from app.storage.errors import KeyMissing

PERSON = "Nguyễn Thị Mẫu Không Dấu"
PLAIN = "Nguyen Thi Mau"


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    """The error as it is after somebody of that name was worked on."""
    full_name = PERSON
    try:
        try:
            raise cause or KeyError(full_name)
        except type(cause or KeyError()) as first:
            raise error from first
    except type(error) as caught:
        return caught


@pytest.mark.parametrize(
    "error",
    [
        KeyError(PERSON),
        ValueError(f"not a date: {PLAIN}"),
        FileNotFoundError(2, "No such file or directory", f"/home/{PLAIN}/{PERSON}.pdf"),
        AppError(f"Không có đúng một người tên {PERSON} ở bàn này."),
        UnicodeDecodeError("utf-8", PERSON.encode(), 0, 1, PLAIN),
        ImportError(PLAIN, name=PERSON),
        json.JSONDecodeError(PLAIN, PERSON, 0),
        ExceptionGroup(PERSON, [ValueError(PLAIN)]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_name_inside_an_exception_is_never_kept(error: BaseException) -> None:
    text = "\n".join(lines_of(raised(error, ValueError(PLAIN))))
    assert type(error).__qualname__ in text
    assert not [word for word in (*PERSON.split(), *PLAIN.split()) if word in text]


def test_kind_and_place_of_every_cause_are_kept() -> None:
    lines = lines_of(raised(ValueError(PERSON)))
    assert lines[-1] == "ValueError"
    assert "KeyError" in lines
    assert sum("test_trace.py:" in line and line.endswith(" in raised") for line in lines) == 2


def test_a_sentence_that_stands_in_the_program_is_kept() -> None:
    assert lines_of(raised(KeyMissing()))[-1] == f"app.storage.errors.KeyMissing: {KeyMissing.sentence}"


def test_what_the_system_said_is_kept_without_the_path() -> None:
    error = raised(PermissionError(13, "Permission denied", f"/home/{PLAIN}/soxa.db"))
    assert lines_of(error)[-1] == "PermissionError: Permission denied"


def test_an_error_that_is_its_own_cause_is_told_once() -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert lines_of(first) == ["KeyError", "ValueError"]


def test_endless_recursion_is_told_in_short() -> None:
    def again() -> None:
        again()

    with pytest.raises(RecursionError) as caught:
        again()
    assert 50 < len(lines_of(caught.value)) < 70


@pytest.mark.parametrize(
    ("filename", "place"),
    [
        (str(Path(__file__).resolve()), "tests/app/crash/test_trace.py"),
        (rf"C:\{'Users'}\Trần Thị Mẫu\AppData\SoXa\versions\0.1.0\_internal\ui\window.py", "ui/window.py"),
        ("/srv/mau/.venv/lib/python3.11/site-packages/msgspec/json.py", "msgspec/json.py"),
        (rf"D:\{PLAIN}\tool.py", "tool.py"),
        (rf"D:\{PLAIN}\{PERSON}.py", HIDDEN),
        ("<frozen runpy>", "<frozen runpy>"),
        ("ui/window.py", "ui/window.py"),
    ],
)
def test_a_place_names_no_folder_of_this_pc(filename: str, place: str) -> None:
    assert place_of(filename) == place


def test_the_log_tells_errors_likewise(tmp_path: Path) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        path = log.start(tmp_path)
        logging.getLogger("ui").info("done in 3 ms", exc_info=raised(KeyError(PERSON)))
        for handler in root.handlers:
            handler.close()
    finally:
        root.handlers[:], root.level = handlers, level
    text = path.read_text("utf-8")
    assert "test_trace.py:" in text
    assert "KeyError" in text
    assert "Mẫu" not in text
