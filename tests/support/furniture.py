"""A window with the desks that a test is about: to make all of them costs it more than the rule it proves."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from unittest import mock

from ui import desks
from ui.exchange.controller import ExchangeController
from ui.widgets.desk import Desk
from ui.workplace import Workplace


def only(*names: str) -> AbstractContextManager[object]:
    """Windows that are furnished meanwhile have these desks, and the others' names in their list alone."""
    whole = desks.makers

    def makers(place: Workplace, exchange: ExchangeController) -> Mapping[str, Callable[[], Desk]]:
        return {name: make for name, make in whole(place, exchange).items() if name in names}

    return mock.patch.object(desks, "makers", makers)
