"""A pile in words: each stack, whose it is, and the keys that say which paper it is of."""

from collections.abc import Mapping, Sequence

from app.domain.dossier_code import short_code
from app.domain.scan import RESULT, WHOLE, Place, Purpose, paper
from app.scanning.messages import Tone
from app.services.scanning import Target
from app.storage.dossiers import ComponentRecord
from ui.dossier.sheet_model import Entries, Entry, SheetColumn
from ui.scans.pile import PileStack
from ui.theme.marks import Mark
from ui.theme.measures import ICON

STACK_COLUMNS = (SheetColumn("Tập", 150, stretch=1), SheetColumn("Hồ sơ", 150, stretch=1))
PLACE_COLUMNS = (SheetColumn("Phím", 64), SheetColumn("Là bản quét của", 160, stretch=1))
TONES: Mapping[Tone, str] = {
    Tone.BLACK: "đen trắng",
    Tone.GREY: "xám",
    Tone.AS_IT_IS: "giữ nguyên tệp",
}
PAPER_KEYS = "123456789ABCDEFGHI"
WHOLE_KEY, RESULT_KEY = "0", "K"
NO_DOSSIER = Mark("shape-triangle", "due", size=ICON)
CHOSEN = Mark("check", "ok", size=ICON)


def page_words(at: int, of: int, *, is_left_out: bool) -> str:
    """Which page is shown, and the keys to the others."""
    place = f"Trang {at + 1}/{of}{', sẽ bỏ' if is_left_out else ''}"
    return f"{place} · PageUp, PageDown lật trang" if of > 1 else place


def stack_row(stack: PileStack) -> Entries:
    """A stack: its pages and tone over what it is of, then the dossier it goes to."""
    count, kept = len(stack.pages), len(stack.kept_pages)
    pages = f"{kept} trang" if kept == count else f"{kept} trong {count} trang"
    return (
        Entry(f"{pages}, {TONES[stack.tone]}", place_words(stack.place, stack.target)),
        target_entry(stack),
    )


def target_entry(stack: PileStack) -> Entry:
    """Where a stack goes."""
    if stack.target is not None:
        return Entry(short_code(stack.target.code), stack.target.applicant_name)
    if stack.code:
        return Entry(short_code(stack.code), "Máy này chưa có hồ sơ của mã này.", mark=NO_DOSSIER)
    return Entry("Chưa rõ hồ sơ", "Gõ mã vào ô dưới rồi Enter.", mark=NO_DOSSIER)


def place_words(place: Place, target: Target | None) -> str:
    """What a scan is of."""
    if place.purpose is Purpose.PAPER:
        titles = {each.ordinal: each.title for each in target.papers} if target else {}
        return titles.get(place.component or 0, "Giấy tờ của hồ sơ")
    return "Kết quả" if place.purpose is Purpose.RESULT else "Cả hồ sơ"


def places(target: Target | None) -> Sequence[tuple[str, Place, str]]:
    """(key, place, words) of everything a scan may be of, the papers by their order in the checklist."""
    papers: Sequence[ComponentRecord] = sorted(target.papers, key=lambda each: each.ordinal) if target else ()
    lettered = zip(PAPER_KEYS, papers, strict=False)
    return (
        (WHOLE_KEY, WHOLE, "Cả hồ sơ"),
        *((key, paper(each.ordinal), each.title) for key, each in lettered),
        (RESULT_KEY, RESULT, "Kết quả"),
    )


def place_rows(stack: PileStack | None) -> Sequence[Entries]:
    """The keys, with a tick at what is chosen."""
    if stack is None:
        return ()
    return [
        (
            Entry(key, is_bold=True, tone="accent"),
            Entry(words, mark=CHOSEN if place == stack.place else None),
        )
        for key, place, words in places(stack.target)
    ]
