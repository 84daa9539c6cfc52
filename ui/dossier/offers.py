"""What may be done with a dossier next: the likeliest act first, and why one that is expected cannot be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain.dossier import ROLES_OF_ACT, RULES, DossierState, EventKind
from app.services.dossier import DossierView
from app.services.extra_papers import ASKABLE
from ui.dossier.paper_offers import Paper as Paper
from ui.dossier.paper_offers import print_offers
from ui.dossier.words import asked_words
from ui.terms import ROLE_WORDS


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
    DossierState.PROCESSING: (EventKind.ACCEPTED, EventKind.FINISHED, EventKind.HANDED_OVER),
    DossierState.SUPPLEMENT_REQUESTED: (EventKind.SUPPLEMENT_TAKEN_IN,),
    DossierState.TRANSFERRED: (EventKind.TAKEN_BACK, EventKind.FINISHED),
    DossierState.FINISHED: (EventKind.ACCEPTED, EventKind.RETURNED, EventKind.HANDED_OVER),
    DossierState.UNCOLLECTED: (EventKind.RETURNED,),
}
ACT_WORDS: Mapping[EventKind, str] = {
    EventKind.HANDED_OVER: "Bàn giao hồ sơ",
    EventKind.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung",
    EventKind.SUPPLEMENT_TAKEN_IN: "Nhận giấy tờ bổ sung",
    EventKind.TRANSFERRED_UP: "Chuyển lên cấp trên",
    EventKind.TAKEN_BACK: "Nhận lại từ cấp trên",
    EventKind.FINISHED: "Ghi kết quả đã ký",
    EventKind.RETURNED: "Trả kết quả",
    EventKind.REFUSED: "Từ chối giải quyết",
    EventKind.UNDONE: "Hủy tiếp nhận nhầm",
    EventKind.ACCEPTED: "Nhận hồ sơ được giao",
    EventKind.EXTENDED: "Xin lỗi và hẹn lại",
    EventKind.STOPPED: "Dừng giải quyết",
    EventKind.WITHDRAWN: "Ghi rút hồ sơ",
    EventKind.NOT_COLLECTED: "Không nhận kết quả",
    EventKind.EXTRA_PAPER_ASKED: "Hỏi thêm giấy tờ",
}
# What is seldom done stands last, so that the eye finds the usual acts where it left them.
SELDOM = (EventKind.REFUSED, EventKind.STOPPED, EventKind.WITHDRAWN, EventKind.NOT_COLLECTED)
OWN_KEYS: Mapping[EventKind, str] = {
    EventKind.SUPPLEMENT_REQUESTED: "F4",
    EventKind.UNDONE: "Alt+Z",
    EventKind.EXTRA_PAPER_ASKED: "Alt+G",
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
    others = [kind for kind in view.acts if kind is not following.act and kind not in OWN_KEYS]
    ordered = sorted(others, key=lambda kind: kind in SELDOM)
    numbered = [Offer(kind, f"Alt+{number}", ACT_WORDS[kind]) for number, kind in enumerate(ordered, 1)]
    return [
        following,
        *_undoing(view),
        *(each for each in numbered if each.act not in SELDOM),
        *_supplement(view),
        *(Offer(paper, key, words) for paper, key, words in print_offers(view)),
        *_notices(view),
        *(each for each in numbered if each.act in SELDOM),
        *_extra_paper(view),
    ]


def _next_step(view: DossierView) -> Offer:
    for kind in NATURAL.get(view.state, ()):
        if kind in view.acts:
            return Offer(kind, "F8", ACT_WORDS[kind])
    return Offer(None, "F8", "Bước tiếp theo", False, ENDED.get(view.state) or _needs_role(view.state))


def _undoing(view: DossierView) -> Iterator[Offer]:
    kind = EventKind.UNDONE
    if kind in view.acts:
        yield Offer(kind, OWN_KEYS[kind], ACT_WORDS[kind], remark="Chỉ trong 5 phút sau khi tiếp nhận.")


def _supplement(view: DossierView) -> Iterator[Offer]:
    kind = EventKind.SUPPLEMENT_REQUESTED
    words = ACT_WORDS[kind]
    if kind in view.acts:
        yield Offer(kind, "F4", words, remark=asked_words(view))
    elif (view.state, kind) in RULES:
        yield Offer(kind, "F4", words, False, f"Việc này cần vai trò {_roles([kind])}.")
    elif view.state in NO_SUPPLEMENT:
        yield Offer(kind, "F4", words, False, NO_SUPPLEMENT[view.state])


def _extra_paper(view: DossierView) -> Iterator[Offer]:
    """Not an act that moves the dossier; whoever may ask for papers may ask for this one, and says why."""
    kind = EventKind.EXTRA_PAPER_ASKED
    if view.state in ASKABLE and view.may_ask_extra:
        yield Offer(kind, OWN_KEYS[kind], ACT_WORDS[kind])


def _notices(view: DossierView) -> Iterator[Offer]:
    """A citizen whose code another one has too is given the second code on paper."""
    if view.lacks_second_code and not view.second_codes:
        yield Offer(Deed.SECOND_CODE, "Alt+M", "Cấp thêm mã và in phiếu", remark=WHO_GIVES_CODE)


def _needs_role(state: DossierState) -> str:
    return f"Bước này cần vai trò {_roles(NATURAL.get(state, ()))}."


def _roles(kinds: Iterable[EventKind]) -> str:
    roles = sorted({role for kind in kinds for role in ROLES_OF_ACT[kind]})
    return " hoặc ".join(ROLE_WORDS[role] for role in roles)
