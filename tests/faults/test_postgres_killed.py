"""PostgreSQL is killed under the district, or put back to a point in time: nothing receipted is lost."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Thread

import pytest

from server.applying import apply_all
from server.cli.main import main
from sync.errors import SyncError
from tests.faults.cluster import Cluster, a_cluster
from tests.support.builders import a_dossier
from tests.support.district import COMMUNE, District, SyncedDesk, a_district, converge, serving

KILLS = int(os.environ.get("SOXA_DATABASE_KILLS", "8"))
LONGEST_LIFE_S = 0.6
MOST_EXCHANGES = 500

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.expects_log("database unavailable|applying|task"),
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with a_cluster() as made:
        yield made


def work_until_it_is_gone(desks: list[SyncedDesk], killer: Thread) -> int:
    """Write and exchange in turn until the database does not answer; how many exchanges were completed."""
    done = 0
    while done < MOST_EXCHANGES:
        try:
            for desk in desks:
                a_dossier(desk.store, code=f"000-{261123 + done % 7}-{desk.log()[0]}")
                desk.sync()
                done += 1
        except SyncError:
            if not killer.is_alive():
                return done
    raise AssertionError("it was never killed")


def is_whole(district: District, desks: list[SyncedDesk]) -> None:
    """Each changeset that a desk has a receipt for is stored, once and in order."""
    stored = district.stored()
    for numbers in stored.values():
        assert numbers == list(range(1, len(numbers) + 1))
    for desk in desks:
        written, confirmed = desk.log()
        assert written == confirmed == len(stored[desk.device.origin])


def test_a_database_that_is_killed_during_pushes_loses_nothing_and_takes_nothing_twice(
    cluster: Cluster, tmp_path: Path
):
    random = Random(int.from_bytes(os.urandom(4), "big"))
    with a_district(tmp_path, database=cluster.new_database()) as district:
        desks = [district.desk("Bàn 1"), district.desk("Bàn 2")]
        for _ in range(KILLS):
            killer = Thread(target=_kill_after, args=(cluster, random.uniform(0.05, LONGEST_LIFE_S)))
            killer.start()
            work_until_it_is_gone(desks, killer)
            killer.join()
            cluster.start()
            for desk in desks:
                desk.sync()
            is_whole(district, desks)
        converge(*desks)
        assert desks[0].codes() == desks[1].codes()


def _kill_after(cluster: Cluster, seconds: float) -> None:
    time.sleep(seconds)
    cluster.kill()


def test_a_database_put_back_to_a_point_in_time_gets_everything_again(cluster: Cluster, tmp_path: Path):
    with a_district(tmp_path, database=cluster.new_database()) as district:
        settings, clock = district.settings, district.clock
        one, two = district.desk("Bàn 1"), district.desk("Bàn 2")
        for number in range(3):
            a_dossier(one.store, code=f"000-261123-100{number}")
            two.sync()
        cluster.back_up()
        a_dossier(two.store, code="000-261123-2000")
        converge(one, two)
        cluster.remember("before the loss")
        a_dossier(one.store, code="000-261123-1009")
        a_dossier(two.store, code="000-261123-2009")
        converge(one, two)
        late = district.desk("Bàn 3")
        a_dossier(late.store, code="000-261123-3009")
        late.sync()
        was_confirmed = one.log(), two.log()
        given = {first for (first,) in district.rows("SELECT first FROM lease")}
        district.desks.clear()  # they outlive this life of the server
    cluster.put_back_to("before the loss")
    assert main(["renew", "--data", str(settings.data)]) == 0
    with serving(tmp_path, settings, clock) as district:
        assert len(district.stored()[one.device.origin]) < was_confirmed[0][1], "it was put back"
        converge(one, two)
        is_whole(district, [one, two])
        assert (one.log(), two.log()) >= was_confirmed
        late.sync()  # forgotten, and taken back by the server's own signature
        rejoined = district.desk("Bàn 4")
        rejoined.sync()
        apply_all(district.server, COMMUNE.code)
        converge(one, two, late, rejoined)
        codes = {"000-261123-1009", "000-261123-2009", "000-261123-3009"}
        assert codes <= one.codes() == two.codes() == late.codes() == rejoined.codes()
        news = {first for (first,) in district.rows("SELECT first FROM lease")} - given
        assert min(news) > max(given), "no number is given twice"
        for desk in (one, two, late):
            desk.device.profile.close()
