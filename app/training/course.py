"""A trainee's way through the missions, kept in training's own books: the run at hand and what was done.

A run ends when each step in turn was seen in the books. What happened before a step may not count for it, so
the run keeps when each step was done; a step may leave no trace later, as a draft that became a dossier.
"""

import msgspec

from app.domain.folding import fold
from app.services.desk import Desk
from app.storage import setting
from app.storage.training_rows import Deed
from app.training import evidence, score, stage
from app.training.missions import Mission, Sign, mission_of, missions

RUN, RESULTS = "training_run", "training_results"
MS = 1000


class Run(msgspec.Struct, frozen=True):
    """A mission at hand; ``done`` is when each step so far was."""

    mission: int
    started_ms: int
    dossier_id: int = 0
    code: str = ""
    done: tuple[int, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether every step is done."""
        return len(self.done) == len(mission_of(self.mission).steps)

    def seconds(self, now_ms: int) -> int:
        """How long it took, or has taken so far."""
        end = self.done[-1] if self.is_over else now_ms
        return max(0, end - self.started_ms) // MS


class Result(msgspec.Struct, frozen=True):
    """A mission that was done."""

    mission: int
    at_ms: int
    seconds: int
    points: int


def begin(desk: Desk, number: int) -> Run:
    """Make ready what the mission needs, and start its time."""
    mission = mission_of(number)
    dossier_id, code = stage.prepare(desk, mission)
    run = Run(number, desk.now_ms(), dossier_id, code)
    _keep(desk, RUN, msgspec.json.encode(run))
    return run


def at_hand(desk: Desk) -> Run | None:
    """The run that is under way, across a power cut too."""
    text = _kept(desk, RUN)
    return msgspec.json.decode(text, type=Run) if text else None


def give_up(desk: Desk) -> None:
    """Leave the mission; nothing is counted."""
    _keep(desk, RUN, b"")


def look(desk: Desk, run: Run) -> Run:
    """The run as the books show it now; one that is over is put among the results."""
    mission = mission_of(run.mission)
    seen = _followed(mission, run, evidence.since(desk, run.started_ms))
    if seen == run:
        return run
    if seen.is_over:
        _finish(desk, mission, seen)
    else:
        _keep(desk, RUN, msgspec.json.encode(seen))
    return seen


def results(desk: Desk) -> list[Result]:
    """Everything that was done, oldest first."""
    text = _kept(desk, RESULTS)
    return msgspec.json.decode(text, type=list[Result]) if text else []


def keep_results(desk: Desk, done: list[Result]) -> None:
    """What was done, in place of what was kept so far."""
    _keep(desk, RESULTS, msgspec.json.encode(done))


def best(done: list[Result]) -> dict[int, Result]:
    """The best result of each mission: most points, then least time."""
    ranked = sorted(done, key=lambda each: (each.points, -each.seconds))
    return {each.mission: each for each in ranked}


def has_passed(done: list[Result]) -> bool:
    """Whether the certificate may be printed."""
    return score.has_passed([each.points for each in best(done).values()], len(missions()))


def _followed(mission: Mission, run: Run, deeds: list[Deed]) -> Run:
    for step in mission.steps[len(run.done) :]:
        since = run.done[-1] if run.done else run.started_ms
        at_ms = _when(step.sign, run, [deed for deed in deeds if deed.at_ms >= since])
        if at_ms is None:
            break
        run = msgspec.structs.replace(run, done=(*run.done, at_ms))
    return run


def _when(sign: Sign, run: Run, deeds: list[Deed]) -> int | None:
    """When a sign was first seen; None while it was not."""
    return next((deed.at_ms for deed in deeds if shows(deed, sign, run.dossier_id)), None)


def shows(deed: Deed, sign: Sign, prepared: int) -> bool:
    """Whether a deed is what a sign asks for."""
    asked = (sign.person, sign.name, sign.procedure, fold(sign.paper), sign.copies)
    there = (deed.id_number, deed.full_name, deed.procedure, fold(deed.paper), deed.copies)
    return (
        deed.kind == sign.deed
        and all(not wanted or wanted == given for wanted, given in zip(asked, there, strict=True))
        and (not sign.has_paper or bool(deed.paper))
        and (not sign.on_prepared or deed.dossier_id == prepared)
    )


def _finish(desk: Desk, mission: Mission, run: Run) -> None:
    seconds = run.seconds(run.done[-1])
    result = Result(run.mission, run.done[-1], seconds, score.points(seconds, mission.seconds))
    kept = msgspec.json.encode([*results(desk), result])
    with desk.store.write_local() as connection:
        setting.put(connection, RESULTS, kept.decode())
        setting.put(connection, RUN, "")


def _kept(desk: Desk, name: str) -> str:
    with desk.store.read() as connection:
        return setting.get(connection, name)


def _keep(desk: Desk, name: str, value: bytes) -> None:
    with desk.store.write_local() as connection:
        setting.put(connection, name, value.decode())
