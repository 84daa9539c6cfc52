"""A desk that begins with a checkpoint ends with the books that a replay of the whole feed gives."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage import checkpoint_store
from server import checkpoints as making
from sync.errors import LineCut, NoLine
from tests.support.builders import a_dossier, an_event, edit
from tests.support.devices import Device
from tests.support.district import District, SyncedDesk, a_district, converge
from tests.support.memory_transport import Interposed
from tests.support.worlds import everything


@pytest.fixture
def district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[District]:
    """A district for which any commune is worth a checkpoint, of small parts."""
    monkeypatch.setattr(making, "WORTH_BYTES", 1)
    monkeypatch.setattr("app.changes.checkpoint_order.FIRST_DOSSIERS", 3)
    monkeypatch.setattr("app.changes.checkpoint_order.LATER_DOSSIERS", 4)
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
