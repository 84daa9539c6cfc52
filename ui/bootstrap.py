"""Builds everything once and hands it down: for the window, the command line and the demo alike."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.clock import Clock
from app.platform.secrets import Secrets, vault
from app.services import catalogue
from app.services.desk import Desk
from app.storage import device
from app.storage.profile import Profile, ProfileKind, open_profile, read_info
from app.training import founding


def secrets_of(root: Path, kind: ProfileKind) -> Secrets:
    """Where the key of a profile of this kind lies."""
    if kind is ProfileKind.TRAINING:
        return founding.key_place(root, os.environ)
    return vault(kind is not ProfileKind.OFFICE, os.environ)


@contextmanager
def opened_profile(root: Path, clock: Clock) -> Iterator[Profile]:
    """The profile in a folder, closed at the end."""
    profile = open_profile(root, secrets_of(root, read_info(root).kind), clock)
    try:
        yield profile
    finally:
        profile.close()


def desk_of(profile: Profile, clock: Clock) -> Desk:
    """The desk that works on a profile, under the catalogue in force today."""
    catalogue.keep_starter(profile.store)
    with profile.store.read() as connection:
        name = device.name(connection)
    return Desk(
        profile.store, clock, profile.drafts, profile.blobs, catalogue.load(profile.store, clock), name
    )
