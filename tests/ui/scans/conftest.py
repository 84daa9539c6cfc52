"""The window of a staffed desk, as the reception's tests open it."""

from tests.ui.reception.conftest import office, open_office

__all__ = ["office", "open_office"]
