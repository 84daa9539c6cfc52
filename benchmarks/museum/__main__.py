"""``python -m benchmarks.museum``: twenty-four bugs of others in our engine; each must be noticed.

``--only N`` shows one. Results go to benchmarks/results/museum.json.
"""

import argparse
import json
import tempfile
from pathlib import Path

from benchmarks.museum.exhibits import EXHIBITS, Exhibit
from benchmarks.museum.hunt import MOST_SEEDS, Caught, hunt
from benchmarks.simulate.office import an_office
from benchmarks.simulate.run import MEMORY

RESULTS = Path(__file__).parents[1] / "results" / "museum.json"
SHOWN = 90


def main() -> int:
    """Hunt them all; non-zero when one goes unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.museum", description=__doc__)
    parser.add_argument("--only", type=int, action="append", help="the number of a trap")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--most", type=int, default=MOST_SEEDS, help="worlds before one counts as unnoticed")
    asked = parser.parse_args()
    wanted = [each for each in EXHIBITS if not asked.only or each.number in asked.only]
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        office = an_office(Path(folder))
        found = [(each, _told(each, hunt(each, office, asked.first, asked.most))) for each in wanted]
    caught = sum(bool(each.noticed) for _, each in found)
    print(f"caught {caught}/{len(found)}")
    if not asked.only:
        RESULTS.write_text(
            json.dumps(_report(found, asked.first), indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
    return 0 if caught == len(found) else 1


def _told(exhibit: Exhibit, caught: Caught) -> Caught:
    said = caught.noticed[:SHOWN] or "NOT NOTICED"
    print(
        f"T{exhibit.number:<3}{exhibit.trap:<40}{caught.seeds:>4} seeds {caught.seconds:6.1f} s  {said}",
        flush=True,
    )
    return caught


def _report(found: list[tuple[Exhibit, Caught]], first: int) -> dict[str, object]:
    return {
        "caught": sum(bool(caught.noticed) for _, caught in found),
        "of": len(found),
        "first_seed": first,
        "traps": [
            {
                "trap": f"T{exhibit.number}",
                "what": exhibit.trap,
                "seen_in": exhibit.seen_in,
                "worlds": list(exhibit.troubles) or "any",
                "shown_by": "worlds" if exhibit.case is None else exhibit.case.__name__,
                "seeds": caught.seeds,
                "seconds": round(caught.seconds, 1),
                "noticed": caught.noticed,
            }
            for exhibit, caught in found
        ],
    }


if __name__ == "__main__":
    raise SystemExit(main())
