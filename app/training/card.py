"""A sample citizen's card: the text that a scanner would read, and the same as a picture to scan."""

from datetime import date

from app.printing.page import qr_png
from app.training.missions import Person

ISSUED = "15032022"


def card_text(person: Person) -> str:
    """What the QR code of this person's card says."""
    born = date.fromisoformat(person.birth_date)
    fields = (
        person.id_number, "", person.full_name, f"{born:%d%m%Y}", person.sex, person.address, ISSUED,
    )  # fmt: skip
    return "|".join(fields)


def card_picture(person: Person) -> bytes:
    """The card's QR code as PNG."""
    return qr_png(card_text(person))
