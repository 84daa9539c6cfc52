"""What every act at a desk stands on, built once and handed down."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.changes.registry import Command
from app.domain.clock import Clock, wall_of
from app.domain.dossier import DossierState, EventKind, Role, RoleNotAllowed, role_for
from app.domain.ids import ClerkId
from app.domain.lending import Lent
from app.services.catalogue import Catalogue
from app.services.sightings import Sightings
from app.storage import delegations
from app.storage.blobs import BlobStore
from app.storage.drafts import DraftStore
from app.storage.journal import Act
from app.storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class Officer:
    """Who is logged in; ``roles`` in the order in which they are tried for an act, with the ``lent`` ones."""

    id: ClerkId
    full_name: str
    title: str
    roles: tuple[Role, ...]
    lent: tuple[Lent, ...] = ()

    @property
    def foremost(self) -> Role:
        """The role that is tried first, for an act that whoever is here may do."""
        return self.roles[0] if self.roles else Role.NONE

    @property
    def own_roles(self) -> tuple[Role, ...]:
        """Without those that are another's."""
        borrowed = {each.role for each in self.lent}
        return tuple(role for role in self.roles if role not in borrowed)

    def lending_of(self, role: Role) -> Lent | None:
        """By which lending a role is held; None for one's own."""
        return next((each for each in self.lent if each.role is role), None)

    def acting_as(self, role: Role) -> "Officer":
        """The same officer, who tries this role first."""
        return replace(self, roles=(role, *(each for each in self.roles if each is not role)))

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
        """What one transaction is for; raises LendingOver where the role is no longer lent."""
        lent = officer.lending_of(role)
        if lent is not None:
            self._check_lent(officer, lent)
        return Act(command, officer.id, role, reason, self.catalogue.pack.version)

    def _check_lent(self, officer: Officer, lent: Lent) -> None:
        """A lending may have run out, or been ended at another desk, since the officer logged in."""
        now_ms = self.now_ms()
        with self.store.read() as connection:
            records = delegations.of_taker(delegations.every(connection), officer.id)
        standing = [each.lent for each in records if each.span.covers(self.today(), now_ms)]
        if lent not in standing:
            raise LendingOver(lent)


class LendingOver(RoleNotAllowed):
    """The role was lent, and is no more."""

    def __init__(self, lent: Lent) -> None:
        super().__init__(f"Ủy quyền của {lent.from_name} đã hết. Chưa ghi gì. Xin nhờ người có thẩm quyền.")
