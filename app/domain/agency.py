"""Who an office deals with: administrative units, agencies and their units, kinds of documents."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class AdminUnitKind(Enum):
    """The two tiers since 1 July 2025; the value is the word that stands before the name."""

    CITY = "Thành phố"
    PROVINCE = "Tỉnh"
    WARD = "Phường"
    COMMUNE = "Xã"
    SPECIAL_ZONE = "Đặc khu"

    @property
    def is_province_level(self) -> bool:
        return self in (AdminUnitKind.CITY, AdminUnitKind.PROVINCE)


class AdminUnit(NamedTuple):
    """A province (no ``province_code``) or a commune; a tuple, for a catalogue holds 3,355 of them."""

    code: str
    name: str
    kind: AdminUnitKind
    province_code: str = ""

    @property
    def full_name(self) -> str:
        """As it is printed: ``Xã Ba Chẽ``, ``Thành phố Huế``."""
        return f"{self.kind.value} {self.name}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of an agency that dossiers are handed to."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that is competent for procedures, with its units."""

    code: str
    name: str
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """A kind of administrative document (NĐ 30/2020/NĐ-CP); two of the 29 have no abbreviation."""

    name: str
    abbreviation: str = ""
