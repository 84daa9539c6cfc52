"""Every test on two cores, as ``make test`` runs them; what fails in company is tried once more, alone.

Tests here wait for real servers, windows and cut lines, and a machine that is busy with other things may
outlast their patience. What a test shows, it shows alone as well; so a rule that is broken fails both times,
and whatever passed only alone is named at the end. A crash, a hang or a module that cannot be read is no
impatience: then nothing is tried again.
"""

import subprocess
import sys
from collections.abc import Sequence

import pytest

IN_COMPANY = ("--numprocesses", "3", "--dist", "worksteal")  # a third works while two wait
MOST_AGAIN = 3  # more than that is no chance


class Failures:
    """The tests that failed, each once; ``is_final`` where something else went wrong, too."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.is_final = False

    @property
    def may_be_chance(self) -> bool:
        """Whether it is worth while to see them alone."""
        return not self.is_final and 0 < len(self.names) <= MOST_AGAIN

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.names:
            self.names.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.is_final = self.is_final or report.failed

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, error: object) -> None:
        """A worker ended: of itself where there is an error."""
        self.is_final = self.is_final or error is not None


def main(arguments: Sequence[str]) -> int:
    """Run them, with what pytest is told besides; the exit status is pytest's."""
    failures = Failures()
    status = int(pytest.main([*IN_COMPANY, *arguments], plugins=[failures]))
    if status == pytest.ExitCode.TESTS_FAILED and failures.may_be_chance:
        return alone(failures.names)
    return status


def alone(names: Sequence[str]) -> int:
    """Run these once more, one after the other in a process of their own."""
    _say("failed, tried once more alone", names)
    status = subprocess.run([sys.executable, "-m", "pytest", *names], check=False).returncode
    if status == pytest.ExitCode.OK:
        _say("passed only alone", names)
    return status


def _say(what: str, names: Sequence[str]) -> None:
    for name in names:
        print(f"{what}: {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
