"""Desks of two versions beside an older server: nothing is lost or refused, all is read in the end."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from app.changes.registry import SCHEMA
from app.domain.clock import wall_of
from server import checkpoints as making
from sync.reasons import reason_words
from tests.support.builders import a_dossier, edit
from tests.support.district import District, SyncedDesk, a_district
from tests.support.worlds import everything

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path) as made:
        yield made


class Tomorrow(Protocol):
    """The next version of the program works at a desk; what the desk holds then."""

    def __call__(self, desk: SyncedDesk, *words: str) -> dict[str, Any]: ...


@pytest.fixture(scope="module")
def tomorrow() -> Iterator[Tomorrow]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.tomorrow"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        asked, answered = program.stdin, program.stdout

        def work(desk: SyncedDesk, *words: str) -> dict[str, Any]:
            folder = desk.device.root.parent
            desk.device.profile.close()
            at = wall_of(desk.device.clock.now_ms()) + timedelta(seconds=1)
            print(json.dumps([str(folder.parent), folder.name, str(at), *words]), file=asked, flush=True)
            found: dict[str, Any] = json.loads(answered.readline())
            desk.device.reopen()
            return found

        yield work
        asked.close()


def test_an_older_desk_keeps_what_it_does_not_know_and_reads_it_after_its_update(
    district: District, tomorrow: Tomorrow
):
    one, two, three = (district.desk(f"Bàn {number}") for number in (1, 2, 3))
    old = a_dossier(one.store, code="000.00-261123-0001")
    one.sync()
    tomorrow(three, "sync", "write", "000.00-261123-0300", "note", "000.00-261123-0001", "bàn 3 ghi", "sync")
    for desk in (one, two):
        desk.sync()
        assert [reason for (reason,) in desk.device.rows("SELECT reason FROM waiting")] == ["newer_schema"]
        assert "000.00-261123-0300" not in desk.codes()
    edit(one.store, "dossier", old, note="bàn 1 ghi cùng lúc")
    a_dossier(two.store, code="000.00-261123-0200")
    for desk in (one, two, one):
        assert not desk.sync().problems, "who does not know it is not kept from sending"
    assert one.codes() == {"000.00-261123-0001", "000.00-261123-0200"}
    assert {code for (code,) in district.rows("SELECT code FROM quarantine")} >= {"newer_schema"}
    for desk in (one, two, three, one):
        tomorrow(desk, "sync")
    held = [tomorrow(desk, "sync") for desk in (one, two, three)]
    assert held[0] == held[1] == held[2]
    assert len(held[0]["visit"]) == 1
    assert {"'xanh'", "'vui'"} <= {cell for row in held[0]["dossier"] for cell in row}
    assert {"'bàn 1 ghi cùng lúc'", "'bàn 3 ghi'"} <= set(json.dumps(held[0], ensure_ascii=False).split('"'))
    assert not one.device.rows("SELECT 1 FROM waiting")


def test_a_new_desk_of_the_next_version_begins_with_an_older_servers_checkpoint(
    district: District, tomorrow: Tomorrow, monkeypatch: pytest.MonkeyPatch
):
    """What the server cannot read yet comes with the checkpoint as bytes, and is read by whoever can."""
    monkeypatch.setattr(making, "WORTH_BYTES", 1)
    one, three = district.desk("Bàn 1"), district.desk("Bàn 3")
    a_dossier(one.store, code="000.00-261123-0001")
    one.sync()
    tomorrow(three, "sync", "write", "000.00-261123-0300", "sync")
    four = district.desk("Bàn 4")
    tomorrow(four, "sync")
    assert four.device.value("SELECT loaded = total FROM checkpoint") == 1
    tomorrow(three, "sync")
    held = [tomorrow(desk, "sync") for desk in (three, four)]
    assert held[0] == held[1]
    assert len(held[0]["visit"]) == 1


def test_a_server_may_ask_for_a_newer_program_and_stores_what_an_older_one_writes(district: District):
    object.__setattr__(district.server.settings, "min_write_schema", SCHEMA + 1)
    one, two = district.desk("Bàn 1"), district.desk("Bàn 2")
    a_dossier(one.store, code="000.00-261123-0001")
    assert one.sync().problems == [reason_words("too_old_to_write")]
    assert one.log()[0] == one.log()[1]
    two.sync()
    assert two.codes() == one.codes()
    object.__setattr__(district.server.settings, "min_write_schema", SCHEMA)
    assert one.sync().problems == []
    two.sync()
    one.sync()
    assert everything(one.device) == everything(two.device)
