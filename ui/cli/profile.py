"""The profile that a command works on."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from app.platform.system_clock import SystemClock
from app.services.desk import Desk
from app.storage.profile import Profile
from ui.bootstrap import desk_of, opened_profile


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Profile]:
    """The profile of ``--profile``, or this user's."""
    with opened_profile(args.profile, SystemClock()) as profile:
        yield profile


@contextmanager
def opened_desk(args: argparse.Namespace) -> Iterator[Desk]:
    """As ``opened``, with everything that acts stand on."""
    with opened(args) as profile:
        yield desk_of(profile, SystemClock())
