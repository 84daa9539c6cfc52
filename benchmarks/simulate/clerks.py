"""What clerks do at their desks, and what their programs do by themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.changes.registry import Command
from app.domain.clock import wall_of
from app.domain.dossier import RULES, DossierState, EventKind, Role
from app.domain.dossier_code import NoNumbersLeft
from app.domain.ids import DossierId
from app.services import decisions
from app.services.desk import Officer
from app.storage import numbers, open_choices
from app.storage.journal import Act
from app.storage.open_choices import Clash
from benchmarks.simulate.deeds import Deed, Edit
from benchmarks.simulate.line import Broken
from benchmarks.simulate.world import PREFIX, Desk, World
from tests.support.builders import a_clerk, an_event, edit, written_dossier

WORDS = ("note", "content", "relation")
PAIR = ("content", "relation")  # of one group: always a value that somebody wrote as a whole


def receive(world: World, desk: Desk) -> str:
    """A dossier is received, under the next number of this desk's lease."""
    store = desk.device.store
    day = wall_of(store.clock.now_ms()).date()
    if desk.is_blind or world.shares_log(desk):
        return "closed until the next exchange"
    try:
        with store.write(Act(Command.RECEIVE_DOSSIER, role=Role.RECEPTION)) as unit:
            code = f"{PREFIX}-{day:%y%m%d}-{numbers.take(unit.connection, day):04d}"
            _refuse_given_twice(world, code)
            written_dossier(unit, "Nguyễn Văn Mẫu", code)
    except NoNumbersLeft:
        return "no numbers left"
    if code in world.codes:
        world.given_again.add(code)
    world.codes[code] = Deed(desk.name, code)
    world.pairs[code] = {("", "")}
    return code


def _refuse_given_twice(world: World, code: str) -> None:
    before = world.codes.get(code)
    if before is not None and not before.is_forgotten:
        raise Broken(f"{code} stands on a slip that {before.desk} printed, and was given again")


def edit_one(world: World, desk: Desk) -> str:
    """One field of one dossier is changed."""
    rows = _ours(world, desk.device.rows(f"SELECT code, id, {', '.join(WORDS)} FROM dossier ORDER BY code"))
    if not rows:
        return "nothing to edit"
    code, id_, *shown = world.dice.choice(rows)
    before = dict(zip(WORDS, shown, strict=True))
    word = world.dice.choice(WORDS)
    value = f"lần {len(world.edits) + 1:04d}"
    edit(desk.device.store, "dossier", id_, **{word: value})
    world.edits.append(Edit(desk.name, code, word, value, (before[word],)))
    _note_pair(world, code, before | {word: value})
    return f"{code} {word} {value}"


def settle(world: World, desk: Desk) -> str:
    """A clerk takes one side of an open choice in each field, or writes a third value."""
    store = desk.device.store
    with store.read() as connection:
        found = [each for each in open_choices.clashes(connection) if _is_ours(world, each)]
    if not found:
        return "nothing to choose"
    choice = world.dice.choice(sorted(found, key=lambda each: (each.code, each.differing, each.kept.cells)))
    chosen = {word: _chosen(world, choice, word, place) for place, word in enumerate(choice.differing)}
    cells = [chosen.get(each.name, choice.cell(choice.present, each.name)) for each in choice.group.fields]
    try:
        with store.write(Act(Command.SETTLE_CHOICE)) as unit:
            open_choices.settle(unit, choice, cells)
    except open_choices.ChoiceClosed:
        return "closed meanwhile"
    for word, value in chosen.items():
        sides = tuple(choice.cell(side, word) for side in choice.sides)
        world.edits.append(Edit(desk.name, choice.code, word, value, sides))
    _note_pair(world, choice.code, {e.name: c for e, c in zip(choice.group.fields, cells, strict=True)})
    return f"{choice.code} {chosen}"


def _ours(world: World, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Without what the forger made up: the district will not have it, nor what is done on it."""
    return [row for row in rows if row[0] in world.codes]


def _is_ours(world: World, clash: Clash) -> bool:
    is_known = clash.code in world.codes and set(clash.differing) <= set(WORDS)
    return is_known and bool(clash.differing) and not clash.is_buried


def _chosen(world: World, choice: Clash, word: str, place: int) -> str:
    sides = sorted(choice.cell(side, word) for side in choice.sides)
    return world.dice.choice([*sides, f"chọn {len(world.edits) + place + 1:04d}"])


def _note_pair(world: World, code: str, cells: dict[str, str]) -> None:
    if set(PAIR) <= cells.keys():
        content, relation = (cells[word] for word in PAIR)
        world.pairs.setdefault(code, set()).add((content, relation))


def act(world: World, desk: Desk) -> str:
    """A dossier is handed over, finished, returned ...: whatever its state allows at this desk."""
    rows = _states_at(world, desk)
    return _act_on(world, desk, world.dice.choice(rows)) if rows else "nothing to do"


def both_act(world: World, desk: Desk) -> str:
    """Two desks go on with one dossier, and neither knows of the other yet."""
    mine = {row[0]: row for row in _states_at(world, desk)}
    others = [each for each in world.present if each is not desk]
    shared = [(each, row) for each in others for row in _states_at(world, each) if row[0] in mine]
    if not shared:
        return "no dossier of both"
    other, theirs = world.dice.choice(shared)
    said = _act_on(world, desk, mine[theirs[0]])
    return f"{said}; {other.name}: {_act_on(world, other, theirs)}"


def _states_at(world: World, desk: Desk) -> list[tuple[Any, ...]]:
    return _ours(
        world,
        desk.device.rows(
            "SELECT d.code, d.id, s.state, s.is_contested FROM dossier d "
            "JOIN dossier_state s ON s.dossier_id = d.id ORDER BY d.code"
        ),
    )


def _act_on(world: World, desk: Desk, row: tuple[Any, ...]) -> str:
    code, id_, state, _ = row
    allowed = [kind for (before, kind) in RULES if before is DossierState(state)]
    kind = world.dice.choice([EventKind.CORRECTED, *allowed])
    text = f"việc {len(world.acts) + 1:04d}"
    an_event(desk.device.store, DossierId(id_), kind, note=text)
    world.acts.append(Deed(desk.name, text))
    return f"{code} {kind.name} {text}"


def decide(world: World, _desk: Desk) -> str:
    """Two desks went on with one dossier without knowing of each other: a clerk says which acts stand."""
    found = [(each, row) for each in world.present for row in _states_at(world, each) if row[3]]
    if not found:
        return "nothing to decide"
    desk, (code, id_, *_) = world.dice.choice(found)
    place, text = desk.place(world.office.catalogue), f"quyết định {len(world.acts) + 1:04d}"
    shown = decisions.branches_of(place, DossierId(id_))
    if len(shown) < 2:
        raise Broken(f"{desk.name}: {code} is to be decided, and there is nothing to choose among")
    keep = replace(world.dice.choice(sorted(shown, key=lambda each: each.tip)), acts=(text,))
    decisions.decide(place, _officer(desk), DossierId(id_), shown, keep)
    world.acts.append(Deed(desk.name, text, times=len(shown) - 1))
    return f"{desk.name}, {code}: {text}"


def _officer(desk: Desk) -> Officer:
    ids = [id_ for (id_,) in desk.device.rows("SELECT id FROM clerk ORDER BY id")]
    return Officer(ids[0] if ids else a_clerk(desk.device.store), "Trần Thị Mẫu", "Công chức", (Role.LEADER,))


def exchange(world: World, desk: Desk) -> str:
    """The program exchanges."""
    return world.exchange(desk)


def restart(_world: World, desk: Desk) -> str:
    """The program is closed and opened again."""
    desk.open_again()
    return "again"


def upgrade(_world: World, desk: Desk) -> str:
    """A new version of the program touches every row and changes no value: nothing of that is a change."""
    before = desk.log_end()
    with desk.device.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE dossier SET note = note, content = content")
    desk.open_again()
    if desk.log_end() != before or desk.device.rows("SELECT 1 FROM capture"):
        raise Broken(f"{desk.name}: a new version wrote changes that nobody made")
    return "every row touched"
