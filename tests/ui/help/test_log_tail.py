"""What leaves the office of its log: when, where and what kind, never a value."""

from pathlib import Path

import pytest

from app.crash.trace import HIDDEN
from ui.help.log_tail import MOST_BYTES, filtered, tail, without_values

HEAD = "2026-11-22 10:00:00,000 ERROR ui.tasks"


@pytest.mark.parametrize(
    "words",
    [
        "not found: 'Nguyen Thi Mau'",
        'cannot open "Nguyen Thi Mau.pdf"',
        "cannot open C:\\Users\\Mau\\Desktop\\to khai.pdf",
        "cannot open /srv/mau/to-khai.pdf",
        "no applicant 000000000001",
        "call 0900 000 001",
        "call 0900.000.001",
        "written by mau@xa.gov",
        "Mẫu was asked for",
    ],
)
def test_values_in_a_message_are_left_out(words: str) -> None:
    safe = without_values(words)
    assert HIDDEN in safe
    assert not [each for each in ("Mau", "Mẫu", "mau", "0000", "0900") if each in safe]


def test_a_message_without_values_stays_whole() -> None:
    words = "sealed 3 segments in 12.5 ms, 1400 bytes"
    assert list(filtered([f"{HEAD}: {words}"])) == [f"{HEAD}: {words}"]


def test_of_a_librarys_message_only_that_there_was_one() -> None:
    line = "2026-11-22 10:00:00,000 WARNING urllib3.connectionpool: Retrying Nguyen Thi Mau"
    assert list(filtered([line])) == [f"2026-11-22 10:00:00,000 WARNING urllib3.connectionpool: {HIDDEN}"]


def test_a_traceback_of_an_older_version_loses_its_values() -> None:
    lines = [
        f"{HEAD}: task failed",
        "Traceback (most recent call last):",
        '  File "/srv/mau/soxa/site-packages/app/services/people.py", line 30, in find',
        "    raise KeyError(full_name)",
        "KeyError: 'Nguyễn Thị Mẫu'",
        "Nguyen Thi Mau went to the counter",
    ]
    assert list(filtered(lines)) == [
        f"{HEAD}: task failed",
        HIDDEN,
        "  app/services/people.py:30 in find",
        HIDDEN,
        "KeyError",
        HIDDEN,
    ]


def test_only_the_end_of_a_long_log_is_taken_from_its_first_whole_line(tmp_path: Path) -> None:
    line = f"{HEAD}: done in 3 ms\n"
    (tmp_path / "soxa.log").write_text(line * (2 * MOST_BYTES // len(line)))
    text = tail(tmp_path)
    assert MOST_BYTES - 2 * len(line) < len(text) <= MOST_BYTES
    assert set(text.splitlines(keepends=True)) == {line}


def test_without_a_log_the_tail_is_empty(tmp_path: Path) -> None:
    assert tail(tmp_path).strip() == ""
