"""What must hold in every world once its faults have stopped."""

from collections.abc import Iterator

from app.storage.open_choices import clashes
from benchmarks.simulate.world import Desk, Edit, World
from sync.errors import SyncError
from tests.support.devices import world

MOST_ROUNDS = 3


class Broken(AssertionError):
    """A rule does not hold; its text names the rule and the case."""


def check(simulated: World) -> None:
    """Calm the world and hold every rule against it; raises Broken."""
    simulated.calm()
    _settle(simulated)
    _check_equal(simulated)
    _check_idle(simulated)
    for problem in (*_lost_codes(simulated), *_lost_values(simulated), *_unsound(simulated)):
        raise Broken(problem)


def _settle(simulated: World) -> None:
    """Liveness: three rounds of everybody exchanging are enough."""
    for _ in range(MOST_ROUNDS):
        for desk in simulated.desks:
            try:
                desk.exchange()
            except SyncError as error:
                raise Broken(f"{desk.name} cannot exchange though nothing is wrong: {error!r}") from error
        if all(_is_quiet(desk) for desk in simulated.desks) and _are_equal(simulated):
            return


def _is_quiet(desk: Desk) -> bool:
    """Everything it wrote is stored, and nothing it got waits."""
    unsent = desk.device.value("SELECT sum(seq - stored_seq) FROM origin WHERE is_own = 1")
    return not unsent and not desk.device.rows("SELECT 1 FROM waiting")


def _are_equal(simulated: World) -> bool:
    books = [world(desk.device) for desk in simulated.desks]
    return all(each == books[0] for each in books)


def _check_equal(simulated: World) -> None:
    first, *others = simulated.desks
    books = world(first.device)
    for desk in others:
        for table, rows in world(desk.device).items():
            if rows != books[table]:
                different = set(map(str, rows)) ^ set(map(str, books[table]))
                raise Broken(f"{first.name} and {desk.name} differ in {table}: {sorted(different)[:4]}")


def _check_idle(simulated: World) -> None:
    """An exchange with nothing to say is one request and writes nothing."""
    for desk in simulated.desks:
        before = desk.stamp()
        requests = desk.exchange()
        if desk.stamp() != before:
            raise Broken(f"{desk.name}: an idle exchange wrote a changeset")
        if requests != 1:
            raise Broken(f"{desk.name}: an idle exchange took {requests} requests")
        if not _is_quiet(desk):
            raise Broken(f"{desk.name}: something waits though everybody has exchanged")


def _lost_codes(simulated: World) -> Iterator[str]:
    for desk in simulated.desks:
        held = [code for (code,) in desk.device.rows("SELECT code FROM dossier")]
        if len(held) != len(set(held)):
            yield f"{desk.name}: a code stands twice"
        lost = simulated.codes.keys() - simulated.codes_maybe_gone - set(held)
        if lost:
            yield f"{desk.name}: dossiers are gone: {sorted(lost)[:4]}"


def _lost_values(simulated: World) -> Iterator[str]:
    """Every value a clerk wrote stands, was knowingly written over, or is shown as an open choice."""
    for desk in simulated.desks:
        kept = _values_in_sight(desk)
        for each in reversed(simulated.edits):
            key = each.code, each.word, each.value
            if key in kept:
                kept |= {(each.code, each.word, value) for value in each.saw}
            elif not each.may_be_gone:
                yield f"{desk.name}: {_said(each)} is neither current nor history nor an open choice"


def _values_in_sight(desk: Desk) -> set[tuple[str, str, str]]:
    sight = set()
    for code, note, content in desk.device.rows("SELECT code, note, content FROM dossier"):
        sight |= {(code, "note", note), (code, "content", content)}
    with desk.device.store.read() as connection:
        for clash in clashes(connection):
            for name in clash.differing:
                for side in clash.sides:
                    sight.add((clash.code, name, clash.cell(side, name)))
    return sight


def _said(each: Edit) -> str:
    return f"{each.value!r} in {each.word} of {each.code} by {each.desk}"


def _unsound(simulated: World) -> Iterator[str]:
    for desk in simulated.desks:
        with desk.device.store.read() as connection:
            if connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                yield f"{desk.name}: a reference leads nowhere"
    with simulated.server.engine.connect() as connection:
        aside = connection.exec_driver_sql("SELECT code, detail FROM quarantine").all()
    if aside:
        yield f"the server set aside {[tuple(row) for row in aside][:4]}"
