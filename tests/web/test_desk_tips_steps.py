"""Every step of a tip from its page: taken once, refused with the reason at its field and all kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import FAR, HOUQIAO, TOWNSHIP
from tips_desk_sample import FINDING, REPORT, TEXT, Desk, tips_desk

from intake.desk.tips_acts import ACTS
from intake.desk.tips_timeline import TOLD_BY_MESSAGE, timeline_of
from intake.patrols.queries import visits_of_tip
from intake.tips.queries import load_tip
from intake.workflows import TIP
from publishing.announcements.outcomes import list_outcomes
from publishing.kernel.permissions import ROLE_PERMISSIONS, Role

HELD = {"categories": ("child_harm",)}
ACCEPT = {"track": "tip", "category": "child_harm", "urgency": "urgent"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def at(tip: int, action: str = "") -> str:
    return f"/office/tips/{tip}/{action}" if action else f"/office/tips/{tip}"


def state(desk: Desk, tip: int) -> str:
    with desk.database.read() as session:
        return load_tip(session, tip).state


def handled(desk: Desk, **report: object) -> int:
    """A tip that 王海军 has reported on."""
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    assert wang.send(at(tip), {}, to=at(tip, "start")).status_code == 303
    assert wang.send(at(tip, "report"), {**REPORT, **report}).status_code == 303
    return tip


def concluded(desk: Desk) -> int:
    """A tip that was found unsubstantiated and concluded by the head of the school."""
    tip = handled(desk, **dict.fromkeys(FINDING, ""), found_nothing="y", outcome="unsubstantiated")
    head = desk.signed_in(desk.city.head)
    assert head.send(at(tip, "conclude"), {"conclusion": "同意办结。"}).status_code == 303
    return tip


def test_every_step_that_a_person_may_take_has_a_page() -> None:
    staff = set().union(
        *(ROLE_PERMISSIONS[role] for role in Role if role not in (Role.SYSTEM, Role.REPORTER))
    )
    assert {step.action for step in TIP.steps if step.permission in staff} <= set(ACTS)


def test_accepting_from_the_case_assigns_to_the_grid_and_tells_the_reporter(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    triage = desk.signed_in(desk.city.triage)
    assert "月山镇第3责任区　王海军" in triage.get(at(tip)).text
    response = triage.send(at(tip), {"action": "accept", **ACCEPT}, to=at(tip, "next"))
    assert response.status_code == 303
    page = triage.get(at(tip)).text
    assert "已受理，交给王海军。" in page
    assert state(desk, tip) == "assigned"


def test_choosing_another_step_leads_to_its_page(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    response = desk.signed_in(desk.city.triage).send(at(tip), {"action": "decline"}, to=at(tip, "next"))
    assert response.location.endswith(at(tip, "decline"))


def test_accepting_can_correct_the_place(desk: Desk) -> None:
    tip = desk.tip(
        **HELD,
    )
    triage = desk.signed_in(desk.city.triage)
    found = triage.send(at(tip, "accept"), {**ACCEPT, "where": "月山镇后乔村", "find": "1"})
    assert found.status_code == 200
    assert "交给月山镇第4责任区　陈芳" in found.text
    assert triage.send(at(tip, "accept"), {**ACCEPT, "division_code": HOUQIAO}).status_code == 303
    assert "陈芳" in triage.get(at(tip)).text


def test_a_place_of_another_county_is_refused_at_its_field(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    triage = desk.signed_in(desk.city.triage)
    elsewhere = triage.send(at(tip, "accept"), {**ACCEPT, "division_code": FAR})
    assert elsewhere.status_code == 422
    assert "这个地点不在您的辖区，请改用“转办”" in elsewhere.text
    unknown = triage.send(at(tip, "accept"), {**ACCEPT, "division_code": "410899999999"})
    assert "没有这个地点" in unknown.text


def test_accepting_can_name_somebody_with_a_reason_and_not_without(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    triage = desk.signed_in(desk.city.triage)
    named = {**ACCEPT, "person_id": str(desk.city.head.user_id)}
    refused = triage.send(at(tip, "accept"), named)
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    assert f'value="{desk.city.head.user_id}" selected' in refused.text
    assert triage.send(at(tip, "accept"), {**named, "reason": "王海军下乡支教"}).status_code == 303
    assert "理由：王海军下乡支教。" in triage.get(at(tip)).text


def test_harm_to_a_child_cannot_be_made_ordinary(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    refused = desk.signed_in(desk.city.triage).send(at(tip, "accept"), {**ACCEPT, "urgency": "ordinary"})
    assert refused.status_code == 422
    assert "疑似伤害幼儿的，缓急要选“紧急”" in refused.text


def test_declining_needs_a_reason_which_the_reporter_reads(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    triage = desk.signed_in(desk.city.triage)
    refused = triage.send(at(tip, "decline"), {"reason": "  "})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    triage.send(at(tip, "decline"), {"reason": "只收3岁以下孩子"})
    assert "您的举报不予受理。理由：只收3岁以下孩子。" in triage.get(at(tip)).text


def test_transferring_keeps_what_was_entered_when_something_is_missing(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    refused = desk.signed_in(desk.city.triage).send(at(tip, "transfer"), {"authority": "县市场监管局"})
    assert refused.status_code == 422
    assert 'value="县市场监管局"' in refused.text


def test_merging_by_the_number_of_another_tip(desk: Desk) -> None:
    first, second = desk.tip(), desk.tip(**HELD)
    triage = desk.signed_in(desk.city.triage)
    unknown = triage.send(at(second, "merge"), {"number": "博爱2026-9999"})
    assert "您的辖区里没有这个编号" in unknown.text
    nothing = triage.send(at(second, "merge"), {})
    assert nothing.status_code == 422
    assert triage.send(at(second, "merge"), {"number": "博爱2026-0001"}).status_code == 303
    assert "博爱2026-0002" in triage.get(at(first)).text


def test_a_step_pressed_twice_is_taken_once_and_said_so(desk: Desk) -> None:
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    hidden = wang.hidden(at(tip))
    assert wang.post(at(tip, "start"), hidden, {}).status_code == 303
    again = wang.post(at(tip, "start"), hidden, {})
    assert again.status_code == 303
    assert "没有重复办理" in wang.get(at(tip)).text
    assert desk.actions(tip).count("tip.start") == 1


def test_a_report_sent_twice_is_recorded_once(desk: Desk) -> None:
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    wang.send(at(tip), {}, to=at(tip, "start"))
    hidden = wang.hidden(at(tip, "report"))
    for _ in range(2):
        assert wang.post(at(tip, "report"), hidden, REPORT).status_code == 303
    assert desk.actions(tip).count("tip.report") == 1


def test_a_form_that_somebody_else_overtook_is_refused_as_stale(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    triage = desk.signed_in(desk.city.triage)
    hidden = {**triage.hidden(at(tip, "decline")), "version": "0"}
    response = triage.post(at(tip, "decline"), hidden, {"reason": "看不出是哪里"})
    assert response.status_code == 409
    assert state(desk, tip) == "received"


def test_a_step_of_another_state_is_refused_with_the_state(desk: Desk) -> None:
    tip = desk.tip()
    response = desk.signed_in(desk.city.triage).get(at(tip, "accept"))
    assert response.status_code == 409
    assert "已交办" in response.text


def test_a_step_of_another_person_is_refused(desk: Desk) -> None:
    tip = desk.tip()
    assert desk.signed_in(desk.city.triage).get(at(tip, "start")).status_code == 403
    assert desk.signed_in(desk.city.wang).get(at(tip, "no-such-step")).status_code == 404
    assert desk.signed_in(desk.city.wang).get(at(tip, "send_back")).status_code == 404


def test_asking_shows_the_question_in_what_happened(desk: Desk) -> None:
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    wang.send(at(tip), {}, to=at(tip, "start"))
    assert wang.send(at(tip, "ask"), {"question": "孩子一般几点到？"}).status_code == 303
    page = wang.get(at(tip)).text
    assert "王海军向举报人提问" in page
    assert "孩子一般几点到？" in page
    assert "等举报人回答" in page


def test_another_finding_is_added_without_script_and_keeps_the_first(desk: Desk) -> None:
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    wang.send(at(tip), {}, to=at(tip, "start"))
    fields = {**REPORT, "more": "1"}
    for rows in range(2, 6):
        page = wang.send(at(tip, "report"), {**fields, f"findings-{rows - 2}-description": "煤气罐"}).text
        fields[f"findings-{rows - 1}-description"] = ""
        assert f'id="findings-{rows - 1}-category"' in page
        assert FINDING["findings-0-premises"] in page
    assert 'name="more"' not in page


def test_a_report_needs_findings_or_the_word_that_there_are_none(desk: Desk) -> None:
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    wang.send(at(tip), {}, to=at(tip, "start"))
    none = {**REPORT, **dict.fromkeys(FINDING, "")}
    unsaid = wang.send(at(tip, "report"), {**none, "outcome": "unsubstantiated"})
    assert "请填写发现的问题" in unsaid.text
    assert "两样只能有一样" in wang.send(at(tip, "report"), {**REPORT, "found_nothing": "y"}).text
    borne_out = wang.send(at(tip, "report"), {**none, "found_nothing": "y"})
    assert "属实或部分属实的，要至少填写一条发现的问题" in borne_out.text
    early = wang.send(at(tip, "report"), {**REPORT, "visited_on": "2026-11-01"})
    assert "早于收到举报的日期" in early.text
    assert state(desk, tip) == "verifying"


def test_a_finding_of_a_tips_visit_says_where_it_is_and_who_runs_it(desk: Desk) -> None:
    tip = handled(desk, **{"findings-0-where": f"village:{HOUQIAO}", "findings-0-operator": "张秀兰"})
    with desk.database.read() as session:
        (visit,) = visits_of_tip(session, tip)
    assert [(found.division_code, found.operator) for found in visit.findings] == [(HOUQIAO, "张秀兰")]


def test_a_finding_without_another_place_is_at_the_place_of_the_tip(desk: Desk) -> None:
    tip = handled(desk)
    with desk.database.read() as session:
        (visit,) = visits_of_tip(session, tip)
        assert visit.findings[0].division_code == load_tip(session, tip).division_code


def test_a_place_that_was_not_offered_counts_as_the_place_of_the_tip(desk: Desk) -> None:
    tip = handled(desk, **{"findings-0-where": f"village:{FAR}"})
    with desk.database.read() as session:
        (visit,) = visits_of_tip(session, tip)
        assert visit.findings[0].division_code == load_tip(session, tip).division_code


def test_an_incomplete_finding_is_refused_at_its_own_row(desk: Desk) -> None:
    tip = desk.tip()
    wang = desk.signed_in(desk.city.wang)
    wang.send(at(tip), {}, to=at(tip, "start"))
    second = {"findings-1-category": "fire", "findings-1-description": "煤气罐"}
    refused = wang.send(at(tip, "report"), {**REPORT, **second})
    assert refused.status_code == 422
    assert 'href="#findings-1-severity"' in refused.text
    assert 'href="#findings-0-severity"' not in refused.text


def test_what_was_found_stands_in_the_case_with_visit_and_ledger_item(desk: Desk) -> None:
    tip = handled(desk)
    page = desk.signed_in(desk.city.wang).get(at(tip)).text
    assert 'href="/office/ledger/1"' in page
    assert 'href="/office/patrols/1"' in page
    assert "要由另一位同事审核" in page


def test_the_officer_who_reported_may_not_review(desk: Desk) -> None:
    tip = desk.tip(**HELD)
    triage = desk.signed_in(desk.city.triage)
    mine = {**ACCEPT, "person_id": str(desk.city.triage.user_id), "reason": "本人去"}
    triage.send(at(tip, "accept"), mine)
    triage.send(at(tip), {}, to=at(tip, "start"))
    triage.send(at(tip, "report"), REPORT)
    response = triage.get(at(tip, "conclude"))
    assert response.status_code == 403
    assert "这一步要换一个人办" in response.text


def test_concluding_with_open_items_needs_the_mark_of_an_interim_reply(desk: Desk) -> None:
    tip = handled(desk)
    head = desk.signed_in(desk.city.head)
    refused = head.send(at(tip, "conclude"), {"conclusion": "同意。"})
    assert refused.status_code == 422
    assert "还没有销号。要先答复举报人的，请勾选这一项" in refused.text
    assert head.send(at(tip, "conclude"), {"conclusion": "同意。", "interim": "y"}).status_code == 303
    assert "阶段性办结，台账还在跟踪" in head.get(at(tip)).text


def test_sending_back_returns_it_to_the_officer_with_the_reason(desk: Desk) -> None:
    tip = handled(desk)
    desk.signed_in(desk.city.head).send(at(tip, "send-back"), {"reason": "没有写明人数"})
    page = desk.signed_in(desk.city.wang).get(at(tip)).text
    assert "没有写明人数" in page
    assert 'id="act-report"' in page


def test_a_reply_is_previewed_refused_with_a_number_and_then_published(desk: Desk) -> None:
    tip = concluded(desk)
    head = desk.signed_in(desk.city.head)
    ready = head.get(at(tip, "reply?words=1")).text
    assert re.search(r"<textarea[^>]*>我们到场核查", ready)
    wording = "到场核查，没有发现招生。"
    preview = head.send(at(tip, "reply"), {"wording": wording, "preview": "1"})
    assert preview.status_code == 200
    assert preview.text.count(wording) == 2
    personal = head.send(at(tip, "reply"), {"wording": "请打13812345678"})
    assert "答复里有身份证号或电话号码" in personal.text
    assert state(desk, tip) == "concluded"
    assert head.send(at(tip, "reply"), {"wording": wording}).status_code == 303
    with desk.database.read() as session:
        assert [one.wording for one in list_outcomes(session, limit=9)] == [wording]


def test_reopening_takes_the_case_from_the_former_officer(desk: Desk) -> None:
    tip = concluded(desk)
    triage = desk.signed_in(desk.city.triage)
    assert triage.send(at(tip, "reopen"), {"reason": "仍在招生"}).status_code == 303
    assert desk.signed_in(desk.city.wang).get(at(tip)).status_code == 404
    assert triage.send(at(tip, "assign"), {"person_id": ""}).status_code == 303
    assert "已交给刘建国。" in triage.get(at(tip)).text


def test_a_danger_that_goes_on_after_a_withdrawal_is_taken_up(desk: Desk) -> None:
    from intake.tips.codes import derive_code
    from intake.tips.thread import withdraw
    from publishing.kernel.settings import secret

    tip = desk.tip(**HELD)
    key = secret(desk.app.extensions["mingyuan.settings"], "receipts")
    with desk.database.begin() as session:
        withdraw(session, derive_code(key, desk.sent[0]), secret=key, now=desk.now)
    triage = desk.signed_in(desk.city.triage)
    assert "孩子可能仍有危险" in triage.get("/office/work/").text
    assert 'id="act-follow_up"' in triage.get(at(tip)).text
    visit = {name: value for name, value in REPORT.items() if name not in ("outcome", "text")}
    assert triage.send(at(tip, "follow-up"), visit).status_code == 303
    assert "孩子可能仍有危险" not in triage.get("/office/work/").text


def test_what_happened_has_words_for_every_step(desk: Desk) -> None:
    tip = concluded(desk)
    with desk.app.test_request_context(), desk.database.read() as session:
        told = timeline_of(session, tip)
    silent = [a for a in desk.actions(tip) if a in TOLD_BY_MESSAGE]
    messages = [one for one in told if one.heading.startswith("告知")]
    assert len(told) - len(messages) == len(desk.actions(tip)) - len(silent)
    assert all(one.heading for one in told)
    assert TEXT not in " ".join(one.text for one in told)
    assert told == tuple(sorted(told, key=lambda one: one.at, reverse=True))


def test_a_place_known_to_the_township_only_offers_no_supervisor(desk: Desk) -> None:
    tip = desk.tip(division_code=TOWNSHIP)
    page = desk.signed_in(desk.city.triage).get(at(tip)).text
    assert "地点只确定到月山镇" in page


def test_triage_pulls_a_tip_back_and_gives_it_to_another_officer(desk: Desk) -> None:
    tip = desk.tip()
    triage = desk.signed_in(desk.city.triage)
    assert "收回改交" in triage.get(at(tip)).text
    chen = str(desk.city.chen.user_id)
    refused = triage.send(at(tip, "pull-back"), {"person_id": chen, "reason": ""})
    assert refused.status_code == 422
    assert "请写明理由" in refused.text
    done = triage.send(at(tip, "pull-back"), {"person_id": chen, "reason": "原核查人生病住院"})
    assert done.status_code == 303
    assert desk.signed_in(desk.city.wang).get(at(tip)).status_code == 404
    assert desk.signed_in(desk.city.chen).get(at(tip)).status_code == 200
    assert "tip.hand_over" in desk.actions(tip)


def test_only_triage_pulls_a_tip_back(desk: Desk) -> None:
    tip = desk.tip()
    for person in (desk.city.wang, desk.city.head):
        browser = desk.signed_in(person)
        assert "收回改交" not in browser.get(at(tip)).text
        assert browser.get(at(tip, "pull-back")).status_code == 409
