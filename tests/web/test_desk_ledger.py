"""The pages of the ledger: every step from its page, refused with all kept, taken once."""

import re
from pathlib import Path

import pytest
from ledger_sample import LEDGER, NOTICE, Desk, detail, item_in, ledger_app, state_of
from ledger_steps import GAS, opened

from intake.workflows import LEDGER as TABLE

RECHECK = {"visited_on": "2026-11-23", "result": "pass", "evidence": "通道已清空"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return ledger_app(tmp_path)


def buttons(page: str) -> set[str]:
    """The steps that a page of an item offers."""
    main = page[page.index("<main") :]
    return set(re.findall(r'class="govuk-button[^"]*" href="/office/ledger/\d+/([a-z-]+)"', main))


def test_from_notice_to_strike_off(desk: Desk) -> None:
    item_id = item_in(desk, "opened", site=True)
    page = f"{LEDGER}{item_id}"
    wang, chen, head = (desk.signed_in(one) for one in (desk.city.wang, desk.city.chen, desk.city.head))
    assert wang.send(f"{page}/notice", NOTICE).location == page
    assert "博教网整〔2026〕1号" in wang.get(page).text
    assert wang.send(f"{page}/rectify", {"answer": "已经停止招收"}).location == page
    assert chen.send(f"{page}/recheck", RECHECK).location == page
    settled = {
        "evidence": "陈芳复查，已停办",
        "disposal": "ban",
        "children_count": "23",
        "children_to": "23名幼儿转入月山镇中心幼儿园",
    }
    assert head.send(f"{page}/strike-off", settled).location == page
    shown = head.get(page).text
    for text in ("已销号", "取缔", "23名幼儿转入月山镇中心幼儿园", "复查通过", "下达整改通知，当面签收"):
        assert text in shown
    assert buttons(shown) == {"relapse"}


def test_from_filing_up_to_hand_over(desk: Desk) -> None:
    item_id = item_in(desk, "opened")
    page = f"{LEDGER}{item_id}"
    wang, triage = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.triage)
    assert "要上报县教育局备案" in wang.get(page).text
    assert wang.send(f"{page}/file-up", {"reason": "major"}).location == page
    letters = {
        "letters-0-department": "县消防救援大队",
        "letters-0-reply_due_on": "2026-12-04",
        "letters-1-department": "月山镇人民政府",
        "letters-1-reply_due_on": "2026-12-04",
    }
    assert triage.send(f"{page}/coordinate", letters).location == page
    letter = detail(desk, item_id).letters[0]
    reply = {"reply": "已责令停止使用", "replied_on": "2026-11-23"}
    assert triage.send(f"{page}/letters/{letter.id}/reply", reply).location == page
    handed = {"authority": "县消防救援大队", "receipt": "消收〔2026〕9号"}
    assert triage.send(f"{page}/hand-over", handed).location == page
    shown = triage.get(page).text
    for text in ("已移交", "消收〔2026〕9号", "已责令停止使用", "部门协调，发函2个单位"):
        assert text in shown
    assert buttons(shown) == set()


def test_resuming_sets_the_new_day(desk: Desk) -> None:
    item_id = item_in(desk, "coordinating")
    desk.signed_in(desk.city.triage).send(f"{LEDGER}{item_id}/resume", {"due_on": "2026-12-10"})
    item = detail(desk, item_id).item
    assert (item.state, str(item.due_on)) == ("rectifying", "2026-12-10")


def test_the_buttons_are_the_steps_of_the_table(desk: Desk) -> None:
    pages = {"recheck_pass": "recheck", "recheck_fail": "recheck"}
    for state in ("opened", "notice_issued", "rectifying", "rechecked", "filed_up", "coordinating"):
        desk_of_state = ledger_app_of(desk, state)
        item_id = item_in(desk_of_state, state)
        for actor in (desk.city.wang, desk.city.head, desk.city.triage, desk.city.leader, desk.city.auditor):
            actions = detail(desk_of_state, item_id, actor).actions
            wanted = {pages.get(action, action).replace("_", "-") for action in actions}
            assert buttons(desk_of_state.signed_in(actor).get(f"{LEDGER}{item_id}").text) == wanted


def ledger_app_of(desk: Desk, name: str) -> Desk:
    home = Path(desk.app.extensions["mingyuan.settings"].home) / name
    home.mkdir()
    return ledger_app(home)


def test_every_action_of_the_table_has_a_page(desk: Desk) -> None:
    paths = {rule.rule for rule in desk.app.url_map.iter_rules()}
    for action in TABLE.actions():
        name = "recheck" if action.startswith("recheck") else action.replace("_", "-")
        assert f"/office/ledger/<int:item_id>/{name}" in paths


@pytest.mark.parametrize(
    ("change", "message", "field"),
    [
        ({"due_on": "2026-11-22"}, "日期已经过了，请填写2026年11月23日或以后的日期", "due_on"),
        ({"due_on": "后天"}, "请写明年、月、日", "due_on"),
        ({"recheck_on": "2026-11-25"}, "复查不能早于整改期限", "recheck_on"),
        ({"problems": "  \n "}, "请写存在的问题", "problems"),
        ({"requirements": ""}, "请写整改要求", "requirements"),
        ({"service": ""}, "请选择怎么送达", "service"),
        ({"service": "refused", "service_note": ""}, "请写明留置的经过", "service_note"),
        ({"service": "refused"}, "请写见证人", "witness"),
        ({"addressee": "长" * 201}, "最多写200个字", "addressee"),
    ],
)
def test_a_refused_notice_says_where_and_keeps_everything(
    desk: Desk, change: dict[str, str], message: str, field: str
) -> None:
    item_id = item_in(desk, "opened")
    answer = desk.signed_in(desk.city.wang).send(f"{LEDGER}{item_id}/notice", {**NOTICE, **change})
    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    for name in ("addressee", "requirements", "service_note", "due_on"):
        assert {**NOTICE, **change}[name] in answer.text
    assert state_of(desk, item_id) == "opened"


def test_an_unlicensed_site_is_not_struck_off_without_its_children(desk: Desk) -> None:
    item_id = item_in(desk, "rechecked", site=True)
    answer = desk.signed_in(desk.city.head).send(
        f"{LEDGER}{item_id}/strike-off", {"evidence": "已停办", "children_count": "-1"}
    )
    assert answer.status_code == 422
    assert answer.text.count("请写明幼儿去向") == 2
    assert answer.text.count("请选择处置方式") == 2
    assert "已停办" in answer.text
    assert state_of(desk, item_id) == "rechecked"


def test_a_hazard_is_not_asked_for_children(desk: Desk) -> None:
    item_id = item_in(desk, "rechecked")
    assert "幼儿去向" not in desk.signed_in(desk.city.head).get(f"{LEDGER}{item_id}/strike-off").text


def test_the_officer_may_not_recheck_and_is_told_why(desk: Desk) -> None:
    item_id = item_in(desk, "rectifying")
    wang = desk.signed_in(desk.city.wang)
    assert "复查要换一个人" in wang.get(f"{LEDGER}{item_id}").text
    answer = wang.get(f"{LEDGER}{item_id}/recheck")
    assert answer.status_code == 403
    assert "这一步要换一个人办" in answer.text


def test_a_step_out_of_turn_says_the_state(desk: Desk) -> None:
    item_id = item_in(desk, "opened")
    answer = desk.signed_in(desk.city.head).get(f"{LEDGER}{item_id}/strike-off")
    assert answer.status_code == 409
    assert "登记" in answer.text


def test_a_double_tap_takes_one_step(desk: Desk) -> None:
    item_id = item_in(desk, "opened")
    page = f"{LEDGER}{item_id}"
    wang = desk.signed_in(desk.city.wang)
    fields = {**wang.hidden(f"{page}/notice"), **NOTICE}
    first, second = (wang.client.post(f"{page}/notice", data=fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert "没有重复登记" in wang.get(page).text
    assert len(detail(desk, item_id).notices) == 1


def test_a_recheck_sent_twice_counts_once(desk: Desk) -> None:
    item_id = item_in(desk, "rectifying")
    page = f"{LEDGER}{item_id}"
    chen = desk.signed_in(desk.city.chen)
    fields = {**chen.hidden(f"{page}/recheck"), **RECHECK}
    for _ in range(2):
        assert chen.client.post(f"{page}/recheck", data=fields).status_code == 302
    assert len(detail(desk, item_id).rechecks) == 1


def test_where_a_colleague_was_first_the_form_comes_back_with_what_was_done(desk: Desk) -> None:
    item_id = item_in(desk, "notice_issued")
    page = f"{LEDGER}{item_id}"
    chen = desk.signed_in(desk.city.chen)
    fields = {**chen.hidden(f"{page}/recheck"), **RECHECK}
    desk.signed_in(desk.city.wang).send(f"{page}/rectify", {"answer": "已移走"})
    late = chen.client.post(f"{page}/recheck", data=fields)
    assert late.status_code == 409
    assert "王海军办理了“转入整改”" in late.text
    assert "通道已清空" in late.text
    again = {**fields, "version": re.findall(r'name="version"[^>]*value="(\d+)"', late.text)[0]}
    assert chen.client.post(f"{page}/recheck", data=again).status_code == 302
    assert state_of(desk, item_id) == "rechecked"


def test_where_the_step_is_gone_the_refusal_is_a_409(desk: Desk) -> None:
    item_id = item_in(desk, "notice_issued")
    page = f"{LEDGER}{item_id}"
    wang = desk.signed_in(desk.city.wang)
    fields = {**wang.hidden(f"{page}/rectify"), "answer": "已移走"}
    desk.signed_in(desk.city.chen).send(f"{page}/recheck", RECHECK)
    assert wang.client.post(f"{page}/rectify", data=fields).status_code == 409
    assert state_of(desk, item_id) == "rechecked"


@pytest.mark.parametrize("version", ["", "x", "999"])
def test_a_version_that_is_none_changes_nothing(desk: Desk, version: str) -> None:
    item_id = item_in(desk, "opened")
    answer = desk.signed_in(desk.city.wang).send(
        f"{LEDGER}{item_id}/file-up", {"version": version, "reason": "major"}
    )
    assert answer.status_code == 409
    assert state_of(desk, item_id) == "opened"


def test_letters_are_added_without_script_and_keep_what_was_entered(desk: Desk) -> None:
    item_id = item_in(desk, "filed_up")
    triage = desk.signed_in(desk.city.triage)
    answer = triage.send(
        f"{LEDGER}{item_id}/coordinate",
        {"letters-0-department": "县消防救援大队", "letters-0-reply_due_on": "2026-12-04", "more": "1"},
    )
    assert answer.status_code == 200
    assert "县消防救援大队" in answer.text
    assert 'name="letters-1-department"' in answer.text
    assert state_of(desk, item_id) == "filed_up"


@pytest.mark.parametrize(
    ("fields", "message", "field"),
    [
        ({"letters-0-department": ""}, "请填写部门", "letters-0-department"),
        (
            {"letters-0-department": "消防", "letters-0-reply_due_on": ""},
            "请填写请对方回复的日期",
            "letters-0-reply_due_on",
        ),
        (
            {
                "letters-0-department": "",
                "letters-1-department": "消防",
                "letters-1-reply_due_on": "2026-11-01",
            },
            "日期已经过了",
            "letters-1-reply_due_on",
        ),
        (
            {
                "letters-0-department": "消防",
                "letters-0-reply_due_on": "2026-12-04",
                "letters-1-department": "消防",
                "letters-1-reply_due_on": "2026-12-04",
            },
            "“消防”已经写过一次",
            "letters-1-department",
        ),
    ],
)
def test_refused_letters_say_where(desk: Desk, fields: dict[str, str], message: str, field: str) -> None:
    item_id = item_in(desk, "filed_up")
    answer = desk.signed_in(desk.city.triage).send(f"{LEDGER}{item_id}/coordinate", fields)
    assert answer.status_code == 422
    assert answer.text.count(message) == 2
    assert f'href="#{field}"' in answer.text


def test_a_reply_is_recorded_once_and_not_before_its_letter(desk: Desk) -> None:
    item_id = item_in(desk, "coordinating")
    letter = detail(desk, item_id).letters[0]
    page = f"{LEDGER}{item_id}/letters/{letter.id}/reply"
    triage = desk.signed_in(desk.city.triage)
    early = triage.send(page, {"reply": "已处理", "replied_on": "2026-11-22"})
    assert "回复不能早于发函" in early.text
    fields = {**triage.hidden(page), "reply": "已处理", "replied_on": "2026-11-23"}
    for _ in range(2):
        assert triage.client.post(page, data=fields).status_code == 302
    assert detail(desk, item_id).letters[0].reply == "已处理"


def test_a_relapse_links_the_two_items(desk: Desk) -> None:
    item_id = item_in(desk, "rechecked")
    head = desk.signed_in(desk.city.head)
    head.send(f"{LEDGER}{item_id}/strike-off", {"evidence": "通道已清空"})
    with desk.begin() as session:
        again = opened(session, desk.city, GAS, mark="again")
    shown = head.get(f"{LEDGER}{again.id}").text
    assert "可能是反弹" in shown
    page = f"{LEDGER}{item_id}/relapse?finding={again.finding_id}"
    assert head.send(page, {"finding": str(again.finding_id)}).location == f"{LEDGER}{item_id}"
    assert "反弹自" in head.get(f"{LEDGER}{again.id}").text
    assert state_of(desk, item_id) == "relapsed"


def test_a_further_letter_is_written_from_the_item(desk: Desk) -> None:
    item_id = item_in(desk, "coordinating")
    triage = desk.signed_in(desk.city.triage)
    page = f"{LEDGER}{item_id}"
    assert f"{page}/letters/more" in triage.get(page).text
    letter = {"letters-0-department": "民政局", "letters-0-reply_due_on": "2026-12-10"}
    assert triage.send(f"{page}/letters/more", letter).location == page
    assert "又发函1个单位" in triage.get(page).text
    refused = triage.send(f"{page}/letters/more", letter)
    assert refused.status_code == 422
    assert "“民政局”还没有回复上一份函" in refused.text
    assert desk.signed_in(desk.city.head).get(f"{page}/letters/more").status_code == 403
    opened_id = item_in(ledger_app_of(desk, "other"), "opened")
    assert opened_id


def test_a_notice_for_a_struck_off_item_gets_a_clear_answer(desk: Desk) -> None:
    item_id = item_in(desk, "rechecked")
    head, wang = desk.signed_in(desk.city.head), desk.signed_in(desk.city.wang)
    head.send(f"{LEDGER}{item_id}/strike-off", {"evidence": "照片"})
    answer = wang.get(f"{LEDGER}{item_id}/notice")
    assert answer.status_code == 409
    assert "这件事目前的状态是“已销号”，不能办这一步" in answer.text


def test_what_may_have_come_back_is_listed(desk: Desk) -> None:
    item_id = item_in(desk, "rechecked")
    desk.signed_in(desk.city.head).send(f"{LEDGER}{item_id}/strike-off", {"evidence": "照片"})
    triage = desk.signed_in(desk.city.triage)
    assert "没有符合条件的台账事项" in triage.get(f"{LEDGER}?state=again").text
    with desk.begin() as session:
        again = opened(session, desk.city, GAS, mark="again")
    assert again.number in triage.get(f"{LEDGER}?state=again").text


def test_the_county_sets_how_long_a_notice_gives(desk: Desk) -> None:
    item_id = item_in(desk, "opened")
    change = {"unit": "calendar", "amount": "5", "valid_from": "2026-11-23", "reason": "专项行动"}
    leader = desk.signed_in(desk.city.leader)
    assert leader.send("/office/deadlines/periods/notice", change).status_code == 303
    page = desk.signed_in(desk.city.wang).get(f"{LEDGER}{item_id}/notice").text
    assert "2026年11月30日" in page  # the fifth day is a Saturday
