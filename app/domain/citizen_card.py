"""The QR code of the citizen's card (thẻ căn cước): fields parted by ``|``.

``number|old number|name|birth ddMMyyyy|sex|address|issued ddMMyyyy``, and newer cards add fields of
their own at the end. The old number may be empty or missing with its bar. What is read is a proposal
for the form: doubts are told to the clerk and never stop the reception.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.folding import fold
from app.domain.identifiers import is_citizen_id
from app.errors import AppError

BAR = "|"
FEWEST_FIELDS = 6
FIELDS = 7
DATE_DIGITS = 8
MALE, FEMALE = "Nam", "Nữ"
INVISIBLE_ENDS = "\ufeff\u200b \t\r\n"

SAMPLE_PLACE = "000"
PROVINCE_CODES = range(1, 97)
FIRST_CENTURY = 1900
TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
NAME_SIGNS = frozenset(" '’-.")
# Keys that Telex would have turned into marks: a tone key at a word's end, doubled letters, w.
TELEX_ENDINGS = tuple("sfrxj")
TELEX_DOUBLES = ("aa", "ee", "oo", "dd", "w")


class NotACard(AppError):
    """The text is not what a citizen's card holds."""

    def __init__(self) -> None:
        super().__init__(
            "Nội dung này không phải mã QR thẻ căn cước. Chưa điền gì; xin quét lại hoặc gõ tay."
        )


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """What a card's QR code says; ``birth_date`` is None where the card knows no full date."""

    id_number: str
    old_id_number: str
    name: str
    birth_date: date | None
    sex: str
    address: str
    issued_on: date | None


def parse_card(text: str) -> CitizenCard:
    """Read a scanned or pasted QR text; whatever is no card raises NotACard."""
    number, old_number, name, birth, sex, address, issued = _fields(text)
    if not (is_citizen_id(number) and name and _is_date_shaped(birth)):
        raise NotACard
    return CitizenCard(
        id_number=number,
        old_id_number=old_number,
        name=name,
        birth_date=_date(birth),
        sex=_sex(sex),
        address=address,
        issued_on=_date(issued),
    )


def is_card(text: str) -> bool:
    """Whether a code's text is a citizen's card."""
    try:
        parse_card(text)
    except NotACard:
        return False
    return True


def card_doubts(card: CitizenCard, *, samples: bool = False) -> tuple[str, ...]:
    """Everything the clerk should look at before trusting the card's fields."""
    doubt = name_doubt(card.name)
    crossed = cross_check(card.id_number, card.birth_date, card.sex, samples=samples)
    return (doubt, *crossed) if doubt else crossed


def cross_check(
    id_number: str, birth_date: date | None, sex: str, *, samples: bool = False
) -> tuple[str, ...]:
    """Where a 12-digit number disagrees with the birth date and the sex; warnings only.

    The number is 3 digits of the place of birth registration, 1 of century and sex, 2 of the year, 6
    random. ``samples`` accepts the place 000, which no citizen has and sample citizens do.
    """
    if not is_citizen_id(id_number):
        return ()
    checks = (
        (_is_place_known(id_number, samples), f"Ba số đầu {id_number[:3]} không phải mã tỉnh, thành phố."),
        (_is_sex_right(id_number, sex), "Số định danh không khớp giới tính."),
        (_is_year_right(id_number, birth_date), "Số định danh không khớp năm sinh."),
    )
    return tuple(warning for is_right, warning in checks if not is_right)


def name_doubt(name: str) -> str | None:
    """Why a scanned name may have been changed on its way through Telex or VNI, or None."""
    plain = unicodedata.normalize("NFD", name)
    is_doubtful = (
        any(not (sign.isalpha() or sign in NAME_SIGNS) for sign in name)
        or any(_has_two_tones(word) for word in plain.split())
        or any(_is_raw_telex(word) for word in name.lower().split())
        or name.isascii()
    )
    return "Kiểm tra họ tên: dấu có thể đã sai khi quét." if is_doubtful else None


def _fields(text: str) -> list[str]:
    """The seven fields, in the letters of the card."""
    clean = unicodedata.normalize("NFC", text).strip(INVISIBLE_ENDS)
    fields = [field.strip(INVISIBLE_ENDS) for field in clean.split(BAR)]
    if len(fields) < FEWEST_FIELDS:
        raise NotACard
    if fields[1] and not fields[1].isdigit():
        fields.insert(1, "")
    fields.append("")
    return _typed_without_caps_lock(fields[:FIELDS])


def _typed_without_caps_lock(fields: list[str]) -> list[str]:
    """Undo Caps Lock, under which a scanner types ``nAM`` and ``nGUYỄN``."""
    is_swapped = fields[4].swapcase() in (MALE, FEMALE)
    return [field.swapcase() for field in fields] if is_swapped else fields


def _sex(text: str) -> str:
    """Nam or Nữ, also where the scan lost or spelled out the marks (``Nu``, ``Nuwx``)."""
    folded = fold(text)
    if folded.startswith("nam"):
        return MALE
    if folded.startswith("nu"):
        return FEMALE
    raise NotACard


def _is_date_shaped(text: str) -> bool:
    return len(text) == DATE_DIGITS and text.isascii() and text.isdigit()


def _date(text: str) -> date | None:
    """The date, or None where the day does not exist: some cards carry only a year, as 00001950."""
    try:
        return datetime.strptime(text, "%d%m%Y").date() if _is_date_shaped(text) else None
    except ValueError:
        return None


def _is_place_known(id_number: str, samples: bool) -> bool:
    return int(id_number[:3]) in PROVINCE_CODES or (samples and id_number.startswith(SAMPLE_PLACE))


def _is_sex_right(id_number: str, sex: str) -> bool:
    return (FEMALE if int(id_number[3]) % 2 else MALE) == sex


def _is_year_right(id_number: str, birth_date: date | None) -> bool:
    year = FIRST_CENTURY + 100 * (int(id_number[3]) // 2) + int(id_number[4:6])
    return birth_date is None or birth_date.year == year


def _has_two_tones(decomposed_word: str) -> bool:
    return sum(sign in TONE_MARKS for sign in decomposed_word) > 1


def _is_raw_telex(word: str) -> bool:
    return word.endswith(TELEX_ENDINGS) or any(double in word for double in TELEX_DOUBLES)
