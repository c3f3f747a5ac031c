"""The leading group of a county, and the duty sheet of a supervisor."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import CITY, COUNTY, OTHER_COUNTY, TODAY
from tips_desk_sample import Desk, tips_desk

from intake.grid.duty_list import next_hand_in
from publishing.kernel.audit import entries_of

GROUP = "/office/grids/leading-group"
MEMBER = {"name": "李建军", "post": "县教育体育局局长", "role": "leader", "on": "2026-11-23"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A county whose group has its head."""
    desk = tips_desk(tmp_path_factory.mktemp("leading"))
    assert desk.signed_in(desk.city.triage).send(GROUP, MEMBER).status_code == 303
    yield desk
    desk.database.close()


def text_of(pdf: bytes, pdftotext: str, home: Path) -> str:
    file = home / "printed.pdf"
    file.write_bytes(pdf)
    found = subprocess.run([pdftotext, "-layout", str(file), "-"], capture_output=True, check=True)
    return "".join(found.stdout.decode().split())


def test_members_join_and_leave_on_their_days_and_are_printed(
    desk: Desk, pdftotext: str, tmp_path: Path
) -> None:
    triage = desk.signed_in(desk.city.triage)
    assert "现在没有组长，请登记。" in triage.get(GROUP).text
    assert triage.send(GROUP, MEMBER).status_code == 303
    assert triage.send(GROUP, {**MEMBER, "name": "王垱郃", "role": "deputy"}).status_code == 303
    page = triage.get(GROUP).text.split("<tbody>")[1]
    assert "现在没有组长" not in triage.get(GROUP).text
    assert page.index("李建军") < page.index("王垱郃")
    printed = text_of(triage.get(f"{GROUP}.pdf").data, pdftotext, tmp_path)
    for said in ("博爱县无证园治理和幼儿园监管工作", "组长李建军县教育体育局局长", "王垱郃"):
        assert said in printed
    end = f"{GROUP}/2/end"
    assert "不能早于任职的第一天2026年11月23日" in triage.send(end, {"last_day": "2026-11-22"}).text
    assert triage.send(end, {"last_day": "2026-11-23"}).status_code == 303
    assert "2026年11月23日至2026年11月23日" in triage.get(GROUP).text
    with desk.database.read() as session:
        actions = [entry.action for entry in entries_of(session, f"division:{COUNTY}")]
    assert actions == ["grid.leading_add", "grid.leading_add", "grid.leading_end"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"name": "李"}, "请填写姓名，2到30个字"),
        ({"name": "李建军", "role": "member"}, "李建军已经是成员"),
        ({"name": "周正"}, "现任组长是李建军。一个领导小组只有一位组长"),
        ({"name": "周正", "role": ""}, "请选择在领导小组的职务"),
        ({"name": "周正", "role": "member", "post": ""}, "请填写工作单位和职务"),
        ({"name": "周正", "role": "member", "on": "明天"}, "请写明年、月、日"),
    ],
)
def test_what_cannot_be_recorded_is_said_at_its_field(desk: Desk, changes: dict[str, str], said: str) -> None:
    triage = desk.signed_in(desk.city.triage)
    triage.send(GROUP, MEMBER)
    refused = triage.send(GROUP, {**MEMBER, **changes})
    assert refused.status_code == 422
    assert refused.text.count(said) == 2


@pytest.mark.parametrize(
    ("who", "division", "status", "adds"),
    [
        ("triage", COUNTY, 200, True),
        ("triage", CITY, 200, False),
        ("triage", OTHER_COUNTY, 404, False),
        ("city_triage", COUNTY, 200, True),
        ("head", COUNTY, 200, False),
        ("wang", COUNTY, 200, False),
        ("leader", COUNTY, 200, False),
        ("auditor", CITY, 200, False),
        ("editor", COUNTY, 403, False),
    ],
)
def test_who_reads_and_who_keeps_the_group(
    shared: Desk, who: str, division: str, status: int, adds: bool
) -> None:
    browser = shared.signed_in(shared.city.people[who])
    address = f"{GROUP}?division={division}"
    page = browser.get(address)
    assert page.status_code == status
    assert ("登记一位成员" in page.text) is adds
    hidden = browser.hidden("/office/notices/") or browser.hidden("/office/work/")
    token = hidden.get("csrf_token", "")
    joining = {"name": f"成员{who}", "role": "member"}
    sent = browser.client.post(address, data={"csrf_token": token, **MEMBER, **joining})
    assert sent.status_code == (303 if adds else 403 if status == 200 else status)


def test_the_duty_sheet_names_villages_tasks_and_days(desk: Desk, pdftotext: str, tmp_path: Path) -> None:
    wang = desk.signed_in(desk.city.wang)
    address = f"/office/grids/people/{desk.city.wang.user_id}/duties"
    page = wang.get(address).text
    for said in ("月山镇第3责任区", "花园村", "最近一次是2026年11月30日", "最近一次是2026年12月15日", "三2"):
        assert said in page
    printed = text_of(wang.get(f"{address}.pdf").data, pdftotext, tmp_path)
    for said in ("幼儿园网格化监管责任清单", "王海军", "党员", "花园村", "2026年12月15日", "未发现问题"):
        assert said in printed
    english = wang.get(f"/en{address}").text
    assert "Hand in the sheets" in english
    assert "要求" not in english.split("<main")[1]
    for who, status in (("chen", 404), ("head", 200), ("motou_head", 404), ("far_triage", 404)):
        assert desk.signed_in(desk.city.people[who]).get(f"{address}.pdf").status_code == status


def test_sheets_are_due_twice_a_year() -> None:
    assert next_hand_in(TODAY).isoformat() == "2026-12-15"
    assert next_hand_in(TODAY.replace(month=12, day=16)).isoformat() == "2027-06-30"
    assert next_hand_in(TODAY.replace(month=6, day=30)).isoformat() == "2026-06-30"
