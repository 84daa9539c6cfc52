"""The desk of dossiers is tested in the same window as the one of a single dossier."""

from tests.ui.dossier.conftest import counter, frame

__all__ = ["counter", "frame"]
