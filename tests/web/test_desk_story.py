"""The whole story of a case in one line of time, on both of its pages, each thing leading to its own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ledger_steps import noticed
from small_city import HUAYUAN, TODAY
from tips_desk_sample import Desk, tips_desk

from intake.cases import conclude, reply, report_visit, start
from intake.patrols.rules import FindingForm, VisitForm

FOUND = VisitForm(
    submission="visit",
    visited_on=TODAY,
    scope="花园村",
    found_nothing=False,
    findings=(
        FindingForm(
            category="unlicensed",
            severity="general",
            handling="deadline",
            premises="小星芽宝贝之家",
            description="未取得办学许可招收23名幼儿",
            division_code=HUAYUAN,
        ),
    ),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One report that was borne out, with a ledger item, a notice and an interim reply."""
    desk: Desk = tips_desk(Path(tmp_path_factory.mktemp("story")))
    tip, city, now = desk.tip(), desk.city, desk.now
    with desk.database.begin() as session:
        start(session, tip, actor=city.wang, now=now)
        reported = report_visit(
            session,
            tip,
            visit=FOUND,
            outcome="substantiated",
            text="属实",
            actor=city.wang,
            now=now,
            today=TODAY,
        )
        noticed(session, city, reported.items[0])
        conclude(session, tip, conclusion="同意", interim=True, actor=city.head, now=now)
        reply(session, tip, wording="已责令停止招生。", actor=city.head, now=now)
    yield desk
    desk.database.close()


def line_of(page: str) -> str:
    found = re.search(r'<ol class="ming-timeline">.*?</ol>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_the_reports_page_tells_of_visit_notice_and_publication_and_leads_there(desk: Desk) -> None:
    line = line_of(desk.signed_in(desk.city.triage).get("/office/tips/1").text)
    for told in ("收到这件举报", "王海军到访", "下达整改通知", "答复举报人", "处理结果在网上公布"):
        assert told in line, told
    assert re.search(r'href="/office/patrols/\d+"', line)
    assert re.search(r'href="/office/ledger/1/notices/\d+\.pdf"', line)
    assert 'href="/outcomes/"' in line
    assert line.count("is-now") <= 1


def test_the_items_page_tells_the_steps_of_its_report_to_who_may_read_it(desk: Desk) -> None:
    line = line_of(desk.signed_in(desk.city.triage).get("/office/ledger/1").text)
    assert "举报博爱2026-0001：收到这件举报" in line
    assert 'href="/office/tips/1"' in line
    auditor = line_of(desk.signed_in(desk.city.auditor).get("/office/ledger/1").text)
    assert "下达整改通知" in auditor
    assert "举报博爱2026-0001" not in auditor


def test_every_address_of_the_story_opens_for_its_reader(desk: Desk) -> None:
    for who in ("wang", "head", "triage", "leader"):
        browser = desk.signed_in(desk.city.people[who])
        line = line_of(browser.get("/office/tips/1").text)
        for url in set(re.findall(r'href="([^"]+)"', line)):
            assert browser.get(url).status_code == 200, (who, url)


def test_the_story_is_told_in_english(desk: Desk) -> None:
    line = line_of(desk.signed_in(desk.city.triage).get("/en/office/tips/1").text)
    assert "博爱台账2026-0001: " in line
    assert HUAYUAN not in line
