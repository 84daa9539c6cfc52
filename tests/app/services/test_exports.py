"""Every export is noted: who, which list, how many rows, and nothing of what stands in them."""

import pytest

from app.export.sheet import Sheet
from app.services import board, exports
from tests.support.office import a_counter


def test_an_export_is_written_whole_and_noted_without_names(tmp_path):
    counter = a_counter(tmp_path)
    counter.receive("=Nguyễn Văn Mẫu")
    rows = board.all_page(counter.desk, 0, 50, 1)
    for name in ("a.xlsx", "a.csv"):
        path = tmp_path / name
        sheet = exports.dossier_sheet("Hồ sơ", rows)
        assert exports.export(counter.desk, counter.officer, "dossiers", [sheet], path) == 1
        assert path.stat().st_size > 100
    assert "'=Nguyễn Văn Mẫu" in (tmp_path / "a.csv").read_text("utf-8-sig")
    notes = counter.device.rows(
        "SELECT clerk_id, kind, detail FROM act_log WHERE kind = 'exported' ORDER BY id"
    )
    assert notes == [
        (counter.officer.id, "exported", "dossiers 1 rows xlsx"),
        (counter.officer.id, "exported", "dossiers 1 rows csv"),
    ]


def test_a_file_that_cannot_be_written_leaves_nothing_and_no_note(tmp_path):
    counter = a_counter(tmp_path)
    sheet = Sheet("x", ("A",), [("b",)])
    with pytest.raises(exports.NotExported, match="Chưa ghi được tệp"):
        exports.export(counter.desk, counter.officer, "x", [sheet], tmp_path / "gone" / "x.xlsx")
    assert counter.device.rows("SELECT count(*) FROM act_log WHERE kind = 'exported'") == [(0,)]
