"""Which form asks what an act needs."""

from collections.abc import Mapping

from app.domain.dossier import EventKind
from ui.dossier.act_form import ActForm
from ui.dossier.handing_forms import AcceptForm, HandOverForm, TakeBackForm, TransferForm
from ui.dossier.letter_forms import ExtendForm, RefuseForm, StopForm, UndoForm, WithdrawForm
from ui.dossier.paper_forms import ExtraPaperForm, SupplementForm, TakeInForm
from ui.dossier.result_forms import FinishForm, NotCollectedForm, ReturnForm

FORMS: Mapping[EventKind, type[ActForm]] = {
    EventKind.HANDED_OVER: HandOverForm,
    EventKind.SUPPLEMENT_REQUESTED: SupplementForm,
    EventKind.SUPPLEMENT_TAKEN_IN: TakeInForm,
    EventKind.TRANSFERRED_UP: TransferForm,
    EventKind.TAKEN_BACK: TakeBackForm,
    EventKind.FINISHED: FinishForm,
    EventKind.RETURNED: ReturnForm,
    EventKind.REFUSED: RefuseForm,
    EventKind.UNDONE: UndoForm,
    EventKind.ACCEPTED: AcceptForm,
    EventKind.EXTENDED: ExtendForm,
    EventKind.STOPPED: StopForm,
    EventKind.WITHDRAWN: WithdrawForm,
    EventKind.NOT_COLLECTED: NotCollectedForm,
    EventKind.EXTRA_PAPER_ASKED: ExtraPaperForm,
}
