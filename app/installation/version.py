"""Versions as folders and marks name them."""

from app.releases.errors import ReleaseRefused
from app.releases.version import Version


def version_of(text: str) -> Version | None:
    """What a name means; None where it means no version."""
    try:
        return Version.read(text)
    except ReleaseRefused:
        return None
