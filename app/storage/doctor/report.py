"""What the doctor looks with and what it says."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from app.changes.sidecar import Sidecar
from app.storage.profile import Profile


class Patient(NamedTuple):
    """An open profile, one snapshot of its database, and the sidecar as it was before that snapshot."""

    profile: Profile
    connection: Connection
    sidecar: Sidecar | None


class Finding(NamedTuple):
    """One thing that is not as it should be: ``where`` for whoever repairs it; a note is no fault."""

    sentence: str
    where: str = ""
    is_fault: bool = True


class Check(NamedTuple):
    """One thing to look at; ``advice`` says once what is safe and what to do."""

    name: str
    title: str
    advice: str
    look: Callable[[Patient], Iterable[Finding]]
    is_thorough: bool = False


class Checked(NamedTuple):
    """What one look found."""

    name: str
    title: str
    advice: str
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; notes do not count."""
        return not any(finding.is_fault for finding in self.findings)
