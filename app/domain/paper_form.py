"""The papers of the one-stop desk, and the number each circular gives them."""

from enum import Enum


class Form(Enum):
    """A paper by what it is for; a circular may renumber it, and may not know it at all."""

    RECEIPT = "receipt"
    SUPPLEMENT_REQUEST = "supplement-request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop-notice"
    CONTROL_SLIP = "control-slip"
    REGISTER = "register"
    REGISTER_COVER = "register-cover"

    def number_in(self, circular: str) -> str:
        """Its number in a circular, "" where the circular has no such paper.

        A circular newer than any known here keeps the last numbering: the papers stay printable.
        """
        known = [year for year in NUMBERS if year <= circular]
        return NUMBERS[max(known)].get(self, "") if known else ""


_SINCE_2018 = {
    Form.RECEIPT: "01",
    Form.SUPPLEMENT_REQUEST: "02",
    Form.REFUSAL: "03",
    Form.APOLOGY: "04",
}
NUMBERS: dict[str, dict[Form, str]] = {
    "2018": {
        **_SINCE_2018,
        Form.CONTROL_SLIP: "05",
        Form.REGISTER: "06",
        Form.REGISTER_COVER: "06-bia",
    },
    "2025": {
        **_SINCE_2018,
        Form.STOP_NOTICE: "05",
        Form.CONTROL_SLIP: "06",
        Form.REGISTER: "07",
        Form.REGISTER_COVER: "07-bia",
    },
}


def form_of(circular: str, number: str) -> Form | None:
    """Which paper a circular's number stands for."""
    return next((form for form in Form if number and form.number_in(circular) == number), None)
