"""The catalogue that a desk works by: the pack in force, found by code, words or alias."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from nacl.signing import SigningKey

from app.catalogue.pack import CataloguePack, FormTemplate
from app.catalogue.signed_file import open_pack, read_header, seal_pack
from app.catalogue.starter import starter_pack, starter_version
from app.domain.clock import Clock, wall_of
from app.domain.folding import fold
from app.domain.procedure import Procedure
from app.domain.working_calendar import WorkingCalendar, calendar_from_data
from app.storage import catalogue_packs, device
from app.storage.catalogue_packs import StoredPack
from app.storage.unit_of_work import Store

FOUND_AT_MOST = 12
BEFORE_ANY_IMPORT = 0  # the starter yields to whatever an office takes in


@dataclass(frozen=True)
class Catalogue:
    """One pack, ready to be asked."""

    pack: CataloguePack

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The working calendar of the pack."""
        return calendar_from_data(self.pack.calendar)

    @cached_property
    def _index(self) -> list[tuple[Procedure, str, frozenset[str]]]:
        return [
            (procedure, fold(f"{procedure.code} {procedure.name} {procedure.field}"), _aliases(procedure))
            for procedure in self.pack.procedures
        ]

    def procedure(self, code: str, day: date) -> Procedure | None:
        """The version of a procedure in force on a day."""
        return self.pack.procedure(code, day)

    def template(self, form: str, day: date) -> FormTemplate | None:
        """The wording of a form in force on a day."""
        return self.pack.template(form, day)

    def find(self, query: str, day: date, limit: int = FOUND_AT_MOST) -> list[Procedure]:
        """Procedures for what was typed: an alias first, then a code, then words without diacritics."""
        words = fold(query).split()
        if not words:
            return []
        ranked = [
            (_rank(words, procedure, text, aliases), procedure)
            for procedure, text, aliases in self._index
            if procedure.is_in_force(day)
        ]
        found = sorted(((rank, p) for rank, p in ranked if rank is not None), key=lambda pair: pair[0])
        return [procedure for _, procedure in found[:limit]]


def _aliases(procedure: Procedure) -> frozenset[str]:
    return frozenset(fold(alias) for alias in procedure.aliases)


def _rank(
    words: list[str], procedure: Procedure, text: str, aliases: frozenset[str]
) -> tuple[int, int, str] | None:
    """Where a procedure stands among those found; None when it does not fit."""
    typed = "".join(words)
    if typed in aliases:
        return 0, 0, procedure.code
    if procedure.code.startswith(words[0]):
        return 1, len(procedure.code), procedure.code
    if any(alias.startswith(typed) for alias in aliases):
        return 2, len(procedure.name), procedure.code
    if all(f" {word}" in f" {text}" for word in words):
        return 3, len(procedure.name), procedure.code
    return None


def load(store: Store, clock: Clock) -> Catalogue:
    """The pack in force today; the starter pack before any was taken in."""
    today = wall_of(clock.now_ms()).date()
    with store.read() as connection:
        data = catalogue_packs.in_force(connection, today.isoformat())
    return Catalogue(starter_pack() if data is None else open_pack(data, _stored_already))


def _stored_already(_key: bytes, _certificate: bytes) -> bool:
    """A pack is checked against its signer when it is taken in; its signature is checked each time."""
    return True


def keep_starter(store: Store) -> None:
    """Put the shipped pack among the stored ones, signed by this device, so dossiers can be pinned to it."""
    with store.read() as connection:
        known = {card.version for card in catalogue_packs.cards(connection)}
        # Training has no key; the pack is for its own eyes, so one that nobody keeps will do.
        is_keyless = device.is_keyless(connection)
        key = SigningKey.generate() if is_keyless else device.signing_key(connection)
    if starter_version() not in known:
        pack = starter_pack()
        keep(store, BEFORE_ANY_IMPORT, pack, seal_pack(pack, key))


def keep(store: Store, imported_ms: int, pack: CataloguePack, sealed: bytes) -> None:
    """Put a checked pack among the stored ones."""
    header = read_header(sealed)
    card = StoredPack(
        pack.version,
        pack.effective_from.isoformat(),
        pack.decision_number,
        pack.publisher,
        imported_ms,
        header.signer,
    )
    with store.write_local() as connection:
        catalogue_packs.keep(connection, card, sealed)
