"""What certifying costs, and when less may be taken."""

from datetime import date

import pytest

from app.domain.books import BookKind
from app.domain.fees import BadPayment, CertificationFee, Charge, receipt_number, rule_in_force
from app.services.fees import shipped_rules

DAY = date(2026, 11, 23)
COPIES = rule_in_force(shipped_rules(), BookKind.CERTIFIED_COPIES, DAY)


@pytest.mark.parametrize(
    ("pages", "fee"),
    [(1, 2_000), (2, 4_000), (3, 5_000), (12, 14_000), (198, 200_000), (199, 200_000), (2_000, 200_000)],
)
def test_a_page_costs_2000_from_the_third_on_1000_and_a_copy_at_most_200000(pages: int, fee: int) -> None:
    assert COPIES is not None
    assert COPIES.of_copy(pages) == fee


def test_a_signature_costs_the_same_however_long_the_paper_is() -> None:
    rule = rule_in_force(shipped_rules(), BookKind.CERTIFIED_SIGNATURES, DAY)
    assert rule is not None
    assert {rule.of_copy(pages) for pages in (1, 40)} == {10_000}


def test_a_rule_counts_on_its_days_alone_and_the_newest_of_several() -> None:
    old = CertificationFee(BookKind.CERTIFIED_COPIES, 3_000, "cũ", date(2010, 1, 1), date(2026, 11, 23))
    new = CertificationFee(BookKind.CERTIFIED_COPIES, 2_000, "mới", date(2026, 11, 23))
    assert rule_in_force((new, old), BookKind.CERTIFIED_COPIES, date(2026, 11, 22)) == old
    assert rule_in_force((old, new), BookKind.CERTIFIED_COPIES, DAY) == new
    assert rule_in_force((old, new), BookKind.CERTIFIED_CONTRACTS, DAY) is None


@pytest.mark.parametrize(
    "charge", [Charge(5_000, 4_000), Charge(5_000, 6_000), Charge(5_000, -1, exemption="Hộ nghèo")]
)
def test_another_sum_than_the_rule_asks_needs_a_reason(charge: Charge) -> None:
    with pytest.raises(BadPayment):
        charge.check()


def test_less_is_taken_for_a_reason() -> None:
    Charge(5_000, 0, exemption="Hộ nghèo").check()


def test_two_logs_never_give_one_receipt_number() -> None:
    assert receipt_number(DAY, b"\xa1\xb2345678", 12) == "261123-A1B2-0012"
    assert receipt_number(DAY, b"\xa1\xb3345678", 12) != "261123-A1B2-0012"
