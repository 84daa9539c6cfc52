"""The lane as the window gets it: the screen and what joins it to the services."""

from app.services.certification import paper_kinds
from ui.certification.presenter import CertificationPresenter
from ui.certification.view import CertificationView
from ui.workplace import Workplace


class CertificationDesk(CertificationView):
    """S3 at work; ``take_card`` is for a card that was scanned while it is in front."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, paper_kinds())
        self.presenter = CertificationPresenter(workplace, self)
        self.take_card = self.presenter.take_card
