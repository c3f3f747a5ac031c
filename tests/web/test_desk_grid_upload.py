"""A table of grids in the office: its problems, what it moves, and the confirmation."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import load_workbook
from small_city import HOUQIAO, HUAYUAN, NOW, TODAY
from tips_desk_sample import Browser, Desk, tips_desk
from werkzeug.test import TestResponse

from intake.grid import drafts
from intake.grid.assigning import set_supervisor
from intake.grid.queries import grid_at
from intake.grid.reading import MESSAGES
from publishing.kernel.audit import recent_entries
from publishing.kernel.identity import SYSTEM
from publishing.kernel.notices import notices_of

UPLOAD = "/office/grids/upload"
HEADER = "乡镇,责任区,村（社区）,监管责任人,职务"
SAME = ("月山镇,第3责任区,花园村,王海军,党员", "月山镇,第4责任区,后乔村,陈芳,党员")
MOVED = ("月山镇,第4责任区,花园村、后乔村,陈芳,党员",)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def upload(browser: Browser, *rows: str, prefix: str = "") -> TestResponse:
    data = "\n".join((HEADER, *rows)).encode()
    return browser.send(f"{prefix}{UPLOAD}", {"file": (io.BytesIO(data), "责任区.csv")})


def grid_of(desk: Desk, village: str) -> tuple[int, str]:
    with desk.database.read() as session:
        grid = grid_at(session, village, on=TODAY)
    return (grid.number, grid.supervisor_name) if grid else (0, "")


def test_what_moves_is_shown_first_and_happens_on_confirmation(desk: Desk) -> None:
    tip = desk.tip()
    head = desk.signed_in(desk.city.head)
    sent = upload(head, *MOVED)
    assert sent.status_code == 303
    page = head.get(sent.location).text
    assert "月山镇第3责任区（王海军）" in page
    assert "撤销的责任区" in page
    with desk.database.read() as session:
        number = (
            desk.entries(tip) and session.connection().exec_driver_sql("SELECT number FROM tips").scalar()
        )
    assert str(number) in page, "the open report that stays with 王海军 is listed"
    assert grid_of(desk, HUAYUAN) == (3, "王海军"), "looking changes nothing"
    done = head.send(sent.location, {})
    assert done.status_code == 303
    assert done.location.endswith("/office/handover/"), "there is something to hand over"
    assert grid_of(desk, HUAYUAN) == (4, "陈芳")
    assert str(number) in head.get(done.location).text
    assert head.get(sent.location).status_code == 404, "it is used up"
    with desk.database.read() as session:
        kinds = {
            who.name: {one.kind for one in notices_of(session, int(who.user_id or 0), limit=9)}
            for who in (desk.city.wang, desk.city.chen)
        }
        actions = [one.action for one in recent_entries(session, limit=9)]
    assert "grid_taken" in kinds["王海军"]
    assert kinds["陈芳"] == {"grid_redrawn"}
    assert {"grid.load", "grid.end"} <= set(actions)


def test_the_same_table_moves_nothing_and_offers_no_confirmation(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    page = head.get(upload(head, *SAME).location).text
    assert "没有变动" in page
    assert "确认变动" not in page


def test_problems_are_told_by_row_and_column_and_nothing_is_kept(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    refused = upload(head, *SAME, "月山镇,第5责任区,无名村,李四,群众")
    assert refused.status_code == 422
    for said in ("第4行，“村（社区）”列", "这个乡镇没有“无名村”", "第4行，“职务”列", "“群众”不符合要求"):
        assert said in refused.text
    english = upload(desk.signed_in(desk.city.head), "月山镇,第5责任区,无名村,,", prefix="/en")
    assert "has no" in english.text
    assert "这个乡镇没有" not in english.text


def test_somebody_elses_change_in_between_asks_for_another_look(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    address = upload(head, *MOVED).location
    hidden = head.hidden(address)
    with desk.database.begin() as session:
        set_supervisor(session, desk.city.grids["chen"], None, on=TODAY, actor=SYSTEM, now=NOW)
    again = head.post(address, hidden, {})
    assert again.status_code == 409
    assert "请重新核对" in again.text
    assert grid_of(desk, HUAYUAN) == (3, "王海军")
    assert head.send(address, {}).status_code == 303
    assert grid_of(desk, HOUQIAO) == (4, "陈芳")


@pytest.mark.parametrize(
    ("who", "status"), [("wang", 403), ("leader", 403), ("auditor", 403), ("admin", 403), ("triage", 200)]
)
def test_only_who_manages_grids_uploads(desk: Desk, who: str, status: int) -> None:
    browser = desk.signed_in(desk.city.people[who])
    assert browser.get(UPLOAD).status_code == status
    assert browser.get("/office/grids/workbook.xlsx").status_code == status


def test_a_place_outside_ones_own_is_refused_and_drafts_are_ones_own(desk: Desk) -> None:
    motou = desk.signed_in(desk.city.motou_head)
    refused = upload(motou, *MOVED)
    assert "“月山镇”不在您的辖区内" in refused.text
    address = upload(desk.signed_in(desk.city.head), *MOVED).location
    assert motou.get(address).status_code == 404


def test_what_is_no_table_is_said_at_the_field(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    head = desk.signed_in(desk.city.head)
    assert "请选择责任区表格" in head.send(UPLOAD, {}).text
    torn = head.send(UPLOAD, {"file": (io.BytesIO(b"\x89PNG\r\n\x1a\nnothing"), "责任区.xlsx")})
    assert torn.status_code == 422
    monkeypatch.setattr(drafts, "LARGEST", 10)
    assert "文件超过5 MB" in upload(head, *MOVED).text


def test_the_workbook_that_is_offered_can_be_sent_back_as_it_is(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    book = head.get("/office/grids/workbook.xlsx")
    rows = load_workbook(io.BytesIO(book.data)).get_sheet_by_name("责任区").to_python()
    assert rows[1] == ["博爱县", "月山镇", "第3责任区", "花园村民委员会", "王海军", "党员"]
    sent = head.send(UPLOAD, {"file": (io.BytesIO(book.data), "责任区.xlsx")})
    assert sent.status_code == 303
    assert "没有变动" in head.get(sent.location).text


def test_every_problem_has_its_english(desk: Desk) -> None:
    from flask_babel import force_locale, gettext

    with desk.app.test_request_context("/"), force_locale("en"):
        assert [code for code, message in MESSAGES.items() if gettext(message) == message] == []
