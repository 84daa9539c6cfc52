"""Applying a segment all at once leaves what applying it change by change leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest import mock

import pytest

from app.changes.changeset import Stamp
from app.changes.registry import APPLICANT, TABLES, Command
from app.changes.run import Run
from app.domain.dossier import EventKind
from app.storage import segment_applier
from app.storage.apply_round import Round
from app.storage.bulk_applier import NewRows, NotPlain, sort_out
from app.storage.doctor import examine
from tests.app.storage.test_applying import receive
from tests.support.builders import a_clerk, a_dossier, an_event, edit
from tests.support.changes import Author, write
from tests.support.devices import Device, a_device, hand_over

DERIVED = ("dossier_state", "group_stamp", "tombstone", "conflict", "waiting", "returned", "origin")


def everything(device: Device) -> dict[str, list[tuple[object, ...]]]:
    names = [*(table.name for table in TABLES), *DERIVED]
    return {name: sorted(device.rows(f"SELECT * FROM {name}"), key=repr) for name in names}


@contextmanager
def one_by_one() -> Iterator[None]:
    with mock.patch.object(segment_applier, "sort_out", side_effect=NotPlain):
        yield


@contextmanager
def all_at_once() -> Iterator[list[int]]:
    """How many operations each segment left for afterwards."""
    left: list[int] = []

    def noted(round_: Round, run: Run) -> NewRows:
        found = sort_out(round_, run)
        left.append(len(found.later))
        return found

    with mock.patch.object(segment_applier, "sort_out", side_effect=noted):
        yield left


def work(device: Device, dice: Random) -> None:
    """What clerks do in a day, new rows and edits of them mixed."""
    dossiers = []
    for number in range(dice.randrange(2, 12)):
        device.clock.advance(seconds=dice.randrange(1, 90))
        papers = [f"Giấy {n}" for n in range(dice.randrange(3))]
        note = dice.choice(("", "Gấp"))
        dossiers.append(a_dossier(device.store, f"Mẫu {number}", papers=papers, note=note))
        if dice.random() < 0.5:
            an_event(device.store, dice.choice(dossiers), EventKind.CORRECTED, note="mẫu")
        if dice.random() < 0.5:
            edit(device.store, "dossier", dice.choice(dossiers), note=f"lần {number}")
        if dice.random() < 0.1:
            a_clerk(device.store, f"Mẫu Cán Bộ {number}")


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_leave_the_same_database(tmp_path, seed, device):
    work(device, Random(seed))
    quick, careful = a_device(tmp_path, "Nhanh"), a_device(tmp_path, "Chậm")
    with all_at_once() as left:
        hand_over(device, quick)
    with one_by_one():
        hand_over(device, careful)
    assert left
    assert everything(quick)["dossier"]
    assert _without_own_life(everything(quick)) == _without_own_life(everything(careful))
    assert all(check.is_sound for check in examine(quick.profile, thorough=True))


def _without_own_life(found: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {name: rows for name, rows in found.items() if name not in ("incarnation", "origin")}


@pytest.mark.parametrize(
    "bad",
    [
        {"full_name": 5},
        {"kind": 9},
        {"kind": "1"},
        {"full_name": None},
        {"kind": 2**63},
        {"id_number": b"bytes"},
    ],
)
def test_one_row_that_does_not_fit_sets_its_changeset_aside_and_no_other(device, bad):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    author.commit(Command.CORRECT_APPLICANT, [write(APPLICANT, 900, **bad)])
    author.receive_dossier("H00-261123-0002")
    applied = receive(device, *author.seal())
    assert applied.changesets == 3
    assert device.value("SELECT count(*) FROM dossier") == 2
    assert device.rows("SELECT seq, code FROM returned") == [(2, "malformed")]


def test_a_key_that_is_no_row_is_set_aside_too(device):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    for key in (-1, 2**41, "x", [0, 0, 0], None):
        author.commit(Command.CORRECT_APPLICANT, [write(APPLICANT, key, full_name="Mẫu")])
    receive(device, *author.seal())
    assert device.value("SELECT count(*) FROM applicant") == 1
    assert device.value("SELECT count(*) FROM returned") == 5


def test_a_log_that_must_wait_goes_as_far_as_it_can(device):
    author = Author()
    author.receive_dossier("H00-261123-0001")
    author.receive_dossier("H00-261123-0002", deps=[Stamp(b"unheard!", 1)])
    applied = receive(device, *author.seal())
    assert (applied.changesets, applied.waiting) == (1, 1)
    assert device.rows("SELECT code FROM dossier") == [("H00-261123-0001",)]


def test_rows_go_in_before_the_rows_that_name_them(device):
    """Else the database looks through everything that might name a row, for each row."""
    author = Author()
    for number in range(300):
        author.receive_dossier(f"H00-261123-{number:04d}", components=number % 3)
    with all_at_once() as left:
        receive(device, *author.seal())
    assert left == [0, 0]
    assert device.value("SELECT count(*) FROM dossier") == 300
