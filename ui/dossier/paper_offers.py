"""Which papers of a dossier can be printed now: Ctrl+P is the paper of this step."""

from collections.abc import Iterator, Sequence
from enum import Enum

from app.domain.dossier import DossierState, EventKind
from app.domain.paper_form import Form, form_of
from app.services.dossier import DossierView
from app.storage.prints import PrintRecord


class Paper(Enum):
    """What can be printed of a dossier: a circular's forms by what they are for, and slips of our own."""

    RECEIPT = Form.RECEIPT
    SUPPLEMENT = Form.SUPPLEMENT_REQUEST
    REFUSAL = Form.REFUSAL
    APOLOGY = Form.APOLOGY
    STOP = Form.STOP_NOTICE
    CONTROL = Form.CONTROL_SLIP
    RESULT = "result-slip"
    TWO_CODES = "two-codes"

    def is_of(self, printed: PrintRecord) -> bool:
        """Whether a record of a print is one of this paper."""
        return self.value in (printed.form, form_of(printed.template_pack, printed.form))


NAMES = {
    Paper.RECEIPT: "giấy tiếp nhận",
    Paper.SUPPLEMENT: "phiếu bổ sung",
    Paper.REFUSAL: "phiếu từ chối",
    Paper.APOLOGY: "thư xin lỗi",
    Paper.STOP: "thông báo dừng",
    Paper.CONTROL: "phiếu kiểm soát",
    Paper.RESULT: "giấy ký nhận",
    Paper.TWO_CODES: "phiếu báo thêm mã",
}
# The paper that a state is about; a dossier anywhere else is told by its receipt.
OF_STATE = {
    DossierState.SUPPLEMENT_REQUESTED: Paper.SUPPLEMENT,
    DossierState.GUIDED: Paper.SUPPLEMENT,
    DossierState.REFUSED: Paper.REFUSAL,
    DossierState.STOPPED: Paper.STOP,
    DossierState.WITHDRAWN: Paper.STOP,
    DossierState.RETURNED: Paper.RESULT,
}
# Their key where they are not the paper of the step.
BESIDE = {
    Paper.RECEIPT: "Alt+P",
    Paper.APOLOGY: "Alt+X",
    Paper.CONTROL: "Alt+K",
    Paper.TWO_CODES: "Alt+M",
}

PrintOffer = tuple[Paper, str, str]


def print_offers(view: DossierView) -> Sequence[PrintOffer]:
    """(paper, key, words): the one of this step first."""
    first = OF_STATE.get(view.state, Paper.RECEIPT)
    if view.state is DossierState.UNDONE:
        return ()
    return [
        (paper, "Ctrl+P" if paper is first else BESIDE[paper], _words(view, paper))
        for paper in (first, *_others(view))
        if paper is first or paper in BESIDE
    ]


def _others(view: DossierView) -> Iterator[Paper]:
    if not view.is_received:
        return
    if view.state in OF_STATE:
        yield Paper.RECEIPT
    if view.last(EventKind.EXTENDED) is not None:
        yield Paper.APOLOGY
    if view.last(EventKind.HANDED_OVER) or view.last(EventKind.TRANSFERRED_UP):
        yield Paper.CONTROL
    if view.second_codes:
        yield Paper.TWO_CODES


def _words(view: DossierView, paper: Paper) -> str:
    is_again = any(paper.is_of(each) for each in view.prints)
    return f"In lại {NAMES[paper]}" if is_again else f"In {NAMES[paper]}"
