"""Who hands a dossier in, and who does it for them."""

from dataclasses import dataclass
from enum import IntEnum


class ApplicantKind(IntEnum):
    """The numbers are in signed data for ever."""

    CITIZEN = 0
    ORGANISATION = 1


@dataclass(frozen=True, slots=True)
class Applicant:
    """A citizen or an organisation; dates as ISO text, "" where not known."""

    full_name: str
    kind: ApplicantKind = ApplicantKind.CITIZEN
    id_number: str = ""
    birth_date: str = ""
    sex: str = ""
    id_issued_on: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Representative:
    """Who acts for the applicant, and by what authority."""

    name: str = ""
    id_number: str = ""
    phone: str = ""
    authority: str = ""
