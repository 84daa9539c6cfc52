"""A desk that begins with a checkpoint ends with the books that a replay of the whole feed gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import zstandard

from app.changes.registry import Command
from app.storage import checkpoint_store, open_choices
from app.storage.journal import Act
from server import checkpoints as making
from sync import bootstrap
from sync.enrolment import enrol
from sync.errors import NoLine, SyncError
from sync.http.lines import open_line
from sync.protocol.messages import CheckpointReply
from tests.support.builders import a_dossier, edit
from tests.support.district import District, SyncedDesk, a_district, converge
from tests.support.memory_transport import Interposed
from tests.support.worlds import everything
from ui.cli.doctor import look_at_archive


@pytest.fixture
def district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[District]:
    """A district for which any commune is worth a checkpoint, of small parts."""
    monkeypatch.setattr(making, "WORTH_BYTES", 1)
    monkeypatch.setattr(bootstrap, "WORTH_BYTES", 1)
    monkeypatch.setattr("app.changes.checkpoint_order.FIRST_DOSSIERS", 3)
    monkeypatch.setattr("app.changes.checkpoint_order.LATER_DOSSIERS", 4)
    monkeypatch.setattr("server.waiting.QUIET_S", float("inf"))  # none is made aside while a test rests
    with a_district(tmp_path) as found:
        yield found


def fill(desk: SyncedDesk, count: int, first: int = 1) -> list[int]:
    """Some dossiers, each with an edit; their ids."""
    ids = []
    for number in range(first, first + count):
        id_ = a_dossier(desk.store, code=f"000.00-261123-{number:04d}")
        edit(desk.store, "dossier", id_, note=f"ghi chú {number}")
        ids.append(id_)
    return ids


def loaded(desk: SyncedDesk) -> checkpoint_store.Loading | None:
    with desk.store.read() as snapshot:
        return checkpoint_store.loading(snapshot)


def test_a_second_desk_begins_with_a_checkpoint_and_holds_what_the_first_one_holds(district: District):
    one = district.desk("Bàn 1")
    fill(one, 12)
    one.sync()
    two = district.desk("Bàn 2")
    two.sync()
    now = loaded(two)
    assert now is not None
    assert now.is_complete
    assert now.total > 2
    converge(one, two)
    assert everything(two.device) == everything(one.device)
    assert not two.device.rows(
        "SELECT 1 FROM segment s JOIN origin o ON o.no = s.origin_no WHERE o.is_own = 0"
    )


def test_the_first_part_is_enough_to_work_with_and_a_cut_costs_one_part(district: District):
    """Board and search show what is open; what is received meanwhile is sent; the rest comes later."""
    one = district.desk("Bàn 1")
    fill(one, 12)
    one.sync()
    two = district.desk("Bàn 2")
    with pytest.raises(NoLine):
        two.sync(through=lambda line: CutAfter(line, parts=1))
    assert len(two.codes()) == 3
    assert two.device.value("SELECT count(*) FROM dossier_search_docsize") == 3
    a_dossier(two.store, code="000.00-261123-0900")
    shown = two.device.value("SELECT id FROM dossier WHERE code <> '000.00-261123-0900' LIMIT 1")
    edit(two.store, "dossier", shown, content="sửa khi sổ còn đang về")
    two.device.reopen()
    with pytest.raises(NoLine):
        two.sync(through=lambda line: CutAfter(line, parts=1))
    assert two.log()[0] == two.log()[1], "own work waits for old dossiers"
    assert len(two.codes()) == 3 + 4 + 1
    two.sync()
    assert loaded(two).is_complete
    converge(one, two)
    assert everything(two.device) == everything(one.device)
    assert one.device.rows("SELECT 1 FROM dossier WHERE content = 'sửa khi sổ còn đang về'")


def test_what_others_wrote_after_the_checkpoint_waits_for_its_last_part(district: District):
    one = district.desk("Bàn 1")
    ids = fill(one, 12)
    one.sync()
    two = district.desk("Bàn 2")
    with pytest.raises(NoLine):
        two.sync(through=lambda line: CutAfter(line, parts=1))
    for id_ in ids:
        edit(one.store, "dossier", id_, note="sửa sau")
    one.sync()
    with pytest.raises(NoLine):
        two.sync(through=lambda line: CutAfter(line, parts=1))
    assert not two.device.rows("SELECT 1 FROM dossier WHERE note = 'sửa sau'")
    assert not two.device.rows("SELECT 1 FROM waiting")
    two.sync()
    assert two.device.value("SELECT count(*) FROM dossier WHERE note = 'sửa sau'") == 12
    converge(one, two)
    assert everything(two.device) == everything(one.device)


def test_both_desks_edit_the_same_dossier_while_the_books_still_come(district: District):
    one = district.desk("Bàn 1")
    ids = fill(one, 8)
    one.sync()
    two = district.desk("Bàn 2")
    with pytest.raises(NoLine):
        two.sync(through=lambda line: CutAfter(line, parts=1))
    for id_ in ids:
        edit(one.store, "dossier", id_, note="bàn 1 sửa")
    for (id_,) in two.device.rows("SELECT id FROM dossier"):
        edit(two.store, "dossier", id_, note="bàn 2 sửa")
    converge(one, two)
    assert everything(two.device) == everything(one.device)
    assert one.device.value("SELECT count(*) FROM conflict WHERE settled_ms IS NULL") == 3


def test_a_desk_that_wrote_before_it_joined_keeps_all_of_it(district: District):
    one = district.desk("Bàn 1")
    set_up(one, "Ủy ban nhân dân xã Một")
    fill(one, 6)
    one.sync()
    district.clock.advance(seconds=1)
    two = district.stranger("Bàn 2")
    set_up(two, "Ủy ban nhân dân xã Hai")
    fill(two, 2, first=501)
    enrol(two.store, district.ticket(), open_line)
    two.sync()
    assert loaded(two) is not None
    converge(one, two)
    assert everything(two.device) == everything(one.device)
    assert len(two.codes()) == 8
    assert one.device.value("SELECT count(*) FROM conflict WHERE settled_ms IS NULL") == 1


def test_what_lost_before_the_checkpoint_is_still_there_to_choose(district: District):
    one, two = district.desk("Bàn 1"), district.desk("Bàn 2")
    ids = fill(one, 6)
    converge(one, two)
    for desk, word in ((one, "A"), (two, "B")):
        for (id_,) in desk.device.rows("SELECT id FROM dossier"):
            edit(desk.store, "dossier", id_, note=f"{word} sửa")
    converge(one, two)
    three = district.desk("Bàn 3")
    three.sync()
    assert loaded(three) is not None
    converge(three, one, two)
    assert everything(three.device) == everything(one.device)
    assert three.device.value("SELECT count(*) FROM conflict WHERE settled_ms IS NULL") == len(ids)
    with three.store.read() as snapshot:
        choices = open_choices.clashes(snapshot)
    assert all(side.at_ms and side.device_name for each in choices for side in each.sides)
    with three.store.write(Act(Command.SETTLE_CHOICE)) as unit:
        open_choices.settle(unit, choices[0], choices[0].kept.cells)
    converge(three, one, two)
    assert everything(two.device) == everything(one.device) == everything(three.device)


def test_a_checkpoint_that_the_server_keeps_no_longer_is_made_of_the_raw_segments(district: District):
    one = district.desk("Bàn 1")
    fill(one, 12)
    one.sync()
    two = district.desk("Bàn 2")
    with pytest.raises(NoLine):
        two.sync(through=lambda line: CutAfter(line, parts=1))
    edit(two.store, "dossier", two.device.value("SELECT id FROM dossier LIMIT 1"), note="sửa")
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM checkpoint_part")
        connection.exec_driver_sql("DELETE FROM checkpoint")
    two.sync()
    assert loaded(two).is_complete
    converge(one, two)
    assert everything(two.device) == everything(one.device)


@pytest.mark.parametrize("place", ["statement", "part"])
def test_a_checkpoint_with_one_byte_changed_is_not_believed(district: District, place: str):
    one = district.desk("Bàn 1")
    fill(one, 6)
    one.sync()
    two = district.desk("Bàn 2")
    with pytest.raises(SyncError):
        two.sync(through=lambda line: Forging(line, place=place))
    assert not two.codes()
    converge(two, one)
    assert loaded(two) is not None
    assert everything(two.device) == everything(one.device)


def test_a_server_without_checkpoints_is_read_from_the_beginning(district: District, monkeypatch):
    one = district.desk("Bàn 1")
    fill(one, 6)
    one.sync()
    monkeypatch.setattr(making, "WORTH_BYTES", 1 << 40)
    two = district.desk("Bàn 2")
    two.sync()
    assert loaded(two) is None
    converge(one, two)
    assert everything(two.device) == everything(one.device)


def test_a_checkpoint_of_a_later_schema_is_left_alone(district: District, monkeypatch):
    """The feed is read instead: a log that this program cannot read yet waits there, unharmed."""
    one = district.desk("Bàn 1")
    fill(one, 6)
    one.sync()
    two = district.desk("Bàn 2")
    monkeypatch.setattr("app.changes.checkpoint.SCHEMA", 0)
    two.sync()
    assert loaded(two) is None
    assert two.codes() == one.codes()


def test_the_next_checkpoint_goes_on_from_the_one_before(district: District):
    one = district.desk("Bàn 1")
    fill(one, 6)
    one.sync()
    district.desk("Bàn 2").sync()
    fill(one, 6, first=101)
    one.sync()
    three = district.desk("Bàn 3")
    three.sync()
    assert len({cseq for (cseq,) in district.rows("SELECT cseq FROM checkpoint")}) == 2
    converge(one, three)
    assert everything(three.device) == everything(one.device)


def test_the_archive_proves_the_checkpoint_and_a_lie_is_found(district: District, monkeypatch):
    one = district.desk("Bàn 1")
    fill(one, 6)
    one.sync()
    two = district.desk("Bàn 2")
    two.sync()
    [proof] = look_at_archive(two.device.profile)
    assert proof.is_sound
    assert not proof.findings
    monkeypatch.setattr("app.changes.checkpoint_parts.sha256", lambda raw: sha256(raw + b"lie"))
    [proof] = look_at_archive(two.device.profile)
    assert not proof.is_sound
    assert look_at_archive(one.device.profile) == []


def set_up(desk: SyncedDesk, name: str) -> None:
    """The office's own row, as the first start writes it."""
    with desk.store.write(Act(Command.SET_UP_OFFICE)) as unit:
        unit.connection.exec_driver_sql("INSERT INTO office(id, name) VALUES (0, ?)", (name,))


@dataclass
class CutAfter(Interposed):
    """The line breaks before the next part but so many."""

    parts: int = 0

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        if not self.parts:
            raise NoLine
        self.parts -= 1
        return super().checkpoint_part(cseq, number)


@dataclass
class Forging(Interposed):
    """A byte is another one, far from where a compressor would notice."""

    place: str = ""

    def checkpoint(self) -> CheckpointReply:
        reply = super().checkpoint()
        if self.place == "statement":
            return msgspec.structs.replace(reply, statement=flipped(reply.statement))
        return reply

    def checkpoint_part(self, cseq: int, number: int) -> bytes:
        data = super().checkpoint_part(cseq, number)
        if self.place != "part":
            return data
        raw = zstandard.ZstdDecompressor().decompressobj().decompress(data)
        return zstandard.ZstdCompressor().compress(flipped(raw))


def flipped(data: bytes) -> bytes:
    return data[:-9] + bytes([data[-9] ^ 1]) + data[-8:]
