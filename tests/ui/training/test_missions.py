"""Missions in the real window: begun, done and counted by keys alone."""

import shutil
from pathlib import Path

import pytest

from app.platform.system_clock import SystemClock
from app.training import course, score
from tests.support.training_window import opened, people_of
from ui.theme.look import Look


@pytest.fixture
def root(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / founded.name))


def no_cut() -> None:
    pytest.fail("the power was cut in a mission that is not about it")


def test_the_first_mission_is_done_by_keys_from_its_beginning_to_its_points(look: Look, root: Path) -> None:
    with opened(look, root, SystemClock(), no_cut) as trainee:
        trainee.begin(1)
        page = trainee.window.panel.page
        assert page.steps() == [("Tiếp nhận hồ sơ đăng ký khai sinh của chị Lan.", False)]
        trainee.receive(people_of(1)[0], "ksinh")
        trainee.wait(page.go_on.isVisible)
        assert page.steps() == [("Tiếp nhận hồ sơ đăng ký khai sinh của chị Lan.", True)]
        assert page.ended.text().startswith("Xong: 100 điểm")
        page.go_on.click()
        trainee.wait(lambda: "100 điểm" in trainee.window.panel.sum.text())
        assert trainee.window.panel.list.currentRow() == 1
        (result,) = course.results(trainee.window.workplace.desk)
        assert (result.mission, result.points) == (1, score.FULL)
