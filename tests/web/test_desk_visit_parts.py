"""What hangs on a visit: photos, and the units that were urged to apply for missing papers."""

import io
from pathlib import Path

import pytest
from ledger_sample import PATROLS, Browser, Desk, ledger_app
from PIL import Image
from small_city import HUAYUAN
from werkzeug.test import TestResponse

from intake.patrols.photographing import photos_of_visit
from publishing.kernel.audit import entries_of

RECORD = f"{PATROLS}record"
GAP = {
    "visited_on": "2026-11-20",
    "villages": HUAYUAN,
    "result": "found",
    "findings-0-category": "licence_gap",
    "findings-0-severity": "general",
    "findings-0-handling": "deadline",
    "findings-0-where": f"village:{HUAYUAN}",
    "findings-0-premises": "小星芽宝贝之家",
    "findings-0-description": "没有食品经营许可证",
}
URGING = f"{PATROLS}urgings/1"
HEARD = {"checked_on": "2026-11-23", "result": "applied", "note": "已向市场监管局申请"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return ledger_app(tmp_path)


def picture(colour: str = "green") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    out.seek(0)
    return out


def upload(browser: Browser, visit: str, *files: tuple[io.BytesIO, str]) -> TestResponse:
    page = browser.hidden(visit)
    return browser.client.post(
        f"{visit}/photos",
        data={**page, "photos": list(files)},
        content_type="multipart/form-data",
        follow_redirects=True,
    )


def test_photos_are_added_cleaned_and_handed_out_as_downloads(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    visit = wang.send(RECORD, GAP).location
    page = upload(wang, visit, (picture(), "a.jpg"), (io.BytesIO(b"no photo"), "b.jpg")).text
    assert "已经加上1张照片" in page
    assert "“b.jpg”：这不是照片" in page
    answer = wang.get(f"{visit}/photos/1")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Exif" not in answer.data
    answer.close()
    assert wang.get(f"{visit}/photos/2").status_code == 404
    # others of the jurisdiction see them and add none
    head = desk.signed_in(desk.city.head)
    seen = head.get(f"{visit}/photos/1")
    assert seen.status_code == 200
    seen.close()
    assert "加上照片" not in head.get(visit).text
    assert desk.signed_in(desk.city.motou).get(f"{visit}/photos/1").status_code == 404


def test_only_who_made_the_visit_adds_photos(desk: Desk) -> None:
    wang, head = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.head)
    visit = wang.send(RECORD, GAP).location
    token = wang.hidden(RECORD)["csrf_token"]
    assert token
    fields = {"csrf_token": head.hidden(f"{RECORD}?grid={desk.city.grids['wang']}")["csrf_token"]}
    refused = head.client.post(
        f"{visit}/photos",
        data={**fields, "photos": [(picture(), "a.jpg")]},
        content_type="multipart/form-data",
    )
    assert refused.status_code == 403


def test_no_more_than_eight_photos_and_none_at_all_is_said(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    visit = wang.send(RECORD, GAP).location
    assert "请选择照片" in upload(wang, visit).text
    upload(wang, visit, *[(picture(), f"{n}.jpg") for n in range(8)])
    assert "最多8张照片" in upload(wang, visit, (picture("red"), "9.jpg")).text
    assert wang.get(f"{visit}/photos/9").status_code == 404


def test_a_wrong_photo_is_taken_off_with_a_reason_and_its_file_goes(desk: Desk) -> None:
    wang, chen = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.chen)
    visit = wang.send(RECORD, GAP).location
    upload(wang, visit, (picture(), "a.jpg"), (picture("red"), "b.jpg"))
    remove = f"{visit}/photos/1/remove"
    assert remove in wang.get(visit).text
    assert "/remove" not in chen.get(visit).text
    with desk.database.read() as session:
        files = [
            desk.app.extensions["mingyuan.settings"].uploads / p.file for p in photos_of_visit(session, 1)
        ]
    unsaid = wang.send(remove, {"reason": ""})
    assert unsaid.status_code == 422
    assert "请写明理由" in unsaid.text
    assert chen.get(remove).status_code == 403
    assert wang.send(remove, {"reason": "拍到了幼儿的脸"}).status_code == 303
    page = wang.get(visit).text
    assert "照片1已删除（王海军，2026年11月23日）：拍到了幼儿的脸" in page
    assert "照片2（40×30" in page
    assert [file.exists() for file in files] == [False, True]
    assert wang.get(f"{visit}/photos/1").status_code == 404
    with desk.database.read() as session:
        entry = entries_of(session, "visit:1")[-1]
    assert (entry.action, entry.details["photo"]) == ("visit.photo_removed", 1)
    # the second half of a double tap
    assert wang.get(remove).status_code == 303


def test_the_head_of_the_school_takes_a_wrong_photo_off_too(desk: Desk) -> None:
    wang, head = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.head)
    visit = wang.send(RECORD, GAP).location
    upload(wang, visit, (picture(), "a.jpg"))
    assert head.send(f"{visit}/photos/1/remove", {"reason": "传错了"}).status_code == 303
    assert desk.signed_in(desk.city.motou).get(f"{visit}/photos/1/remove").status_code == 404


def test_what_is_due_this_week_stands_on_the_work_list(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    wang.send(RECORD, GAP)
    listed = f'href="{URGING}"'
    assert listed not in wang.get("/office/work/").text
    wang.send(URGING, {**HEARD, "next_on": "2026-11-25"})
    page = wang.get("/office/work/").text
    assert listed in page
    assert "再问一次证照办得怎么样了" in page
    assert listed in wang.get("/office/work/?kind=urging").text
    assert listed not in desk.signed_in(desk.city.chen).get("/office/work/").text
    assert "Ask again how the papers stand" in wang.get("/en/office/work/").text


def test_missing_papers_are_followed_from_the_visit_to_the_end(desk: Desk) -> None:
    wang = desk.signed_in(desk.city.wang)
    visit = wang.send(RECORD, GAP).location
    assert URGING in wang.get(visit).text
    assert "还没有问过" in wang.get(f"{PATROLS}urgings/").text
    page = wang.get(URGING).text
    assert "没有食品经营许可证" in page
    wang.send(URGING, HEARD)
    assert "已向市场监管局申请" in wang.get(URGING).text
    wang.send(URGING, {**HEARD, "result": "granted", "note": "JY34108220001234，11月23日"})
    page = wang.get(URGING).text
    assert "已经办好" in page
    assert "登记这一次" not in page
    assert "小星芽宝贝之家" not in wang.get(f"{PATROLS}urgings/").text
    assert "小星芽宝贝之家" in wang.get(f"{PATROLS}urgings/?settled=1").text
    assert "看督促经过" in wang.get("/office/ledger/1").text


@pytest.mark.parametrize(
    ("change", "message", "field"),
    [
        ({"checked_on": "2026-11-24"}, "日期不能晚于今天", "checked_on"),
        ({"checked_on": "2026-11-19"}, "不能早于第一次督促", "checked_on"),
        ({"result": ""}, "请选择办得怎么样了", "result"),
        ({"note": ""}, "请写明对方怎么说", "note"),
        ({"next_on": "2026-11-22"}, "日期已经过了", "next_on"),
        ({"result": "stopped", "next_on": "2026-12-22"}, "已经了结的，不用再问", "next_on"),
    ],
)
def test_a_refused_asking_keeps_everything(
    desk: Desk, change: dict[str, str], message: str, field: str
) -> None:
    wang = desk.signed_in(desk.city.wang)
    wang.send(RECORD, GAP)
    answer = wang.send(URGING, {**HEARD, **change})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="#{field}"' in answer.text
    assert ({**HEARD, **change}["note"] or "办得怎么样了") in answer.text


def test_an_asking_that_came_second_is_kept_on_the_page(desk: Desk) -> None:
    wang, head = desk.signed_in(desk.city.wang), desk.signed_in(desk.city.head)
    wang.send(RECORD, GAP)
    late = {**head.hidden(URGING), **HEARD, "note": "我也问过"}
    wang.send(URGING, HEARD)
    answer = head.client.post(URGING, data=late)
    assert answer.status_code == 422
    assert "别人登记了一次" in answer.text
    assert "我也问过" in answer.text
    assert head.send(URGING, {**HEARD, "note": "我也问过"}).status_code == 303


def test_an_auditor_reads_and_asks_nothing(desk: Desk) -> None:
    desk.signed_in(desk.city.wang).send(RECORD, GAP)
    auditor = desk.signed_in(desk.city.auditor)
    page = auditor.get(URGING).text
    assert "登记这一次" not in page
    assert "Missing papers" in auditor.get(f"/en{URGING}").text
