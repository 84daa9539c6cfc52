"""Sittings that are being typed or were put aside: on disk at every key, gone once they are in the book."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace

import msgspec

from app.domain.books import BookKind
from app.domain.fees import PaymentMethod
from app.domain.ids import ClerkId
from app.services import people
from app.services.desk import Desk
from app.services.draft_owner import NOBODY, is_mine, owned, owner_of
from app.storage.drafts import Draft

USUAL_KIND, USUAL_METHOD = int(BookKind.CERTIFIED_COPIES), int(PaymentMethod.CASH)


@dataclass(frozen=True, slots=True)
class SittingText:
    """What the lane holds, letter by letter; ``rows`` are (paper, pages, copies)."""

    full_name: str = ""
    id_number: str = ""
    address: str = ""
    birth_date: str = ""
    sex: str = ""
    id_issued_on: str = ""
    applicant_id: int | None = None
    rows: tuple[tuple[str, str, str], ...] = ()
    exemption: str = ""
    card_read_ms: int = 0
    kind: int = USUAL_KIND
    method: int = USUAL_METHOD

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed yet; a book or a way of paying that was chosen alone is no sitting."""
        return replace(self, kind=USUAL_KIND, method=USUAL_METHOD) == SittingText()


@dataclass(frozen=True, slots=True)
class KeptSitting:
    """A sitting as it lies on this device."""

    id: str
    text: SittingText = field(default_factory=SittingText)
    owner: ClerkId = NOBODY


def keep(desk: Desk, draft_id: str, text: SittingText) -> None:
    """Put the sitting on disk as it stands; raises a disk's sentence."""
    desk.drafts.save(Draft(draft_id, desk.now_ms(), owned(desk, {"sitting": asdict(text)})))


def kept(desk: Desk) -> Sequence[KeptSitting]:
    """The sittings of whoever is at the desk that are in no book yet, the newest first."""
    read = (_read(draft) for draft in filter(is_mine(desk), desk.drafts.all()))
    found = [each for each in read if each is not None]
    here = people.still_here(desk, (each.text.applicant_id for each in found))
    return [each if each.text.applicant_id in here else _of_nobody(each) for each in found]


def _of_nobody(sitting: KeptSitting) -> KeptSitting:
    return replace(sitting, text=replace(sitting.text, applicant_id=None))


def _read(draft: Draft) -> KeptSitting | None:
    """The sitting, or None where the draft is a reception's or another version's."""
    if "sitting" not in draft.fields:
        return None
    try:
        return KeptSitting(draft.id, msgspec.convert(draft.fields["sitting"], SittingText), owner_of(draft))
    except msgspec.ValidationError:
        return None
