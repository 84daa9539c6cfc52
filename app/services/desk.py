"""What every act at a desk stands on, built once and handed down."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.changes.registry import Command
from app.domain.clock import Clock, wall_of
from app.domain.dossier import DossierState, EventKind, Role, role_for
from app.domain.ids import ClerkId
from app.services.catalogue import Catalogue
from app.services.sightings import Sightings
from app.storage.blobs import BlobStore
from app.storage.drafts import DraftStore
from app.storage.journal import Act
from app.storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is logged in; ``roles`` in the order in which they are tried for an act."""

    id: ClerkId
    full_name: str
    title: str
    roles: tuple[Role, ...]

    def role_for(self, kind: EventKind, state: DossierState | None = None) -> Role:
        """The role in which this officer does an act, in a state where it is known; raises RoleNotAllowed."""
        return role_for(kind, self.roles, state)


@dataclass
class Desk:
    """A desk of the counter; ``catalogue`` changes when a pack comes into force."""

    store: Store
    clock: Clock
    drafts: DraftStore
    blobs: BlobStore
    catalogue: Catalogue
    name: str = ""
    officer: Officer | None = field(default=None)
    sightings: Sightings = field(default_factory=Sightings)

    def now_ms(self) -> int:
        """The instant."""
        return self.clock.now_ms()

    def now(self) -> datetime:
        """The wall time."""
        return wall_of(self.clock.now_ms())

    def today(self) -> date:
        """The legal day."""
        return self.now().date()

    def act(self, command: Command, officer: Officer, role: Role, reason: str | None = None) -> Act:
        """What one transaction is for."""
        return Act(command, officer.id, role, reason, self.catalogue.pack.version)
