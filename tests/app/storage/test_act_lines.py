"""A line of acts stands where it folds to; whatever is no line is left to the fold."""

from random import Random

import pytest

from app.domain.dossier import EventKind, Life, fold
from app.domain.event import Event
from app.domain.reporting import Step
from app.storage.act_lines import Act, Lines, Standing

KINDS = [*EventKind]


def random_acts(dice: Random) -> list[Act]:
    """Mostly lines, with a branch, a decision or a missing parent now and then; in any order."""
    acts: list[Act] = []
    for id_ in range(1, dice.randrange(1, 9)):
        parent = id_ - 1 or None if dice.random() < 0.9 else dice.choice([None, 99, *range(1, id_)])
        kind = EventKind.RECEIVED if id_ == 1 and dice.random() < 0.9 else dice.choice(KINDS)
        over = dice.randrange(1, id_ + 1) if kind is EventKind.DECIDED else None
        acts.append(
            Act(
                dossier_id=7,
                id=id_,
                parent_id=parent,
                kind=int(kind),
                at_ms=dice.randrange(1, 50),
                holder_id=dice.choice([None, 3, 4]),
                unit=dice.choice(["", "Phòng A"]),
                due_ms=dice.choice([None, 900, 901]),
                over_id=over,
            )
        )
    dice.shuffle(acts)
    return acts


def folded(acts: list[Act]) -> Life:
    return fold(
        Event(
            each.id,
            each.parent_id,
            EventKind(each.kind),
            each.at_ms,
            (each.at_ms, each.id.to_bytes(8, "big")),
            each.holder_id,
            each.unit,
            each.due_ms,
            each.over_id,
        )
        for each in acts
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_line_stands_where_it_folds_to(seed):
    lines, followed = Lines(), 0
    for number in range(400):
        acts = random_acts(Random(f"{seed}/{number}"))
        standing = lines.standing(acts)
        if standing is not None:
            life = folded(acts)
            followed += 1
            assert standing == Standing(
                life.state,
                life.due_ms,
                life.holder_id,
                life.unit,
                life.finished_ms,
                life.returned_ms,
                life.last_event_id,
                life.is_contested or bool(life.illegal),
                [Step(each.kind, each.at_ms, each.due_ms) for each in life.applied],
            )
    assert 100 < followed < 400


def test_a_dossier_without_acts_is_a_draft():
    life = folded([])
    assert Lines().standing([]) == Standing(
        life.state, None, None, "", None, None, None, needs_word=False, steps=[]
    )
