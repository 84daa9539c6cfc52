"""The reception desk as the window gets it: the form and what joins it to the services."""

from ui.reception.presenter import ReceptionPresenter
from ui.reception.view import ReceptionView
from ui.workplace import Workplace


class ReceptionDesk(ReceptionView):
    """S2 at work; ``take_card`` and ``resume`` are for scans and drafts that come from elsewhere."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self.presenter = ReceptionPresenter(workplace, self)
        self.take_card = self.presenter.take_card
        self.resume = self.presenter.resume
        self.serve_next = self.presenter.park
