"""With or without a console, what stops the program is said once, and reported."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.crash import guard
from app.crash.guard import BROKEN, guarded, sentence
from app.crash.reports import Kind, Reports

PERSON = "Nguyễn Thị Mẫu"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The boxes of the system's."""
    boxes: list[str] = []
    monkeypatch.setattr(guard, "show_box", boxes.append)
    return boxes


@contextmanager
def no_console() -> Iterator[None]:
    """As in a frozen program that was started by a double click."""
    before = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = None
    try:
        yield
        assert (sys.stdout, sys.stderr) == (None, None)
    finally:
        sys.stdout, sys.stderr = before


def broken() -> int:
    raise LookupError(PERSON)


def test_without_a_console_the_sentence_is_shown_in_a_box(tmp_path: Path, shown: list[str]) -> None:
    with no_console():
        assert guarded(broken, lambda: tmp_path) == BROKEN
    assert shown == [sentence(tmp_path)]
    assert len(sentence(Path("x")).split()) < 40


def test_a_wrong_option_is_told_in_a_box_too(tmp_path: Path, shown: list[str]) -> None:
    def complain() -> int:
        print("Lệnh chưa đúng.", file=sys.stderr)
        raise SystemExit(2)

    with no_console(), pytest.raises(SystemExit):
        guarded(complain, lambda: tmp_path)
    assert shown == ["Lệnh chưa đúng."]


def test_whoever_waits_for_no_box_gets_none(tmp_path: Path, shown: list[str]) -> None:
    with no_console():
        assert guarded(broken, lambda: tmp_path, is_quiet=True) == BROKEN
    assert shown == []
    assert len(Reports(tmp_path).all()) == 1


def test_words_for_a_console_that_is_not_there_break_nothing(tmp_path: Path, shown: list[str]) -> None:
    def speak() -> int:
        print("xong")
        sys.stdout.flush()
        return 0

    with no_console():
        assert guarded(speak, lambda: tmp_path) == 0
    assert shown == []


def test_every_letter_of_ours_can_be_said_where_windows_has_an_alphabet_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nowhere(io.TextIOWrapper):
        """``NUL``, which calls itself a terminal."""

        def isatty(self) -> bool:
            return True

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", Nowhere(written, encoding="cp1252"))

    def speak() -> int:
        print("Sổ xã đã mở", flush=True)
        return 0

    assert guarded(speak, lambda: tmp_path) == 0
    assert written.getvalue().decode("utf-8").strip() == "Sổ xã đã mở"


def test_what_a_library_mutters_in_a_run_that_went_well_is_not_shown(
    tmp_path: Path, shown: list[str]
) -> None:
    def mutter() -> int:
        print("DeprecationWarning", file=sys.stderr)
        return 0

    with no_console():
        assert guarded(mutter, lambda: tmp_path) == 0
    assert shown == []


def test_to_be_interrupted_is_no_crash(tmp_path: Path, shown: list[str]) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    with no_console(), pytest.raises(KeyboardInterrupt):
        guarded(interrupted, lambda: tmp_path)
    assert shown == []
    assert Reports(tmp_path).all() == []


def test_on_a_console_kind_and_place_are_told_and_no_name(
    tmp_path: Path, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    console = io.StringIO()
    monkeypatch.setattr(sys, "stderr", console)
    assert guarded(broken, lambda: tmp_path) == BROKEN
    (report,) = Reports(tmp_path).all()
    assert report.kind is Kind.ENDED
    for text in (console.getvalue(), report.text()):
        assert "in broken" in text
        assert "LookupError" in text
        assert "Mẫu" not in text
    assert shown == []
