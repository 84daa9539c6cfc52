"""A desk that is killed while it receives a list of people, again and again: run by test_group_kills.py.

    python -m tests.faults.kill_group FOLDER ROUNDS SEED

Each round forks a child that receives whoever waits, and says how many it has received since it began. The
parent kills it with SIGKILL, opens the profile as a restart would, and compares. It prints one JSON object.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from app.domain.applicant import Applicant
from app.services import groups
from app.services.groups import GroupForm, Member
from tests.faults import forks
from tests.faults.forks import Pipe
from tests.support.office import THREE_DAYS, Counter, a_counter
from ui.bootstrap import desk_of

PAPERS = tuple((number, 1, 0) for number in range(1, 12))
PEOPLE_A_ROUND = 6


def work(counter: Counter, pipe: Pipe) -> None:
    """Receive until killed; each is acknowledged once the next one's turn has come."""
    reopen(counter)
    groups.receive(
        counter.desk, counter.officer, lambda progress: progress.done and pipe.say(b"R", progress.done)
    )
    while True:
        pipe.say(b"E", 0)


def reopen(counter: Counter) -> None:
    """A restart of the program."""
    counter.device.reopen()
    counter.desk = desk_of(counter.device.profile, counter.device.clock)


def losses(counter: Counter, at_least: int) -> Iterator[str]:
    """What is not as it was acknowledged, or came twice."""
    group = groups.current(counter.desk)
    linked = {row.dossier_id for row in group.received}
    stored = {id_ for (id_,) in counter.device.rows("SELECT id FROM dossier")}
    if linked != stored:
        yield f"{len(linked)} of the list have a dossier, {len(stored)} dossiers are there"
    if len(linked) < at_least:
        yield f"{at_least} acknowledged, {len(linked)} there"
    names = counter.device.rows(
        "SELECT count(*) - count(DISTINCT applicant_id), count(*) - count(DISTINCT code) FROM dossier"
    )
    if names != [(0, 0)]:
        yield "somebody was received twice, or a code given twice"


def main(folder: Path, rounds: int, seed: int) -> None:
    random = Random(seed)
    count = min(rounds * PEOPLE_A_ROUND, groups.MOST_PEOPLE)
    counter = a_counter(folder, numbers=(1, 2 * count))
    people = [Member(Applicant(f"Mẫu Thị {n}", id_number=f"0001940{n:05d}")) for n in range(count)]
    groups.keep_form(counter.desk, GroupForm(THREE_DAYS, "", PAPERS))
    groups.add(counter.desk, people)
    found: list[str] = []
    for number in range(rounds):
        before = len(groups.current(counter.desk).received)
        counter.device.profile.close()
        said = forks.live_and_die(lambda pipe: work(counter, pipe), *forks.a_moment(random))
        reopen(counter)
        acknowledged = max((each.value for each in said if each.kind == b"R"), default=0)
        found += [f"round {number}: {each}" for each in losses(counter, before + acknowledged)]
    killed_at = len(groups.current(counter.desk).received)
    groups.receive(counter.desk, counter.officer)
    found += [f"at the end: {each}" for each in losses(counter, count)]
    counter.device.profile.close()
    print(json.dumps({"people": count, "before_the_end": killed_at, "lost": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
