"""Before a dossier is received: has this person handed the same in already, here or at another desk?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.applicant import Applicant
from app.domain.clock import wall_of
from app.domain.dossier import DossierState
from app.domain.dossier_code import short_code
from app.domain.duplicates import WHOLE_DATE, is_worth_a_warning
from app.domain.folding import fold
from app.domain.ids import COUNTER_BITS, ApplicantId, DossierId
from app.services.access import check_reading
from app.services.desk import Desk
from app.storage import applicants, incarnations, join_rows, people_rows
from app.storage.known_logs import device_name
from app.storage.people_rows import AlikeDossier
from app.storage.unit_of_work import Snapshot

ANOTHER_DESK = "máy khác"


@dataclass(frozen=True, slots=True)
class Alike:
    """A dossier that may be the same request; ``desk_name`` is where it was handed in."""

    id: DossierId
    code: str
    received: datetime
    desk_name: str
    state: DossierState

    @property
    def short_code(self) -> str:
        return short_code(self.code)


def alike(desk: Desk, person: Applicant, known: ApplicantId | None, procedure_code: str) -> tuple[Alike, ...]:
    """What this person handed in of this procedure and is worth a word, the last received first."""
    check_reading(desk)
    with desk.store.read() as connection:
        records = records_of(connection, person, known)
        if not records:
            return ()
        own = {life.no for life in incarnations.own_origins(connection)}
        found = people_rows.alike(connection, records, procedure_code)
        return tuple(_alike(connection, each) for each in found if _is_worth(desk, each, own))


def records_of(connection: Snapshot, person: Applicant, known: ApplicantId | None) -> set[int]:
    """Every record of the person: the chosen one, those of the number or, without one, of name and birth."""
    found: set[int] = set() if known is None else {known}
    if person.id_number:
        found.update(applicants.with_id_number(connection, person.id_number))
    elif len(person.birth_date) == WHOLE_DATE:
        name = fold(person.full_name)
        born = applicants.born_on(connection, person.birth_date)
        found.update(id_ for id_, other in born if fold(other) == name)
    return join_rows.everyone_with(connection, found)


def _is_worth(desk: Desk, dossier: AlikeDossier, own: set[int]) -> bool:
    return is_worth_a_warning(
        DossierState(dossier.state),
        is_open=dossier.is_open,
        is_elsewhere=dossier.id >> COUNTER_BITS not in own,
        received=wall_of(dossier.received_ms),
        now=desk.now(),
    )


def _alike(connection: Snapshot, dossier: AlikeDossier) -> Alike:
    return Alike(
        dossier.id,
        dossier.code,
        wall_of(dossier.received_ms),
        device_name(connection, dossier.id >> COUNTER_BITS) or ANOTHER_DESK,
        DossierState(dossier.state),
    )


def warned_words(warned: Sequence[str]) -> str:
    """What a reception says of dossiers of which the clerk was warned and that did not stop it."""
    return f"Đã báo có thể trùng với hồ sơ {', '.join(warned)}, vẫn tiếp nhận" if warned else ""
