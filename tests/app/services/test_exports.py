"""Every export is noted: who, which list, how many rows, and nothing of what stands in them."""

from pathlib import Path

import pytest

from app.export.sheet import Sheet
from app.services import board, exports
from app.services.exports import Exported, Outgoing
from app.storage import search_rows
from tests.support.office import Counter, a_counter

NOTES = "SELECT clerk_id, kind, detail FROM act_log WHERE kind = 'exported' ORDER BY id"


def exported(counter: Counter, path: Path, gather) -> Exported:
    steps = exports.exporting(counter.desk, counter.officer, "dossiers", gather, path)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def every_dossier(counter: Counter, words: str = "") -> Outgoing:
    ids = board.every_id(counter.desk, words, exports.MOST_ROWS + 1)
    return exports.outgoing_dossiers(counter.desk, "Hồ sơ", ids)


def a_sheet() -> Outgoing:
    return Outgoing(Sheet("x", ("A",), [("b",)]), 1)


def test_an_export_is_written_whole_and_noted_without_names(tmp_path):
    counter = a_counter(tmp_path)
    counter.receive("=Nguyễn Văn Mẫu")
    for name in ("a.xlsx", "a.csv"):
        assert exported(counter, tmp_path / name, lambda: every_dossier(counter)) == (1, False)
        assert (tmp_path / name).stat().st_size > 100
    assert "'=Nguyễn Văn Mẫu" in (tmp_path / "a.csv").read_text("utf-8-sig")
    assert counter.device.rows(NOTES) == [
        (counter.officer.id, "exported", "dossiers 1 rows xlsx"),
        (counter.officer.id, "exported", "dossiers 1 rows csv"),
    ]


def test_a_file_that_cannot_be_written_leaves_nothing_and_no_note(tmp_path):
    counter = a_counter(tmp_path)
    with pytest.raises(exports.NotExported, match="Chưa ghi được tệp"):
        exported(counter, tmp_path / "gone" / "x.xlsx", a_sheet)
    assert counter.device.rows(NOTES) == []


def test_a_list_that_cannot_be_noted_does_not_leave(tmp_path, monkeypatch):
    counter = a_counter(tmp_path)
    (tmp_path / "x.csv").write_text("older")
    monkeypatch.setattr(exports, "audit", None)
    with pytest.raises(AttributeError):
        exported(counter, tmp_path / "x.csv", a_sheet)
    assert (tmp_path / "x.csv").read_text() == "older"
    assert not list(tmp_path.glob("*.part"))


def test_a_file_that_can_neither_be_named_nor_taken_away_is_still_said_plainly(tmp_path, monkeypatch):
    def refuse(*_args, **_fields):
        raise PermissionError

    counter = a_counter(tmp_path)
    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(exports.NotExported):
        exported(counter, tmp_path / "x.csv", a_sheet)


def test_a_list_is_fixed_when_it_is_asked_for_and_none_of_it_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    monkeypatch.setattr(search_rows, "COUNTED_AT_MOST", 2)
    counter = a_counter(tmp_path)
    names = [f"Nguyễn Văn Mẫu {number}" for number in range(5)]
    for name in names:
        counter.receive(name)
        counter.clock.advance(minutes=1)
    going = every_dossier(counter, "nguyen")
    rows = iter(going.sheet.rows)
    told = [next(rows)[1]]
    counter.receive("Nguyễn Văn Mới")
    told += [row[1] for row in rows]
    assert (told, going.total) == (names[::-1], 5)
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    assert exported(counter, tmp_path / "x.csv", lambda: every_dossier(counter)) == (3, True)
