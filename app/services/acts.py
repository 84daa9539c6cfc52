"""What every act on a dossier has in common: one event after the last one, in one transaction, in a role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from app.changes.registry import Command
from app.domain.dossier import DossierState, EventKind, check_legal
from app.domain.ids import DossierId
from app.domain.separation import alone_words
from app.errors import AppError
from app.services.desk import Desk, Officer
from app.storage import clerks, dossiers
from app.storage.dossiers import EventRecord
from app.storage.unit_of_work import UnitOfWork

COMMANDS = {
    EventKind.HANDED_OVER: Command.HAND_OVER,
    EventKind.SUPPLEMENT_REQUESTED: Command.REQUEST_SUPPLEMENT,
    EventKind.SUPPLEMENT_TAKEN_IN: Command.TAKE_IN_SUPPLEMENT,
    EventKind.TRANSFERRED_UP: Command.TRANSFER_UP,
    EventKind.TAKEN_BACK: Command.TAKE_BACK,
    EventKind.FINISHED: Command.FINISH,
    EventKind.RETURNED: Command.RETURN_RESULT,
    EventKind.REFUSED: Command.REFUSE,
    EventKind.UNDONE: Command.UNDO_RECEPTION,
    EventKind.ACCEPTED: Command.ACCEPT_HANDED_OVER,
    EventKind.EXTENDED: Command.EXTEND,
    EventKind.STOPPED: Command.STOP,
    EventKind.WITHDRAWN: Command.WITHDRAW,
    EventKind.NOT_COLLECTED: Command.NOTE_NOT_COLLECTED,
}


class ReasonMissing(AppError):
    """An act that owes a reason was given none."""


def owed(text: str, sentence: str) -> str:
    """The text an act owes, tidied; raises ReasonMissing with what to write."""
    tidied = text.strip()
    if not tidied:
        raise ReasonMissing(f"{sentence} Hồ sơ chưa thay đổi.")
    return tidied


@contextmanager
def acting(desk: Desk, officer: Officer, kind: EventKind) -> Iterator[UnitOfWork]:
    """One transaction for an act in the role that may do it; raises RoleNotAllowed."""
    with desk.store.write(desk.act(COMMANDS[kind], officer, officer.role_for(kind))) as unit:
        yield unit


def next_event(unit: UnitOfWork, officer: Officer, id_: DossierId, kind: EventKind) -> EventRecord:
    """The act as an event after the last one; raises IllegalAct or RoleNotAllowed by its state."""
    state = dossiers.state(unit.connection, id_)
    check_legal(DossierState(state.state), kind)
    return EventRecord(
        dossier_id=id_,
        kind=kind,
        at_ms=unit.now_ms,
        clerk_id=officer.id,
        role=officer.role_for(kind, state.state),
        parent_id=state.last_event_id,
    )


def words_if_alone(unit: UnitOfWork, officer: Officer, id_: DossierId) -> str:
    """What an act that decides has to say where nobody else took part; raises DecidedAlone."""
    office = clerks.office(unit.connection)
    actors = [each.record.clerk_id for each in dossiers.events(unit.connection, id_)]
    is_small = office is not None and bool(office.is_small)
    return alone_words(officer.id, officer.own_roles, actors, is_small_office=is_small)


def add_act(desk: Desk, officer: Officer, id_: DossierId, kind: EventKind, **fields: Any) -> None:
    """Write an act that needs nothing but its own event."""
    with acting(desk, officer, kind) as unit:
        dossiers.add_event(unit, replace(next_event(unit, officer, id_, kind), **fields))
