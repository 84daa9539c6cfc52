"""Which version it is that broke, also of a frozen program."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from app.crash import facts
from app.crash.facts import UNKNOWN, program_version


@pytest.fixture
def without_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a frozen program."""

    def version(_package: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(facts, "version", version)


@pytest.mark.usefixtures("without_records")
def test_a_frozen_program_knows_its_version_by_its_manifest(tmp_path: Path) -> None:
    (tmp_path / "release.json").write_text('{"format":1,"version":"0.3.1","files":[]}')
    assert program_version(tmp_path / "soxa.exe") == "0.3.1"


@pytest.mark.usefixtures("without_records")
@pytest.mark.parametrize("manifest", [None, "", "[]", "{}", "\x00"])
def test_a_manifest_that_says_nothing_breaks_nothing(tmp_path: Path, manifest: str | None) -> None:
    if manifest is not None:
        (tmp_path / "release.json").write_text(manifest)
    assert program_version(tmp_path / "soxa.exe") == UNKNOWN
