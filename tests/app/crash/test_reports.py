"""Reports lie in the log folder, a few of them, until somebody looked."""

from pathlib import Path

from app.crash.reports import MOST_KEPT, Kind, Reports


def test_a_report_says_what_and_where_and_on_what_machine(tmp_path: Path) -> None:
    Reports(tmp_path).write(Kind.ENDED, ["  ui/window.py:1 in run", "KeyError"])
    (report,) = Reports(tmp_path).all()
    text = report.text()
    assert report.kind is Kind.ENDED
    assert "kind: ended" in text
    assert "python: 3." in text
    assert "\n\n  ui/window.py:1 in run\nKeyError\n\n" in text


def test_the_same_error_over_and_over_is_one_report(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    for _ in range(3):
        reports.write(Kind.ERROR, ["KeyError"])
    assert len(reports.all()) == 1


def test_only_the_last_few_are_kept(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    for number in range(MOST_KEPT + 3):
        (tmp_path / f"crash-20260101-0000{number:02d}-error.txt").write_text("old")
    reports.write(Kind.ERROR, ["KeyError"])
    kept = [report.path.name for report in reports.all()]
    assert len(kept) == MOST_KEPT
    assert kept[-1] == "crash-20260101-000004-error.txt"


def test_what_was_put_away_is_not_offered_again_but_later_ones_are(tmp_path: Path) -> None:
    reports = Reports(tmp_path)
    (tmp_path / "crash-20260101-000000-ended.txt").write_text("old")
    assert len(reports.unseen()) == 1
    reports.put_away()
    assert reports.unseen() == []
    reports.write(Kind.ENDED, ["KeyError"])
    assert [report.kind for report in reports.unseen()] == [Kind.ENDED]


def test_files_of_other_names_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "crash-notes.txt").write_text("somebody's own")
    Reports(tmp_path).write(Kind.ERROR, ["KeyError"])
    assert len(Reports(tmp_path).all()) == 1
    assert (tmp_path / "crash-notes.txt").exists()


def test_a_disk_that_takes_nothing_makes_no_second_error(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder belongs")
    Reports(tmp_path / "log").write(Kind.ENDED, ["KeyError"])
