"""Drafts of the reception form: kept at every keystroke as typed, found by name, gone once received."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import Enum

import msgspec

from app.domain.applicant import Applicant, ApplicantKind, Representative
from app.domain.clock import ms_of, wall_of
from app.domain.folding import fold
from app.domain.identifiers import digits_of, normalised_phone
from app.domain.ids import ApplicantId, ClerkId
from app.services import people
from app.services.desk import Desk
from app.services.draft_owner import NOBODY, is_mine, owned, owner_of
from app.services.reception import HandedIn, ReceptionDraft
from app.services.typed_dates import iso_date
from app.storage import board_rows
from app.storage.drafts import Draft

AT_COUNTER, BY_POST = "Tại quầy", "Bưu chính"
LAST_RECEIVED = 20


class DraftState(Enum):
    """Being typed, put aside for the next person, or just being saved as a dossier."""

    OPEN = "open"
    PARKED = "parked"
    SAVING = "saving"


@dataclass(frozen=True, slots=True)
class FormText:
    """What the reception form holds, letter by letter; ``papers`` are (number, originals, copies)."""

    is_organisation: bool = False
    id_number: str = ""
    full_name: str = ""
    birth_date: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    relation: str = ""
    is_by_post: bool = False
    return_address: str = ""
    has_representative: bool = False
    representative_name: str = ""
    representative_id_number: str = ""
    representative_phone: str = ""
    representative_authority: str = ""
    procedure_typed: str = ""
    procedure_code: str = ""
    content: str = ""
    papers: tuple[tuple[int, int, int], ...] = ()
    fee_paid: str = ""
    applicant_id: int | None = None
    id_issued_on: str = ""
    email: str = ""
    card_read_ms: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen yet."""
        return self == FormText()


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it lies on this device."""

    id: str
    saved_at: datetime
    state: DraftState
    form: FormText
    owner: ClerkId = NOBODY


def keep(
    desk: Desk,
    draft_id: str,
    form: FormText,
    state: DraftState = DraftState.OPEN,
    owner: ClerkId | None = None,
) -> datetime:
    """Put the form on disk as it stands; the moment it was. Raises a disk's sentence."""
    now_ms = desk.now_ms()
    fields = owned(desk, {"state": state.value, "form": asdict(form)}, owner)
    desk.drafts.save(Draft(draft_id, now_ms, fields))
    return wall_of(now_ms)


def drop(desk: Desk, draft_id: str) -> None:
    """Forget a draft: it became a dossier, or the clerk gave it up."""
    desk.drafts.drop(draft_id)


def kept(desk: Desk) -> list[KeptDraft]:
    """The drafts of whoever is at the desk, the newest first; before anybody signed in, every one."""
    read = (_read(draft) for draft in filter(is_mine(desk), desk.drafts.all()))
    found = [draft for draft in read if draft is not None]
    here = people.still_here(desk, (draft.form.applicant_id for draft in found))
    return [draft if draft.form.applicant_id in here else _of_nobody(draft) for draft in found]


def _of_nobody(draft: KeptDraft) -> KeptDraft:
    return replace(draft, form=replace(draft.form, applicant_id=None))


def unfinished(desk: Desk) -> KeptDraft | None:
    """The form that was being typed when the program ended, if any."""
    return next((draft for draft in kept(desk) if draft.state is DraftState.OPEN), None)


def find_drafts(desk: Desk, query: str) -> list[KeptDraft]:
    """Drafts whose name, id number, phone or procedure begins with the words typed."""
    number = digits_of(query)
    readings = [fold(query).split()] + ([[number]] if number.isdecimal() else [])
    return [draft for draft in kept(desk) if any(words and _answers(draft.form, words) for words in readings)]


def drop_received(desk: Desk) -> int:
    """Forget drafts whose dossier was committed before the program was killed; how many there were."""
    saving = [draft for draft in kept(desk) if draft.state is DraftState.SAVING]
    for draft in saving:
        if _was_received(desk, draft):
            drop(desk, draft.id)
        else:
            keep(desk, draft.id, draft.form, owner=draft.owner)
    return len(saving)


def reception_draft(form: FormText, today: date) -> ReceptionDraft:
    """The form as the act of receiving wants it: numbers without spaces, dates as ISO."""
    return ReceptionDraft(
        applicant=_applicant(form, today),
        applicant_id=None if form.applicant_id is None else ApplicantId(form.applicant_id),
        procedure_code=form.procedure_code,
        content=form.content.strip(),
        relation=form.relation.strip(),
        handed_in=_handed_in(form.papers),
        representative=_representative(form),
        return_place=BY_POST if form.is_by_post else AT_COUNTER,
        return_address=form.return_address.strip() if form.is_by_post else "",
        fee_paid=int(digits_of(form.fee_paid) or 0) if digits_of(form.fee_paid).isdecimal() else 0,
    )


def _applicant(form: FormText, today: date) -> Applicant:
    is_person = not form.is_organisation
    return Applicant(
        full_name=" ".join(form.full_name.split()),
        kind=ApplicantKind.CITIZEN if is_person else ApplicantKind.ORGANISATION,
        id_number=digits_of(form.id_number),
        birth_date=(iso_date(form.birth_date, today) or "") if is_person else "",
        sex=form.sex if is_person else "",
        id_issued_on=form.id_issued_on if is_person else "",
        phone=normalised_phone(form.phone),
        email=form.email,
        address=" ".join(form.address.split()),
    )


def _representative(form: FormText) -> Representative:
    if not form.has_representative:
        return Representative()
    return Representative(
        " ".join(form.representative_name.split()),
        digits_of(form.representative_id_number),
        normalised_phone(form.representative_phone),
        form.representative_authority.strip(),
    )


def _handed_in(papers: Sequence[tuple[int, int, int]]) -> Mapping[int, HandedIn]:
    return {number: HandedIn(originals, copies) for number, originals, copies in papers}


def _read(draft: Draft) -> KeptDraft | None:
    """The draft, or None where another version of the program kept something else."""
    try:
        form = msgspec.convert(draft.fields["form"], FormText)
        state = DraftState(draft.fields["state"])
    except (KeyError, ValueError, msgspec.ValidationError):
        return None
    return KeptDraft(draft.id, wall_of(draft.saved_ms), state, form, owner_of(draft))


def _answers(form: FormText, words: Sequence[str]) -> bool:
    numbers = (digits_of(form.id_number), normalised_phone(form.phone))
    text = fold(" ".join((form.full_name, *numbers, form.procedure_code, form.representative_name)))
    return all(f" {word}" in f" {text}" for word in words)


def _was_received(desk: Desk, draft: KeptDraft) -> bool:
    """Whether one of the last dossiers is this draft's."""
    form, saved_ms = draft.form, ms_of(draft.saved_at)
    procedure = desk.catalogue.procedure(form.procedure_code, draft.saved_at.date())
    name = reception_draft(form, desk.today()).applicant.full_name
    with desk.store.read() as connection:
        ids = board_rows.all_ids(connection, 0, LAST_RECEIVED, LAST_RECEIVED)
        return procedure is not None and any(
            row.received_ms >= saved_ms and (row.applicant_name, row.procedure_name) == (name, procedure.name)
            for row in board_rows.listed(connection, ids)
        )
