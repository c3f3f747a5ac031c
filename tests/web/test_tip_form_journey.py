"""A report from start to receipt, without script: each step keeps its answers and shows the way."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import BOAI, HUAYUAN, SEEN, WHERE, YUESHAN, Reporter, World, jpeg, open_world

from intake.tips.locating import Position
from intake.tips.photos import CleanPhoto, clean_and_ask
from publishing.divisions.adding import add_provisional
from publishing.kernel.identity import SYSTEM


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    return world.reporter()


def test_the_whole_way_makes_one_tip_that_is_with_the_supervisor(world: World, reporter: Reporter) -> None:
    code = reporter.report()
    tip = world.tip()
    assert len(code.replace(" ", "")) == 24
    assert (tip.state, tip.division_code, tip.responsible_user_id) == (
        "assigned",
        HUAYUAN,
        world.people["wang"].id,
    )
    assert (tip.category, tip.more_categories) == ("unlicensed", "fire")
    assert tip.text == SEEN
    assert tip.place_words == "月山镇花园村，大队院东边第二家，门口有蓝色招牌"


def test_steps_lead_to_one_another(reporter: Reporter) -> None:
    reporter.begin()
    assert reporter.post("/report/what", {"categories": ["food"]}).location == "/report/where"
    assert reporter.post("/report/where", WHERE).location == "/report/seen"
    assert reporter.post("/report/seen", {"text": SEEN}).location == "/report/photos"
    assert reporter.post("/report/photos", {}).location == "/report/contact"
    assert reporter.post("/report/contact", {}).location == "/report/check"


def test_every_step_shows_again_what_was_entered(reporter: Reporter) -> None:
    reporter.fill(contact={"contact_name": "张三", "contact": "13812340000"})
    assert 'value="fire" checked' in reporter.text("/report/what")
    where = reporter.text("/report/where")
    assert f'value="{BOAI}" selected' in where
    assert 'value="月山镇花园村"' in where
    assert "大队院东边第二家，门口有蓝色招牌</textarea>" in where
    assert SEEN in reporter.text("/report/seen")
    assert 'value="13812340000"' in reporter.text("/report/contact")


def test_the_check_page_shows_the_answers_and_the_place_as_understood(reporter: Reporter) -> None:
    reporter.fill(contact={"contact_name": "张三", "contact": "13812340000"})
    page = reporter.text("/report/check")
    for shown in ("无证幼儿园；消防", "博爱县月山镇花园村", SEEN, "小星芽宝贝之家", "138****0000"):
        assert shown in page
    assert "13812340000" not in page


def test_a_change_from_the_check_page_leads_back_to_it(reporter: Reporter) -> None:
    reporter.fill()
    assert "/report/seen?then=check" in reporter.text("/report/check")
    sent = reporter.post("/report/seen?then=check", {"text": "门口停着三轮车"})
    assert sent.location == "/report/check"
    assert "门口停着三轮车" in reporter.text("/report/check")


def test_a_step_that_is_too_early_leads_to_the_open_question(reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    early = reporter.get("/report/check")
    assert early.location == "/report/where?first=1"
    assert "请先填好这一步" in reporter.text(early.location)


@pytest.mark.parametrize("path", ["what", "where", "seen", "photos", "contact", "check"])
def test_without_a_draft_a_step_leads_to_the_start_and_says_so(reporter: Reporter, path: str) -> None:
    answer = reporter.get(f"/report/{path}")
    assert answer.location == "/report/?anew=1"
    assert "没有找到您填写的内容" in reporter.text(answer.location)


def test_what_is_posted_after_the_draft_is_gone_begins_a_new_one(reporter: Reporter) -> None:
    reporter.begin()
    reporter.client.delete_cookie("draft")
    answer = reporter.post("/report/seen", {"text": SEEN}, page="/report/")
    assert answer.status_code == 303
    assert reporter.get("/report/photos").location == "/report/what?first=1"
    reporter.post("/report/what", {"categories": ["food"]})
    reporter.post("/report/where", WHERE)
    assert SEEN in reporter.text("/report/seen")


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("/report/what", {}, "请至少选一项，例如“无证幼儿园”"),
        ("/report/where", {"town": "月山镇"}, "请选择县（市、区）"),
        ("/report/where", {"county": BOAI}, "请写清楚具体位置，例如村名、路名或附近的标志物"),
        ("/report/seen", {}, "请写一写您看到的情况，例如多少孩子、几点到几点、有什么危险"),
    ],
)
def test_an_error_stands_above_the_form_and_at_its_field(
    reporter: Reporter, path: str, data: dict[str, object], said: str
) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    if path == "/report/seen":
        reporter.post("/report/where", WHERE)
    answer = reporter.post(path, data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count(said) == 2
    assert "<title>错误：" in page


def test_a_refused_form_keeps_what_was_typed(reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    page = reporter.post("/report/where", {"town": "月山镇花园村"}).get_data(as_text=True)
    assert 'value="月山镇花园村"' in page


def test_a_form_that_waited_too_long_can_be_sent_again(world: World, reporter: Reporter) -> None:
    reporter.fill()
    stale = reporter.client.post("/report/seen", data={"csrf_token": "stale", "text": "换了一种说法"})
    page = stale.get_data(as_text=True)
    assert stale.status_code == 400
    assert 'name="text" value="换了一种说法"' in page
    assert 'action="/report/seen"' in page


def test_a_name_from_a_verdict_page_is_carried_over(reporter: Reporter) -> None:
    reporter.begin("?name=小星芽宝贝之家")
    reporter.post("/report/what", {"categories": ["unlicensed"]})
    reporter.post("/report/where", WHERE)
    assert 'value="小星芽宝贝之家"' in reporter.text("/report/seen")


def test_an_unknown_kindergarten_in_the_address_is_left_out(reporter: Reporter) -> None:
    assert "您要举报的是" not in reporter.text("/report/?kindergarten=nothing")


def test_an_unfinished_report_is_offered_at_the_start(reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    page = reporter.text("/report/")
    assert 'href="/report/where"' in page
    assert "接着刚才的填" in page


def test_the_english_form_stays_english(reporter: Reporter) -> None:
    page = reporter.text("/en/report/")
    assert "Make a report" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    begun = reporter.client.post("/en/report/", data={"csrf_token": token})
    assert begun.location == "/en/report/what"
    assert "What is the problem?" in reporter.text("/en/report/what")


def test_leaving_quickly_forgets_the_report_on_this_browser(world: World, reporter: Reporter) -> None:
    reporter.fill()
    away = reporter.get("/leave")
    assert away.location == world.settings.leave_url
    assert reporter.client.get_cookie("draft") is None
    assert reporter.client.get_cookie("form") is None
    # whoever presses Back is led away again
    assert reporter.get("/report/check").location == world.settings.leave_url


@pytest.mark.parametrize("path", ["/report/", "/report/what", "/report/check", "/follow-up/"])
def test_pages_can_be_left_quickly_and_are_not_kept(reporter: Reporter, path: str) -> None:
    reporter.fill()
    answer = reporter.get(path)
    page = answer.get_data(as_text=True)
    assert 'href="/leave"' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_number_of_children_in_a_text_is_no_personal_number(reporter: Reporter) -> None:
    reporter.fill(text="2026年11月20日上午8点，25个孩子，一个月380元")
    assert "2026年11月20日上午8点" in reporter.text("/report/check")


def test_numbers_in_the_text_are_asked_about_and_moved_to_the_contact(
    world: World, reporter: Reporter
) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    reporter.post("/report/where", WHERE)
    text = "厨房很脏，打我电话13812340000"
    asked = reporter.post("/report/seen", {"text": text})
    assert asked.status_code == 422
    assert text in asked.get_data(as_text=True)
    assert reporter.post("/report/seen", {"text": text, "numbers": "move"}).location == "/report/photos"
    assert "13812340000" not in reporter.text("/report/seen")
    assert 'value="13812340000"' in reporter.text("/report/contact")
    reporter.world.pass_time(minutes=3)
    reporter.send()
    assert world.tip().text == "厨房很脏，打我电话［电话］"
    assert world.tip().sealed_contact is not None


def test_numbers_that_are_not_needed_are_hidden_at_once(reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    reporter.post("/report/where", WHERE)
    reporter.post("/report/seen", {"text": "厨房很脏，老板电话13812340000", "numbers": "mask"})
    assert "［电话］" in reporter.text("/report/seen")
    assert "1381234" not in reporter.text("/report/contact")


def test_a_contact_is_not_asked_for_where_nothing_can_seal_it(world: World, reporter: Reporter) -> None:
    far = {"county": "410823000000", "town": "", "detail": "汽车站对面"}
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    reporter.post("/report/where", far)
    reporter.post("/report/seen", {"text": SEEN})
    page = reporter.text("/report/contact")
    assert 'name="contact"' not in page
    assert "不能保存姓名和电话" in page
    reporter.post("/report/contact", {"contact_name": "张三", "contact": "13812340000"})
    reporter.world.pass_time(minutes=3)
    assert reporter.send().location == "/report/sent"
    assert world.tip().sealed_contact is None


def test_photos_are_kept_shown_and_taken_out(world: World, reporter: Reporter) -> None:
    reporter.fill()
    files = [(io.BytesIO(jpeg()), "门口.jpg"), (io.BytesIO(b"words"), "说明.txt")]
    answer = reporter.post("/report/photos", {"photos": files})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("“说明.txt”：这不是照片。请选JPG、PNG、WebP或HEIC格式的照片") == 2
    assert "已经收下1张" in page
    picture = reporter.get("/report/photos/1")
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["Cache-Control"] == "no-store"
    assert world.reporter().get("/report/photos/1").status_code == 404
    kept = page.split('name="remove" value="')[1].split('"')[0]
    reporter.post("/report/photos", {"remove": kept})
    assert reporter.get("/report/photos/1").status_code == 404


def test_an_upload_that_is_too_large_says_so_and_loses_nothing(reporter: Reporter) -> None:
    reporter.fill()
    reporter.post("/report/photos", {"photos": (io.BytesIO(jpeg()), "门口.jpg"), "go": "add"})
    answer = reporter.client.post(
        "/report/photos", data={"photos": (io.BytesIO(b"\xff" * 450_000), "大.jpg")}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 413
    assert "这次选的照片加起来太大，没有收下。请少选几张，分几次上传" in page
    assert "已经收下1张" in page
    assert SEEN in reporter.text("/report/seen")


def test_of_hundreds_of_files_only_eight_are_looked_at(reporter: Reporter) -> None:
    reporter.fill()
    looked: list[bytes] = []

    def counting(data: bytes) -> tuple[CleanPhoto, Position | None]:
        looked.append(data)
        return clean_and_ask(data)

    files = [(io.BytesIO(jpeg(20, 20)), f"{number}.jpg") for number in range(200)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.pages.tip_form_photos.clean_and_ask", counting)
        answer = reporter.post("/report/photos", {"photos": files})
    assert "最多8张照片，多出的没有收下" in answer.get_data(as_text=True)
    assert len(looked) == 8
    assert reporter.get("/report/photos/8").status_code == 200


def test_photos_go_with_the_tip(world: World, reporter: Reporter) -> None:
    reporter.fill()
    reporter.post("/report/photos", {"photos": (io.BytesIO(jpeg()), "门口.jpg")})
    reporter.send()
    assert len(list(world.settings.uploads.rglob("*.jpg"))) == 1


def test_a_place_chosen_from_the_lists_is_kept(world: World, reporter: Reporter) -> None:
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    to_list = reporter.post("/report/where", {"county": BOAI, "detail": "大队院东边", "go": "list"})
    assert to_list.location == "/report/where/list"
    assert "花园村" not in reporter.text("/report/where/list")
    listed = reporter.post("/report/where/list", {"township": YUESHAN})
    assert listed.location == "/report/where/list"
    assert f'<option value="{HUAYUAN}">花园村</option>' in reporter.text("/report/where/list")
    chosen = {"township": YUESHAN, "listed": YUESHAN, "village": HUAYUAN}
    assert reporter.post("/report/where/list", chosen).location == "/report/seen"
    reporter.post("/report/seen", {"text": SEEN})
    assert "博爱县月山镇花园村" in reporter.text("/report/check")


def test_a_new_community_can_be_chosen_from_the_lists_and_is_called_new(
    world: World, reporter: Reporter
) -> None:
    with world.database.begin() as session:
        node = add_provisional(
            session, township_code=YUESHAN, name="阳光新城社区", actor=SYSTEM, now=world.clock()
        )
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    reporter.post("/report/where", {"county": BOAI, "detail": "3号楼", "go": "list"})
    reporter.post("/report/where/list", {"township": YUESHAN})
    assert f'<option value="{node.code}">阳光新城社区（新社区）</option>' in reporter.text(
        "/report/where/list"
    )
    reporter.post("/report/where/list", {"township": YUESHAN, "listed": YUESHAN, "village": node.code})
    reporter.post("/report/seen", {"text": SEEN})
    assert "博爱县月山镇阳光新城社区" in reporter.text("/report/check")


def test_a_new_community_is_understood_from_words_at_once(world: World, reporter: Reporter) -> None:
    with world.database.begin() as session:
        add_provisional(session, township_code=YUESHAN, name="阳光新城社区", actor=SYSTEM, now=world.clock())
    reporter.begin()
    reporter.post("/report/what", {"categories": ["food"]})
    told = reporter.post("/report/where", {"county": BOAI, "town": "月山镇阳光新城", "detail": "3号楼"})
    assert told.location == "/report/seen"
