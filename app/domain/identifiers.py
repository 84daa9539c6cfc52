"""Numbers that citizens, organisations and telephones carry: their shape, their form on screen.

None of these proves anything about a person. A wrong shape is shown beside the field; it never stops a
reception.
"""

import re

from app.domain.dossier_code import ACCEPTED

MASK = "••••"
VISIBLE_DIGITS = 4
HIDDEN_DIGITS = 5
CITIZEN_ID = re.compile(r"\d{12}", re.ASCII)
OLD_CITIZEN_ID = re.compile(r"\d{9}", re.ASCII)
TAX_CODE = re.compile(r"(\d{10})(?:-?\d{3})?", re.ASCII)
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
TAX_MODULUS = 11
MOBILE_PHONE = re.compile(r"0[35789]\d{8}", re.ASCII)
LANDLINE_PHONE = re.compile(r"02\d{8,9}", re.ASCII)
COUNTRY_CODE = re.compile(r"^(?:\+|00)?84(?=\d{9,10}$)")
SEPARATORS = re.compile(r"[\s.()\u2010-\u2015-]")


def digits_of(text: str) -> str:
    """The number as stored: no spaces, dots, dashes or brackets."""
    return SEPARATORS.sub("", text)


def is_citizen_id(text: str) -> bool:
    """The shape of a số định danh (thẻ căn cước): 12 digits. It has no check digit."""
    return CITIZEN_ID.fullmatch(text) is not None


def is_old_citizen_id(text: str) -> bool:
    """The shape of a CMND, no paper of identity since 01/01/2025 and kept as an alias only."""
    return OLD_CITIZEN_ID.fullmatch(text) is not None


def mask_id(number: str) -> str:
    """The number as lists show it: the last four digits."""
    visible = number[-VISIBLE_DIGITS:] if len(number) > VISIBLE_DIGITS else ""
    return f"{MASK} {visible}".rstrip()


def listed_id(number: str) -> str:
    """The number as a list of people shows it: ``000*****3412``.

    The first three digits say where the birth was registered, which tells namesakes apart.
    """
    if not number:
        return ""
    if not is_citizen_id(number):
        return mask_id(number)
    return f"{number[:3]}{'*' * HIDDEN_DIGITS}{number[-VISIBLE_DIGITS:]}"


def grouped_id(number: str) -> str:
    """A 12-digit number as the intake form shows it: ``000 194 013412``."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if is_citizen_id(number) else number


def normalised_phone(text: str) -> str:
    """A telephone number from 0 on: ``+84 900 000 412`` becomes ``0900000412``."""
    return COUNTRY_CODE.sub("0", digits_of(text))


def is_phone(number: str) -> bool:
    """The shape of a Vietnamese mobile or landline number, once normalised."""
    return any(shape.fullmatch(number) for shape in (MOBILE_PHONE, LANDLINE_PHONE))


def grouped_phone(number: str) -> str:
    """A mobile number as read aloud: ``0900 000 412``."""
    return f"{number[:4]} {number[4:7]} {number[7:]}" if MOBILE_PHONE.fullmatch(number) else number


def tax_code_warning(text: str) -> str | None:
    """What is odd about a mã số thuế, or None.

    Ten digits with a check digit, or those with three more for a branch; since 01/7/2025 a person's
    12-digit số định danh is a tax code too.
    """
    if is_citizen_id(text):
        return None
    shape = TAX_CODE.fullmatch(text)
    if shape is None:
        return "Mã số thuế cần 10 số, 10 số kèm 3 số của đơn vị trực thuộc, hoặc 12 số định danh."
    return None if _has_tax_check_digit(shape[1]) else "Mã số thuế có thể gõ nhầm: số kiểm tra chưa khớp."


def _has_tax_check_digit(ten_digits: str) -> bool:
    """Where the formula gives 10, sources disagree on the digit, so such a code is shown as odd."""
    weighted = sum(weight * int(digit) for weight, digit in zip(TAX_WEIGHTS, ten_digits, strict=False))
    return TAX_MODULUS - 1 - weighted % TAX_MODULUS == int(ten_digits[-1])


def is_dossier_code(text: str) -> bool:
    """A complete dossier code of any office, as printed on slips."""
    return text.isascii() and ACCEPTED.fullmatch(text) is not None
