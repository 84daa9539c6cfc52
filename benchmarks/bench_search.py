"""Search over 500,000 dossiers, and board pages anywhere in a list of 200,000."""

import random

from app.services import board
from app.services.board import GroupKind
from app.services.desk import Desk
from benchmarks import profiles
from benchmarks.figures import Figure, keep, median, percentile, timed_ms
from benchmarks.reference import load
from benchmarks.world import World

SEARCHED = 500_000
PAGE = 50
QUERIES = 200
JUMPS = 100


def main() -> None:
    """Measure and keep."""
    profile, desk, _ = profiles.filled(SEARCHED)
    searches = _searches(desk)
    pages = _jumps(desk)
    heads = [timed_ms(lambda: board.board(desk)) for _ in range(20)]
    profile.close()
    keep(
        "search",
        [
            Figure("search_p95", percentile(searches, 0.95), "ms", 100),
            Figure("search_p50", median(searches), "ms", None),
            Figure("list_page_p95", percentile(pages, 0.95), "ms", 30),
            Figure("list_page_max", max(pages), "ms", None),
            Figure("board_head_p50", median(heads), "ms", None),
        ],
        f"{SEARCHED:,} dossiers; {QUERIES} queries: names with and without diacritics, one to three words, "
        f"ids, phones, codes, text; {JUMPS} jumps to random places of the list of all dossiers",
    )


def _searches(desk: Desk) -> list[float]:
    world = World(load(), 20261123)
    dice = random.Random(3)
    queries = [_query(world, dice) for _ in range(QUERIES)]
    board.found_page(desk, "mẫu", 0, PAGE)
    return [timed_ms(lambda q=query: board.found_page(desk, q, 0, PAGE)) for query in queries]


def _query(world: World, dice: random.Random) -> str:
    person = world.person()
    words = person.full_name.split()
    return dice.choice(
        (
            person.full_name,
            person.full_name.lower(),
            words[0],
            words[-1],
            f"{words[0]} {words[-1]}".lower().replace("ễ", "e").replace("ầ", "a"),
            person.id_number,
            person.id_number[-4:],
            person.phone,
            f"26{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}-00{dice.randrange(10, 99)}",
            f"chung thuc {words[-1]}",
        )
    )


def _jumps(desk: Desk) -> list[float]:
    dice = random.Random(5)
    total = board.count_all(desk)
    places = [dice.randrange(total - PAGE) for _ in range(JUMPS)]
    everywhere = [timed_ms(lambda p=place: board.all_page(desk, p, PAGE, total)) for place in places]
    is_open = sum(group.count for group in board.board(desk).groups)
    spots = [dice.randrange(max(1, is_open - PAGE)) for _ in range(JUMPS)]
    return everywhere + [
        timed_ms(lambda s=spot: board.open_page(desk, GroupKind.OPEN, s, PAGE)) for spot in spots
    ]


if __name__ == "__main__":
    main()
