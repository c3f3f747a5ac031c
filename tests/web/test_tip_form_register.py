"""A report about a kindergarten of the register: carried over from its page, and checked before sending."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import SEEN, YUESHAN, Reporter, World, open_world, publish_register


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def kindergarten(world: World) -> str:
    """The id of a licensed one."""
    return publish_register(world)


@pytest.fixture
def reporter(world: World) -> Reporter:
    return world.reporter()


def test_a_kindergarten_from_its_page_brings_name_and_place(
    world: World, reporter: Reporter, kindergarten: str
) -> None:
    assert "月山镇中心幼儿园" in reporter.text(f"/report/?kindergarten={kindergarten}")
    reporter.begin(f"?kindergarten={kindergarten}")
    reporter.post("/report/what", {"categories": ["fire"]})
    where = reporter.text("/report/where")
    assert 'value="月山镇"' in where
    assert "月山村中心街41号</textarea>" in where
    form = {"county": "410822000000", "town": "月山镇", "detail": "月山村中心街41号"}
    assert reporter.post("/report/where", form).location == "/report/where/which"
    reporter.post("/report/where/which", {"place": "unknown"})
    reporter.post("/report/seen", {"kindergarten_name": "月山镇中心幼儿园", "text": SEEN})
    world.pass_time(minutes=3)
    reporter.send()
    assert world.tip().kindergarten_id == kindergarten
    assert YUESHAN in world.tip().division_path


def test_another_name_is_another_kindergarten(world: World, reporter: Reporter, kindergarten: str) -> None:
    reporter.begin(f"?kindergarten={kindergarten}")
    reporter.post("/report/what", {"categories": ["fire"]})
    reporter.post("/report/seen", {"kindergarten_name": "小星芽宝贝之家", "text": SEEN})
    world.pass_time(minutes=3)
    reporter.send()
    assert world.tip().kindergarten_id is None


@pytest.mark.usefixtures("kindergarten")
def test_a_licensed_one_reported_as_unlicensed_is_pointed_out(reporter: Reporter) -> None:
    reporter.fill(name="月山镇中心幼儿园", categories=["unlicensed"])
    page = reporter.text("/report/check")
    assert "名单里有“月山镇中心幼儿园”，有证。" in page
    assert "您想反映的是里面的危险吗？" in page
    assert reporter.send().location == "/report/sent"


@pytest.mark.usefixtures("kindergarten")
def test_a_danger_in_a_licensed_one_needs_no_second_thought(reporter: Reporter) -> None:
    reporter.fill(name="月山镇中心幼儿园", categories=["fire"])
    page = reporter.text("/report/check")
    assert "有证的幼儿园有问题，也会核查。" in page
    assert "您想反映的是里面的危险吗？" not in page


@pytest.mark.usefixtures("kindergarten")
def test_one_that_is_not_found_is_not_called_unlicensed(reporter: Reporter) -> None:
    reporter.fill(name="向阳花托管班")
    page = reporter.text("/report/check")
    assert "名单中查不到“向阳花托管班”。查不到，不等于无证" in page


def test_without_an_index_the_report_can_be_sent_all_the_same(world: World, reporter: Reporter) -> None:
    reporter.fill()
    assert "名单核对" not in reporter.text("/report/check")
    assert reporter.send().location == "/report/sent"
    assert world.tips() == 1
