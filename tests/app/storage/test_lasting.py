"""What no honest desk writes over stays as it is, whoever signs another version of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.changes import segment as segments
from app.changes.changeset import RowRef
from app.changes.registry import DOSSIER, DOSSIER_EVENT, Command
from app.domain.dossier import EventKind
from app.domain.ids import split_id
from app.storage import log_store
from app.storage.applier import apply_pending
from app.storage.log_store import Incoming
from tests.support.builders import a_dossier
from tests.support.changes import Author, write
from tests.support.devices import Device, a_device, world

Forgery = Callable[[list[int], list[int]], list[Any]]

FORGERIES: dict[str, Forgery] = {
    "a dossier is deleted": lambda dossier, act: [DOSSIER.number, dossier, None, None],
    "an act is deleted": lambda dossier, act: [DOSSIER_EVENT.number, act, None, None],
    "a dossier gets another code": lambda dossier, act: write(
        DOSSIER, dossier, code="000.00-261123-9999", received_ms=1, promised_ms=1
    ),
    "an act is rewritten": lambda dossier, act: write(
        DOSSIER_EVENT, act, dossier_id=dossier, kind=int(EventKind.RETURNED), at_ms=2**50
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_signed_change_of_it_is_set_aside_by_name(tmp_path: Path, forgery: Forgery) -> None:
    device, author = a_device(tmp_path), Author(now_ms=2**46)
    dossier_id = a_dossier(device.store)
    before = world(device)
    counter = split_id(dossier_id)[1]
    dossier, act = (author.ref(RowRef(device.origin, number)) for number in (counter, counter + 1))
    author.commit(Command.EDIT_DOSSIER, [forgery(dossier, act)])
    _hand_in(device, author)
    assert world(device) == before
    assert device.rows("SELECT seq, code FROM returned") == [(1, "malformed")]
    assert not device.rows("SELECT 1 FROM waiting")


def _hand_in(device: Device, author: Author) -> None:
    (data,) = author.seal()
    header = segments.read(data).header
    with device.store.write_local() as connection:
        item = Incoming(1, device.clock.now_ms(), header.origin, header.first_seq, header.last_seq, data)
        log_store.keep_incoming(connection, [item], 1)
    apply_pending(device.store)
