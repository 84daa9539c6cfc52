"""Everything the screen of one dossier shows, read at one moment off the window's thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.ids import DossierId
from app.domain.working_calendar import WorkingCalendar
from app.services import approvals, dossier, exchange_view, officers
from app.services.desk import Desk, Officer
from app.services.dossier import DossierView
from app.services.exchange_view import LastReceipt
from app.storage.clerks import ClerkRecord
from sync.reasons import reason_words


@dataclass(frozen=True, slots=True)
class Reading:
    """One dossier with what its acts and its way to the district need; ``reasons`` say why acts came back."""

    view: DossierView
    officer: Officer
    now: datetime
    calendar: WorkingCalendar
    clerks: Sequence[ClerkRecord]
    receipt: LastReceipt | None
    reasons: Sequence[str]
    approvers: Sequence[ClerkRecord] = ()


def read(desk: Desk, officer: Officer, id_: DossierId) -> Reading:
    """The dossier as it stands this minute, for this officer."""
    return Reading(
        dossier.view(desk, officer, id_),
        officer,
        desk.now(),
        desk.catalogue.calendar,
        officers.active_clerks(desk),
        exchange_view.last_receipt(desk),
        [reason_words(code) for code in exchange_view.codes_sent_back(desk, id_)],
        approvals.approving_clerks(desk),
    )
