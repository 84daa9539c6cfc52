"""What has reached the server and what waits, ready for the sync screen: states, choices, reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.storage import device, feed_store, freeze, log_store, open_choices, sync_state
from app.storage.open_choices import Clash
from app.storage.sync_state import SyncedRecord, Trouble
from app.storage.unit_of_work import Store
from sync.reasons import reason_words, twin_words

ON_THE_WAY = (SyncState.HERE, SyncState.PACKED, SyncState.RECEIVED, SyncState.ANSWERED)


@dataclass(frozen=True, slots=True)
class Explained:
    """What does not go on, and why; ``dossier_id`` is None where it is no dossier that this desk touched."""

    dossier_id: DossierId | None
    code: str
    applicant_name: str
    device_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncPicture:
    """The sync screen without its line: ``counts`` per state, then what needs somebody.

    ``counts`` holds every dossier that still waits, and of those that arrived the ones touched today.
    ``changes_waiting`` counts acts, not dossiers. ``clock_off_ms`` is positive for a PC that runs ahead.
    """

    is_enrolled: bool
    commune_name: str
    server_name: str
    counts: Mapping[SyncState, int]
    changes_waiting: int
    oldest_waiting_ms: int | None
    received_up_to_ms: int | None
    clashes: Sequence[Clash]
    contested: Sequence[SyncedRecord]
    sent_back: Sequence[Explained]
    waiting: Sequence[Explained]
    clock_off_ms: int
    twin_words: str = ""


def picture(store: Store, day_start_ms: int) -> SyncPicture:
    """How things stand; ``day_start_ms`` is the instant at which today began."""
    with store.read() as snapshot:
        member = device.membership(snapshot)
        figures = log_store.figures(snapshot)
        return SyncPicture(
            is_enrolled=member is not None,
            commune_name=member.commune_name if member else "",
            server_name=member.server_name if member else "",
            counts={state: sync_state.count(snapshot, state, day_start_ms) for state in ON_THE_WAY},
            changes_waiting=figures.unsealed + figures.packed,
            oldest_waiting_ms=figures.oldest_waiting_ms or None,
            received_up_to_ms=sync_state.received_up_to_ms(snapshot),
            clashes=open_choices.clashes(snapshot),
            contested=sync_state.contested(snapshot),
            sent_back=[_explained(each) for each in sync_state.sent_back(snapshot)],
            waiting=[_explained(each) for each in sync_state.waiting(snapshot)],
            clock_off_ms=feed_store.clock_off_ms(snapshot),
            twin_words=twin_words(freeze.state(snapshot)),
        )


def records(
    store: Store, state: SyncState, day_start_ms: int, limit: int, offset: int = 0
) -> list[SyncedRecord]:
    """A page of the dossiers in one of the four states, the last touched first."""
    with store.read() as snapshot:
        return sync_state.records(snapshot, state, day_start_ms, limit, offset)


def _explained(trouble: Trouble) -> Explained:
    return Explained(
        trouble.dossier_id,
        trouble.code,
        trouble.applicant_name,
        trouble.device_name,
        reason_words(trouble.reason),
    )
