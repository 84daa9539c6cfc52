"""Every test on two cores, as ``make test`` runs them; what fails in company is tried once more, alone.

Tests here wait for real servers, windows and cut lines, and a machine that is busy with other things may
outlast their patience. What a test shows, it shows alone as well; so a rule that is broken fails both times,
and whatever passed only alone is named at the end.
"""

import subprocess
import sys
from collections.abc import Sequence

import pytest

IN_COMPANY = ("--numprocesses", "2", "--dist", "worksteal")
MOST_AGAIN = 3  # more than that is no chance


class Failures:
    """The tests that failed, each once."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.names:
            self.names.append(report.nodeid)


def main(arguments: Sequence[str]) -> int:
    """Run them; the exit status is pytest's."""
    failures = Failures()
    status = int(pytest.main([*IN_COMPANY, *arguments], plugins=[failures]))
    if status != pytest.ExitCode.TESTS_FAILED or not 0 < len(failures.names) <= MOST_AGAIN:
        return status
    return alone(failures.names)


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
