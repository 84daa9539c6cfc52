"""The same exchange where the district keeps its books in PostgreSQL."""

from pathlib import Path

import pytest

from tests.support.builders import a_dossier, edit
from tests.support.counter import first_counter, next_counter
from tests.support.district import a_district, converge, serving
from tests.support.postgres import Postgres, postgres  # noqa: F401 - a fixture

pytestmark = pytest.mark.postgres


def test_two_desks_converge_through_postgresql(tmp_path: Path, postgres: Postgres):  # noqa: F811
    with a_district(tmp_path, database=postgres.new_database()) as district:
        one = first_counter(district)
        two = next_counter(district, "Bàn 2")
        codes = {one.receive("Giàng A Mẫu").code, two.receive("Vàng Thị Mẫu").code}
        outcomes = [desk.synced.sync() for desk in (one, two)]
        assert [outcome.requests for outcome in outcomes] == [1, 1]
        converge(one.synced, two.synced)
        assert one.synced.codes() == two.synced.codes() == codes
        assert not district.rows("SELECT * FROM quarantine")
        assert district.rows("SELECT count(*) FROM dossier") == [(2,)]
        idle = one.synced.sync()
        assert (idle.requests, idle.sent_segments, idle.received_segments) == (1, 0, 0)


def test_concurrent_edits_are_kept_through_postgresql(tmp_path: Path, postgres: Postgres):  # noqa: F811
    with a_district(tmp_path, database=postgres.new_database()) as district:
        one, two = district.desk("Bàn 1"), district.desk("Bàn 2")
        dossier = a_dossier(one.store)
        converge(one, two)
        edit(one.store, "dossier", dossier, note="bàn một")
        edit(two.store, "dossier", two.device.value("SELECT id FROM dossier"), note="bàn hai")
        converge(one, two)
        notes = [desk.device.rows("SELECT note FROM dossier") for desk in (one, two)]
        assert notes[0] == notes[1]
        assert one.device.value("SELECT count(*) FROM conflict") == 1
        assert two.device.value("SELECT count(*) FROM conflict") == 1


def test_a_server_stopped_and_started_again_goes_on_where_it_was(tmp_path: Path, postgres: Postgres):  # noqa: F811
    with a_district(tmp_path, database=postgres.new_database()) as district:
        settings, clock = district.settings, district.clock
        one = district.desk("Bàn 1")
        a_dossier(one.store)
        one.sync()
        district.desks.clear()
    a_dossier(one.store)
    with serving(tmp_path, settings, clock) as again:
        again.desks.append(one)
        outcome = one.sync()
        assert (outcome.requests, outcome.is_reborn) == (1, False)
        assert one.log() == (3, 3)
        assert again.stored()[one.device.origin] == [1, 2, 3]
