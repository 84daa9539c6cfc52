"""What becomes of newer versions: one that works, one that fails its test, one that never shows a window."""

import time
from collections.abc import Callable

from app.installation.aside import report_of
from app.installation.folder import Installation
from app.releases.version import Version
from installer.wine.bench import Bench, Flaw, Step, insist, make_bundle
from installer.wine.screen import processes_of

TITLE = "Sổ Xã"
BY_LINE, FAILS_TEST, SHOWS_NOTHING = "0.1.2", "0.1.3", "0.1.4"
PATIENCE_S = 420.0  # a version is tried, its window shown, by two programs of Wine on a busy machine


def update_by_line(bench: Bench) -> str:
    """A signed release is fetched from the server, tried on a copy of the books, and kept."""
    said = _fetch_by_line(bench, BY_LINE)
    started = bench.start(bench.root / "SoXa.exe")
    trial = bench.root / "trial"
    _await(lambda: bench.current == BY_LINE and not trial.exists(), "the new version is not in use")
    bench.screen.fill(TITLE)
    time.sleep(2)
    bench.photograph("after-update")
    bench.close_program()
    started.wait(timeout=60)
    bench.find_dossier()
    return f"{said} Now {bench.current}, confirmed"


def broken_update_is_left(bench: Bench) -> str:
    """A release that fails its self-test, brought by stick: put aside, and the old version goes on."""
    district, before = bench.enrolled_at(), bench.current
    district.publish(make_bundle(FAILS_TEST, Flaw.FAILS_TEST))
    stick = bench.prefix.drive / "updates-stick"
    stick.mkdir()
    district.do("updates", "to-stick", stick)
    bench.cli("updates", "from-stick", r"C:\updates-stick")
    started = bench.start(bench.root / "SoXa.exe")
    _await(lambda: _is_aside(bench, FAILS_TEST), "the broken version was not put aside")
    _see_it_go_on(bench, before, "after-broken-update")
    started.wait(timeout=60)
    return f"{FAILS_TEST} put aside: {_why(bench, FAILS_TEST)}; {before} goes on"


def window_never_comes(bench: Bench) -> str:
    """A release that passes its self-test and then shows nothing: at its third start it gives way."""
    before = bench.current
    said = _fetch_by_line(bench, SHOWS_NOTHING)
    bench.start(bench.root / "SoXa.exe")
    _await(lambda: _starts(bench) == 1 and not processes_of("\\soxa.exe"), "the first start is not counted")
    bench.run(bench.root / "SoXa.exe")
    insist(_starts(bench) == 2, "the second start is not counted")
    started = bench.start(bench.root / "SoXa.exe")
    _await(lambda: _is_aside(bench, SHOWS_NOTHING), "the launcher does not go back")
    _see_it_go_on(bench, before, "after-no-window")
    started.wait(timeout=60)
    bench.find_dossier()
    return f"{said} Two starts without a window, then {before} again: {_why(bench, SHOWS_NOTHING)}"


def _fetch_by_line(bench: Bench, number: str) -> str:
    """Published, signed, fetched through the real server; what the desk said of it."""
    district = bench.enrolled_at()
    district.publish(make_bundle(number, Flaw.SHOWS_NOTHING if number == SHOWS_NOTHING else None))
    with district.running():
        said = bench.cli("updates", "check").strip().splitlines()[-1]
    insist((bench.root / "staged").read_text(encoding="ascii").strip() == number, f"not staged: {said}")
    return said


def _see_it_go_on(bench: Bench, version: str, picture: str) -> None:
    bench.screen.await_window(TITLE, PATIENCE_S)
    bench.screen.fill(TITLE)
    time.sleep(8)
    bench.photograph(picture)
    insist(bench.current == version, f"current says {bench.current}")
    bench.close_program()


def _starts(bench: Bench) -> int:
    """How often the version on trial was started so far, by the launcher's own count."""
    trial = bench.root / "trial"
    return int(trial.read_text(encoding="ascii").split()[2]) if trial.exists() else 0


def _is_aside(bench: Bench, number: str) -> bool:
    return (bench.root / "aside" / f"{number}.json").exists()


def _why(bench: Bench, number: str) -> str:
    report = report_of(Installation(bench.root), Version.read(number))
    assert report is not None
    return " ".join([report.reason.value, *report.failing])


def _await(is_so: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        insist(time.monotonic() < end, otherwise)
        time.sleep(0.5)


UPDATE_STEPS: dict[str, Step] = {
    "an update by line": update_by_line,
    "a broken update by stick": broken_update_is_left,
    "a version whose window never comes": window_never_comes,
}
