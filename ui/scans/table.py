"""What a clerk does with a pile before it is kept: turns pages, parts stacks, says what each is of."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.scanning.messages import Tone
from ui.scans import words
from ui.scans.dialog import ScanDialog
from ui.scans.pile import Pile, PileStack


class PileTable(QObject):
    """Joins a dialog to its pile; ``stack`` is the one in front, None while there is none."""

    def __init__(self, dialog: ScanDialog, pile: Pile) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._pile = pile
        self._page = 0
        self.stack: PileStack | None = None
        dialog.stack_chosen.connect(self._choose)
        dialog.place_keyed.connect(self._key_place)
        dialog.paged.connect(self._turn_page)
        dialog.leave_out_asked.connect(lambda: self._do(self._leave_out))
        dialog.part_asked.connect(lambda: self._do(self._part))
        dialog.tone_asked.connect(lambda: self._do(pile.turn_tone))

    def go_to(self, stack: PileStack | None) -> None:
        """Bring a stack to the front, from its first page."""
        self.stack, self._page = stack, 0
        self.show()

    def show(self) -> None:
        """Show the pile as it is now."""
        stacks = self._pile.stacks
        if self.stack not in stacks:
            self.stack, self._page = (stacks[0] if stacks else None), 0
        chosen = stacks.index(self.stack) if self.stack is not None else -1
        self._dialog.show_stacks([words.stack_row(each) for each in stacks], chosen)
        self._show_stack()

    def _choose(self, row: int) -> None:
        stacks = self._pile.stacks
        if 0 <= row < len(stacks) and stacks[row] is not self.stack:
            self.stack, self._page = stacks[row], 0
            self._show_stack()

    def _do(self, deed: Callable[[PileStack], None]) -> None:
        if self.stack is not None:
            deed(self.stack)
            self.show()

    def _key_place(self, key: str) -> None:
        target = self.stack.target if self.stack else None
        found = [place for name, place, _ in words.places(target) if name == key]
        if found:
            self._do(lambda stack: self._pile.place(stack, found[0]))

    def _turn_page(self, by: int) -> None:
        if self.stack is not None:
            self._page = min(max(self._page + by, 0), len(self.stack.pages) - 1)
            self._show_stack()

    def _leave_out(self, stack: PileStack) -> None:
        self._pile.leave_out(stack, self._page)

    def _part(self, stack: PileStack) -> None:
        self.stack, self._page = self._pile.part(stack, self._page), 0

    def _show_stack(self) -> None:
        stack = self.stack
        self._dialog.show_places(words.place_rows(stack))
        if stack is None:
            self._dialog.show_page(b"", "")
            return
        seen = stack.seen(self._page)
        picture = seen.black if stack.tone is Tone.BLACK else seen.grey
        self._dialog.show_page(
            picture,
            words.page_words(
                self._page, len(stack.pages), is_left_out=stack.pages[self._page] in stack.left_out
            ),
        )
