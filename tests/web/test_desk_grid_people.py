"""Appointing supervisors, leave and declared ties in the office: what is refused, what is left open."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from small_city import NOW, TODAY
from tips_desk_sample import Browser, Desk, tips_desk

from intake.grid.leaving import record_leave
from intake.grid.queries import get_grid, leaves_of, relations_of
from publishing.kernel.accounts.changing import set_active
from publishing.kernel.accounts.models import Account
from publishing.kernel.identity import SYSTEM
from publishing.kernel.notices import notices_of

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """For tests that change nothing: 王海军 and 陈芳 have leave to come."""
    desk = tips_desk(tmp_path_factory.mktemp("people"))
    with desk.database.begin() as session:
        for who, first, last in (("wang", 8, 10), ("chen", 1, 2)):
            record_leave(
                session,
                number_of(desk, who),
                starts_on=TODAY + timedelta(days=first),
                ends_on=TODAY + timedelta(days=last),
                cover_id=None,
                actor=SYSTEM,
                now=NOW,
            )
    yield desk
    desk.database.close()


def number_of(desk: Desk, who: str) -> int:
    return int(desk.city.people[who].user_id or 0)


def post_page(desk: Desk, grid: str = "wang") -> str:
    return f"/office/grids/{desk.city.grids[grid]}/supervisor"


def confirm(browser: Browser, page: str, fields: dict[str, object]) -> tuple[str, str]:
    """Sends the form, reads what would happen, confirms; that page and where it leads."""
    looked = browser.send(page, fields)
    assert looked.status_code == 200, looked.text
    seen = looked.text.split('name="seen" value="')[1].split('"')[0]
    done = browser.send(page, {**fields, "seen": seen})
    assert done.status_code == 303, done.text
    return looked.text, done.location


def test_a_supervisor_who_holds_ten_reports_is_replaced_with_a_clear_answer(desk: Desk) -> None:
    tips = [desk.tip(text=f"花园村大队院东边第{number}家收了二十几个孩子。") for number in range(10)]
    head = desk.signed_in(desk.city.head)
    looked, to = confirm(head, post_page(desk), {"person": number_of(desk, "chen"), "on": "2026-11-23"})
    assert "下面10件还在原来的人手里，不会自己移走" in looked
    assert to.endswith("/office/handover/")
    page = head.get(to).text
    assert page.count("王海军") >= len(tips)
    with desk.database.read() as session:
        assert get_grid(session, desk.city.grids["wang"], on=TODAY).supervisor_name == "陈芳"
        told = {
            who: [one.kind for one in notices_of(session, number_of(desk, who), limit=3)]
            for who in ("wang", "chen")
        }
    assert told == {"wang": ["grid_taken"], "chen": ["grid_given"]}
    assert head.send(to, {"reason": "换了监管责任人"}).status_code == 303
    assert "没有要移交的事项" in head.get(to).text


def test_a_post_is_vacated_from_a_later_day(desk: Desk) -> None:
    desk.tip()
    head = desk.signed_in(desk.city.head)
    looked, to = confirm(head, post_page(desk), {"person": "vacant", "on": "2026年12月1日"})
    assert "空缺期间，新的举报先交给中心校负责人" in looked
    assert "到2026年12月1日还没有办完的" in looked
    assert to.endswith(f"/office/grids/{desk.city.grids['wang']}")
    page = head.get(to).text
    assert "从2026年12月1日起，月山镇第3责任区的监管责任人空缺。" in page
    assert "2026年1月1日至2026年11月30日" in page


@pytest.mark.parametrize(
    ("person", "on", "said"),
    [
        ("", "2026-11-23", "请选择监管责任人"),
        ("chen", "", "请填写从哪一天起"),
        ("chen", "2026-02-30", "没有“2026-02-30”这一天"),
        ("chen", "2026-11-22", "不能早于今天"),
        ("chen", "2028-01-01", "最远填到2027年11月24日"),
        ("wang", "2026-11-23", "没有变动"),
        ("motou", "2026-11-23", "请从列出的选项中选择"),
        ("triage", "2026-11-23", "请从列出的选项中选择"),
    ],
)
def test_what_cannot_be_appointed_is_said_at_its_field(shared: Desk, person: str, on: str, said: str) -> None:
    desk = shared
    head = desk.signed_in(desk.city.head)
    refused = head.send(post_page(desk), {"person": number_of(desk, person) if person else "", "on": on})
    assert refused.status_code == 422
    assert refused.text.count(said) == 2, "in the summary and at the field"
    assert 'name="on"' in refused.text


def test_who_holds_none_of_the_three_positions_is_refused_with_the_rule(desk: Desk) -> None:
    with desk.database.begin() as session:
        session.get_one(Account, number_of(desk, "chen")).position = ""
    head = desk.signed_in(desk.city.head)
    refused = head.send(post_page(desk), {"person": number_of(desk, "chen"), "on": "2026-11-23"})
    assert "陈芳不是班子成员、中层干部或党员，不能担任监管责任人" in refused.text


def test_another_change_in_between_asks_for_another_look(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    fields = {"person": number_of(desk, "chen"), "on": "2026-11-23"}
    seen = head.send(post_page(desk), fields).text.split('name="seen" value="')[1].split('"')[0]
    confirm(head, post_page(desk, "chen"), {"person": "vacant", "on": "2026-11-23"})
    again = head.send(post_page(desk), {**fields, "seen": seen})
    assert again.status_code == 409
    assert "请重新核对" in again.text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head", 200),
        ("triage", 200),
        ("motou_head", 404),
        ("far_triage", 404),
        ("wang", 403),
        ("leader", 403),
    ],
)
def test_who_may_appoint(shared: Desk, who: str, status: int) -> None:
    desk = shared
    assert desk.signed_in(desk.city.people[who]).get(post_page(desk)).status_code == status


def test_a_tie_to_a_kindergarten_or_a_name_is_declared_and_withdrawn_by_the_office(desk: Desk) -> None:
    wang, head = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.head)
    own = f"/office/grids/people/{number_of(desk, 'wang')}"
    assert wang.get("/office/grids/people/me").location.endswith(own)
    refused = wang.send(f"{own}/relations", {"kind": "relative", "kindergarten": "", "name": ""})
    assert "请从名单里选一所幼儿园" in refused.text
    assert (
        wang.send(f"{own}/relations", {"kind": "relative", "kindergarten": "", "name": "王小燕"}).status_code
        == 303
    )
    assert "王小燕" in wang.get(own).text
    assert "要撤销请找上级" in wang.get(own).text
    assert wang.get(f"{own}/relations/1/withdraw").status_code == 403
    tip = desk.tip(text="花园村王小燕家里收了十几个孩子，没有证。")
    assert wang.get(f"/office/tips/{tip}").status_code == 404, "the report passes the person by"
    assert "请写明理由" in head.send(f"{own}/relations/1/withdraw", {"reason": ""}).text
    assert head.send(f"{own}/relations/1/withdraw", {"reason": "登记错了人"}).status_code == 303
    with desk.database.read() as session:
        assert relations_of(session, [number_of(desk, "wang")]) == ()


def test_nobody_withdraws_the_own_tie(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    own = f"/office/grids/people/{number_of(desk, 'head')}"
    head.send(f"{own}/relations", {"kind": "own", "kindergarten": "", "name": "小太阳幼儿园"})
    assert head.send(f"{own}/relations/1/withdraw", {"reason": "不要了"}).status_code == 403


def test_leave_is_recorded_by_the_person_covered_by_a_colleague_and_ended_early(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    own = f"/office/grids/people/{number_of(desk, 'wang')}"
    fields = {"starts_on": "2026-11-23", "ends_on": "2026-11-27", "cover": number_of(desk, "chen")}
    assert wang.send(f"{own}/leave", fields).status_code == 303
    assert "请假，陈芳代管" in desk.signed_in(desk.city.head).get("/office/grids/").text
    assert "月山镇第3责任区" in desk.signed_in(desk.city.chen).get("/office/grids/").text, "covers it"
    with desk.database.read() as session:
        (leave,) = leaves_of(session, number_of(desk, "wang"))
        assert [one.kind for one in notices_of(session, number_of(desk, "chen"), limit=3)] == ["covering"]
    back = f"{own}/leave/{leave.id}/back"
    assert "这次请假到2026年11月27日就结束" in wang.send(back, {"back_on": "2026-12-09"}).text
    assert wang.send(back, {"back_on": "2026-11-25"}).status_code == 303
    with desk.database.read() as session:
        assert leaves_of(session, number_of(desk, "wang"))[0].ends_on == TOMORROW
    assert wang.get(f"{own}/leave/99/back").status_code == 404


@pytest.mark.parametrize(
    ("starts", "ends", "cover", "said"),
    [
        ("", "2026-11-27", "", "请填写从哪一天请假"),
        ("2026-11-27", "2026-11-26", "", "不能早于开始的那一天"),
        ("2026-11-01", "2026-11-20", "", "这几天已经过去"),
        ("2026-12-02", "2026-12-04", "", "2026年12月1日至2026年12月3日已经登记过请假"),
        ("2026-11-24", "2026-11-26", "chen", "陈芳自己在2026年11月24日至2026年11月25日请假"),
        ("2026-11-24", "2026-11-26", "motou", "请从列出的选项中选择"),
    ],
)
def test_leave_that_cannot_be_is_said_at_its_field(
    shared: Desk, starts: str, ends: str, cover: str, said: str
) -> None:
    desk = shared
    wang = desk.signed_in(desk.city.wang)
    fields = {"starts_on": starts, "ends_on": ends, "cover": number_of(desk, cover) if cover else ""}
    refused = wang.send(f"/office/grids/people/{number_of(desk, 'wang')}/leave", fields)
    assert refused.status_code == 422
    assert said in refused.text
    assert not ends or ends in refused.text, "what was typed is still there"


@pytest.mark.parametrize(
    ("who", "page", "change"),
    [
        ("wang", 200, 200),
        ("chen", 404, 404),
        ("head", 200, 200),
        ("triage", 200, 200),
        ("leader", 200, 403),
        ("auditor", 200, 403),
        ("motou_head", 404, 404),
        ("far_triage", 404, 404),
        ("editor", 403, 403),
    ],
)
def test_who_sees_and_who_changes_leave_and_ties(shared: Desk, who: str, page: int, change: int) -> None:
    desk = shared
    browser = desk.signed_in(desk.city.people[who])
    address = f"/office/grids/people/{number_of(desk, 'wang')}"
    assert browser.get(address).status_code == page
    for more in ("leave", "relations"):
        assert browser.get(f"{address}/{more}").status_code == change


def test_a_closed_account_leaves_the_post_vacant_and_cannot_be_appointed(desk: Desk) -> None:
    page = desk.signed_in(desk.city.admin).get(f"/office/people/{number_of(desk, 'chen')}").text
    assert "停用后，月山镇第4责任区的监管责任人空缺" in page
    with desk.database.begin() as session:
        set_active(session, number_of(desk, "chen"), active=False, actor=desk.city.admin, now=NOW)
    head = desk.signed_in(desk.city.head)
    assert "盲点：月山镇第4责任区空缺" in head.get("/office/grids/coverage").text
    assert "陈芳" not in head.get(post_page(desk)).text
