"""The office that stands at the head of every form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfficeHeader:
    """Names and ways to reach the office, as its settings have them on the day of the act.

    ``unit_name`` is the desk that receives (Bộ phận Tiếp nhận và Trả kết quả, Trung tâm Phục vụ hành chính
    công); ``superior_name`` stays empty where the office's own name is the first line.
    """

    office_name: str
    unit_name: str
    place_name: str
    superior_name: str = ""
    phone: str = ""
    website: str = ""
