"""A citizen's card out of a photo: exactly one card, or one sentence that says why not."""

from collections.abc import Sequence

from app.domain.citizen_card import CitizenCard, NotACard, parse_card
from app.errors import AppError
from app.scanning.reader import ScanReader


class NoCodeInPicture(AppError):
    """Nothing in the picture can be read as a code."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa thấy mã QR trong ảnh nên chưa điền gì. Xin chụp gần, thẳng và đủ sáng mặt thẻ có mã QR, "
            "hoặc quét, gõ tay."
        )


class NoCardInPicture(AppError):
    """There is a code, of something else."""

    def __init__(self) -> None:
        super().__init__(
            "Mã QR trong ảnh không phải của thẻ căn cước nên chưa điền gì. Xin chụp mặt thẻ có mã QR."
        )


class SeveralCards(AppError):
    """Whose card it should be is the clerk's to say."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"Ảnh có {count} thẻ căn cước nên máy không tự chọn, chưa điền gì. Xin chụp từng thẻ một."
        )


def card_in_picture(reader: ScanReader, data: bytes) -> CitizenCard:
    """The card whose code stands in a photo; raises AppError."""
    texts = reader.codes(data)
    cards = _cards(texts)
    if len(cards) > 1:
        raise SeveralCards(len(cards))
    if not cards:
        raise NoCardInPicture if texts else NoCodeInPicture
    return cards[0]


def _cards(texts: Sequence[str]) -> list[CitizenCard]:
    """Every card among the codes, each person once: a newer card carries its code on both faces."""
    found: dict[str, CitizenCard] = {}
    for text in texts:
        try:
            card = parse_card(text)
        except NotACard:
            continue
        found.setdefault(card.id_number, card)
    return list(found.values())
