"""Every desk of an office's window, by its name in the list of screens."""

from collections.abc import Callable, Mapping
from functools import partial

from ui.applicants.desk import ApplicantsDesk
from ui.board.presenter import board_desk
from ui.certification.desk import CertificationDesk
from ui.day_close.presenter import DayCloseDesk
from ui.dossiers.desk import DossiersDesk
from ui.exchange.controller import ExchangeController
from ui.exchange.presenter import exchange_desk
from ui.groups.presenter import GroupDesk
from ui.help.presenter import help_desk
from ui.main_window import (
    APPLICANTS,
    BOARD,
    CERTIFICATION,
    DAY_CLOSE,
    DOSSIERS,
    EXCHANGE,
    GROUPS,
    HELP,
    MACHINE,
    QUEUE,
    RECEPTION,
    REPORTS,
)
from ui.queue.presenter import QueueDesk
from ui.reception.desk import ReceptionDesk
from ui.reports.desk import ReportsDesk
from ui.settings.desk import SettingsDesk
from ui.widgets.desk import Desk
from ui.workplace import Workplace


def makers(workplace: Workplace, exchange: ExchangeController) -> Mapping[str, Callable[[], Desk]]:
    """How each desk is made, the first ones needed first."""
    return {
        BOARD: partial(board_desk, workplace),
        RECEPTION: partial(ReceptionDesk, workplace),
        CERTIFICATION: partial(CertificationDesk, workplace),
        DOSSIERS: partial(DossiersDesk, workplace),
        APPLICANTS: partial(ApplicantsDesk, workplace),
        REPORTS: partial(ReportsDesk, workplace),
        GROUPS: partial(GroupDesk, workplace),
        QUEUE: partial(QueueDesk, workplace),
        DAY_CLOSE: partial(DayCloseDesk, workplace, exchange),
        EXCHANGE: partial(exchange_desk, workplace, exchange),
        MACHINE: partial(SettingsDesk, workplace),
        HELP: partial(help_desk, workplace),
    }
