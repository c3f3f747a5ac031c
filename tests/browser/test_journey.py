"""The whole journey on the real site, with JavaScript and without: from a spreadsheet to a public outcome."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import steps
from demo_city import settings_in
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from publishing.kernel.clock import local_day, utc_now
from publishing.kernel.db import Database
from publishing.registry.queries import KindergartenValue, list_kindergartens

COUNTY = "410822000000"
SEEN = "租的民房，里头二十多个三到六岁的孩子，没见墙上有证。做饭就在过道里，煤气罐也在过道。"
Enter = Callable[[str | None], Page]


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def enter(browser: Browser, site: str, javascript: bool) -> Iterator[Enter]:
    """A browser of one's own for each person: the page of somebody who signed in, or of the public.

    Anything that the browser complains about (a refused script, a missing file) fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def enter(username: str | None) -> Page:
        context = browser.new_context(
            base_url=site, java_script_enabled=javascript, viewport={"width": 390, "height": 844}
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(15_000)
        if username is not None:
            steps.sign_in(page, username)
        return page

    yield enter
    for context in contexts:
        context.close()
    # a form that was refused answers 422, which Chromium reports as a failed resource
    assert [c for c in complaints if "422" not in c] == []


@pytest.fixture
def register(demo_home: Path) -> list[KindergartenValue]:
    """The county's register as it stands."""
    database = Database(settings_in(demo_home).database_url)
    with database.read() as session:
        found, _total = list_kindergartens(session, county_code=COUNTY, today=local_day(utc_now()))
    database.close()
    return list(found)


def case_of(javascript: bool) -> steps.Case:
    word = "晨曦" if javascript else "暮云"
    return steps.Case(
        kindergarten=f"{word}花园幼儿园",
        sign=f"{word}宝贝之家",
        premises=f"花园村{word}看护点",
        seen=SEEN,
        question="孩子一般几点到、几点走？",
        reply="早上七点半到，下午五点走。",
        wording=f"经核查，月山镇一处看护点（{word}）未取得办学许可招收幼儿，情况属实。已经停办，幼儿已妥善分流。",
    )


def tips_of(demo_home: Path, sign: str) -> list[str]:
    database = Database(settings_in(demo_home).database_url)
    with database.read() as session:
        query = text("SELECT number FROM tips WHERE kindergarten_name = :sign")
        found = list(session.scalars(query, {"sign": sign}))
    database.close()
    return found


def publish(enter: Enter, case: steps.Case, workbook: Path) -> str:
    """Editor and approver; the editor is shown that the second step is somebody else's."""
    editor = enter("boai-editor")
    steps.upload_list(editor, workbook)
    steps.see(editor, case.kindergarten)
    steps.draft_announcement(editor)
    announcement = steps.submit_announcement(editor)
    expect(editor.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    return steps.approve_and_release(enter("boai-approver"), announcement)


def read_announcement(parent: Page, number: str, case: steps.Case, pdftotext: str, folder: Path) -> None:
    """The county's page leads to the announcement, and its PDF says the same."""
    parent.goto("/counties/410822")
    steps.see(parent, number)
    parent.get_by_role("link", name=re.compile("注册幼儿园名单公告")).first.click()
    steps.see(parent, number, case.kindergarten)
    printed = steps.read_pdf(steps.document(parent, re.compile("PDF")), pdftotext, folder)
    assert number in printed
    assert case.kindergarten in printed


def report(reporter: Page, case: steps.Case, demo_home: Path) -> tuple[str, str]:
    """Code and number of a report that was sent by a double tap and received once."""
    steps.search(reporter, case.sign)
    steps.see(reporter, "名单中查不到", "查不到，不等于无证", "0391-1000800")
    steps.begin_report(reporter, case.sign)
    steps.say_what(reporter, "无证幼儿园", "消防")
    steps.say_where_from_lists(reporter)
    steps.say_what_was_seen(reporter, case.seen, name=case.sign)
    steps.add_photo(reporter, steps.photo_with_place())
    steps.leave_contact(reporter)
    steps.see_answers(reporter, case)
    # whoever fills in six pages faster than a person can waits for triage: this reporter is no faster
    reporter.wait_for_timeout(5_000)
    code = steps.send_twice(reporter)
    numbers = tips_of(demo_home, case.sign)
    assert len(numbers) == 1
    steps.see(reporter, numbers[0])
    assert code.replace(" ", "") not in reporter.url
    steps.type_code_back(reporter, code)
    return code, numbers[0]


def mend_and_strike_off(
    supervisor: Page, head: Page, description: str, premises: str, reading: tuple[str, Path]
) -> None:
    """Notice with its PDF, the operator's answer, recheck by another person, strike-off."""
    steps.open_item(supervisor, description)
    item = urlsplit(supervisor.url).path
    notice = steps.issue_notice(supervisor, local_day(utc_now()) + timedelta(days=15))
    printed = steps.read_pdf(steps.document(supervisor, re.compile("打印")), *reading)
    assert notice in printed
    assert premises in printed
    steps.record_answer(supervisor, "已经停止招收，孩子分流到月山镇中心幼儿园。")
    head.goto(item)
    steps.recheck(head, "大门已锁，院内没有幼儿。")
    steps.strike_off(
        head, evidence="复查照片和村委会证明", children=23, children_to="23名幼儿转入月山镇中心幼儿园"
    )


def file_up_and_hand_over(supervisor: Page, leader: Page, description: str) -> None:
    """上报备案, the county's letters to departments, and the hand-over against a receipt."""
    steps.open_item(supervisor, description)
    other = urlsplit(supervisor.url).path
    steps.file_up(supervisor)
    leader.goto(other)
    steps.write_to_departments(leader, "博爱县消防救援大队", "博爱县住房和城乡建设局")
    steps.record_reply(leader, "博爱县消防救援大队", "已经责令搬离煤气罐。")
    steps.hand_over(leader, "博爱县综合行政执法大队", "回执2026-118")


def test_from_a_spreadsheet_to_a_published_outcome(  # noqa: PLR0917 (fixtures)
    enter: Enter,
    javascript: bool,
    register: list[KindergartenValue],
    demo_home: Path,
    pdftotext: str,
    tmp_path: Path,
) -> None:
    case = case_of(javascript)
    today = local_day(utc_now())
    workbook = tmp_path / f"{case.kindergarten}.xlsx"
    steps.write_county_list(
        workbook, register, new=case.kindergarten, left_out=register[-1], changed=register[0], today=today
    )

    number = publish(enter, case, workbook)
    parent = enter(None)
    read_announcement(parent, number, case, pdftotext, tmp_path)
    steps.search_until_indexed(parent, case.kindergarten)
    steps.see(parent, "有证", "截至", number)

    reporter = enter(None)
    code, tip = report(reporter, case, demo_home)
    steps.follow_up(reporter, code, "已受理", tip)

    # whoever the grid of 花园村 belongs to: the leader's page says it in words
    leader = enter("boai-leader")
    steps.open_tip(leader, tip)
    officer = steps.responsible(leader, demo_home)
    supervisor = enter(officer)
    steps.open_work(supervisor, tip)
    case_page = urlsplit(supervisor.url).path
    steps.start_checking(supervisor)
    steps.ask_reporter(supervisor, case.question)
    steps.follow_up(reporter, code, case.question, "核查中")
    steps.answer_question(reporter, case.reply)
    supervisor.goto(case_page)
    steps.see(supervisor, case.reply)
    unlicensed = steps.Found(
        category="无证", severity="一般", description=f"{case.premises}无证收托23名幼儿", handling="限期整改"
    )
    fire = steps.Found(
        category="消防",
        severity="重大隐患",
        description=f"{case.premises}煤气罐在过道",
        handling="短期难整改",
    )
    steps.report_visit(supervisor, (unlicensed, fire), premises=case.premises)

    head = enter("boai-yueshan-head")
    mend_and_strike_off(supervisor, head, unlicensed.description, case.premises, (pdftotext, tmp_path))
    file_up_and_hand_over(supervisor, leader, fire.description)

    # another person than the supervisor concludes and answers
    head.goto(case_page)
    steps.conclude(head, "核查清楚，处理适当。")
    steps.reply(head, case.wording)

    steps.follow_up(reporter, code, case.wording, "已办结")
    parent.goto("/outcomes/?county=410822")
    steps.see(parent, case.wording, "属实")
    parent.goto("/statistics/")
    steps.see(parent, "博爱县")
