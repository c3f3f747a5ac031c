"""What people do on the site, one function a deed, each ending with what the person must then see.

Every page that a person looks at goes through `see`, which also holds that the reporter's name and number
stand nowhere but on the reporter's own two pages.
"""

import io
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import xlsxwriter
from demo_city import PASSWORD, settings_in
from PIL import Image
from playwright.sync_api import Page, expect

from publishing.kernel.accounts.queries import list_people
from publishing.kernel.db import Database
from publishing.kernel.words import word as chinese
from publishing.registry.queries import KindergartenValue
from publishing.registry.rules import KindergartenFacts

CONTACT_NAME = "申屠静好"
CONTACT_PHONE = "13803910027"
_OWN_PAGES = ("/report/contact", "/report/check")
VILLAGE = "花园村"
NEW_PHONE = "0391-1000777"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What one walk through the city invents, so that two walks do not meet."""

    kindergarten: str
    """Newly licensed."""
    sign: str
    """On the board of the place that is reported."""
    premises: str
    seen: str
    question: str
    reply: str
    wording: str


def see(page: Page, *words: str) -> str:
    """The visible text of the page, which holds the words and nothing personal."""
    for word in words:
        expect(page.locator("body")).to_contain_text(word)
    if urlsplit(page.url).path not in _OWN_PAGES:
        source = page.content()
        assert CONTACT_NAME not in source, page.url
        assert CONTACT_PHONE not in source, page.url
        assert CONTACT_PHONE[-8:] not in source, page.url
    return page.locator("body").inner_text()


def press(page: Page, name: str) -> None:
    """Presses the button (or the link that looks like one) of that name."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follows the first link of that name."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def document(page: Page, name: str | re.Pattern[str]) -> bytes:
    """The PDF behind a link of the page, fetched with this person's cookies."""
    link = page.get_by_role("link", name=name).first
    answer = page.request.get(link.evaluate("link => link.href"))
    assert answer.ok, answer.status
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


# The county's office


def sign_in(page: Page, username: str) -> None:
    """Enters the office; the first page is one's work."""
    page.goto("/office/sign-in")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    press(page, "登录")
    expect(page).to_have_url(re.compile(r"/office/work/$"))
    see(page, "我的待办")


def write_county_list(
    path: Path,
    listed: Iterable[KindergartenValue],
    *,
    new: str,
    left_out: KindergartenValue,
    changed: KindergartenValue,
    today: date,
) -> None:
    """A county's next workbook, written from its list in force.

    One kindergarten is `new`, one was left out, one `changed` its telephone; the last row is of no use.
    """
    until = today.replace(year=today.year + 3) - timedelta(days=1)
    licence = f"教民141082260{sum(map(ord, new)) % 10**6:06d}号"
    rows = [
        (
            new,
            "月山镇",
            "普惠性民办",
            licence,
            _period(today, until),
            "",
            "花园村文化广场西侧",
            "0391-1000778",
        ),
        *(_row(each.facts, changed=each.id == changed.id) for each in listed if each.id != left_out.id),
        (f"{new}分园", "月山镇", "普惠性民办", "", "2026.13.1-2029.2.30", "", "月山镇", ""),
    ]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("名单")
        sheet.merge_range(0, 0, 0, len(_HEAD), "博爱县注册幼儿园名单")
        sheet.write_row(1, 0, ["序号", *_HEAD])
        for number, row in enumerate(rows, 1):
            sheet.write_row(1 + number, 0, [number, *row])


_HEAD = ("幼儿园名称", "乡镇", "办园性质", "办学许可证号", "有效期", "统一社会信用代码", "地址", "办公电话")


def _row(facts: KindergartenFacts, *, changed: bool) -> tuple[str, ...]:
    assert facts.valid_from is not None
    assert facts.valid_until is not None
    return (
        facts.name,
        facts.township_name,
        chinese("nature", facts.nature) if facts.nature else "",
        facts.licence_no or "",
        _period(facts.valid_from, facts.valid_until),
        facts.uscc or "",
        facts.address or "",
        NEW_PHONE if changed else facts.phone or "",
    )


def _period(since: date, until: date) -> str:
    return f"{_dots(since)}-{_dots(until)}"


def _dots(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def upload_list(page: Page, workbook: Path) -> None:
    """The editor hands in the workbook and gets the report of its check."""
    page.goto("/office/register/")
    press(page, "上传名单")
    page.get_by_label("名单表格").set_input_files(workbook)
    press(page, "上传并检查")
    see(page, "导入检查结果", workbook.name)


def draft_announcement(page: Page) -> None:
    """From the checked list to a draft, leaving out the rows that must be mended first."""
    page.get_by_label("有错误的行这一期不列入").check()
    press(page, "起草公告")
    see(page, "草稿", "监督举报电话")


def submit_announcement(page: Page) -> str:
    """Hands the draft over for approval; the address of the announcement."""
    press(page, "送批")
    see(page, "已经送批，等另一位同事批准", "等另一位同事办理")
    return urlsplit(page.url).path


def approve_and_release(page: Page, announcement: str) -> str:
    """The second person approves and releases; the document's number."""
    page.goto(announcement)
    see(page, "待批准")
    press(page, "批准")
    see(page, "已经批准，可以发布")
    press(page, "发布")
    found = re.search(r"博教公告〔\d{4}〕\d+号", see(page, "已经发布"))
    assert found is not None
    return found[0]


# A parent


def search(page: Page, name: str) -> None:
    """Types a name into the one box of the first page."""
    page.goto("/")
    page.get_by_role("searchbox", name="幼儿园").fill(name)
    press(page, "查一查")


# The reporter


def begin_report(page: Page, name: str) -> None:
    """From a name that is not on the list to the start of a report that knows it."""
    follow(page, "请教育局去看一看")
    see(page, "我要举报", "您要举报的是", name)
    press(page, "开始举报")


def say_what(page: Page, *problems: str) -> None:
    """第1步."""
    see(page, "第1步，共6步")
    for problem in problems:
        page.get_by_label(problem, exact=True).check()
    press(page, "继续")


def say_where_from_lists(page: Page) -> None:
    """第2步: county, then township and village from the lists, which need no script."""
    see(page, "第2步，共6步")
    page.get_by_label("县（市、区）").select_option(label="博爱县")
    page.get_by_label("具体位置").fill("大队院东边第二家，门口有蓝色招牌")
    press(page, "从名单里选乡镇和村")
    page.get_by_label("乡镇（办事处）").select_option(label="月山镇")
    press(page, "列出村（社区）")
    page.get_by_label("村（社区）").select_option(label=VILLAGE)
    press(page, "继续")


def say_what_was_seen(page: Page, text: str, *, name: str) -> None:
    """第3步; the name came along from the search."""
    see(page, "第3步，共6步")
    expect(page.get_by_label("幼儿园叫什么名字？")).to_have_value(name)
    page.get_by_label("看到的情况").fill(text)
    press(page, "继续")


def photo_with_place() -> bytes:
    """A photo as a telephone takes it: with its maker, and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Pengpai Shouji"
    exif[0x8825] = {1: "N", 2: (35.0, 10.0, 15.0), 3: "E", 4: (113.0, 4.0, 20.0)}
    out = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(out, "JPEG", exif=exif)
    assert b"Exif" in out.getvalue()
    return out.getvalue()


def add_photo(page: Page, photo: bytes) -> None:
    """第4步: one photo; the page says that it no longer tells where it was taken."""
    see(page, "第4步，共6步")
    page.get_by_label("选择照片").set_input_files(
        {"name": "IMG_20261123.jpg", "mimeType": "image/jpeg", "buffer": photo}
    )
    press(page, "上传，再选几张")
    see(
        page,
        "已经收下1张",
        "拍摄地点和手机信息已经去掉",
        "照片原来带着拍摄位置，在博爱县一带。要告诉我们这个位置吗？",
    )
    expect(page.get_by_label("不要，去掉这个位置")).to_be_checked()
    shown = page.request.get("/report/photos/1").body()
    assert Image.open(io.BytesIO(shown)).getexif() == {}
    press(page, "继续")


def leave_contact(page: Page) -> None:
    """第5步."""
    see(page, "第5步，共6步", "加密封存")
    page.get_by_label("姓名").fill(CONTACT_NAME)
    page.get_by_label("电话").fill(CONTACT_PHONE)
    press(page, "继续")


def send_twice(page: Page) -> str:
    """第6步 by a double tap; the receipt code, shown once however often it was sent."""
    page.get_by_role("button", name="提交举报").dblclick()
    text = see(page, "举报已收到", "请现在抄下来")
    code = re.search(r"\d{4}(?: \d{4}){5}", text)
    assert code is not None, text
    return code[0]


def type_code_back(page: Page, code: str) -> None:
    """First with a slip of the pen, then rightly; afterwards this browser shows the code no more."""
    field = page.get_by_label("请再输一遍查询码")
    field.fill(code[:-1] + str((int(code[-1]) + 1) % 10))
    press(page, "核对")
    see(page, "查询码有一位抄错了")
    page.get_by_label("请再输一遍查询码").fill(code.replace(" ", ""))
    press(page, "核对")
    assert code not in see(page, "查询码抄对了")


def follow_up(page: Page, code: str, *words: str) -> str:
    """The reporter asks what has become of it."""
    page.goto("/follow-up/")
    page.get_by_label("查询码").fill(code)
    press(page, "查进度")
    expect(page).to_have_url(re.compile("/follow-up/view$"))
    return see(page, *words)


def answer_question(page: Page, text: str) -> None:
    """The reporter answers without a name."""
    page.get_by_label("您的回答").fill(text)
    press(page, "发送")
    see(page, text)


# The supervisor


def open_work(page: Page, number: str) -> None:
    """Opens what waits under this number on 我的待办."""
    page.goto("/office/work/")
    row = page.get_by_role("row").filter(has_text=number)
    expect(row).to_have_count(1)
    row.get_by_role("link").first.click()
    see(page, number)


def choose_step(page: Page, heading: str) -> None:
    """Takes one of the next steps of a case."""
    page.get_by_label(heading, exact=True).check()
    press(page, "办理这一步")


def start_checking(page: Page) -> None:
    """Takes the case up; the reporter will see that it is being checked."""
    press(page, "开始核查")
    see(page, "已开始核查", "核查中")


def ask_reporter(page: Page, question: str) -> None:
    """Asks somebody without a name."""
    choose_step(page, "提问")
    page.get_by_label("问举报人什么").fill(question)
    press(page, "发给举报人")
    see(page, "问题已发给举报人")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One row of the 巡查表."""

    category: str
    severity: str
    description: str
    handling: str


def report_visit(page: Page, found: tuple[Found, Found], *, premises: str) -> None:
    """The visit with two findings and the outcome; the second row comes from the button 再加一条."""
    choose_step(page, "报送核查结果")
    page.get_by_label("同去的人").fill("花园村村委会两位同志")
    _fill_finding(page, "发现问题1", found[0], premises)
    press(page, "再加一条")
    expect(page.get_by_role("group", name="发现问题1").get_by_label("问题描述")).to_have_value(
        found[0].description
    )
    _fill_finding(page, "发现问题2", found[1], premises)
    page.get_by_label("属实", exact=True).check()
    page.get_by_label("核查情况").fill("该处收托23名幼儿，没有办学许可证；煤气罐放在过道。")
    press(page, "报送审核")
    see(page, "核查结果已报送审核，2个问题已登记台账", "按规定要由另一位同事审核")


def _fill_finding(page: Page, group: str, found: Found, premises: str) -> None:
    row = page.get_by_role("group", name=group)
    row.get_by_label("问题类别").select_option(label=found.category)
    row.get_by_label("严重程度").select_option(label=found.severity)
    row.get_by_label("单位或地点").fill(premises)
    row.get_by_label("问题描述").fill(found.description)
    row.get_by_label("怎么整改").select_option(label=found.handling)


# The ledger


def issue_notice(page: Page, due: date) -> str:
    """整改通知书 for the item that is open; its number."""
    press(page, "下达整改通知书")
    page.get_by_label("整改要求").fill("立即停止招收幼儿\n按期办理许可或者妥善分流幼儿")
    page.get_by_label("整改期限").fill(f"{due.year}年{due.month}月{due.day}日")
    page.get_by_label("当面签收").check()
    press(page, "下达并编号")
    found = re.search(r"已经下达整改通知书：(\S+?)。", see(page, "请打印一式三份"))
    assert found is not None
    return found[1]


def record_answer(page: Page, answer: str) -> None:
    """What the operator says to the notice."""
    press(page, "登记对方答复")
    page.get_by_label("对方答复").fill(answer)
    press(page, "登记答复，转入整改")
    see(page, "已经登记对方答复，转入整改", answer)


def recheck(page: Page, evidence: str) -> None:
    """Another officer finds it mended."""
    press(page, "登记复查")
    page.get_by_label("通过，已经整改到位").check()
    page.get_by_label("现场看到的情况").fill(evidence)
    press(page, "登记复查")
    see(page, "已经登记复查：通过，可以办理销号", evidence)


def strike_off(page: Page, *, evidence: str, children: int, children_to: str) -> None:
    """销号 of an unlicensed site: what became of it, and of the children."""
    press(page, "销号")
    page.get_by_label("整改到位的依据").fill(evidence)
    page.get_by_label("取缔", exact=True).check()
    page.get_by_label("涉及幼儿人数").fill(str(children))
    page.get_by_label("幼儿去向").fill(children_to)
    press(page, "确认销号")
    see(page, "已经销号", "取缔", children_to)


def file_up(page: Page) -> None:
    """上报备案 of a major hazard; the reason is chosen already."""
    press(page, "办理上报备案")
    expect(page.get_by_label("存在重大隐患")).to_be_checked()
    press(page, "上报县教育局备案")
    see(page, "已经上报县教育局备案")


def write_to_departments(page: Page, *departments: str) -> None:
    """部门协调: a letter to each; room for one more comes from a button."""
    press(page, "发函协调部门")
    for number, department in enumerate(departments):
        if number:
            press(page, "再写一个部门")
        page.get_by_label("部门", exact=True).nth(number).fill(department)
    press(page, "登记发函")
    see(page, f"共{len(departments)}个单位", *departments)


def record_reply(page: Page, department: str, reply: str) -> None:
    """What a department answered."""
    follow(page, f"登记回复 {department}")
    page.get_by_label("回复内容").fill(reply)
    press(page, "登记回复")
    see(page, f"已经登记{department}的回复", reply)


def hand_over(page: Page, authority: str, receipt: str) -> None:
    """移交 against a receipt; the ledger follows the item no further."""
    press(page, "移交其他部门")
    page.get_by_label("移交给哪个部门").fill(authority)
    page.get_by_label("回执").fill(receipt)
    press(page, "登记移交")
    see(page, "已经登记移交", authority, receipt)


# The head of the central school


def conclude(page: Page, conclusion: str) -> None:
    """Another person than the one who checked agrees."""
    choose_step(page, "办结")
    page.get_by_label("办结意见").fill(conclusion)
    press(page, "同意办结")
    see(page, "已办结，接下来答复举报人")


def reply(page: Page, wording: str) -> None:
    """The answer to the reporter, seen first as the public will see it."""
    choose_step(page, "答复举报人")
    page.get_by_label("答复内容").fill(wording)
    press(page, "看看公众会看到什么")
    see(page, "公众会看到", wording)
    press(page, "答复并公布")
    see(page, "已答复举报人")


# What several of them do


def read_pdf(content: bytes, pdftotext: str, folder: Path) -> str:
    """The text of a PDF, read back by another program, without its line breaks."""
    file = folder / "document.pdf"
    file.write_bytes(content)
    run = subprocess.run([pdftotext, "-layout", file, "-"], capture_output=True, check=True)
    return re.sub(r"\s+", "", run.stdout.decode())


def search_until_indexed(page: Page, name: str) -> None:
    """Asks again until the worker has built the index of the new announcement (seconds)."""
    for _attempt in range(20):
        search(page, name)
        if "名单中查不到" not in page.locator("body").inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{name} was not found after its announcement")


def see_answers(page: Page, case: Case) -> None:
    """第6步 shows everything that was entered, and that the register was asked."""
    expect(page.locator("body")).to_contain_text("提交前请核对")
    for words in (case.sign, case.seen, "博爱县月山镇花园村", "1张", CONTACT_NAME, "名单中查不到"):
        expect(page.locator("body")).to_contain_text(words)


def open_tip(page: Page, number: str) -> None:
    """From the list of tips to the case."""
    page.goto(f"/office/tips/?q={number}")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    see(page, number, "现在由谁负责")


def open_item(page: Page, description: str) -> None:
    """From the ledger's list to the item of this finding."""
    page.goto(f"/office/ledger/?q={description}")
    page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    see(page, description)


def responsible(page: Page, demo_home: Path) -> str:
    """The user name of whoever the case page names as responsible."""
    words = page.get_by_role("region", name="现在由谁负责").or_(
        page.locator("section", has=page.get_by_role("heading", name="现在由谁负责"))
    )
    told = words.first.inner_text()
    database = Database(settings_in(demo_home).database_url)
    with database.read() as session:
        people = [p for p in list_people(session) if p.username.startswith("boai-yueshan") and p.name in told]
    database.close()
    assert len(people) == 1, told
    return people[0].username
