"""问题解决了吗？ on the follow-up page, the calendar file, the case's timeline, and the public figures."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from report_sample import Reporter, World, open_world
from sqlalchemy import select

from intake.desk.tips_timeline import timeline_of
from intake.tips.models import Tip, TipMessage
from intake.tips.values import AskCount
from portal.pages.statistics import _ask_cells, _ask_totals

WORDING = "经核查，情况属实，已停止招收。"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def reporter(world: World) -> Reporter:
    return world.reporter()


@pytest.fixture
def code(world: World) -> str:
    """The code of a report that was answered just now."""
    code = world.reporter().report()
    with world.database.begin() as session:
        tip = session.scalars(select(Tip)).one()
        tip.state, tip.outcome, tip.public_wording = "replied", "substantiated", WORDING
        tip.handled_by_id, tip.concluded_by_id = world.people["wang"].id, world.people["head"].id
        tip.handled_at = tip.concluded_at = tip.replied_at = world.now
        session.add(TipMessage(tip_id=tip.id, direction="reply", body=WORDING, at=world.now))
    return code


def test_the_reply_says_from_which_day_the_question_comes(reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    assert "2026年12月7日以后打开这一页，会问您问题解决了没有" in page
    assert "问题解决了吗" not in page
    assert "问题没有解决，请重新核查" in page


def test_after_two_weeks_the_page_asks_first(world: World, reporter: Reporter, code: str) -> None:
    world.pass_time(days=14)
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    assert page.index("问题解决了吗？") < page.index('<ol class="ming-steps">')
    assert "问题没有解决，请重新核查" not in page
    answer = reporter.post(
        "/follow-up/fixed", {"fixed": "fixed", "satisfaction": "satisfied"}, page="/follow-up/view"
    )
    assert answer.location == "/follow-up/view"
    page = reporter.text("/follow-up/view")
    assert "谢谢。您12月7日告诉我们：已解决。2027年1月4日以后打开这一页，会再问您一次。" in page
    assert "问题解决了吗？" not in page
    assert "问题没有解决，请重新核查" in page


def test_not_fixed_needs_its_reason_and_keeps_what_was_chosen(
    world: World, reporter: Reporter, code: str
) -> None:
    world.pass_time(days=14)
    reporter.follow(code)
    chosen = {"fixed": "not_fixed", "satisfaction": "dissatisfied"}
    answer = reporter.post("/follow-up/fixed", chosen, page="/follow-up/view")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("请写明哪里没有解决") == 2
    assert len(re.findall(r'value="(?:not_fixed|dissatisfied)" checked', page)) == 2
    reporter.post("/follow-up/fixed", {**chosen, "reason": "还在收孩子"}, page="/follow-up/view")
    tip = world.tip()
    assert tip.state == "assigned"
    assert tip.responsible_user_id != world.people["wang"].id
    assert "还在收孩子" in reporter.text("/follow-up/view")


@pytest.mark.parametrize("fields", [{}, {"fixed": "maybe"}, {"fixed": ""}])
def test_an_answer_that_is_none_is_refused(
    world: World, reporter: Reporter, code: str, fields: dict[str, object]
) -> None:
    world.pass_time(days=14)
    reporter.follow(code)
    answer = reporter.post("/follow-up/fixed", fields, page="/follow-up/view")
    assert answer.status_code == 422
    assert "请选一项，例如" in answer.get_data(as_text=True) or "请从列出的选项中选择" in answer.get_data(
        as_text=True
    )
    assert world.tip().state == "replied"


def test_an_invented_satisfaction_is_left_out(world: World, reporter: Reporter, code: str) -> None:
    world.pass_time(days=14)
    reporter.follow(code)
    sent = {"fixed": "fixed", "satisfaction": "<b>"}
    assert reporter.post("/follow-up/fixed", sent, page="/follow-up/view").status_code == 303
    assert "已解决" in reporter.text("/follow-up/view")


def test_a_reason_that_was_being_sent_when_time_was_up_is_not_lost(
    world: World, reporter: Reporter, code: str
) -> None:
    world.pass_time(days=14)
    reporter.follow(code)
    page = reporter.text("/follow-up/view")
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    world.pass_time(minutes=21)
    sent = {"csrf_token": token, "fixed": "not_fixed", "reason": "后院还有孩子"}
    late = reporter.client.post("/follow-up/fixed", data=sent)
    assert late.status_code == 401
    again = reporter.client.post(
        "/follow-up/", data={"csrf_token": token, "code": code, "kept": "后院还有孩子"}
    )
    assert "后院还有孩子</textarea>" in again.get_data(as_text=True)


def test_the_calendar_file_tells_nothing(world: World, reporter: Reporter, code: str) -> None:
    reporter.follow(code)
    answer = reporter.get("/follow-up/reminder.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == "attachment; filename=reminder.ics"
    file = answer.get_data(as_text=True)
    assert file.split("\r\n")[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//calendar//EN"]
    assert "DTSTART;VALUE=DATE:20261207\r\n" in file
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))
    told = re.sub(r"[A-Z0-9;=:\-/.\s]|UID:.*|提醒|TRANSPARENT", "", re.sub(r"UID:[0-9a-f-]+\r\n", "", file))
    assert told == "calendar"
    for word in ("127.0.0.1", "follow", "举报", "博爱", "2026-0001"):
        assert word not in file


def test_there_is_no_reminder_when_nothing_is_left_to_ask(
    world: World, reporter: Reporter, code: str
) -> None:
    world.pass_time(days=42)
    reporter.follow(code)
    assert reporter.get("/follow-up/reminder.ics").location == "/follow-up/view"


def test_staff_read_the_answer_in_the_timeline(world: World, reporter: Reporter, code: str) -> None:
    world.pass_time(days=14)
    reporter.follow(code)
    sent = {"fixed": "unsure", "satisfaction": "mostly"}
    reporter.post("/follow-up/fixed", sent, page="/follow-up/view")
    with world.app.test_request_context(), world.database.read() as session:
        newest = timeline_of(session, world.tip().id)[0]
    assert (newest.heading, newest.text) == ("举报人回访：说不清", "答复满两周；对答复基本满意")


def count(county: str, fixed: int, not_fixed: int, unsure: int, asked: int) -> AskCount:
    return AskCount(
        county_code=county, asked=asked, fixed=fixed, not_fixed=not_fixed, unsure=unsure, rated=0, content=0
    )


def test_small_parts_are_hidden_and_cannot_be_worked_out(world: World) -> None:
    shown, hidden = count("a", 10, 7, 0, 30), count("b", 20, 4, 9, 40)
    with world.app.test_request_context("/"):
        assert _ask_cells(shown) == ("30", "17", "10", "7", "0")
        assert _ask_cells(hidden) == ("40", "33", "不公开", "不公开", "不公开")
        assert _ask_totals([shown, hidden]) == ("70", "50", "超过10", "超过7", "不公开")
        assert _ask_totals([shown]) == ("30", "17", "10", "7", "0")
        assert _ask_totals([]) == ("0", "0", "0", "0", "0")


def test_the_public_page_has_the_table(world: World, code: str) -> None:
    page = world.reporter().text("/statistics/")
    assert "举报人怎么说" in page
    world.pass_time(days=14)
    assert "少于5" in world.reporter().text("/statistics/").split("举报人怎么说")[1]


def test_the_receipt_says_that_it_will_be_asked(world: World, reporter: Reporter) -> None:
    reporter.report()
    assert "答复满两周和满六周后，您查进度时会问" in reporter.text("/report/sent")
