"""``soxa due`` as an administrator meets it."""

import argparse
import json
from pathlib import Path

import pytest

from tests.app.domain.deadline_cases import calendar_data
from ui.cli import due


def soxa_due(*words: str) -> int:
    parser = argparse.ArgumentParser(prog="soxa")
    due.add_parser(parser.add_subparsers())
    args = parser.parse_args(["due", *words])
    status: int = args.run(args)
    return status


def test_it_prints_the_due_minute_and_the_explanation(capsys: pytest.CaptureFixture[str]):
    assert soxa_due("--received", "2026-04-24T09:15", "--limit", "2wd") == 0
    first, explanation = capsys.readouterr().out.splitlines()
    assert first == "Hẹn trả: 09:15 thứ Tư 29/04/2026"
    assert explanation.startswith("Nhận lúc 09:15 thứ Sáu 24/04/2026.")


def test_json_gives_the_same_for_a_program(capsys: pytest.CaptureFixture[str]):
    assert soxa_due("--received", "2026-04-24T09:15", "--limit", "2wd", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["due"] == "2026-04-29T09:15"
    assert answer["explanation"].endswith("Hẹn trả 09:15 thứ Tư 29/04/2026.")
    assert answer["warnings"] == []


def test_pauses_may_follow_one_option_or_several(capsys: pytest.CaptureFixture[str]):
    receipt = ["--received", "2026-06-01T07:30", "--limit", "3wd", "--json"]
    first, second = "2026-06-01T09:30/2026-06-01T10:30", "2026-06-02T13:30/2026-06-03T07:30"
    soxa_due(*receipt, "--pause", first, second)
    together = capsys.readouterr().out
    soxa_due(*receipt, "--pause", first, "--pause", second)
    assert capsys.readouterr().out == together
    assert json.loads(together)["due"] == "2026-06-04T14:00"


def test_an_open_pause_has_a_remainder_and_no_due_minute(capsys: pytest.CaptureFixture[str]):
    soxa_due("--received", "2026-06-01T08:00", "--limit", "1wd", "--pause", "2026-06-01T10:00/", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["due"], answer["remaining"]) == (None, "330min")
    soxa_due("--received", "2026-06-01T08:00", "--limit", "1wd", "--pause", "2026-06-01T10:00/")
    assert capsys.readouterr().out.startswith("Hẹn trả: chưa có, đồng hồ đang dừng\n")


def test_a_time_with_a_zone_is_carried_over_to_legal_time(capsys: pytest.CaptureFixture[str]):
    soxa_due("--received", "2026-06-01T01:00Z", "--limit", "1h", "--json")
    assert json.loads(capsys.readouterr().out)["due"] == "2026-06-01T09:00"


def test_a_warning_is_printed_below(capsys: pytest.CaptureFixture[str]):
    soxa_due("--received", "2027-06-01T08:00", "--limit", "1h")
    assert "Lưu ý: Lịch nghỉ năm 2027 chưa có thông báo chính thức." in capsys.readouterr().out


def test_another_calendar_can_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "lich.json"
    path.write_text(json.dumps(calendar_data("bão")), encoding="utf-8")
    soxa_due("--received", "2026-09-15T10:00", "--limit", "1wd", "--calendar", str(path), "--json")
    assert json.loads(capsys.readouterr().out)["due"] == "2026-09-16T15:30"


GOOD = {"--received": "2026-04-24T09:15", "--limit": "2wd"}


@pytest.mark.parametrize(
    "change",
    [
        {"--received": "2026-04-24"},
        {"--received": "hôm qua"},
        {"--received": "0001-01-01T00:00+07:00"},
        {"--received": "9999-12-31T08:00"},
        {"--received": ""},
        {"--limit": "2 tuần"},
        {"--limit": ""},
        {"--pause": "2026-04-24T10:00"},
        {"--pause": "x/y"},
        {"--pause": "2026-04-25T10:00/2026-04-24T10:00"},
        {"--pause": "2026-04-25T10:00/2026-04-26T10:00+07:00x"},
        {"--calendar": "no-such-file.json"},
    ],
    ids=str,
)
def test_bad_input_is_one_sentence_on_stderr(change: dict[str, str], capsys: pytest.CaptureFixture[str]):
    words = [word for pair in (GOOD | change).items() for word in pair]
    assert soxa_due(*words) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert output.err.rstrip().endswith((".", ")."))


@pytest.mark.parametrize("text", ["{", "[]", '{"rule_sets": 1}', "\x00"])
def test_a_broken_calendar_file_is_one_sentence_on_stderr(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "lich.json"
    path.write_text(text, encoding="utf-8")
    words = [word for pair in GOOD.items() for word in pair]
    assert soxa_due(*words, "--calendar", str(path)) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
