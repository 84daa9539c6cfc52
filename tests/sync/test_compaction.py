"""Dropping old log: never above a durable receipt, and whatever happens afterwards heals as before."""

import shutil
from pathlib import Path

import pytest

from app.changes.chain import first_head
from app.storage import compaction
from app.storage.doctor import examine
from app.storage.known_logs import heads_between
from server.setup import new_epoch
from server.storage import communes, meta, origins
from server.storage.engine import writing
from server.storage.origins import LogEnd
from sync import durable
from sync.errors import LostDurable
from sync.http.lines import line_of
from tests.support.builders import a_dossier, edit
from tests.support.district import COMMUNE, District, SyncedDesk, converge
from tests.support.worlds import everything


def work(*desks: SyncedDesk) -> None:
    """A dossier and an edit at each desk, everything exchanged."""
    for number, desk in enumerate(desks):
        id_ = a_dossier(desk.store, code=f"000.00-2611{desk.log()[0] % 28 + 1:02d}-{number + 1:04d}")
        edit(desk.store, "dossier", id_, note="ghi chú")
    converge(*desks)


def compact(desk: SyncedDesk) -> compaction.Compacted:
    """As ``soxa compact --days 0`` does, a day later."""
    desk.device.clock.advance(days=1)
    line = line_of(desk.store)
    try:
        durable.ask(desk.store, line)
    finally:
        line.close()
    return compaction.compact(desk.store, kept_ms=0)


def spans(desk: SyncedDesk) -> list[tuple[int, int]]:
    """(durable, first changeset that is still here as bytes) of every log that was heard of."""
    return [
        tuple(row)
        for row in desk.device.rows(
            "SELECT o.durable_seq, coalesce("
            "(SELECT min(s.first_seq) FROM segment s WHERE s.origin_no = o.no), "
            "o.seq + 1) FROM origin o WHERE o.seq > 0"
        )
    ]


def is_sound(desk: SyncedDesk) -> bool:
    return all(checked.is_sound for checked in examine(desk.device.profile, thorough=True))


def test_what_is_durable_goes_from_every_log_and_the_books_stay(one: SyncedDesk, two: SyncedDesk):
    work(one, two)
    before = everything(one.device)
    assert compact(one).segments > 1
    assert not one.device.rows("SELECT 1 FROM segment")
    assert everything(one.device) == before
    assert is_sound(one)
    assert one.sync().requests == 1


def test_nothing_above_a_durable_receipt_is_dropped(district: District, one: SyncedDesk, two: SyncedDesk):
    """A server that calls durable only what a backup holds keeps the desks' logs whole until then."""
    object.__setattr__(district.server.settings, "durable", "backup")
    work(one, two)
    assert compact(one) == (0, 0)
    ends = {life: at(one, life, 1) for life in lives(one)}
    with writing(district.server.engine) as connection:
        origins.set_durable(connection, COMMUNE.code, ends)
    work(one, two)
    compact(one)
    assert all(first <= last + 1 for last, first in spans(one))
    assert one.device.rows("SELECT 1 FROM segment")
    assert is_sound(one)


def test_a_young_log_is_kept_though_it_is_durable(one: SyncedDesk, two: SyncedDesk):
    work(one, two)
    assert compaction.compact(one.store) == (0, 0)


def test_work_goes_on_and_merges_after_the_log_was_dropped(one: SyncedDesk, two: SyncedDesk):
    work(one, two)
    for desk in (one, two):
        compact(desk)
    for desk, word in ((one, "A"), (two, "B")):
        for (id_,) in desk.device.rows("SELECT id FROM dossier"):
            edit(desk.store, "dossier", id_, note=f"{word} sửa")
    converge(one, two)
    assert everything(one.device) == everything(two.device)
    assert one.device.value("SELECT count(*) FROM conflict WHERE settled_ms IS NULL") == 2
    assert is_sound(one)
    assert is_sound(two)


def test_a_restored_server_is_offered_what_is_above_durable_and_all_heals(
    district: District, one: SyncedDesk, two: SyncedDesk
):
    work(one, two)
    compact(one)
    work(one, two)
    begin_epoch(district)
    work(one, two)
    assert everything(one.device) == everything(two.device)
    assert one.log()[0] == one.log()[1]


def test_a_server_restored_to_before_what_it_called_durable_is_told_so(district: District, one: SyncedDesk):
    work(one)
    before = everything(one.device)
    compact(one)
    with writing(district.server.engine) as connection:
        connection.exec_driver_sql("DELETE FROM segment")
        connection.exec_driver_sql(
            "UPDATE origin SET stored_seq = 0, applied_seq = 0, durable_seq = 0, stored_head = ?",
            (first_head_of(one),),
        )
    begin_epoch(district)
    a_dossier(one.store, code="000.00-261127-0001")
    with pytest.raises(LostDurable):
        one.sync()
    assert everything(one.device)["applicant"][: len(before["applicant"])]
    assert len(one.codes()) == 2


def test_a_disk_put_back_to_before_the_log_was_dropped_goes_on(
    district: District, one: SyncedDesk, two: SyncedDesk, tmp_path: Path
):
    work(one, two)
    compact(one)
    image = copy_of(one, tmp_path)
    work(one, two)
    put_back(one, image)
    work(one, two)
    assert everything(one.device) == everything(two.device)
    assert is_sound(one)


def test_a_kill_between_two_transactions_leaves_a_sound_log(one: SyncedDesk, two: SyncedDesk, monkeypatch):
    for _ in range(3):
        work(one, two)
    monkeypatch.setattr(compaction, "AT_ONCE", 1)
    real, calls = compaction._drop_some, []

    def killed(*args):
        calls.append(1)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(compaction, "_drop_some", killed)
    with pytest.raises(KeyboardInterrupt):
        compact(one)
    one.device.reopen()
    assert is_sound(one)
    monkeypatch.setattr(compaction, "_drop_some", real)
    compact(one)
    work(one, two)
    assert everything(one.device) == everything(two.device)


def lives(desk: SyncedDesk) -> list[bytes]:
    return [origin for (origin,) in desk.device.rows("SELECT origin FROM origin WHERE seq > 0")]


def at(desk: SyncedDesk, origin: bytes, seq: int) -> LogEnd:
    """The head after a changeset."""
    no = desk.device.value("SELECT no FROM origin WHERE origin = ?", origin)
    with desk.store.read() as snapshot:
        return LogEnd(seq, heads_between(snapshot, no, seq, seq)[seq])


def first_head_of(desk: SyncedDesk) -> bytes:
    return first_head(desk.device.origin)


def begin_epoch(district: District) -> None:
    """As a restore of the server's backup does."""
    with writing(district.server.engine) as connection:
        new_epoch(connection, district.server.entropy)
        communes.leave_gap(connection, 20, 1000)
        epoch = meta.get(connection, meta.EPOCH)
    object.__setattr__(district.server, "epoch", epoch)


def copy_of(desk: SyncedDesk, folder: Path) -> Path:
    desk.device.profile.close()
    image = folder / "image"
    shutil.copytree(desk.device.root, image)
    desk.device.reopen()
    return image


def put_back(desk: SyncedDesk, image: Path) -> None:
    desk.device.profile.close()
    shutil.rmtree(desk.device.root)
    shutil.copytree(image, desk.device.root)
    desk.device.reopen()
