"""What must hold in every world once its faults have stopped."""

from collections.abc import Iterator

from app.domain.ids import DossierId
from app.services import decisions
from app.storage.open_choices import clashes
from benchmarks.simulate import book_rules, scan_rules
from benchmarks.simulate.clerks import PAIR
from benchmarks.simulate.deeds import Edit
from benchmarks.simulate.line import Broken
from benchmarks.simulate.office import COMMUNE
from benchmarks.simulate.world import Desk, World
from server.admission import verify
from server.storage import feed, origins
from server.storage.engine import reading
from sync.errors import LostDurable, SyncError
from tests.support.devices import world as books_of

MOST_ROUNDS = 3


def check(simulated: World) -> None:
    """Calm the world and hold every rule against it; raises Broken."""
    simulated.calm()
    _settle(simulated)
    scan_rules.carry_all(simulated)
    _check_idle(simulated)
    for rule in (*RULES, *book_rules.RULES, *scan_rules.RULES):
        for problem in rule(simulated):
            raise Broken(problem)


def _settle(simulated: World) -> None:
    """Liveness: in three rounds everybody has said everything and heard everything, and all are equal."""
    with_all, difference = True, ""
    for _ in range(MOST_ROUNDS):
        for desk in simulated.present:
            if with_all or not _is_done(simulated, desk):
                _exchange(desk)
        with_all = all(_is_done(simulated, desk) for desk in simulated.present)
        difference = _difference(simulated) if with_all else ""
        if with_all and not difference:
            return
    waiting = [desk.name for desk in simulated.present if not _is_done(simulated, desk)]
    raise Broken(f"{waiting} still wait after {MOST_ROUNDS} rounds" if waiting else difference)


def _exchange(desk: Desk) -> int:
    try:
        return desk.exchange()
    except LostDurable:
        return 0  # until another desk has brought what the restored server lacks
    except SyncError as error:
        raise Broken(f"{desk.name} cannot exchange though nothing is wrong: {error!r}") from error


def _is_done(simulated: World, desk: Desk) -> bool:
    """It has sent all and heard all, and nothing waits; what the forger wrote may wait for ever."""
    unsent = desk.device.value("SELECT sum(seq - stored_seq) FROM origin WHERE is_own = 1")
    waiting = desk.device.rows("SELECT o.origin FROM waiting w JOIN origin o ON o.no = w.origin_no")
    has_all = desk.device.value("SELECT cursor FROM device") == _feed_end(simulated)
    return has_all and not unsent and all(bytes(name) in _forged(simulated) for (name,) in waiting)


def _feed_end(simulated: World) -> int:
    with reading(simulated.server.engine) as connection:
        return feed.extent(connection, COMMUNE.code, 0).until


def _forged(simulated: World) -> set[bytes]:
    return set() if simulated.forger is None else {simulated.forger.author.origin}


def _difference(simulated: World) -> str:
    """What is not the same on all desks, "" where nothing is."""
    first, *others = simulated.present
    books, choices = books_of(first.device), _choices(first)
    for desk in others:
        for table, rows in books_of(desk.device).items():
            if rows != books[table]:
                different = set(map(str, rows)) ^ set(map(str, books[table]))
                return f"{first.name} and {desk.name} differ in {table}: {sorted(different)[:4]}"
        if _choices(desk) != choices:
            different = sorted(_choices(desk) ^ choices)
            return f"{first.name} and {desk.name} differ in their open choices: {different[:3]}"
    return ""


def _choices(desk: Desk) -> set[tuple[object, ...]]:
    with desk.device.store.read() as connection:
        return {
            (clash.code, name, *sorted(str(clash.cell(side, name)) for side in clash.sides))
            for clash in clashes(connection)
            for name in clash.differing
        }


def _decidable(simulated: World) -> Iterator[str]:
    """Where two desks went on without knowing of each other, every desk has the same ways to choose among."""
    shown = {}
    for desk in simulated.present:
        rows = desk.device.rows("SELECT dossier_id FROM dossier_state WHERE is_contested = 1")
        place = desk.place(simulated.office.catalogue)
        for (id_,) in rows:
            ways = sorted((each.acts, each.at) for each in decisions.branches_of(place, DossierId(id_)))
            code = desk.device.value("SELECT code FROM dossier WHERE id = ?", id_)
            if len(ways) < 2 or shown.setdefault(code, ways) != ways:
                yield f"{desk.name}: {code} is to be decided between {ways}, elsewhere {shown[code]}"


def _check_idle(simulated: World) -> None:
    """An exchange with nothing to say is one request and writes nothing."""
    for desk in simulated.present:
        before = desk.log_end()
        requests = _exchange(desk)
        if desk.log_end() != before:
            raise Broken(f"{desk.name}: an idle exchange wrote a changeset")
        if requests != 1:
            raise Broken(f"{desk.name}: an idle exchange took {requests} requests")
        if not _is_done(simulated, desk):
            raise Broken(f"{desk.name}: something waits though everybody has exchanged")


def _codes(simulated: World) -> Iterator[str]:
    """Every dossier is there, once, under the number on its slip."""
    wanted = {code for code, deed in simulated.codes.items() if not deed.may_be_gone}
    for desk in simulated.present:
        held = [code for (code,) in desk.device.rows("SELECT code FROM dossier")]
        if any(held.count(code) > 1 for code in set(held) - simulated.given_again):
            yield f"{desk.name}: a code stands twice"
        if lost := wanted - set(held):
            yield f"{desk.name}: dossiers are gone: {sorted(lost)[:4]}"


def _acts(simulated: World) -> Iterator[str]:
    """What was done once is found once, with its dossier."""
    for desk in simulated.present:
        found = [note for (note,) in desk.device.rows("SELECT note FROM dossier_event WHERE note <> ''")]
        for deed in simulated.acts:
            times = sum(deed.text in note for note in found)
            if times != deed.times and not (deed.may_be_gone and not times):
                yield f"{desk.name}: {deed.text!r}, done once by {deed.desk}, is found {times} times"


def _values(simulated: World) -> Iterator[str]:
    """Every value a clerk wrote stands, was knowingly written over, or is shown as an open choice."""
    for desk in simulated.present:
        kept = _values_in_sight(desk)
        for each in reversed(simulated.edits):
            if (each.code, each.word, each.value) in kept:
                kept |= {(each.code, each.word, value) for value in each.saw}
            elif not each.may_be_gone:
                yield f"{desk.name}: {_said(each)} is neither current nor history nor an open choice"


def _values_in_sight(desk: Desk) -> set[tuple[str, str, str]]:
    sight = set()
    for code, *values in desk.device.rows("SELECT code, note, content, relation FROM dossier"):
        sight |= {(code, word, value) for word, value in zip(("note", *PAIR), values, strict=True)}
    with desk.device.store.read() as connection:
        for clash in clashes(connection):
            for name in clash.differing:
                for side in clash.sides:
                    sight.add((clash.code, name, clash.cell(side, name)))
    return sight


def _said(each: Edit) -> str:
    return f"{each.value!r} in {each.word} of {each.code} by {each.desk}"


def _pairs(simulated: World) -> Iterator[str]:
    """Fields that belong together stand as somebody wrote them together."""
    for desk in simulated.present:
        for code, *pair in desk.device.rows("SELECT code, content, relation FROM dossier"):
            if tuple(pair) not in simulated.pairs.get(code, {tuple(pair)}):
                yield f"{desk.name}: nobody ever wrote {tuple(pair)} into {code}"


def _false_choices(simulated: World) -> Iterator[str]:
    """Nobody is asked to choose between a value and the one that it knowingly replaced.

    Of a pair that is written together, settling one field writes the other again: that is no sign.
    """
    replaced = {(e.code, e.word, e.value): set(e.saw) for e in simulated.edits}
    for desk in simulated.present:
        with desk.device.store.read() as connection:
            found = [each for each in clashes(connection) if len(each.differing) == 1]
        for clash in found:
            (word,) = clash.differing
            if word in PAIR:
                continue
            one, other = (clash.cell(side, word) for side in clash.sides)
            if other in replaced.get((clash.code, word, one), ()) or one in replaced.get(
                (clash.code, word, other), ()
            ):
                yield f"{desk.name}: {one!r} or {other!r} in {word} of {clash.code} is no choice"


def _states(simulated: World) -> Iterator[str]:
    """The district folds the same acts to the same states as every desk, and sees the same to be decided."""
    with reading(simulated.server.engine) as connection:
        rows = connection.exec_driver_sql(
            "SELECT code, state, due_ms, is_contested, origin FROM dossier"
        ).all()
    district = {row[0]: (row[1], row[3]) for row in rows}
    for desk in simulated.present:
        held = {
            code: (state, contested)
            for code, state, contested in desk.device.rows(
                "SELECT d.code, s.state, s.is_contested FROM dossier d "
                "JOIN dossier_state s ON s.dossier_id = d.id"
            )
        }
        different = {code for code in simulated.codes if held.get(code) != district.get(code)}
        for code in sorted(different):
            yield f"{code} is {held.get(code)} at {desk.name} and {district.get(code)} at the district"


def _feed(simulated: World) -> Iterator[str]:
    """The feed has no gap, its chains and signatures hold, and every desk has all of it."""
    with reading(simulated.server.engine) as connection:
        numbers = connection.exec_driver_sql("SELECT cseq FROM segment ORDER BY cseq").scalars().all()
        data = connection.exec_driver_sql("SELECT bytes FROM segment ORDER BY cseq").scalars().all()
        logs = origins.logs(connection, COMMUNE.code)
    if list(numbers) != list(range(1, len(numbers) + 1)):
        yield f"the feed has gaps: {numbers[:20]}"
    for place, each in enumerate(data):
        verify(place, each, {name: log.device_key for name, log in logs.items()})
    for desk in simulated.present:
        if desk.device.value("SELECT cursor FROM device") != len(numbers):
            yield f"{desk.name} stands at another number of the feed than its end, {len(numbers)}"
        for name, seq, head in desk.device.rows("SELECT origin, seq, head FROM origin"):
            log = logs.get(bytes(name))
            if log is not None and name not in _forged(simulated) and (seq, head) != tuple(log.stored):
                yield f"{desk.name} and the district have different logs of {bytes(name).hex()}"


def _sound(simulated: World) -> Iterator[str]:
    """References lead somewhere, nothing honest was set aside, and nothing piles up."""
    for desk in simulated.present:
        with desk.device.store.read() as connection:
            if connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                yield f"{desk.name}: a reference leads nowhere"
    with reading(simulated.server.engine) as connection:
        rows = connection.exec_driver_sql("SELECT origin, code, detail FROM quarantine").all()
    aside = [tuple(row) for row in rows if bytes(row[0]) not in _forged(simulated)]
    if aside:
        yield f"the server set aside {aside[:4]}"


RULES = (_codes, _acts, _values, _pairs, _false_choices, _states, _decidable, _feed, _sound)
