"""Reference data for samples: read from SOXA_DATA where it is, small built-in lists otherwise."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BESIDE_THE_PROJECT = Path(__file__).resolve().parents[2] / "shared" / "data"

SURNAMES = {"Nguyễn": 38.0, "Trần": 12.0, "Lê": 9.5, "Phạm": 7.0, "Hoàng": 3.0, "Lò": 2.0, "Giàng": 1.0}
MALE_MIDDLE = {"Văn": 20.0, "Đức": 5.0, "Hữu": 4.0, "Minh": 6.0, "Quốc": 5.0}
FEMALE_MIDDLE = {"Thị": 40.0, "Ngọc": 8.0, "Thị Thu": 4.0, "Thị Kim": 3.0}
MALE_GIVEN = {"Tuấn": 2.7, "Hùng": 2.0, "Nam": 2.0, "Sơn": 1.9, "Đức": 1.8, "Thịnh": 1.0}
FEMALE_GIVEN = {"Trang": 4.2, "Thảo": 3.5, "Linh": 3.0, "Phương": 2.2, "Hằng": 2.1, "Lệ": 1.0}
PROCEDURE_MIX = {
    "2.000815": 0.64,
    "1.001193": 0.05,
    "1.004873": 0.05,
    "1.000894": 0.03,
    "1.000656": 0.03,
    "1.001776": 0.05,
}


@dataclass(frozen=True)
class Reference:
    """Weighted lists to draw from; ``origin`` says where they came from, for the output."""

    origin: str
    surnames: Mapping[str, float]
    middle: Mapping[str, Mapping[str, float]]
    given: Mapping[str, Mapping[str, float]]
    procedure_mix: Mapping[str, float]
    procedures_file: Path | None


def data_folder() -> Path | None:
    """The folder of the reference data, if it is on this machine."""
    named = os.environ.get("SOXA_DATA")
    folder = Path(named) if named else BESIDE_THE_PROJECT
    return folder if folder.is_dir() else None


def load() -> Reference:
    """The fullest reference at hand."""
    folder = data_folder()
    if folder is None or not (folder / "names.json").exists():
        return _built_in()
    names = _read(folder / "names.json")
    mix = _read(folder / "dossiers_sample.json")["procedure_mix"]["items"]
    return Reference(
        "SOXA_DATA (names.json, dossiers_sample.json, procedures.json)",
        _weights(names["surnames_national"]),
        {"Nam": _weights(names["middle_male"]), "Nữ": _weights(names["middle_female"])},
        {"Nam": _weights(names["given_male"]), "Nữ": _weights(names["given_female"])},
        {item["code"]: float(item["weight"]) for item in mix},
        folder / "procedures.json" if (folder / "procedures.json").exists() else None,
    )


def _built_in() -> Reference:
    return Reference(
        "built-in lists and the starter catalogue (SOXA_DATA not found)",
        SURNAMES,
        {"Nam": MALE_MIDDLE, "Nữ": FEMALE_MIDDLE},
        {"Nam": MALE_GIVEN, "Nữ": FEMALE_GIVEN},
        PROCEDURE_MIX,
        None,
    )


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _weights(items: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    return {item["name"]: float(item["weight"]) for item in items}
