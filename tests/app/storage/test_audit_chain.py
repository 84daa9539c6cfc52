"""The chain of what was noted: a line altered, dropped or slipped in by hand is found and named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from app.domain.audit import FIRST_HEAD, AuditLine, next_hash
from app.domain.dossier import Role
from app.domain.ids import split_id
from app.services import audit, backup, day_close, dossier, officers
from app.services.audit import Noted
from app.storage import act_log, known_logs, rebirth
from app.storage.doctor import examine
from app.storage.doctor.report import Checked
from app.storage.incarnations import OwnOrigin, own_origins
from app.storage.migrations.versions import v0015_audit_chain
from app.storage.restore import restore_backup
from tests.support.office import PIN, Counter, a_counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path)
    yield made
    made.device.profile.close()


@pytest.fixture
def noted(counter: Counter) -> Counter:
    """Five lines."""
    for number in range(5):
        audit.note(counter.desk, counter.officer, Noted.EXPORTED, f"dossiers {number} rows csv")
    return counter


def looked(counter: Counter) -> Checked:
    return next(c for c in examine(counter.device.profile, thorough=True) if c.name == "audit")


def places(counter: Counter) -> list[str]:
    return [finding.where for finding in looked(counter).findings if finding.is_fault]


def test_a_chain_that_only_grew_is_sound(noted: Counter) -> None:
    assert looked(noted).findings == ()


@pytest.mark.parametrize(
    ("by_hand", "place"),
    [
        ("UPDATE act_log SET detail = 'dossiers 9 rows csv' WHERE id = 3", "act_log 3"),
        ("UPDATE act_log SET at_ms = at_ms - 60000 WHERE id = 2", "act_log 2"),
        ("UPDATE act_log SET clerk_id = clerk_id + 1 WHERE id = 4", "act_log 4"),
        ("DELETE FROM act_log WHERE id = 2", "act_log 3"),
        ("DELETE FROM act_log WHERE id = 5", "act_log 5"),
        ("UPDATE act_log SET hash = x'00' WHERE id = 1", "act_log 1"),
        ("INSERT INTO act_log(id, kind, hash) VALUES (6, 'exported', x'00')", "act_log 6"),
        ("UPDATE act_log_end SET hash = x'00'", "act_log 5"),
    ],
)
def test_a_line_touched_by_hand_is_named(noted: Counter, by_hand: str, place: str) -> None:
    noted.device.tamper(by_hand)
    assert place in places(noted)


def forge(counter: Counter, kept: int) -> None:
    """As somebody would who knows how: the end cut off, and its mark put back."""
    counter.device.tamper("DELETE FROM act_log WHERE id > ?", kept)
    counter.device.tamper(
        "UPDATE act_log_end SET last_id = ?, hash = (SELECT hash FROM act_log WHERE id = ?)", kept, kept
    )


def test_a_chain_cut_off_with_its_mark_is_given_away_by_the_days_close(noted: Counter) -> None:
    day_close.close_day(noted.desk, noted.officer)
    forge(noted, 3)
    assert places(noted) == ["act_log 5"]
    assert "chốt ngày 2026-11-23" in looked(noted).findings[0].sentence


def test_a_chain_cut_off_with_its_mark_is_given_away_by_a_backup(noted: Counter, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    backup.choose_folder(noted.device.profile, folder)
    backup.back_up(noted.device.profile, folder, noted.desk.now_ms())
    forge(noted, 3)
    assert places(noted) == ["act_log 5"]
    shutil.rmtree(folder)
    assert places(noted) == [], "without the stick nothing gives it away"


def claim_life(counter: Counter, no: str) -> None:
    """A line by hand that says that a life began here."""
    with counter.device.profile.store.write_local() as connection:
        act_log.note(connection, act_log.NotedAct(counter.desk.now_ms(), None, Noted.LIFE_BEGAN, no))


@pytest.mark.parametrize("no", ["999", "0 ", "1"])
def test_a_chain_cut_off_under_a_life_that_never_was_is_no_restored_one(noted: Counter, no: str) -> None:
    day_close.close_day(noted.desk, noted.officer)
    forge(noted, 3)
    claim_life(noted, no)
    assert places(noted) == ["act_log 4", "act_log 5"]


def test_the_life_that_wrote_an_anchor_explains_nothing_that_is_missing_before_it(noted: Counter) -> None:
    day_close.close_day(noted.desk, noted.officer)
    forge(noted, 3)
    claim_life(noted, "0")
    assert places(noted) == ["act_log 5"]


def test_a_life_begins_once(noted: Counter) -> None:
    (life,) = device_lives(noted)
    rebirth.begin_again(noted.device.store, life, life.seq)
    assert looked(noted).findings == ()
    claim_life(noted, "1")
    assert places(noted) == [f"act_log {noted.device.value('SELECT last_id FROM act_log_end')}"]


def chain_anew(counter: Counter) -> None:
    """As somebody would who knows how: every hash computed over what the lines say now."""
    with counter.device.store.read() as connection:
        head, hashes = FIRST_HEAD, []
        for stored in act_log.lines(connection):
            head = next_hash(head, stored.line)
            hashes.append((head, stored.line.id))
    for each in hashes:
        counter.device.tamper("UPDATE act_log SET hash = ? WHERE id = ?", *each)
    counter.device.tamper("UPDATE act_log_end SET hash = ?", head)


def test_a_chain_made_anew_is_given_away_by_a_close_before_the_next_life_began(noted: Counter) -> None:
    day_close.close_day(noted.desk, noted.officer)
    (life,) = device_lives(noted)
    rebirth.begin_again(noted.device.store, life, life.seq)
    noted.device.tamper("UPDATE act_log SET detail = 'dossiers 9 rows csv' WHERE id = 2")
    chain_anew(noted)
    assert places(noted) == ["act_log 5"]


def test_a_backup_of_books_that_are_not_these_is_no_anchor(noted: Counter, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    backup.choose_folder(noted.device.profile, folder)
    backup.back_up(noted.device.profile, folder, noted.desk.now_ms())
    noted.device.tamper("UPDATE origin SET origin = x'0102030405060708' WHERE is_own = 1")
    forge(noted, 3)
    assert places(noted) == []


def test_a_close_from_before_the_chain_stands_on_the_signed_log(noted: Counter) -> None:
    day_close.close_day(noted.desk, noted.officer)
    ((stamp,),) = noted.device.rows("SELECT stamp FROM day_close")
    (life,) = device_lives(noted)
    with noted.device.store.read() as connection:
        head = known_logs.head_at(connection, 0, life.origin, split_id(stamp)[1] - 1)
    noted.device.tamper("UPDATE day_close SET audit_head = ?", head)
    assert places(noted) == []
    noted.device.tamper("UPDATE day_close SET audit_head = ?", bytes(32))
    assert places(noted) == ["day_close 2026-11-23"]


def test_books_put_back_go_on_with_their_own_chain_and_the_gap_is_named(
    noted: Counter, tmp_path: Path
) -> None:
    folder, device = tmp_path / "stick", noted.device
    folder.mkdir()
    made = backup.back_up(device.profile, folder, noted.desk.now_ms())
    audit.note(noted.desk, noted.officer, Noted.EXPORTED, "after the backup")
    audit.note(noted.desk, noted.officer, Noted.EXPORTED, "after the backup")
    day_close.close_day(noted.desk, noted.officer)
    day, anchor = device.rows("SELECT day, audit_head FROM day_close")[0]
    own = device.value("SELECT max(id) FROM day_close")
    device.profile.close()
    shutil.rmtree(device.root)
    restore_backup(made.path, device.root, device.vault.get(device.profile.info.id) or b"", device.vault)
    noted.desk.store = device.reopen().store
    assert looked(noted).findings == ()
    assert device.value("SELECT kind FROM act_log ORDER BY id DESC LIMIT 1") == Noted.LIFE_BEGAN
    device.tamper(  # as the feed brings back what the first life wrote after its backup
        "INSERT INTO day_close(id, day, audit_head, stamp) VALUES (?, ?, ?, 1)", own, day, anchor
    )
    (gap,) = looked(noted).findings
    assert not gap.is_fault
    assert ": 2 dòng nhật ký" in gap.sentence


def test_an_upgrade_computes_the_chain_over_the_lines_there_were(counter: Counter) -> None:
    receipt = counter.receive()
    device = counter.device
    for statement in (
        "DROP TABLE act_log",
        "DROP TABLE act_log_end",
        "CREATE TABLE act_log (id INTEGER PRIMARY KEY, at_ms INTEGER, clerk_id INTEGER, kind, detail)",
        f"INSERT INTO act_log VALUES (1, 5, 1, 'id_shown', 'dossier {receipt.dossier_id}')",
        "INSERT INTO act_log VALUES (2, 6, NULL, 'clock_back', '7 min')",
    ):
        device.tamper(statement)
    with device.store.write_local() as connection, Operations.context(MigrationContext.configure(connection)):
        v0015_audit_chain.upgrade()
    with device.store.read() as connection:
        first, second = act_log.lines(connection)
    assert first.line == AuditLine(1, 5, 1, "id_shown", receipt.code, f"dossier {receipt.dossier_id}")
    assert second.hash == next_hash(next_hash(FIRST_HEAD, first.line), second.line)
    assert looked(counter).is_sound


def test_opening_a_dossier_is_one_line_for_a_clerk_and_ten_minutes(counter: Counter) -> None:
    receipt = counter.receive()
    for minutes in (0, 4, 5, 2):
        counter.clock.advance(minutes=minutes)
        dossier.view(counter.desk, counter.officer, receipt.dossier_id)
    assert counter.device.rows("SELECT 1 FROM act_log") == [], "opening waits for no disk"
    audit.flush(counter.desk)
    seen = counter.device.rows("SELECT kind, code, clerk_id FROM act_log")
    assert seen == [("seen", receipt.code, counter.officer.id)] * 2


def test_what_was_seen_and_could_not_be_written_waits(counter: Counter) -> None:
    dossier.view(counter.desk, counter.officer, counter.receive().dossier_id)
    counter.device.tamper("ALTER TABLE act_log RENAME TO elsewhere")
    with pytest.raises(Exception, match="act_log"):
        audit.flush(counter.desk)
    counter.device.tamper("ALTER TABLE elsewhere RENAME TO act_log")
    audit.flush(counter.desk)
    assert counter.device.value("SELECT count(*) FROM act_log") == 1


def test_a_clerk_who_was_renamed_by_a_rebirth_is_told_from_one_put_there_by_hand(counter: Counter) -> None:
    device = counter.device
    (life,) = device_lives(counter)
    late = officers.register_clerk(counter.desk, "Người Mới Mẫu", "", (Role.RECEPTION,), PIN, counter.officer)
    audit.note(counter.desk, late, Noted.EXPORTED, "dossiers 1 rows csv")
    rebirth.begin_again(device.store, life, life.seq)
    (renamed,) = device.rows("SELECT clerk_id, noted_by FROM act_log WHERE kind = 'exported'")
    assert renamed[0] != renamed[1] == late.id
    assert looked(counter).findings == ()
    with device.store.write_local() as connection:  # of the life that went on elsewhere, come by the feed
        act_log.note(connection, act_log.NotedAct(counter.desk.now_ms(), late.id, Noted.SIGNED_IN, ""))
    assert looked(counter).findings == ()
    device.tamper("UPDATE act_log SET clerk_id = ? WHERE kind = 'exported'", counter.officer.id)
    assert len(places(counter)) == 1


def device_lives(counter: Counter) -> list[OwnOrigin]:
    with counter.device.store.read() as connection:
        return own_origins(connection)
