"""Saving a reception: rows, changeset, search index and fsync; what capture and log add; the bulk cost."""

import shutil
from pathlib import Path

from app.changes.registry import Command
from app.domain.dossier import Role
from app.services.desk import Desk, Officer
from app.services.reception import receive_dossier
from app.storage import journal, projections
from benchmarks import profiles
from benchmarks.figures import Figure, keep, median, percentile, timed_ms
from benchmarks.reference import load
from benchmarks.world import World

ROUNDS = 600
BULK_ROWS = 20_000


def main() -> None:
    """Measure and keep."""
    root = Path("build/bench/save")
    shutil.rmtree(root, ignore_errors=True)
    profile, desk, officer = profiles.fresh(root, load())
    world = World(load(), 7)
    drafts = [world.draft(desk.catalogue, desk.today()) for _ in range(ROUNDS)]
    log_ms: list[float] = []
    _watch_log(log_ms)
    saves = [timed_ms(lambda d=draft: receive_dossier(desk, officer, d)) for draft in drafts]
    captured, bare = _bulk(desk, officer, with_capture=True), _bulk(desk, officer, with_capture=False)
    profile.close()
    keep(
        "save",
        [
            Figure("save_p50", median(saves), "ms", 10),
            Figure("save_p99", percentile(saves, 0.99), "ms", 40),
            Figure("capture_and_log_p99", percentile(log_ms, 0.99), "ms", 2),
            Figure("capture_and_log_p50", median(log_ms), "ms", None),
            Figure("bulk_rows_per_second", BULK_ROWS / captured * 1000, "rows/s", None, "higher"),
            Figure("bulk_cost_of_capture_and_log", 100 * (captured / bare - 1), "%", None),
        ],
        "capture_and_log is the time from draining the capture table to the changeset row, per reception; "
        "bulk is one transaction of 20,000 applicants, with capture and log against the same inserts alone",
    )


def _watch_log(times: list[float]) -> None:
    """Time the two functions that turn captured rows into a changeset, without changing what they do."""
    drain, append = journal.captured_changes, journal.append

    def timed_drain(*args: object) -> object:
        result: list[object] = []
        times.append(timed_ms(lambda: result.append(drain(*args))))  # type: ignore[arg-type]
        return result[0]

    def timed_append(*args: object) -> None:
        times[-1] += timed_ms(lambda: append(*args))  # type: ignore[arg-type]

    journal.captured_changes, journal.append = timed_drain, timed_append  # type: ignore[assignment]


def _bulk(desk: Desk, officer: Officer, *, with_capture: bool) -> float:
    refresh = projections.refresh
    projections.refresh = lambda *_args, **_kwargs: None  # the search index is not part of this question
    try:
        return timed_ms(lambda: _insert_many(desk, officer, with_capture))
    finally:
        projections.refresh = refresh


def _insert_many(desk: Desk, officer: Officer, with_capture: bool) -> None:
    with desk.store.write(desk.act(Command.IMPORT, officer, Role.RECEPTION)) as unit:
        unit.connection.exec_driver_sql(
            "UPDATE capture_switch SET is_on = ? WHERE id = 1", (int(with_capture),)
        )
        rows = [(unit.new_id(), f"Người Mẫu {n}", f"000{n:09d}", unit.stamp) for n in range(BULK_ROWS)]
        unit.connection.exec_driver_sql(
            "INSERT INTO applicant(id, full_name, id_number, stamp) VALUES (?, ?, ?, ?)", rows
        )
        unit.connection.exec_driver_sql("UPDATE capture_switch SET is_on = 1 WHERE id = 1")


if __name__ == "__main__":
    main()
