"""Pages that a clerk is looking through: parted into stacks, none of it in the books yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.domain.citizen_card import is_card
from app.domain.folding import fold
from app.domain.scan import WHOLE, Place
from app.scanning.messages import SeenPage, Tone
from app.services.scanning import Kept, Scan, Target

WITH_FACES = ("tuy than", "can cuoc", "ho chieu", "chung minh", "anh chan dung")


@dataclass(eq=False, repr=False)
class PileStack:
    """Pages of one file that become one scan; ``left_out`` are those the clerk wants not to keep."""

    scan: Scan
    pages: list[int]
    code: str = ""
    target: Target | None = None
    tone: Tone = Tone.BLACK
    place: Place = WHOLE
    left_out: set[int] = field(default_factory=set)

    @property
    def kept_pages(self) -> list[int]:
        return [page for page in self.pages if page not in self.left_out]

    def seen(self, at: int) -> SeenPage:
        """A page of the stack as it looks."""
        return self.scan.seen.pages[self.pages[at]]


class Pile:
    """The stacks in their order; those without a slip belong to the dossier the clerk came from."""

    def __init__(self, home: Target | None = None) -> None:
        self.home = home
        self.stacks: list[PileStack] = []
        self.bytes = 0

    def lay(self, scan: Scan) -> list[PileStack]:
        """Put a file's pages on the pile; the new stacks."""
        laid = [
            PileStack(
                scan,
                list(stack.pages),
                stack.code,
                None if stack.code else self.home,
                _tone(scan, stack.pages),
            )
            for stack in scan.stacks()
        ]
        self.stacks += laid
        return laid

    def come_home(self, target: Target) -> None:
        """The dossier that the clerk came from is known."""
        self.home = target
        for stack in self.stacks:
            if not stack.code and stack.target is None:
                stack.target = target

    def remove(self, stack: PileStack) -> None:
        """It is in the books."""
        if stack in self.stacks:
            self.stacks.remove(stack)

    def aim(self, code: str, target: Target) -> None:
        """The dossier of a slip was found."""
        for stack in self.stacks:
            if stack.code == code:
                stack.target = target

    def part(self, stack: PileStack, at: int) -> PileStack:
        """Begin a stack at a page; at its first page, join it to the one before. Where the page is now."""
        place = self.stacks.index(stack)
        if at > 0:
            later = PileStack(stack.scan, stack.pages[at:], stack.code, stack.target, stack.tone)
            later.left_out = stack.left_out & set(later.pages)
            del stack.pages[at:]
            self.stacks.insert(place + 1, later)
            return later
        before = self.stacks[place - 1] if place else stack
        if before is stack or before.scan is not stack.scan:
            return stack
        before.pages += stack.pages
        before.left_out |= stack.left_out
        self.stacks.remove(stack)
        return before

    def place(self, stack: PileStack, place: Place) -> None:
        """Say what a stack is of; a face on a card is lost in two tones, so such papers turn grey."""
        stack.place = place
        papers = stack.target.papers if stack.target else ()
        title = next((each.title for each in papers if each.ordinal == place.component), "")
        if stack.tone is Tone.BLACK and any(word in fold(title) for word in WITH_FACES):
            stack.tone = Tone.GREY

    def turn_tone(self, stack: PileStack) -> None:
        """Two tones, grey, as it came, and round again."""
        stack.tone = Tone((stack.tone + 1) % len(Tone))

    def leave_out(self, stack: PileStack, at: int) -> None:
        """Drop a page, or take it back."""
        stack.left_out ^= {stack.pages[at]}

    def homeless(self) -> PileStack | None:
        """The first stack of which nobody knows the dossier."""
        return next((each for each in self.stacks if each.kept_pages and each.target is None), None)

    def kept(self) -> Iterable[tuple[PileStack, Kept]]:
        """What is to be written, stack by stack."""
        for each in list(self.stacks):
            if each.kept_pages and each.target is not None:
                yield each, Kept(each.scan, each.kept_pages, each.tone, each.place, each.target.id)


def _tone(scan: Scan, pages: Sequence[int]) -> Tone:
    """What a program wrote stays as it is; a page with a card's code on it has a face as well."""
    if scan.seen.is_document:
        return Tone.AS_IT_IS
    texts = (text for page in pages for text in scan.seen.pages[page].codes)
    return Tone.GREY if any(is_card(text) for text in texts) else Tone.BLACK
