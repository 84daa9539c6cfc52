"""How a state is drawn wherever it stands: in a cell, a tab, a heading, a message."""

from dataclasses import dataclass

from ui.theme.measures import SHAPE
from ui.theme.tokens import TokenName


@dataclass(frozen=True, slots=True)
class Mark:
    """A drawing of a size, a token, and whether the state's word is stressed."""

    drawing: str
    tone: TokenName
    is_bold: bool = False
    size: int = SHAPE
