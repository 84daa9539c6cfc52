"""Our phases of the comparison: desk and server as shipped, on PostgreSQL, over HTTP on loopback.

Real encrypted profiles, every dossier committed as an act of its own before the clock starts, as the peers'
clients have theirs in their databases; from then on everything counts: sealing, signing, sending, verifying,
storing, the receipt's way back into the desk's books.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from app.progress import Progress
from app.services import exchange_view
from app.storage import open_choices
from benchmarks import peer_workload
from benchmarks.peer_workload import Edit
from benchmarks.peers.cells import Cell, costed
from benchmarks.peers.office import Bench, Office, Serving, State
from sync.outcome import Stage

BAD_LINE: Mapping[str, float] = {"kbit": 256, "rtt": 0.6, "cut": 20}
A, B = "ban-1", "ban-2"


class Work(NamedTuple):
    """The workload, with the way from its ids to our codes."""

    made: Mapping[str, Any]
    codes: Mapping[str, str]

    @property
    def updates(self) -> list[Edit]:
        """The update phase."""
        return [Edit(each["id"], each["set"], each["history"]) for each in self.made["update"]]

    def conflicts(self, side: str) -> list[Edit]:
        """One desk's half of the conflict phase."""
        return [Edit(each["id"], each[side]) for each in self.made["conflict"]]


class Kept(NamedTuple):
    """What became of the concurrent edits: of the same field, of different ones, and what nobody shows."""

    shown: int
    merged: int
    lost: int


def prepare(made: Mapping[str, Any]) -> Work:
    """The workload with codes of the desk's leased range."""
    peer_workload.within_leases(made["initial"])
    return Work(made, {item["id"]: item["main"]["ma_ho_so"] for item in made["initial"]})


def seed(office: Office, work: Work) -> State:
    """A commune whose desk holds the initial dossiers, enrolled, nothing sent yet."""
    state = office.found()
    with office.serving(state) as serving:
        bench = serving.new_desk(A)
        serving.enrol(bench)
        peer_workload.load(bench.desk, bench.officer, work.made["initial"])
    return state


def run(office: Office, seeded: State, work: Work, name: str) -> Iterator[tuple[str, Cell]]:
    """Every phase once, from the seeded state on."""
    state = office.copy(seeded, name)
    with office.serving(state) as serving:
        bench = serving.desk(A)
        yield from _first_push(serving, bench)
        yield "no-op", measured(serving, bench.exchange)
        peer_workload.edit(bench.desk, bench.officer, work.updates, work.codes)
    before_update = office.copy(state, f"{name}-line")
    with office.serving(state) as serving:
        bench = serving.desk(A)
        yield "update", measured(serving, bench.exchange)
        bench.await_applied()
        other = serving.new_desk(B)
        serving.enrol(other)
        yield from _bootstrap(serving, other)
        yield "conflicts", _conflicts(work, bench, other)
        exchange_view.seal_resting(bench.desk)  # what the window does each minute
    yield "disk", Cell(bytes_up=_size(state.folder / A), note="bytes of the first desk's profile at the end")
    office.drop(state)
    yield "bad line", _bad_line(office, before_update)
    office.drop(before_update)


def _first_push(serving: Serving, bench: Bench) -> Iterator[tuple[str, Cell]]:
    """Until the receipt that all is stored is committed, and until the one that all is applied."""
    with costed(serving.pids) as applied:
        yield "push", measured(serving, bench.exchange)
        assert bench.waiting == 0, "not everything was stored"
        bench.await_applied()
    serving.proxy.count_into(applied)
    yield "push, applied", applied


def measured(serving: Serving, work: Callable[[], object]) -> Cell:
    """What a piece of work costs, in CPU and at the proxy."""
    serving.proxy.ask("reset")
    with costed(serving.pids) as cell:
        work()
    serving.proxy.count_into(cell)
    return cell


def _bootstrap(serving: Serving, bench: Bench) -> Iterator[tuple[str, Cell]]:
    """Until the first part of a checkpoint is in the books, where one comes, and until everything is."""
    start = perf_counter()
    came: list[float] = []

    def note(progress: Progress) -> None:
        if progress.stage == Stage.FEED.value and progress.done and not came:
            came.append(perf_counter() - start)

    cell = measured(serving, partial(bench.exchange, report=note))
    usable_s = came[0] if came else cell.wall_s
    yield "bootstrap", cell
    yield "bootstrap, usable", Cell(wall_s=usable_s, note="" if came else "no checkpoint: the whole feed")


def _bad_line(office: Office, state: State) -> Cell:
    with office.serving(state) as serving:
        bench = serving.desk(A)
        with shaped(serving, BAD_LINE):
            return measured(serving, bench.exchange_until_sent)


@contextmanager
def shaped(serving: Serving, line: Mapping[str, float]) -> Iterator[None]:
    """The proxy as this line until the block ends."""
    serving.proxy.ask("shape", **line)
    try:
        yield
    finally:
        serving.proxy.ask("unshape")


def _conflicts(work: Work, first: Bench, second: Bench) -> Cell:
    """Both desks edit without knowing of each other; each value must be on both desks afterwards."""
    peer_workload.edit(first.desk, first.officer, work.conflicts("A"), work.codes)
    peer_workload.edit(second.desk, second.officer, work.conflicts("B"), work.codes)
    for bench in (first, second, first, second):
        bench.exchange()
    kept = [_kept(bench, work) for bench in (first, second)]
    assert kept[0] == kept[1], f"the desks differ: {kept}"
    return Cell(note=f"{kept[0].merged} merged, {kept[0].shown} shown on both desks, {kept[0].lost} lost")


def _kept(bench: Bench, work: Work) -> Kept:
    with bench.profile.store.read() as connection:
        shown = _shown(open_choices.clashes(connection))
    current = {row[0]: tuple(row[1:]) for row in bench.rows(CURRENT)}
    same = [each for each in work.made["conflict"] if each["same"]]
    different = [each for each in work.made["conflict"] if not each["same"]]
    both_shown = sum(_is_shown(each, shown, work.codes) for each in same)
    merged = sum(_is_merged(each, current, work.codes) for each in different)
    return Kept(both_shown, merged, len(work.made["conflict"]) - both_shown - merged)


CURRENT = "SELECT d.code, a.phone, a.address FROM dossier d JOIN applicant a ON a.id = d.applicant_id"


def _shown(clashes: Sequence[open_choices.Clash]) -> dict[str, set[Any]]:
    return {
        clash.code: {clash.cell(clash.present, "note"), clash.cell(clash.kept, "note")}
        for clash in clashes
        if clash.differing == ("note",)
    }


def _is_shown(each: Mapping[str, Any], shown: Mapping[str, set[Any]], codes: Mapping[str, str]) -> bool:
    return shown.get(codes[each["id"]]) == {each["A"]["ghi_chu"], each["B"]["ghi_chu"]}


def _is_merged(
    each: Mapping[str, Any], current: Mapping[str, tuple[Any, ...]], codes: Mapping[str, str]
) -> bool:
    return current[codes[each["id"]]] == (each["A"]["dien_thoai"], each["B"]["thuong_tru"])


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
