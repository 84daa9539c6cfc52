"""A first start that is killed at each durable step in turn: run as a program by test_first_start_kills.py.

    python -m tests.faults.kill_first_start FOLDER

A fork sets up a desk as the first start does: profile, confirmed code, office, first clerk. It is killed by
SIGKILL before its first durable step, the next one before its second, until one comes through. After each
kill the parent does what the next start would, and compares with what the child had said was done. It prints
one JSON object: how many steps there were, and in how many lives the start went on and began again.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from unittest import mock

from sqlalchemy import Engine, event

from app.domain.dossier import Role
from app.platform.secrets import FileSecrets
from app.services import catalogue, officers
from app.services.catalogue import Catalogue
from app.services.desk import Desk
from app.storage import half_made, keys
from app.storage.clerks import OfficeRecord
from app.storage.profile import Profile, ProfileFolder, ProfileKind, begin_profile, open_profile
from tests.faults import forks
from tests.support.devices import SettableClock, cheap_recovery_codes

OFFICE = OfficeRecord("Ủy ban nhân dân xã Mẫu", agency_code="H99.45.17")
PIN = "2468"
DURABLE_CALLS = ("fsync", "replace", "unlink")
MOST_STEPS = 200


@contextmanager
def dying_before(step: int) -> Iterator[None]:
    """Kill this process before its ``step``-th durable step: a file synced, renamed or removed, a commit."""
    left = iter(range(step))

    def pass_one(*_arguments: object) -> None:
        if next(left, None) is None:
            forks.die()

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def stand_in(*arguments: Any, **named: Any) -> Any:
            pass_one()
            return call(*arguments, **named)

        return stand_in

    event.listen(Engine, "commit", pass_one)
    patched = {name: counted(getattr(os, name)) for name in DURABLE_CALLS}
    with mock.patch.multiple(os, **patched):
        yield


class Life:
    """One desk's folder, over one interrupted start and the next one."""

    def __init__(self, folder: Path, rules: Catalogue | None = None) -> None:
        folder.mkdir(parents=True)
        self._rules = rules
        self.root = folder / "profile"
        self.vault = FileSecrets(folder / "key")
        self.clock = SettableClock()
        self.said = folder / "said"

    def make(self) -> tuple[Profile, str]:
        """What the first start's window does until the clerk has confirmed the code."""
        profile, code = begin_profile(self.root, ProfileKind.TEST, "Bàn 1", self.vault, self.clock)
        profile.confirm_code()
        return profile, code

    def desk(self, profile: Profile) -> Desk:
        """The desk at work; the catalogue takes half a second to pack and is the same in every life."""
        if self._rules is None:
            catalogue.keep_starter(profile.store)
            self._rules = catalogue.load(profile.store, self.clock)
        return Desk(profile.store, self.clock, profile.drafts, profile.blobs, self._rules, "Bàn 1")

    def rules(self) -> Catalogue:
        """What a life was lived under."""
        assert self._rules is not None
        return self._rules

    def first_start(self) -> None:
        """The whole set-up; each thing told to the clerk is noted outside the profile."""
        profile, code = self.make()
        self._say(code)
        desk = self.desk(profile)
        officers.set_up_office(desk, OFFICE)
        self._say("office")
        officers.register_clerk(desk, "Hoàng Thị Mẫu", "", (Role.ADMINISTRATOR,), PIN)
        self._say("clerk")

    def _say(self, word: str) -> None:
        with self.said.open("a", encoding="ascii") as file:
            file.write(word + "\n")

    def next_start(self) -> bool:
        """As the next start does; whether it went on with what was there."""
        said = self.said.read_text("ascii").split() if self.said.exists() else []
        is_whole = ProfileFolder(self.root).info.exists() and not half_made.is_half_made(self.root)
        if not is_whole:
            assert not said, "a confirmed recovery code was lost"
            profile, code = self.make()
        else:
            profile, code = open_profile(self.root, self.vault, self.clock), said[0] if said else ""
        self._check(self.desk(profile), said[1:])
        profile.close()
        if code:
            assert keys.unwrap(keys.read_slots(ProfileFolder(self.root).slots), code)
        assert len([each for each in self.root.parent.iterdir() if each.name == "key"]) == 1
        return is_whole

    def _check(self, desk: Desk, said: list[str]) -> None:
        """What was told is there; what is missing can be done now."""
        assert "office" not in said or officers.office(desk) == OFFICE
        assert "clerk" not in said or officers.can_anyone_log_in(desk)
        if officers.office(desk) is None:
            officers.set_up_office(desk, OFFICE)
        if not officers.can_anyone_log_in(desk):
            officers.register_clerk(desk, "Hoàng Thị Mẫu", "", (Role.ADMINISTRATOR,), PIN)
        clerk = officers.active_clerks(desk)[0]
        assert officers.log_in(desk, clerk.id, PIN).full_name == "Hoàng Thị Mẫu"


def killed_at(step: int, life: Life) -> bool:
    """Let a child begin; whether it was killed on its way."""
    child = os.fork()
    if child == 0:
        with dying_before(step), cheap_recovery_codes():
            life.first_start()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "the child failed by itself"
    return os.WIFSIGNALED(status)


def main(folder: Path) -> None:
    whole = Life(folder / "whole")
    with cheap_recovery_codes():
        whole.first_start()  # undisturbed, and what every fork needs is imported
    went_on = 0
    for step in count():
        life = Life(folder / str(step), whole.rules())
        if not killed_at(step, life):
            break
        assert step < MOST_STEPS
        with cheap_recovery_codes():
            went_on += life.next_start()
    print(json.dumps({"steps": step, "went_on": went_on, "began_again": step - went_on}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
