"""What may be done with a dossier next: the likeliest act first, and why one that is expected cannot be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain.dossier import ROLES_OF_ACT, RULES, DossierState, EventKind
from app.services.dossier import DossierView
from ui.dossier.words import asked_words
from ui.terms import ROLE_WORDS


class Paper(Enum):
    """What can be printed of a dossier, by its form's number."""

    RECEIPT = "01"
    SUPPLEMENT = "02"
    TWO_CODES = "two-codes"


class Deed(Enum):
    """What is done at once, without a form."""

    SECOND_CODE = "second-code"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: an act with its form, a deed or a print; ``remark`` under it may say why it is grey."""

    act: EventKind | Paper | Deed | None
    key: str
    words: str
    is_possible: bool = True
    remark: str = ""


# What each state waits for; the first that this officer may do is the next step.
NATURAL: Mapping[DossierState, tuple[EventKind, ...]] = {
    DossierState.RECEIVED: (EventKind.HANDED_OVER, EventKind.FINISHED),
    DossierState.PROCESSING: (EventKind.FINISHED, EventKind.HANDED_OVER),
    DossierState.SUPPLEMENT_REQUESTED: (EventKind.SUPPLEMENT_TAKEN_IN,),
    DossierState.TRANSFERRED: (EventKind.TAKEN_BACK, EventKind.FINISHED),
    DossierState.FINISHED: (EventKind.RETURNED, EventKind.HANDED_OVER),
}
ACT_WORDS: Mapping[EventKind, str] = {
    EventKind.HANDED_OVER: "Bàn giao hồ sơ",
    EventKind.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung",
    EventKind.SUPPLEMENT_TAKEN_IN: "Nhận giấy tờ bổ sung",
    EventKind.TRANSFERRED_UP: "Chuyển lên cấp trên",
    EventKind.TAKEN_BACK: "Nhận lại từ cấp trên",
    EventKind.FINISHED: "Ghi kết quả đã ký",
    EventKind.RETURNED: "Trả kết quả",
}
ENDED: Mapping[DossierState, str] = {
    DossierState.RETURNED: "Đã trả kết quả, hồ sơ không còn việc nào.",
    DossierState.REFUSED: "Hồ sơ đã bị từ chối tiếp nhận.",
    DossierState.WITHDRAWN: "Người đề nghị đã rút hồ sơ.",
    DossierState.STOPPED: "Hồ sơ đã dừng giải quyết.",
    DossierState.GUIDED: "Chỉ hướng dẫn, chưa tiếp nhận hồ sơ.",
    DossierState.UNDONE: "Tiếp nhận nhầm, đã hủy.",
    DossierState.UNCOLLECTED: "Người dân không nhận kết quả.",
}
WHO_GIVES_CODE = "Máy đã nhận hồ sơ này tự cấp khi gửi nhận. Cấp ở đây khi máy đó không còn dùng."
# Where a request for papers is expected and cannot be; elsewhere nobody looks for it.
NO_SUPPLEMENT: Mapping[DossierState, str] = {
    DossierState.SUPPLEMENT_REQUESTED: "Đang chờ giấy tờ đã yêu cầu.",
    DossierState.TRANSFERRED: "Hồ sơ đang ở cấp trên.",
}


def offers(view: DossierView) -> Sequence[Offer]:
    """The buttons of the side panel, the next step first."""
    following = _next_step(view)
    others = [
        kind
        for kind in view.acts
        if kind in ACT_WORDS and kind is not following.act and kind is not EventKind.SUPPLEMENT_REQUESTED
    ]
    return [
        following,
        *(Offer(kind, f"Alt+{number}", ACT_WORDS[kind]) for number, kind in enumerate(others, 1)),
        *_supplement(view),
        *_prints(view),
        *_notices(view),
    ]


def _next_step(view: DossierView) -> Offer:
    for kind in NATURAL.get(view.state, ()):
        if kind in view.acts:
            return Offer(kind, "F8", ACT_WORDS[kind])
    return Offer(None, "F8", "Bước tiếp theo", False, ENDED.get(view.state) or _needs_role(view.state))


def _supplement(view: DossierView) -> Iterator[Offer]:
    kind = EventKind.SUPPLEMENT_REQUESTED
    words = ACT_WORDS[kind]
    if kind in view.acts:
        yield Offer(kind, "F4", words, remark=asked_words(view))
    elif (view.state, kind) in RULES:
        yield Offer(kind, "F4", words, False, f"Việc này cần vai trò {_roles([kind])}.")
    elif view.state in NO_SUPPLEMENT:
        yield Offer(kind, "F4", words, False, NO_SUPPLEMENT[view.state])


def _prints(view: DossierView) -> Sequence[Offer]:
    """Ctrl+P is the paper of this step; a dossier that waits for papers waits with form 02."""
    receipt, slip = "giấy tiếp nhận", "phiếu bổ sung"
    if view.state is DossierState.SUPPLEMENT_REQUESTED:
        return [
            Offer(Paper.SUPPLEMENT, "Ctrl+P", _print_words(view, Paper.SUPPLEMENT, slip)),
            Offer(Paper.RECEIPT, "Alt+P", _print_words(view, Paper.RECEIPT, receipt)),
        ]
    return [Offer(Paper.RECEIPT, "Ctrl+P", _print_words(view, Paper.RECEIPT, receipt))]


def _notices(view: DossierView) -> Iterator[Offer]:
    """A citizen whose code another one has too is given the second code on paper."""
    if view.second_codes:
        yield Offer(Paper.TWO_CODES, "Alt+M", _print_words(view, Paper.TWO_CODES, "phiếu báo thêm mã"))
    elif view.lacks_second_code:
        yield Offer(Deed.SECOND_CODE, "Alt+M", "Cấp thêm mã và in phiếu", remark=WHO_GIVES_CODE)


def _print_words(view: DossierView, paper: Paper, name: str) -> str:
    is_again = any(each.form == paper.value for each in view.prints)
    return f"In lại {name}" if is_again else f"In {name}"


def _needs_role(state: DossierState) -> str:
    return f"Bước này cần vai trò {_roles(NATURAL.get(state, ()))}."


def _roles(kinds: Iterable[EventKind]) -> str:
    roles = sorted({role for kind in kinds for role in ROLES_OF_ACT[kind]})
    return " hoặc ".join(ROLE_WORDS[role] for role in roles)
