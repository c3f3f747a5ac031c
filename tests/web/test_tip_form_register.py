"""A report about a kindergarten of the register: carried over from its page, and checked before sending."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import SEEN, WHERE, YUESHAN, Reporter, World, open_world, publish_register
from werkzeug.test import TestResponse


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


SECOND = {"kindergarten_name": "月山镇中心幼儿园"}


def begun(reporter: Reporter, *categories: str, where: dict[str, object] = WHERE) -> None:
    """A report up to the question of the name."""
    reporter.begin()
    reporter.post("/report/what", {"categories": list(categories)})
    reporter.post("/report/where", where)


def test_the_licensed_ones_of_the_place_stand_beside_the_name(reporter: Reporter, kindergarten: str) -> None:
    begun(reporter, "fire")
    page = reporter.text("/report/seen")
    assert "月山镇有证的幼儿园（1所）" in page
    assert f'name="this" value="{kindergarten}"' in page


@pytest.mark.usefixtures("kindergarten")
def test_without_a_township_no_list_is_shown(reporter: Reporter) -> None:
    begun(reporter, "fire", where={"county": "unknown", "detail": "汽车站对面"})
    assert "有证的幼儿园（" not in reporter.text("/report/seen")


@pytest.mark.usefixtures("kindergarten")
def test_one_whose_licence_has_lapsed_is_not_listed_as_licensed(world: World, reporter: Reporter) -> None:
    world.pass_time(days=400)
    begun(reporter, "fire")
    assert "有证的幼儿园（" not in reporter.text("/report/seen")


def test_this_one_is_chosen_and_what_was_written_stays(
    world: World, reporter: Reporter, kindergarten: str
) -> None:
    begun(reporter, "fire")
    chosen = reporter.post(
        "/report/seen", {"kindergarten_name": "中心园", "text": SEEN, "this": kindergarten}
    )
    assert chosen.location == "/report/photos"
    page = reporter.text("/report/seen")
    assert 'value="月山镇中心幼儿园"' in page
    assert SEEN in page
    assert "您反映的就是这一所" in page
    world.pass_time(minutes=3)
    reporter.send()
    assert world.tip().kindergarten_id == kindergarten


def test_choosing_before_writing_comes_back_to_the_text(reporter: Reporter, kindergarten: str) -> None:
    begun(reporter, "fire")
    assert reporter.post("/report/seen", {"this": kindergarten}).location == "/report/seen"
    page = reporter.text("/report/seen")
    assert "没有填好" not in page
    assert 'value="月山镇中心幼儿园"' in page


def test_choosing_with_a_telephone_number_in_the_text_asks_about_it_first(
    reporter: Reporter, kindergarten: str
) -> None:
    begun(reporter, "fire")
    text = "厨房很脏，打我电话13812340000"
    asked = reporter.post("/report/seen", {"text": text, "this": kindergarten})
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "文字里的号码怎么办" in page
    assert text in page
    assert 'value="月山镇中心幼儿园"' in page
    answered = {"kindergarten_name": "月山镇中心幼儿园", "text": text, "numbers": "mask"}
    assert reporter.post("/report/seen", answered).location == "/report/photos"
    assert "您反映的就是这一所" in reporter.text("/report/seen")


@pytest.mark.parametrize("this", ["", "K00000000", "nothing"])
def test_an_unknown_choice_chooses_nothing(reporter: Reporter, this: str) -> None:
    begun(reporter, "fire")
    assert reporter.post("/report/seen", {"text": SEEN, "this": this}).location == "/report/photos"


def test_a_licensed_one_reported_as_unlicensed_becomes_a_question(
    world: World, reporter: Reporter, kindergarten: str
) -> None:
    begun(reporter, "unlicensed", "fire")
    asked = reporter.post("/report/seen", {"text": SEEN, "this": kindergarten})
    assert asked.location == "/report/meant?after=seen"
    page = reporter.text(asked.location)
    assert "这所有证。您反映的是它的安全问题吗？" in page
    assert "月山村中心街41号" in page
    assert reporter.post(asked.location, {}).status_code == 422
    assert reporter.post(asked.location, {"meant": "danger"}).location == "/report/photos"
    world.pass_time(minutes=3)
    assert "消防" in reporter.text("/report/check")
    reporter.send()
    assert (world.tip().category, world.tip().more_categories) == ("fire", "")


def test_the_problems_are_asked_anew_where_unlicensed_was_the_only_one(
    world: World, reporter: Reporter, kindergarten: str
) -> None:
    begun(reporter, "unlicensed")
    reporter.post("/report/seen", {"text": SEEN, "this": kindergarten})
    anew = reporter.post("/report/meant?after=seen", {"meant": "danger"})
    assert anew.location == "/report/what?licensed=1&after=seen"
    page = reporter.text(anew.location)
    assert "“月山镇中心幼儿园”有证。请勾选它有什么问题" in page
    assert "checked" not in page
    # until something else is ticked, what was said stays
    assert 'value="unlicensed" checked' in reporter.text("/report/what")
    assert reporter.post(anew.location, {"categories": ["food"]}).location == "/report/photos"
    world.pass_time(minutes=3)
    reporter.send()
    assert (world.tip().category, world.tip().text) == ("food", SEEN)


def test_who_means_unlicensed_all_the_same_is_asked_once(
    world: World, reporter: Reporter, kindergarten: str
) -> None:
    begun(reporter, "unlicensed")
    reporter.post("/report/seen", {"text": SEEN, "this": kindergarten})
    assert reporter.post("/report/meant?after=seen", {"meant": "unlicensed"}).location == "/report/photos"
    again = {"kindergarten_name": "月山镇中心幼儿园", "text": SEEN}
    assert reporter.post("/report/seen", again).location == "/report/photos"
    assert "您还是要按无证反映，教育局会核对。" in reporter.text("/report/check")
    world.pass_time(minutes=3)
    reporter.send()
    assert (world.tip().category, world.tip().kindergarten_id) == ("unlicensed", kindergarten)


def test_another_one_after_all_is_not_pointed_at(world: World, reporter: Reporter, kindergarten: str) -> None:
    begun(reporter, "unlicensed")
    reporter.post("/report/seen", {"text": SEEN, "this": kindergarten})
    assert reporter.post("/report/meant?after=seen", {"meant": "another"}).location == "/report/photos"
    world.pass_time(minutes=3)
    reporter.send()
    assert (world.tip().category, world.tip().kindergarten_id) == ("unlicensed", None)


def test_coming_from_its_page_and_saying_unlicensed_asks_at_once(
    reporter: Reporter, kindergarten: str
) -> None:
    reporter.begin(f"?kindergarten={kindergarten}")
    asked = reporter.post("/report/what", {"categories": ["unlicensed"]})
    assert asked.location == "/report/meant?after=what"
    assert reporter.post(asked.location, {"meant": "unlicensed"}).location == "/report/where"


def test_on_the_check_page_the_one_is_chosen_and_taken_back(
    world: World, reporter: Reporter, kindergarten: str
) -> None:
    reporter.fill(name="月山镇中心幼儿园", categories=["unlicensed", "fire"])
    page = reporter.text("/report/check")
    assert f'name="this" value="{kindergarten}"' in page
    assert "月山镇有证的幼儿园（1所）" in page
    asked = reporter.post("/report/known", {"this": kindergarten}, page="/report/check")
    assert asked.location == "/report/meant?after=check"
    assert reporter.post(asked.location, {"meant": "danger"}).location == "/report/check"
    page = reporter.text("/report/check")
    assert "<dd>消防</dd>" in page
    assert reporter.post("/report/known", {"this": ""}, page="/report/check").location == "/report/check"
    reporter.send()
    assert (world.tip().kindergarten_id, world.tip().kindergarten_name) == (None, "月山镇中心幼儿园")


@pytest.mark.usefixtures("kindergarten")
def test_the_question_is_only_asked_where_there_is_one(reporter: Reporter) -> None:
    reporter.fill(categories=["fire"])
    assert reporter.get("/report/meant?after=seen").location == "/report/check"


def asked(reporter: Reporter, name: str) -> TestResponse:
    return reporter.post("/report/matches", {"kindergarten_name": name}, page="/report/seen")


def test_while_a_name_is_typed_the_register_answers_with_a_piece_of_page(
    reporter: Reporter, kindergarten: str
) -> None:
    begun(reporter, "unlicensed")
    answer = asked(reporter, "月山镇中心幼儿园")
    piece = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<html" not in piece
    assert "名单里有“月山镇中心幼儿园”，有证。" in piece
    assert "您想反映的是里面的危险吗？" in piece
    assert f'name="this" value="{kindergarten}"' in piece
    assert "名单中查不到“向阳花托管班”。查不到，不等于无证" in asked(reporter, "向阳花托管班").text


@pytest.mark.usefixtures("kindergarten")
def test_what_is_typed_is_shown_as_text(reporter: Reporter) -> None:
    begun(reporter, "fire")
    assert "<b>" not in asked(reporter, "<b>花<script>").text.replace('<b class="ming-name">', "")


@pytest.mark.usefixtures("kindergarten")
@pytest.mark.parametrize("name", ["", "月", "   "])
def test_hardly_a_name_is_not_asked_about(reporter: Reporter, name: str) -> None:
    begun(reporter, "fire")
    assert (asked(reporter, name).status_code, asked(reporter, name).text) == (204, "")


@pytest.mark.usefixtures("kindergarten")
def test_a_very_long_name_costs_no_more_than_a_long_one(reporter: Reporter) -> None:
    begun(reporter, "fire")
    assert asked(reporter, "幼" * 100_000).text.count("幼" * 101) == 0


@pytest.mark.usefixtures("kindergarten")
def test_without_a_report_the_register_is_not_asked_this_way(world: World, reporter: Reporter) -> None:
    begun(reporter, "fire")
    token = reporter.text("/report/seen").split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    reporter.client.delete_cookie("draft")
    answer = reporter.client.post(
        "/report/matches", data={"csrf_token": token, "kindergarten_name": "月山镇中心幼儿园"}
    )
    assert answer.status_code == 204
    assert world.reporter().client.post("/report/matches", data=SECOND).status_code == 400


@pytest.mark.usefixtures("kindergarten")
def test_who_asks_without_end_is_told_nothing_and_can_still_report(world: World, reporter: Reporter) -> None:
    begun(reporter, "fire")
    page = reporter.text("/report/seen")
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    data = {"csrf_token": token, **SECOND}
    answers = [reporter.client.post("/report/matches", data=data).status_code for _ in range(61)]
    assert answers == [200] * 60 + [204]
    reporter.post("/report/seen", {"text": SEEN, **SECOND})
    world.pass_time(minutes=3)
    assert "名单里有“月山镇中心幼儿园”，有证。" in reporter.text("/report/check")
    assert reporter.send().location == "/report/sent"


def test_without_an_index_nothing_is_said_while_typing(reporter: Reporter) -> None:
    begun(reporter, "fire")
    assert asked(reporter, "月山镇中心幼儿园").status_code == 204
