"""The pages of the monthly duty: my month, who has not been out, waiving and taking back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledger_sample import PATROLS, Desk, ledger_app
from small_city import HUAYUAN

MINE, DUTY, WAIVE = f"{PATROLS}my-month", f"{PATROLS}duty", f"{PATROLS}duty/waive"
QUIET = {"visited_on": "2026-11-20", "villages": HUAYUAN, "result": "nothing"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return ledger_app(tmp_path_factory.mktemp("duty"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return ledger_app(tmp_path)


def test_my_month_shows_what_is_due_and_leads_to_the_form(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    page = wang.get(MINE).text
    record = f"{PATROLS}record?grid={desk.city.grids['wang']}"
    assert "月山镇第3责任区" in page
    assert "还没有巡查" in page
    assert "11月30日截止" in page
    assert record in page
    wang.send(record, QUIET)
    page = wang.get(MINE).text
    assert "已巡查" in page
    assert "11月20日" in page
    assert "后乔村" not in page


def test_a_month_that_is_over_says_so_by_the_clock_of_shanghai(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    assert "今天到期" in desk.signed_in(desk.city.wang).get(MINE).text
    desk.now = datetime(2026, 11, 30, 16, 1, tzinfo=UTC)
    wang = desk.signed_in(desk.city.wang)
    assert "2026年12月" in wang.get(MINE).text
    assert "当月没有巡查" in wang.get(f"{MINE}?month=2026-11").text


def test_the_county_sees_who_has_not_been_out_and_a_school_its_own(desk: Desk) -> None:
    desk.signed_in(desk.city.wang).send(f"{PATROLS}record", QUIET)
    page = desk.signed_in(desk.city.triage).get(DUTY).text
    assert page.count('data-label="谁负责"') == 2
    assert "陈芳" in page
    assert "赵敏" in page
    everything = desk.signed_in(desk.city.triage).get(f"{DUTY}?state=all").text
    assert everything.count('data-label="谁负责"') == 3
    assert "赵敏" not in desk.signed_in(desk.city.head).get(DUTY).text


def test_waiving_and_taking_back_are_both_told_on_the_page(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    fields = {"grids": [desk.city.grids["chen"], desk.city.grids["motou"]], "reason": "寒假，全部放假"}
    answer = triage.send(f"{WAIVE}?month=2026-12", fields)
    assert answer.status_code == 303
    page = triage.get(answer.location).text
    assert "已经免除2个责任区2026年12月的巡查" in page
    assert page.count("寒假，全部放假") == 2
    answer = triage.send(f"{PATROLS}waivers/1/withdraw", {"reason": "提前开园"})
    assert "提前开园" in triage.get(answer.location).text
    # the same button once more
    assert triage.get(f"{PATROLS}waivers/1/withdraw").status_code == 303
    notices = desk.signed_in(desk.city.chen).get("/office/notices/").text
    assert "月山镇第4责任区2026年12月的巡查，县教育局已经免除" in notices
    assert "不再免除" in notices
    assert (
        desk.signed_in(desk.city.chen).get(f"{PATROLS}waivers/1").location.endswith("my-month?month=2026-12")
    )


def test_the_whole_county_is_waived_with_one_tick(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    answer = triage.send(f"{WAIVE}?month=2026-12", {"everything": "y", "reason": "寒假"})
    assert "已经免除3个责任区" in triage.get(answer.location).text


@pytest.mark.parametrize(
    ("fields", "message", "field"),
    [
        ({"reason": "寒假"}, "请选择要免除的责任区", "grids"),
        ({"grids": "1", "reason": ""}, "请写明理由", "reason"),
        ({"grids": "1", "reason": "长" * 401}, "最多写400个字", "reason"),
    ],
)
def test_a_refused_waiver_keeps_what_was_entered(
    built: Desk, fields: dict[str, str], message: str, field: str
) -> None:
    answer = built.signed_in(built.city.triage).send(WAIVE, fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="#{field}"' in answer.text
    assert fields["reason"] in answer.text


def test_a_colleague_who_waived_at_the_same_time_is_named_by_the_grid(built: Desk) -> None:
    triage = built.signed_in(built.city.triage)
    grid = built.city.grids["wang"]
    page = f"{WAIVE}?month=2027-01"
    hidden = triage.hidden(page)
    assert triage.send(page, {"grids": grid, "reason": "寒假"}).status_code == 303
    late = triage.client.post(page, data={**hidden, "grids": grid, "reason": "寒假"})
    assert late.status_code == 422


def test_only_the_county_is_offered_the_waiver(built: Desk) -> None:
    for name in ("head", "wang", "auditor"):
        browser = built.signed_in(built.city.people[name])
        assert "免除</a>" not in browser.get(DUTY).text
        assert browser.get(WAIVE).status_code == 403
    assert built.signed_in(built.city.leader).get(WAIVE).status_code == 200


def test_waivers_elsewhere_are_not_found(built: Desk) -> None:
    triage = built.signed_in(built.city.triage)
    triage.send(f"{WAIVE}?month=2027-02", {"grids": built.city.grids["wang"], "reason": "寒假"})
    far = built.signed_in(built.city.far_triage)
    assert far.get(f"{PATROLS}waivers/1").status_code == 404
    assert far.get(f"{PATROLS}waivers/99").status_code == 404


def test_months_that_are_not_offered_are_this_month(built: Desk) -> None:
    triage = built.signed_in(built.city.triage)
    for asked in ("2019-01", "x", "2026-13", ""):
        assert "2026年11月" in triage.get(f"{DUTY}?month={asked}&office=x&state=none&page=9").text


def test_the_pages_speak_english(built: Desk) -> None:
    triage = built.signed_in(built.city.triage)
    assert "Not patrolled" in triage.get(f"/en{DUTY}").text
    assert "Waive the patrols of November 2026" in triage.get(f"/en{WAIVE}").text
    assert "My month" in built.signed_in(built.city.wang).get(f"/en{MINE}").text
