"""A desk without a line begins with the checkpoint that its stick brings, verified as over a line."""

from pathlib import Path

import pytest

from app.storage import checkpoint_store
from server import checkpoints as making
from server.inviting import invite
from sync import bootstrap
from sync.courier import beginning
from sync.courier.enrolling import ask_by_stick
from sync.courier.returning import CUT
from tests.support.builders import a_dossier, edit
from tests.support.damage import with_another_last_byte
from tests.support.district import COMMUNE, District, SyncedDesk
from tests.support.stick import arrive, come_back, travel
from tests.support.worlds import everything

DOSSIERS = 12


@pytest.fixture
def one(district: District, monkeypatch: pytest.MonkeyPatch) -> SyncedDesk:
    """A desk in whose commune any feed is worth a checkpoint, of small parts."""
    for place in (making, bootstrap, beginning):
        monkeypatch.setattr(place, "WORTH_BYTES", 1)
    monkeypatch.setattr("app.changes.checkpoint_order.FIRST_DOSSIERS", 3)
    monkeypatch.setattr("app.changes.checkpoint_order.LATER_DOSSIERS", 4)
    desk = district.desk("Bàn 1")
    for number in range(DOSSIERS):
        id_ = a_dossier(desk.store, code=f"000.00-261123-{number:04d}", note="x" * 3000)
        edit(desk.store, "dossier", id_, note=f"ghi chú {number}")
    desk.sync()
    return desk


@pytest.fixture
def two(district: District, one: SyncedDesk, stick: Path) -> SyncedDesk:
    """A desk that has asked, by stick, to become a member; the answer lies there."""
    desk = district.stranger("Bàn 2")
    invite(district.server, stick, COMMUNE.code, 7, "test")
    ask_by_stick(desk.store, stick)
    arrive(district, stick)
    return desk


def loaded(desk: SyncedDesk) -> checkpoint_store.Loading | None:
    with desk.store.read() as snapshot:
        return checkpoint_store.loading(snapshot)


def has_raw_feed(desk: SyncedDesk) -> bool:
    return bool(
        desk.device.rows("SELECT 1 FROM segment s JOIN origin o ON o.no = s.origin_no WHERE o.is_own = 0")
    )


def test_one_journey_brings_member_checkpoint_and_the_feed_behind_it(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path
) -> None:
    imported = come_back(two, stick)
    assert imported.joined is not None
    assert imported.outcome.problems == []
    now = loaded(two)
    assert now is not None
    assert now.is_complete
    assert now.total > 2
    assert not has_raw_feed(two)
    assert two.codes() == one.codes()
    a_dossier(two.store)
    travel(district, stick, two)
    travel(district, stick, one, two)
    assert everything(two.device) == everything(one.device)


@pytest.mark.parametrize("is_kept", [True, False])
def test_an_answer_cut_among_the_parts_is_gone_on_with_by_the_next_stick(
    district: District,
    one: SyncedDesk,
    two: SyncedDesk,
    stick: Path,
    is_kept: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The rest is the same when the server kept the checkpoint no longer and has to make it again."""
    whole = beginning.StickTransport.checkpoint_part

    def cut(self: beginning.StickTransport, cseq: int, number: int) -> bytes:
        return whole(self, cseq, number if number < 2 else 99)

    with monkeypatch.context() as patched:
        patched.setattr(beginning.StickTransport, "checkpoint_part", cut)
        assert CUT in come_back(two, stick).outcome.problems
    assert loaded(two).loaded == 2
    assert 0 < len(two.codes()) < DOSSIERS
    edit(one.store, "dossier", one.device.value("SELECT min(id) FROM dossier"), note="sửa sau")
    one.sync()
    if not is_kept:
        with district.server.engine.begin() as connection:
            for table in ("checkpoint_part", "checkpoint"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
    a_dossier(two.store, code="000.00-261123-0900")
    travel(district, stick, two)
    assert loaded(two).is_complete
    assert len(two.codes()) == DOSSIERS + 1
    assert two.device.rows("SELECT 1 FROM dossier WHERE note = 'sửa sau'")
    travel(district, stick, one, two)
    assert everything(two.device) == everything(one.device)


def test_a_copy_cut_before_its_first_part_makes_a_member_that_asks_again(
    district: District, one: SyncedDesk, two: SyncedDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beginning.StickTransport, "checkpoint_part", lost)
    come_back(two, stick)
    assert loaded(two) is None
    monkeypatch.undo()
    for place in (making, bootstrap, beginning):
        monkeypatch.setattr(place, "WORTH_BYTES", 1)
    travel(district, stick, two)
    assert two.codes() == one.codes()


def lost(self: beginning.StickTransport, _cseq: int, _number: int) -> bytes:
    for _ in self._frames:  # as in a file that ends here
        pass
    raise beginning.LineCut


@pytest.mark.parametrize("place", ["statement", "part"])
def test_a_checkpoint_that_does_not_verify_is_not_believed(
    district: District,
    one: SyncedDesk,
    two: SyncedDesk,
    stick: Path,
    place: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = {"statement": "checkpoint", "part": "checkpoint_part"}[place]
    honest = getattr(beginning.StickTransport, name)

    def lying(self: beginning.StickTransport, *asked: int) -> object:
        answer = honest(self, *asked)
        if isinstance(answer, bytes):
            return with_another_last_byte(answer)
        return type(answer)(answer.protocol, with_another_last_byte(answer.statement), answer.certificates)

    with monkeypatch.context() as patched:
        patched.setattr(beginning.StickTransport, name, lying)
        assert come_back(two, stick).outcome.problems
    assert not two.codes()
    come_back(two, stick)
    assert two.codes() == one.codes()


def test_a_small_commune_brings_its_feed_and_no_checkpoint(
    district: District, one: SyncedDesk, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (making, bootstrap, beginning):
        monkeypatch.setattr(place, "WORTH_BYTES", 1 << 30)
    desk = district.stranger("Bàn 3")
    invite(district.server, stick, COMMUNE.code, 7, "test")
    ask_by_stick(desk.store, stick)
    arrive(district, stick)
    come_back(desk, stick)
    assert loaded(desk) is None
    assert desk.codes() == one.codes()
