"""Of dossiers with one code the earliest keeps it; every other ends with its own, on every desk alike."""

from random import Random

import pytest

from app.domain.dossier_code import CodeUse, without_own_code

CODE, OTHER = "H99-261123-0047", "H99-261123-0548"


def use(dossier_id: int, code: str = CODE, at: int = 0, *, is_settled: bool = True) -> CodeUse:
    return CodeUse(dossier_id, code, (at or dossier_id, b"origin%02d" % dossier_id, dossier_id), is_settled)


def test_the_later_of_two_needs_a_code_of_its_own():
    assert without_own_code([use(2), use(1)]) == [2]


def test_a_tie_of_clocks_is_broken_by_the_log():
    assert without_own_code([use(1, at=5), use(2, at=5)]) == [2]


def test_who_has_a_second_code_needs_no_third():
    assert without_own_code([use(1), use(2), use(2, OTHER, at=9)]) == []


def test_a_second_code_that_belongs_to_an_earlier_one_does_not_count():
    assert without_own_code([use(1), use(2), use(2, OTHER, at=9), use(3, OTHER)]) == [2]


def test_nothing_is_decided_before_the_district_has_seen_every_use():
    assert without_own_code([use(1), use(2, is_settled=False)]) == []
    assert without_own_code([use(1, is_settled=False), use(2), use(3)]) == []


def test_of_three_both_later_ones_need_one():
    assert without_own_code([use(3), use(1), use(2)]) == [2, 3]


class Desks:
    """Desks that print codes from one and the same range, as they never should, and hear of each other."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.known: list[dict[tuple[int, str], CodeUse]] = [{} for _ in range(self.dice.randint(2, 5))]
        self.next = [1] * len(self.known)
        self.spare = [1000 * (n + 1) for n in range(len(self.known))]
        self.clock = 0
        self.owner: dict[int, int] = {}

    def receive(self, desk: int) -> None:
        dossier = len(self.owner) + 1
        self.owner[dossier] = desk
        self._keep(desk, dossier, self.next[desk])
        self.next[desk] += self.dice.randint(1, 2)

    def _keep(self, desk: int, dossier: int, number: int) -> None:
        self.clock += self.dice.randint(0, 2)
        code, origin = f"H99-261123-{number:04d}", bytes([desk]) * 8
        self.known[desk][dossier, code] = CodeUse(dossier, code, (self.clock, origin, dossier))

    def hear(self, desk: int, other: int) -> None:
        self.known[desk] |= self.known[other]

    def settle(self, desk: int) -> None:
        """Give what this desk's dossiers lack, as ``second_codes.give_due`` does."""
        for dossier in without_own_code(self.known[desk].values()):
            if self.owner[dossier] == desk:
                self.spare[desk] += 1
                self._keep(desk, dossier, self.spare[desk])


@pytest.mark.parametrize("seed", range(1000))
def test_in_whatever_order_desks_hear_of_each_other_all_end_with_one_list_and_nobody_loses_a_code(seed: int):
    desks = Desks(seed)
    everyone = range(len(desks.known))
    for _ in range(30):
        desk = desks.dice.choice(everyone)
        act = desks.dice.choice(("receive", "receive", "hear", "settle"))
        if act == "hear":
            desks.hear(desk, desks.dice.choice(everyone))
        else:
            getattr(desks, act)(desk)
    printed = {(use.dossier_id, use.code) for known in desks.known for use in known.values()}
    for _ in range(3):
        for desk in everyone:
            for other in everyone:
                desks.hear(desk, other)
            desks.settle(desk)
    for desk in everyone:
        for other in everyone:
            desks.hear(desk, other)
    assert all(known == desks.known[0] for known in desks.known)
    assert without_own_code(desks.known[0].values()) == []
    assert printed <= desks.known[0].keys(), "every printed code is still found"
