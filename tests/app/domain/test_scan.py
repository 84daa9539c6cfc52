import pytest

from app.domain.scan import Stack, slip_code, stacks

ONE, OTHER = "H99.45.17-261123-0001", "000.17.22.H56-210531-0001"


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], []),
        ([[], []], [Stack("", (0, 1))]),
        ([[ONE], [], [OTHER], []], [Stack(ONE, (0, 1)), Stack(OTHER, (2, 3))]),
        ([[], [ONE], []], [Stack("", (0,)), Stack(ONE, (1, 2))]),
        ([[ONE], [], [ONE]], [Stack(ONE, (0, 1, 2))]),
        ([[ONE], [OTHER], [ONE]], [Stack(ONE, (0,)), Stack(OTHER, (1,)), Stack(ONE, (2,))]),
    ],
    ids=[
        "nothing",
        "no slip",
        "two slips",
        "papers before a slip",
        "a form of the same dossier",
        "back again",
    ],
)
def test_a_slip_begins_its_dossiers_stack(codes: list[list[str]], expected: list[Stack]) -> None:
    assert stacks(codes) == expected


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([f" {ONE.lower()}\n"], ONE),
        (["https://example.vn", ONE], ONE),
        ([ONE, ONE], ONE),
        ([ONE, OTHER], ""),
        (["000194013412||Nguyễn Văn Mẫu|12081994|Nam|Thôn Tây|15032022"], ""),
        (["../../" + ONE, ONE + "x"], ""),
    ],
)
def test_a_slip_is_known_by_one_dossiers_code(codes: list[str], code: str) -> None:
    assert slip_code(codes) == code
