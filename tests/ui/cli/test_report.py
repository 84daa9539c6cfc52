"""``soxa report``: the form's numbers as other programs read them, the same as the screen's."""

import json
from datetime import date, datetime

import pytest

from app.domain.dossier import EventKind
from app.domain.form_06a import NUMBER_NAMES
from app.domain.reporting import Period
from app.services import reports
from tests.support.office import a_counter
from tests.support.yearbook import Told, written
from ui.cli import main

CAME, DUE = datetime(2026, 10, 12, 9), datetime(2026, 10, 14, 17)


@pytest.fixture
def root(tmp_path, monkeypatch):
    counter = a_counter(tmp_path)
    written(
        counter.device,
        [
            Told(CAME, DUE, [(EventKind.FINISHED, datetime(2026, 10, 13))], channel=2),
            Told(CAME, DUE, [(EventKind.WITHDRAWN, datetime(2026, 10, 15))], field="Đất đai"),
        ],
    )
    monkeypatch.setenv("SOXA_KEY_FILES", str(tmp_path / "Bàn 1" / "key"))
    shown = reports.form(counter.desk, Period(date(2026, 10, 1), date(2026, 10, 31)))
    counter.device.profile.close()
    return counter.device.root, shown


def soxa(*words: object) -> int:
    return main(["report", *map(str, words)])


def test_the_form_is_printed_as_json_with_its_denominator(root, capsys):
    folder, shown = root
    days = ("--from", "2026-10-01", "--to", "2026-10-31", "--form", "II.06a", "--profile", folder)
    assert soxa(*days, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert [tuple(row[name] for name in NUMBER_NAMES) for row in said["rows"]] == [
        row.numbers for row in shown.rows
    ]
    assert [row["field"] for row in said["rows"]] == ["Hộ tịch", "Đất đai"]
    assert (said["total"]["settled_late"], said["denominator"]) == (1, "settled_total")
    assert said["on_time_percent_over"] == {"settled_total": 50.0, "received_total": 50.0}
    assert soxa(*days, "--json", "--aside-on-time", "--over", "received") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["total"]["settled_on_time"], said["denominator"]) == (1, "received_total")
    assert soxa(*days) == 0
    assert "Đúng hạn 50,00 % trên hồ sơ đã giải quyết trong kỳ." in capsys.readouterr().out


@pytest.mark.parametrize(
    "days", [("2026-02-30", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("2026-01-01", "9999-12-31")]
)
def test_days_that_are_none_are_said(root, days, capsys):
    assert soxa("--from", days[0], "--to", days[1], "--profile", root[0]) == 2
    assert capsys.readouterr().err.count("\n") == 1
