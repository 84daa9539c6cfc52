"""Drafts: what was typed is there after any end of the program, and readable by nobody else."""

import pytest

from app.storage.drafts import Draft, DraftStore
from app.storage.errors import DiskFull, ReadOnlyFolder
from tests.support.disks import a_disk, fill, make_read_only

KEY = b"\x05" * 32
TYPED = {"full_name": "Giàng A Páo", "handed_in": {1: [1, 0]}, "fee_paid": 8000}


@pytest.fixture
def drafts(tmp_path):
    return DraftStore(tmp_path / "drafts", KEY)


def test_a_draft_comes_back_as_it_was_typed(drafts):
    drafts.save(Draft("0a", 5, TYPED))
    (draft,) = drafts.all()
    assert (draft.id, draft.saved_ms, draft.fields["full_name"]) == ("0a", 5, "Giàng A Páo")


def test_the_newest_draft_comes_first(drafts):
    for id_, saved in (("0a", 5), ("0b", 9), ("0c", 7)):
        drafts.save(Draft(id_, saved, {}))
    assert [draft.id for draft in drafts.all()] == ["0b", "0c", "0a"]


def test_saving_again_replaces(drafts):
    drafts.save(Draft("0a", 5, {"full_name": "Giàng"}))
    drafts.save(Draft("0a", 6, TYPED))
    assert [draft.fields for draft in drafts.all()] == [TYPED]


def test_a_dropped_draft_is_gone_and_dropping_twice_is_no_error(drafts):
    drafts.save(Draft("0a", 5, TYPED))
    drafts.drop("0a")
    drafts.drop("0a")
    assert drafts.all() == []


def test_nothing_of_a_draft_is_readable_in_its_file_or_its_name(drafts, tmp_path):
    drafts.save(Draft(drafts.new_id(), 5, TYPED))
    (path,) = (tmp_path / "drafts").iterdir()
    assert "Giàng".encode() not in path.read_bytes()
    assert "Gi" not in path.name


def test_a_torn_draft_does_not_hide_the_others_and_stays_where_it_is(drafts, tmp_path):
    drafts.save(Draft("0a", 5, TYPED))
    drafts.save(Draft("0b", 6, TYPED))
    torn = tmp_path / "drafts" / "0a.draft"
    torn.write_bytes(torn.read_bytes()[:20])
    assert [draft.id for draft in drafts.all()] == ["0b"]
    assert torn.exists()


def test_a_full_disk_keeps_the_draft_as_it_was_saved_last(tmp_path):
    with a_disk(tmp_path / "pc", 1) as pc:
        drafts = DraftStore(pc / "drafts", KEY)
        drafts.save(Draft("0a", 5, TYPED))
        fill(pc)
        with pytest.raises(DiskFull):
            drafts.save(Draft("0a", 6, {"note": "x" * 100_000}))
        assert [draft.fields for draft in drafts.all()] == [TYPED]


def test_a_write_protected_disk_is_said_so(tmp_path):
    with a_disk(tmp_path / "pc", 1) as pc:
        make_read_only(pc)
        with pytest.raises(ReadOnlyFolder):
            DraftStore(pc / "drafts", KEY).save(Draft("0a", 5, TYPED))
