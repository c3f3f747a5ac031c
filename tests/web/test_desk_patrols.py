"""The pages on visits: recorded once and as entered, nothing lost, shown to those whose place it is."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_sample import PATROLS, Desk, ledger_app
from small_city import HOUQIAO, HUAYUAN, TODAY

from intake.ledger.queries import list_items
from intake.patrols.queries import list_visits, places_of_visits

RECORD = f"{PATROLS}record"
FINDING = {
    "findings-0-category": "fire",
    "findings-0-severity": "major",
    "findings-0-handling": "deadline",
    "findings-0-where": f"village:{HUAYUAN}",
    "findings-0-premises": "小星芽宝贝之家",
    "findings-0-description": "煤气罐放在唯一的疏散通道",
}
QUIET = {"visited_on": "2026-11-20", "villages": HUAYUAN, "result": "nothing", "companions": "陈芳"}
FOUND = {**QUIET, **FINDING, "result": "found", "handling": "当面要求搬走"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return ledger_app(tmp_path)


def visits(desk: Desk) -> int:
    with desk.database.read() as session:
        return len(list_visits(session, actor=desk.city.triage))


def test_a_quiet_patrol_is_recorded_and_the_duty_of_the_month_is_done(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    assert "还没有巡查" in wang.get(PATROLS).text
    answer = wang.send(RECORD, QUIET)
    assert answer.status_code == 302
    page = wang.get(answer.location).text
    assert "未发现问题" in page
    assert "花园村" in page
    assert "陈芳" in page
    listed = wang.get(PATROLS).text
    assert "11月20日已巡查" in listed
    assert "还没有巡查" not in listed


def test_findings_become_ledger_items_that_the_visit_links_to(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    second = {name.replace("-0-", "-1-"): value for name, value in FINDING.items()}
    page = wang.get(wang.send(RECORD, {**FOUND, **second, "findings-1-category": "food"}).location).text
    assert "2个问题登记到台账" in page
    with desk.database.read() as session:
        items, total = list_items(session, actor=desk.city.wang, today=TODAY)
    assert total == 2
    assert all(item.number in page for item in items)
    assert {item.category for item in items} == {"fire", "food"}


def test_a_finding_lies_in_the_village_that_was_chosen(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    page = wang.get(wang.send(RECORD, {**FOUND, "findings-0-operator": "张秀兰"}).location).text
    assert "举办者或负责人：张秀兰" in page
    with desk.database.read() as session:
        (item,), _total = list_items(session, actor=desk.city.wang, today=TODAY)
        (visit,) = list_visits(session, actor=desk.city.wang)
        places = places_of_visits(session, [visit.id])[visit.id]
    assert (item.division_code, item.operator) == (HUAYUAN, "张秀兰")
    assert [(place.kind, place.code, place.name) for place in places] == [("village", HUAYUAN, "花园村")]


def test_several_places_stand_in_the_scope_and_each_is_kept(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    page = wang.get(wang.send(RECORD, {**QUIET, "elsewhere": "大队院东边"}).location).text
    assert "花园村；大队院东边" in page


def test_a_double_tap_records_one_visit(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    fields = {**wang.hidden(RECORD), **FOUND}
    first, second = (wang.client.post(RECORD, data=fields) for _ in range(2))
    assert first.location == second.location
    assert visits(desk) == 1


def test_one_more_finding_keeps_all_that_was_entered_and_records_nothing(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    answer = wang.send(RECORD, {**FOUND, "more": "1"})
    assert answer.status_code == 200
    for text in ("小星芽宝贝之家", "煤气罐放在唯一的疏散通道", "当面要求搬走", "2026-11-20", "陈芳"):
        assert text in answer.text
    assert 'name="findings-1-category"' in answer.text
    assert visits(desk) == 0


def test_five_findings_are_the_most(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    five = {f"findings-{n}-premises": f"第{n}处" for n in range(5)}
    answer = wang.send(RECORD, {**QUIET, **five, "more": "1"})
    assert 'name="findings-4-premises"' in answer.text
    assert 'name="findings-5-premises"' not in answer.text


@pytest.mark.parametrize(
    ("change", "message", "field"),
    [
        ({"visited_on": "2026年2月30日"}, "没有“2026年2月30日”这一天", "visited_on"),
        ({"visited_on": "2026-11-24"}, "日期不能晚于今天（2026年11月23日）", "visited_on"),
        ({"visited_on": "2024-11-24"}, "只能登记一年以内的到访", "visited_on"),
        ({"villages": []}, "请选择到过的村、社区或幼儿园", "villages"),
        ({"result": ""}, "请选择有没有发现问题", "result"),
        ({"result": "nothing"}, "您选了“未发现问题”，下面又写了问题", "result"),
        ({"findings-0-description": ""}, "请写看到的情况", "findings-0-description"),
        ({"findings-0-severity": ""}, "请选择严重程度", "findings-0-severity"),
        ({"findings-0-where": ""}, "请选择在哪个村、社区或哪所幼儿园", "findings-0-where"),
        ({"findings-0-where": "village:1"}, "请选择在哪个村、社区或哪所幼儿园", "findings-0-where"),
        ({"findings-0-operator": "长" * 201}, "最多写200个字", "findings-0-operator"),
        ({"findings-0-premises": "长" * 201}, "最多写200个字", "findings-0-premises"),
        ({"companions": "长" * 201}, "最多写200个字", "companions"),
    ],
)
def test_a_refused_form_says_where_and_keeps_everything(
    desk: Desk, change: dict[str, object], message: str, field: str
) -> None:
    answer = desk.signed_in(desk.city.wang).send(RECORD, {**FOUND, **change})
    assert answer.status_code == 422
    assert answer.text.count(message) == 2  # above the form and at the field
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    kept = {**FOUND, **change}
    for name in ("visited_on", "handling", "companions", "findings-0-premises", "findings-0-description"):
        assert str(kept[name]) in answer.text
    assert visits(desk) == 0


def test_an_entry_left_empty_above_a_written_one_does_not_shift_the_error(desk: Desk) -> None:
    second = {name.replace("-0-", "-1-"): value for name, value in FINDING.items()}
    first = dict.fromkeys(FINDING, "")
    fields = {**QUIET, **first, **second, "result": "found", "findings-1-premises": "长" * 201}
    answer = desk.signed_in(desk.city.wang).send(RECORD, fields)
    assert 'href="#findings-1-premises"' in answer.text


def test_found_without_a_finding_is_refused(desk: Desk) -> None:
    answer = desk.signed_in(desk.city.wang).send(RECORD, {**QUIET, "result": "found"})
    assert answer.status_code == 422
    assert "请写发现的问题" in answer.text


def test_the_head_chooses_the_grid_and_may_make_a_spot_check(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    chooser = head.get(RECORD).text
    assert "月山镇第3责任区，王海军" in chooser
    assert "磨头" not in chooser
    page = f"{RECORD}?grid={desk.city.grids['chen']}"
    answer = head.send(page, {**QUIET, "villages": HOUQIAO, "kind": "spot_check"})
    assert "抽查" in head.get(answer.location).text


def test_a_grid_of_another_township_is_not_ones_own(desk: Desk) -> None:
    answer = desk.signed_in(desk.city.wang).get(f"{RECORD}?grid={desk.city.grids['motou']}")
    assert answer.status_code == 403
    assert "不在您的辖区" in answer.text


def test_visits_elsewhere_are_not_found(desk: Desk) -> None:
    location = desk.signed_in(desk.city.wang).send(RECORD, QUIET).location
    assert desk.signed_in(desk.city.motou).get(location).status_code == 404
    assert desk.signed_in(desk.city.far_triage).get(location).status_code == 404
    assert desk.signed_in(desk.city.triage).get(location).status_code == 200


def test_filters_narrow_the_list_and_keep_the_address(desk: Desk) -> None:
    desk.signed_in(desk.city.wang).send(RECORD, QUIET)
    head = desk.signed_in(desk.city.head)
    rows = 'data-label="到访人"'
    assert rows in head.get(f"{PATROLS}?kind=patrol&month=2026-11").text
    assert rows not in head.get(f"{PATROLS}?kind=recheck").text
    assert rows not in head.get(f"{PATROLS}?month=2026-10").text
    assert rows not in head.get(f"{PATROLS}?mine=1").text
    assert rows in head.get(f"{PATROLS}?kind=nonsense&month=abc&page=99").text


def test_pages_of_the_list(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    for n in range(21):
        day = TODAY - timedelta(days=n)
        wang.send(RECORD, {**QUIET, "visited_on": day.isoformat()})
    first, second = wang.get(PATROLS).text, wang.get(f"{PATROLS}?page=2").text
    assert "第1页，共2页" in first
    assert len(re.findall('data-label="到访人"', second)) == 1


def test_the_sheet_is_a_pdf_to_be_saved(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    wang.send(RECORD, FOUND)
    answer = wang.get(f"{PATROLS}sheet.pdf?year=2026&half=2")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "query", ["year=2027&half=1", "half=3", "year=２０２６", "year=1999&half=1", "year=x"]
)
def test_a_half_year_that_is_none_is_not_found(desk: Desk, query: str) -> None:
    assert desk.signed_in(desk.city.wang).get(f"{PATROLS}sheet.pdf?{query}").status_code == 404


def test_an_auditor_reads_and_records_nothing(desk: Desk) -> None:
    auditor = desk.signed_in(desk.city.auditor)
    page = auditor.get(PATROLS).text
    assert "月山镇第3责任区" in page
    assert "登记一次巡查" not in page
    assert auditor.get(RECORD).status_code == 403


def test_in_english_there_is_no_chinese_word_of_ours(desk: Desk) -> None:
    page = desk.signed_in(desk.city.wang).get(f"/en{RECORD}").text
    assert "Record a visit" in page
    assert "登记" not in page
