"""From a spreadsheet to a released announcement, on the office's pages, by two people."""

from datetime import timedelta
from pathlib import Path

import pytest
from county_world import BOAI, ONE, THREE, TODAY, TWO, announced, line
from desk_sample import REGISTER, Desk, desk_app

from publishing.announcements.queries import get_announcement, list_announcements
from publishing.registry.batches import batch_changes, list_batches
from publishing.registry.queries import list_kindergartens
from publishing.registry.rules import LicenceStatus


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_app(tmp_path)


def test_a_list_goes_all_the_way(desk: Desk) -> None:
    editor, approver = desk.signed_in(desk.world.editor), desk.signed_in(desk.world.approver)
    uploaded = editor.upload(ONE, TWO, THREE)
    assert uploaded.status_code == 302
    report = editor.get(uploaded.location)
    assert "可以起草公告" in report.text
    assert "第一次发布，全部是新增" in report.text
    drafted = editor.send(uploaded.location, {}, to=f"{uploaded.location}/draft")
    page = drafted.location
    assert "博爱县2026年秋季学期注册幼儿园名单公告" in editor.get(page).text
    edited = editor.send(
        f"{page}/edit", {"title": "博爱县幼儿园名单公告", "body": "名单如下。\n请家长核对。"}
    )
    assert edited.location == page
    assert editor.send(page, {}, to=f"{page}/submit").location == page
    assert "等另一位同事办理" in editor.get(page).text
    assert approver.send(page, {}, to=f"{page}/approve").location == page
    assert approver.send(page, {}, to=f"{page}/release").location == page
    text = approver.get(page).text
    assert "博教公告〔2026〕1号" in text
    assert "已发布" in text
    with desk.database.read() as session:
        found, total = list_kindergartens(session, county_code=BOAI, today=TODAY)
        (announcement,) = list_announcements(session)
    assert total == 3
    assert {value.announcement_id for value in found} == {announcement.id}
    assert announcement.body == "名单如下。\n请家长核对。"


def test_the_same_list_again_changes_nothing_and_says_so(desk: Desk) -> None:
    announced(desk.database, desk.world, [ONE, TWO])
    editor = desk.signed_in(desk.world.editor)
    page = editor.get(editor.upload(ONE, TWO).location)
    assert "这份名单与现行名单完全一样，没有变化。" in page.text


def test_the_comparison_names_what_changes_and_asks_about_the_missing(desk: Desk) -> None:
    announced(desk.database, desk.world, [ONE, TWO])
    editor = desk.signed_in(desk.world.editor)
    location = editor.upload(line("小博士幼儿园", address="月山村新街9号"), THREE).location
    text = editor.get(location).text
    assert "<del>月山村中心街1号</del>" in text
    assert "<ins>月山村新街9号</ins>" in text
    assert "与现行公告相比（博教公告〔2026〕1号）" in text
    assert "没有说明原因" in text


def test_a_missing_one_is_closed_with_the_editors_reason(desk: Desk) -> None:
    announced(desk.database, desk.world, [ONE, TWO])
    desk.now += timedelta(minutes=5)
    editor, approver = desk.signed_in(desk.world.editor), desk.signed_in(desk.world.approver)
    location = editor.upload(TWO).location
    with desk.database.read() as session:
        (batch, _first) = list_batches(session, BOAI)
        question = batch_changes(session, batch.id)[-1]
    form = f"{location}/questions/{question.id}"
    refused = editor.send(form, {"answer": "closed", "reason": ""})
    assert refused.status_code == 422
    assert 'value="closed" checked' in refused.text
    assert editor.send(form, {"answer": "closed", "reason": "举办者申请终止办园"}).status_code == 302
    assert "举办者申请终止办园" in editor.get(location).text
    page = editor.send(location, {}, to=f"{location}/draft").location
    editor.send(page, {}, to=f"{page}/submit")
    approver.send(page, {}, to=f"{page}/approve")
    approver.send(page, {}, to=f"{page}/release")
    with desk.database.read() as session:
        closed, _total = list_kindergartens(session, status=LicenceStatus.CLOSED, today=TODAY)
    assert [value.facts.name for value in closed] == ["小博士幼儿园"]


def test_rows_with_errors_are_left_out_only_knowingly(desk: Desk) -> None:
    editor = desk.signed_in(desk.world.editor)
    location = editor.upload(ONE, line("育才幼儿园", township="清河镇")).location
    report = editor.get(location).text
    assert "有1行错误" in report
    assert "博爱县名单 B3" in report
    assert "不是博爱县的乡镇" in report
    refused = editor.send(location, {}, to=f"{location}/draft")
    assert refused.status_code == 422
    assert "请勾选这一项" in refused.text
    assert editor.send(location, {"leave_out": "y"}, to=f"{location}/draft").status_code == 302


def test_an_announcement_is_given_back_with_a_reason_and_comes_again(desk: Desk) -> None:
    editor, approver = desk.signed_in(desk.world.editor), desk.signed_in(desk.world.approver)
    page = editor.send(
        f"{REGISTER}announcements/new", {"title": "关于核对名单的公告", "body": "正在核对。"}
    ).location
    editor.send(page, {}, to=f"{page}/submit")
    refused = approver.send(page, {"reason": " "}, to=f"{page}/give-back")
    assert refused.status_code == 422
    assert "请写明退回的原因" in refused.text
    assert approver.send(page, {"reason": "写明截止日期"}, to=f"{page}/give-back").status_code == 302
    text = editor.get(page).text
    assert "退回的原因：写明截止日期" in text
    assert f"{page}/edit" in text


def test_the_preview_is_a_pdf(desk: Desk) -> None:
    editor = desk.signed_in(desk.world.editor)
    page = editor.send(
        f"{REGISTER}announcements/new", {"title": "关于核对名单的公告", "body": "正在核对。"}
    ).location
    response = editor.get(f"{page}/preview.pdf")
    assert response.mimetype == "application/pdf"
    assert response.data.startswith(b"%PDF-")


def test_a_draft_is_withdrawn(desk: Desk) -> None:
    editor = desk.signed_in(desk.world.editor)
    page = editor.send(f"{REGISTER}announcements/new", {"title": "写错的公告", "body": "正文。"}).location
    editor.send(page, {}, to=f"{page}/withdraw")
    with desk.database.read() as session:
        assert get_announcement(session, int(page.rsplit("/", 1)[1])).state == "withdrawn"
    assert "已撤回" in editor.get(REGISTER).text


def test_everybody_with_a_part_sees_the_countys_work_in_both_languages(desk: Desk) -> None:
    announced(desk.database, desk.world, [ONE])
    for actor in (desk.world.editor, desk.world.approver):
        browser = desk.signed_in(actor)
        chinese, english = browser.get(REGISTER), browser.get(f"/en{REGISTER}")
        assert "博教公告〔2026〕1号" in chinese.text
        assert "Register and announcements" in english.text
        assert f'href="/en{REGISTER}announcements/1"' in english.text
