"""What shows how far a trainee is: the books' own acts, drafts on the disk, sticks written, the power cut."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from app.domain.clock import ms_of
from app.domain.identifiers import digits_of
from app.services import drafts
from app.services.desk import Desk
from app.services.drafts import DraftState, KeptDraft
from app.storage import setting, training_rows
from app.storage.training_rows import Deed

PARKED, CARD_READ, STICK, POWER_CUT = "parked", "card_read", "stick", "power_cut"
NOTES = "training_notes"
KEPT = 20


class _Note(msgspec.Struct, frozen=True):
    kind: str
    at_ms: int
    codes: tuple[str, ...] = ()


def since(desk: Desk, since_ms: int) -> list[Deed]:
    """Every deed from that moment on, the earliest first."""
    with desk.store.read() as connection:
        deeds = training_rows.deeds_since(connection, since_ms)
        noted = [Deed(each.kind, each.at_ms) for each in _notes(setting.get(connection, NOTES))]
    deeds += [deed for draft in drafts.kept(desk) for deed in _of_draft(draft)]
    deeds += [deed for deed in noted if deed.at_ms >= since_ms]
    return sorted((deed for deed in deeds if deed.at_ms >= since_ms), key=lambda deed: deed.at_ms)


def note(desk: Desk, kind: str, codes: Sequence[str] = ()) -> None:
    """What leaves no trace in the books of an office, a stick that was written, stands beside them."""
    with desk.store.write_local() as connection:
        notes = [*_notes(setting.get(connection, NOTES)), _Note(kind, desk.now_ms(), tuple(codes))]
        setting.put(connection, NOTES, msgspec.json.encode(notes[-KEPT:]).decode())


def codes_noted(desk: Desk, kind: str, since_ms: int) -> tuple[str, ...]:
    """The codes that were noted with the last of a kind from that moment on."""
    with desk.store.read() as connection:
        notes = _notes(setting.get(connection, NOTES))
    found = [each.codes for each in notes if each.kind == kind and each.at_ms >= since_ms]
    return found[-1] if found else ()


def _notes(text: str) -> list[_Note]:
    return msgspec.json.decode(text, type=list[_Note]) if text else []


def _of_draft(draft: KeptDraft) -> list[Deed]:
    form = draft.form
    deed = Deed(
        PARKED,
        ms_of(draft.saved_at),
        id_number=digits_of(form.id_number),
        full_name=form.full_name,
        procedure=form.procedure_code,
    )
    parked = [deed] if draft.state is DraftState.PARKED else []
    read = [replace(deed, kind=CARD_READ, at_ms=form.card_read_ms)] if form.card_read_ms else []
    return parked + read
