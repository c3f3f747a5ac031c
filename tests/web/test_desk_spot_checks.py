"""The pages of spot checks: drawing, the sample with its seed, the visit, the result."""

import re
from pathlib import Path

import pytest
from ledger_sample import PATROLS, Browser, Desk, ledger_app
from small_city import HUAYUAN

CHECKS = f"{PATROLS}spot-checks/"
DRAW = {"subject": "village", "size": "3", "since": "2026-10-01", "reason": "秋季抽查"}
SEEN = {"visited_on": "2026-11-23", "result": "nothing", "match": "agrees"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return ledger_app(tmp_path)


def drawn(triage: Browser) -> str:
    answer = triage.send(f"{CHECKS}draw", DRAW)
    assert answer.status_code == 303, answer.text
    return answer.location


def place_of(page: str, name: str) -> str:
    return re.search(rf'href="([^"]+/places/\d+)">{name}</a>', page)[1]  # type: ignore[index]


def test_a_sample_is_drawn_visited_and_its_results_are_shown(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    check = drawn(triage)
    page = triage.get(check).text
    assert re.search(r'class="ming-key">[0-9a-f]{32}<', page)
    assert "与记录一致" in page
    assert "0／3" in page
    frame = triage.get(f"{check}/frame.txt")
    assert len(frame.text.split()) == 3
    visit = place_of(page, "花园村")
    assert "这段时间没有巡查到过这里的记录" in triage.get(visit).text
    gap = {
        "findings-0-category": "unlicensed",
        "findings-0-severity": "general",
        "findings-0-handling": "deadline",
        "findings-0-where": f"village:{HUAYUAN}",
        "findings-0-premises": "村东看护点",
        "findings-0-description": "招收幼儿11名",
    }
    answer = triage.send(
        visit, {**SEEN, **gap, "result": "found", "match": "differs", "difference": "一直没有巡查"}
    )
    assert answer.location == check
    page = triage.get(check).text
    assert "1个问题登记到台账" in page
    assert "一直没有巡查" in page
    assert "抽查发现的问题，巡查没有记录" in page
    assert "0%" in page
    # the same place once more leads back, whoever comes
    assert triage.get(visit).status_code == 303
    assert "抽查博爱抽查" not in page
    listed = desk.signed_in(desk.city.wang).get(CHECKS).text
    assert "1处" in listed


@pytest.mark.parametrize(
    ("change", "message", "field"),
    [
        ({"match": ""}, "请选择相符还是不相符", "match"),
        ({"match": "differs"}, "请写明哪里不相符", "difference"),
        ({"visited_on": "2026-11-22"}, "到访不能早于抽签", "visited_on"),
        ({"result": ""}, "请选择有没有发现问题", "result"),
    ],
)
def test_a_refused_result_keeps_everything(
    desk: Desk, change: dict[str, str], message: str, field: str
) -> None:
    triage = desk.signed_in(desk.city.triage)
    visit = place_of(triage.get(drawn(triage)).text, "花园村")
    answer = triage.send(visit, {**SEEN, **change, "companions": "陈芳", "elsewhere": "大队院"})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="#{field}' in answer.text
    assert "大队院" in answer.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"size": "99"}, "一共只有3处"),
        ({"size": "0"}, "请填写抽几处"),
        ({"size": "x"}, "请填写整数"),
        ({"subject": "kindergarten"}, "您的辖区里没有可以抽的地方"),
        ({"since": "2026-12-01"}, "日期不能晚于今天"),
        ({"reason": ""}, "请写明缘由"),
    ],
)
def test_a_sample_that_cannot_be_drawn_says_why(desk: Desk, change: dict[str, str], message: str) -> None:
    answer = desk.signed_in(desk.city.triage).send(f"{CHECKS}draw", {**DRAW, **change})
    assert answer.status_code == 422
    assert message in answer.text


def test_whoever_patrols_does_not_see_where_somebody_will_look(desk: Desk) -> None:
    check = drawn(desk.signed_in(desk.city.triage))
    wang = desk.signed_in(desk.city.wang)
    assert wang.get(check).status_code == 404
    assert "抽一次" not in wang.get(CHECKS).text
    assert wang.get(f"{CHECKS}draw").status_code == 403
    assert desk.signed_in(desk.city.auditor).get(check).status_code == 200
    # the leader draws and reads; the visit is made by who may record one
    assert "/places/" not in desk.signed_in(desk.city.leader).get(check).text


def test_the_pages_speak_english(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    check = drawn(triage)
    assert "Same as recorded" in triage.get(f"/en{check}").text
    assert (
        "Does the patrol record agree?" in triage.get(f"/en{place_of(triage.get(check).text, '花园村')}").text
    )


def test_a_sample_is_called_off_openly_with_a_reason(desk: Desk) -> None:
    triage, wang = desk.signed_in(desk.city.triage), desk.signed_in(desk.city.wang)
    check = drawn(triage)
    place = place_of(triage.get(check).text, "花园村")
    unsaid = triage.send(f"{check}/call-off", {"reason": ""})
    assert unsaid.status_code == 422
    assert "请写明理由" in unsaid.text
    assert triage.send(f"{check}/call-off", {"reason": "连日暴雨"}).location == check
    for reader in (triage, wang):
        page = reader.get(check).text
        assert "由李静取消，没有去的地方不再去。理由：连日暴雨" in page
        assert "取消这次抽查" not in page
    assert "已取消" in wang.get(CHECKS).text
    assert triage.get(place).location == check
    assert "连日暴雨" in triage.get(f"/en{check}").text
    # the form that was open elsewhere
    assert triage.get(f"{check}/call-off").location == check
    assert wang.get(f"{check}/call-off").status_code == 403
