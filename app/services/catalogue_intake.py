"""Packs taken in: checked, linted, and kept among the stored ones.

A room of its own, since the rules of the lint and the converter are loaded with it and few starts need them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.errors import PackRefused
from app.catalogue.incoming import read_any
from app.catalogue.lint import Finding, errors_of
from app.catalogue.trust import any_of, certified_by, trust_keys
from app.domain.clock import Clock
from app.services.catalogue import keep, load
from app.storage import device
from app.storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class PackReport:
    """What taking a pack in did, and what its lint found."""

    version: str
    procedures: int
    findings: Sequence[Finding]


def take_in(store: Store, clock: Clock, data: bytes) -> PackReport:
    """Take in a signed pack or a list of procedures; raises a CatalogueError and changes nothing if bad."""
    with store.read() as connection:
        key = device.signing_key(connection)
        membership = device.membership(connection)
    own = trust_keys(bytes(key.verify_key))
    trusted = own if membership is None else any_of(own, certified_by(membership.root))
    incoming = read_any(data, trusted, key, load(store, clock).pack)
    refuse_errors(incoming.findings)
    keep(store, clock.now_ms(), incoming.pack, incoming.sealed)
    return PackReport(incoming.pack.version, len(incoming.pack.procedures), incoming.findings)


def refuse_errors(findings: Sequence[Finding]) -> None:
    """Raise PackRefused when the lint found an error."""
    errors = errors_of(findings)
    if errors:
        raise PackRefused(len(errors), errors[0].sentence)
