"""Following a report up by its code: who gets in, what is shown, what can be said."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import SEEN, Reporter, World, jpeg, open_world
from sqlalchemy import select

from intake.cases.verifying import ask, start
from intake.tips.models import Tip
from intake.tips.queries import thread_of
from intake.tips.values import Message
from portal.pages.follow_up_pass import LASTS
from publishing.kernel.limits import Limit
from publishing.kernel.notices import notices_of

QUESTION = "孩子一般几点到、几点走？"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    return world.reporter()


@pytest.fixture
def code(world: World) -> str:
    """The code of a report that another browser sent."""
    return world.reporter().report()


def question(world: World) -> None:
    """The supervisor starts and asks."""
    wang = world.people["wang"].actor()
    tip_id = world.tip().id
    with world.database.begin() as session:
        start(session, tip_id, actor=wang, now=world.now)
        ask(session, tip_id, question=QUESTION, actor=wang, now=world.now)


def replied(world: World) -> None:
    """The tip as it is when the reporter has been answered."""
    with world.database.begin() as session:
        tip = session.scalars(select(Tip)).one()
        tip.state, tip.outcome = "replied", "substantiated"
        tip.handled_by_id, tip.concluded_by_id = world.people["wang"].id, world.people["head"].id
        tip.handled_at = tip.concluded_at = tip.replied_at = world.now


@pytest.mark.parametrize("form", ["{}", "  {} ", "{:-}", "{:wide}"])
def test_the_code_opens_the_report_however_it_is_typed(reporter: Reporter, code: str, form: str) -> None:
    typed = {
        "{}": code,
        "  {} ": f"  {code} ",
        "{:-}": code.replace(" ", "-"),
        "{:wide}": "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else "　" for c in code),
    }[form]
    assert reporter.follow(typed).location == "/follow-up/view"
    page = reporter.text("/follow-up/view")
    assert "博爱2026-0001" in page
    assert "月山镇花园村，无证幼儿园" in page
    assert SEEN in page
    assert "已受理，交月山镇第3责任区核查。" in page


def test_the_steps_carry_their_days(reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    assert page.count("is-done") == 1
    assert '<li class="ming-steps__s is-now" aria-current="step"><b>已受理</b>' in page
    assert "11月23日，现在到这一步" in page
    assert "1月22日前" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请输入查询码，例如4827 1903 5561 0812 3344 5597"),
        ("4827 1903", "查询码是24位数字，您输入了8位"),
        ("博爱2026-0001", "查询码里只有数字"),
        ("4827 1903 5561 0812 3344 5590", "查询码有一位抄错了"),
    ],
)
def test_slips_are_told_apart(reporter: Reporter, typed: str, said: str) -> None:
    answer = reporter.follow(typed)
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count(said) == 2


def test_an_unknown_code_opens_nothing_and_says_only_that(
    world: World, reporter: Reporter, code: str
) -> None:
    body = "0" * 22
    unknown = f"{body}{98 - int(body) * 100 % 97:02d}"
    answer = reporter.follow(unknown)
    assert answer.status_code == 422
    assert "没有查到这个查询码" in answer.get_data(as_text=True)
    assert reporter.client.get_cookie("follow") is None


def test_too_many_tries_have_to_wait(reporter: Reporter, code: str) -> None:
    body = "0" * 22
    unknown = f"{body}{98 - int(body) * 100 % 97:02d}"
    for _try in range(10):
        assert reporter.follow(unknown).status_code == 422
    answer = reporter.follow(code)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "300"
    assert "试得太多了，请过5分钟再试" in answer.get_data(as_text=True)


def test_right_codes_use_nothing_up(reporter: Reporter, code: str) -> None:
    for _neighbour in range(12):
        assert reporter.follow(code).location == "/follow-up/view"
    body = "0" * 22
    assert reporter.follow(f"{body}{98 - int(body) * 100 % 97:02d}").status_code == 422


def test_many_codes_from_everywhere_are_told_once_and_keep_nobody_out(
    world: World, reporter: Reporter, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.pages.follow_up_alarm.RECEIPT_SITE", Limit("receipt_site", ("3 per hour",)))
    for _try in range(6):
        assert reporter.follow(code).location == "/follow-up/view"
    with world.database.read() as session:
        told = [notice.kind for notice in notices_of(session, world.people["admin"].id, limit=9)]
    assert told == ["receipts_guessed"]


def test_slips_do_not_count_as_tries(reporter: Reporter, code: str) -> None:
    for _try in range(12):
        reporter.follow("1234")
    assert reporter.follow(code).location == "/follow-up/view"


def test_the_cookie_is_sealed_and_short_lived(world: World, reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    cookie = reporter.client.get_cookie("follow")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.max_age) == (True, "Lax", LASTS)
    reporter.client.set_cookie("follow", cookie.value[:-6] + "AAAA==")
    assert reporter.get("/follow-up/view").location == "/follow-up/?again=1"


def test_reading_ends_after_twenty_minutes(world: World, reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    world.pass_time(minutes=19)
    reporter.text("/follow-up/view")
    world.pass_time(minutes=19)
    reporter.text("/follow-up/view")
    world.pass_time(minutes=21)
    assert reporter.get("/follow-up/view").location == "/follow-up/?again=1"


@pytest.mark.parametrize("path", ["/follow-up/view", "/follow-up/withdraw"])
def test_without_a_code_nothing_is_shown(reporter: Reporter, code: str, path: str) -> None:
    answer = reporter.get(path)
    assert answer.location == "/follow-up/?again=1"
    assert "请再输一遍查询码" in reporter.text(answer.location)


def test_leaving_ends_reading(reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    assert reporter.post("/follow-up/leave", page="/follow-up/view").location == "/follow-up/"
    assert reporter.client.get_cookie("follow") is None


def test_leaving_quickly_ends_reading(reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    reporter.get("/leave")
    assert reporter.client.get_cookie("follow") is None


def test_back_after_leaving_leads_away_again_for_ten_minutes(
    world: World, reporter: Reporter, code: str
) -> None:
    reporter.follow(code)
    assert reporter.get("/leave").location == world.settings.leave_url
    for path in (
        "/follow-up/view",
        "/follow-up/receipt.txt",
        "/report/sent",
        "/report/seen",
        "/report/noted",
    ):
        assert reporter.get(path).location == world.settings.leave_url
    cookie = reporter.client.get_cookie("left")
    assert cookie is not None
    assert (cookie.value, cookie.max_age, cookie.http_only) == ("1", 600, True)
    reporter.client.delete_cookie("left")
    assert reporter.get("/follow-up/view").location == "/follow-up/?again=1"


def test_whoever_comes_back_on_purpose_is_let_in(world: World, reporter: Reporter, code: str) -> None:
    reporter.get("/leave")
    reporter.follow(code)
    assert reporter.client.get_cookie("left") is None
    assert "博爱2026-0001" in reporter.text("/follow-up/view")
    reporter.get("/leave")
    reporter.begin()
    assert reporter.client.get_cookie("left") is None
    reporter.text("/report/what")


def test_the_entry_says_what_to_do_without_the_code(reporter: Reporter) -> None:
    page = reporter.text("/follow-up/")
    assert "查询码丢了怎么办" in page
    assert "把编号也写上" in page


def test_a_question_is_answered(world: World, reporter: Reporter, code: str) -> None:
    question(world)
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    assert "等您回答" in page
    assert QUESTION in page
    sent = reporter.post("/follow-up/answer", {"body": "早上七点半到"}, page="/follow-up/view")
    assert sent.location == "/follow-up/view"
    assert "早上七点半到" in reporter.text("/follow-up/view")
    assert world.tip().state == "verifying"


def test_an_empty_answer_is_refused(world: World, reporter: Reporter, code: str) -> None:
    question(world)
    reporter.follow(code)
    answer = reporter.post("/follow-up/answer", {"body": " "}, page="/follow-up/view")
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("请写下您要说的话") == 2


def test_an_answer_sent_too_late_waits_for_the_code_and_is_not_lost(
    world: World, reporter: Reporter, code: str
) -> None:
    question(world)
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    world.pass_time(minutes=21)
    late = reporter.client.post("/follow-up/answer", data={"csrf_token": token, "body": "早上七点半到"})
    assert late.status_code == 401
    assert "早上七点半到" in late.get_data(as_text=True)
    again = reporter.client.post(
        "/follow-up/", data={"csrf_token": token, "code": code, "kept": "早上七点半到"}
    )
    shown = again.get_data(as_text=True)
    assert again.status_code == 200
    assert "早上七点半到</textarea>" in shown
    assert "还没有发送" in shown
    assert all(message.body != "早上七点半到" for message in messages(world))


def messages(world: World) -> list[Message]:
    """The thread of the only tip."""
    with world.database.read() as session:
        return list(thread_of(session, session.scalars(select(Tip)).one().id))


def test_more_can_be_added_while_it_is_open(world: World, reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    reporter.post("/follow-up/answer", {"body": "今天又来了两辆面包车"}, page="/follow-up/view")
    assert "今天又来了两辆面包车" in reporter.text("/follow-up/view")
    assert world.tip().state == "assigned"


def test_photos_can_be_added_and_bad_ones_are_named(world: World, reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    files = [(io.BytesIO(jpeg()), "门口.jpg"), (io.BytesIO(b"words"), "说明.txt")]
    answer = reporter.post("/follow-up/photos", {"photos": files}, page="/follow-up/view")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("“说明.txt”：这不是照片") == 2
    assert "已经收下照片1张。" in page
    assert len(list(world.settings.uploads.rglob("*.jpg"))) == 1


def test_photos_that_are_too_large_together_are_refused_with_words(reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    answer = reporter.client.post(
        "/follow-up/photos", data={"photos": (io.BytesIO(b"\xff" * 450_000), "大.jpg")}
    )
    assert answer.status_code == 413
    assert "这次选的照片加起来太大" in answer.get_data(as_text=True)


def test_withdrawing_is_asked_once_more(world: World, reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    assert "要撤回这件举报吗？" in reporter.text("/follow-up/withdraw")
    assert world.tip().state == "assigned"
    assert reporter.post("/follow-up/withdraw").location == "/follow-up/view"
    page = reporter.text("/follow-up/view")
    assert world.tip().state == "withdrawn"
    assert "您已撤回这件举报。" in page
    assert "/follow-up/withdraw" not in page


def test_a_result_is_shown_with_its_word(world: World, reporter: Reporter, code: str) -> None:
    replied(world)
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    assert '<strong class="ming-tag ming-tag--fact">属实</strong>' in page
    assert page.count("is-done") == 4


def test_not_solved_reopens_with_another_officer(world: World, reporter: Reporter, code: str) -> None:
    replied(world)
    reporter.follow(code)
    assert reporter.post("/follow-up/reopen", {}, page="/follow-up/view").status_code == 422
    sent = reporter.post("/follow-up/reopen", {"reason": "今天早上还在收孩子"}, page="/follow-up/view")
    assert sent.location == "/follow-up/view"
    tip = world.tip()
    assert tip.state == "assigned"
    assert tip.responsible_user_id != world.people["wang"].id
    assert "将由另外的人员重新核查" in reporter.text("/follow-up/view")


def test_an_answer_to_a_tip_that_has_moved_on_is_given_back(
    world: World, reporter: Reporter, code: str
) -> None:
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    replied(world)
    answer = reporter.client.post("/follow-up/answer", data={"csrf_token": token, "body": "还有一件事"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "这件举报刚刚有了变化" in shown
    assert "还有一件事" in shown


def test_the_page_names_no_officer(world: World, reporter: Reporter, code: str) -> None:
    question(world)
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    assert all(person.name not in page for person in world.people.values())


def test_the_page_is_not_kept(reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    answer = reporter.get("/follow-up/view")
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.get_data(as_text=True)


def test_the_english_page_speaks_english(reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    page = reporter.text("/en/follow-up/view")
    assert "Unlicensed kindergarten" in page
    assert "Leave follow-up" in page


def test_a_promised_day_that_has_gone_by_is_admitted_and_one_that_has_not_is_not(
    world: World, reporter: Reporter, code: str
) -> None:
    reporter.follow(code)
    assert "已超过答应您的" not in reporter.text("/follow-up/view")
    world.pass_time(days=61)
    late = world.reporter()
    late.follow(code)
    page = late.text("/follow-up/view")
    assert "已超过答应您的1月22日，还没有办出结果。系统已经督促责任人，并会逐级上报。" in page


def test_a_report_that_nobody_accepted_in_time_says_so(world: World) -> None:
    reporter = world.reporter()
    code = reporter.report(place_words="不清楚", village="")
    with world.database.begin() as session:
        tip = session.scalars(select(Tip)).one()
        tip.state, tip.accept_by = "received", world.now.date()
    world.pass_time(days=2)
    late = world.reporter()
    late.follow(code)
    assert "还没有告诉您是否受理。系统已经督促责任人" in late.text("/follow-up/view")
