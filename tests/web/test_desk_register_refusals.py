"""What goes wrong on the register's pages: who may not, what cannot be read, what came twice or too late."""

from io import BytesIO
from pathlib import Path

import pytest
from county_world import ONE, TWO, World, announced, approved, imported, line, submitted
from desk_sample import REGISTER, Browser, Desk, desk_app

from publishing.announcements.queries import get_announcement, list_announcements
from publishing.registry.batches import list_batches
from publishing.registry.reading import read_workbook


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_app(tmp_path)


@pytest.fixture
def editor(desk: Desk) -> Browser:
    return desk.signed_in(desk.world.editor)


@pytest.fixture
def world(desk: Desk) -> World:
    return desk.world


@pytest.mark.parametrize(
    ("data", "filename", "said"),
    [
        (b"%PDF-1.7 nothing", "list.pdf", "这不是能读取的表格"),
        (b"%PDF-1.7 nothing", "list.xlsx", "这不是能读取的表格"),
        (b"", "list.csv", "文件是空的"),
        (b"PK\x03\x04 torn", "list.xlsx", "文件已损坏"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    editor: Browser, data: bytes, filename: str, said: str
) -> None:
    refused = editor.upload(data=data, filename=filename)
    assert refused.status_code == 422
    assert refused.text.count(said) == 2  # in the summary and at the field
    assert "错误：" in refused.text.split("</title>")[0]


def test_a_file_over_the_limit_is_refused_in_words(editor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publishing.registry.reading.MAX_BYTES", 100)
    refused = editor.upload(ONE, TWO)
    assert refused.status_code == 422
    assert "文件超过20 MB" in refused.text


def test_the_refusal_of_a_file_is_in_the_readers_language(editor: Browser) -> None:
    page = f"/en{REGISTER}upload"
    refused = editor.send(page, {"file": (BytesIO(b""), "list.csv")})
    assert "The file is empty" in refused.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("园名,地址\n小博士幼儿园,月山村\n", "乡镇"),
        ("一,二,三\n1,2,3\n", "没有找到表头"),
        ("园名,乡镇,地址\n", "表头下面没有幼儿园"),
    ],
)
def test_a_list_without_a_usable_row_shows_where_and_why(editor: Browser, text: str, said: str) -> None:
    refused = editor.upload(data=text.encode())
    assert refused.status_code == 422
    assert "没有一行可以采用" in refused.text
    assert said in refused.text


def test_no_file_at_all_is_told_with_an_example(editor: Browser) -> None:
    refused = editor.send(f"{REGISTER}upload", {})
    assert refused.status_code == 422
    assert "请选择名单表格" in refused.text


def test_duplicate_rows_are_listed_by_cell(editor: Browser) -> None:
    text = editor.get(editor.upload(ONE, ONE, TWO).location).text
    assert "重复" in text
    assert "博爱县名单 D3" in text


def test_personal_columns_are_shown_as_kept_out_without_their_values(editor: Browser) -> None:
    data = "园名,乡镇,地址,园长手机\n小博士幼儿园,月山镇,月山村,13800138000\n".encode()
    text = editor.get(editor.upload(data=data).location).text
    assert "已排除" in text
    assert "13800138000" not in text


def test_an_upload_sent_twice_is_one_list(desk: Desk, editor: Browser) -> None:
    assert editor.upload(ONE).location == editor.upload(ONE).location
    with desk.database.read() as session:
        assert len(list_batches(session)) == 1


def test_a_draft_sent_twice_is_one_announcement(desk: Desk, editor: Browser) -> None:
    location = editor.upload(ONE).location
    first = editor.send(location, {}, to=f"{location}/draft")
    again = editor.send(f"{REGISTER}announcements/new", {}, to=f"{location}/draft")
    assert again.location == first.location
    words = {"title": "关于核对名单的公告", "body": "正在核对。"}
    new = f"{REGISTER}announcements/new"
    assert editor.send(new, words).location == editor.send(new, words).location
    with desk.database.read() as session:
        assert len(list_announcements(session)) == 2


def test_a_button_pressed_twice_is_one_step(desk: Desk, world: World) -> None:
    waiting = approved(desk.database, world, [ONE])
    approver = desk.signed_in(world.approver)
    page = f"{REGISTER}announcements/{waiting.id}"
    for _ in range(2):
        sent = approver.send(page, {}, to=f"{page}/release", version=str(waiting.version))
        assert (sent.status_code, sent.location) == (302, page)
    with desk.database.read() as session:
        assert get_announcement(session, waiting.id).number == "博教公告〔2026〕1号"


def test_a_step_that_comes_too_late_says_so_and_keeps_the_reason(desk: Desk, world: World) -> None:
    waiting = submitted(desk.database, world, [ONE])
    approver = desk.signed_in(world.approver)
    page = f"{REGISTER}announcements/{waiting.id}"
    approver.send(page, {}, to=f"{page}/approve")
    late = approver.send(
        page, {"reason": "第二段有错字"}, to=f"{page}/give-back", version=str(waiting.version)
    )
    assert late.status_code == 409
    assert "这份公告刚刚有了变化" in late.text
    assert "第二段有错字" in late.text


def test_words_that_were_overtaken_are_kept_on_the_page(desk: Desk, editor: Browser) -> None:
    page = editor.send(f"{REGISTER}announcements/new", {"title": "标题", "body": "正文"}).location
    editor.send(f"{page}/edit", {"title": "标题", "body": "先到的正文"}, version="1")
    late = editor.send(f"{page}/edit", {"title": "标题", "body": "后到的正文"}, version="1")
    assert late.status_code == 409
    assert "后到的正文" in late.text
    assert "已经有了变化" in late.text


def test_words_with_a_personal_number_are_kept_and_refused(editor: Browser) -> None:
    refused = editor.send(
        f"{REGISTER}announcements/new", {"title": "关于核对名单的公告", "body": "请联系13800138000"}
    )
    assert refused.status_code == 422
    assert "不能公布" in refused.text
    assert "请联系13800138000" in refused.text


def test_without_a_hotline_release_says_what_is_missing(tmp_path: Path) -> None:
    desk = desk_app(tmp_path, hotline=None)
    ready = approved(desk.database, desk.world, [ONE])
    approver = desk.signed_in(desk.world.approver)
    page = f"{REGISTER}announcements/{ready.id}"
    refused = approver.send(page, {}, to=f"{page}/release")
    assert refused.status_code == 422
    assert "还没有登记监督举报电话" in refused.text


def test_an_overtaken_list_cannot_be_drafted(desk: Desk, editor: Browser, world: World) -> None:
    old = imported(desk.database, world.editor, [ONE])
    announced(desk.database, world, [ONE, TWO])
    location = f"{REGISTER}lists/{old.batch_id}"
    assert "本县又发布了新的名单" in editor.get(location).text
    refused = editor.send(f"{REGISTER}upload", {}, to=f"{location}/draft")
    assert refused.status_code == 422
    assert "本县又发布了新的名单" in refused.text


def test_a_released_announcement_offers_no_step_and_no_editing(desk: Desk, world: World) -> None:
    released = announced(desk.database, world, [ONE])
    page = f"{REGISTER}announcements/{released.id}"
    for actor in (world.editor, world.approver):
        text = desk.signed_in(actor).get(page).text
        assert "下一步" not in text
    editor = desk.signed_in(world.editor)
    assert editor.get(f"{page}/edit").location == page
    forced = editor.send(f"{REGISTER}announcements/new", {"title": "新", "body": "新"}, to=f"{page}/edit")
    assert forced.status_code == 409


def test_another_countys_editor_finds_nothing_here(desk: Desk, world: World) -> None:
    released = announced(desk.database, world, [ONE])
    stranger = desk.signed_in(world.stranger)
    assert stranger.get(f"{REGISTER}announcements/{released.id}").status_code == 404
    assert stranger.get(f"{REGISTER}lists/{released.batch_id}").status_code == 404
    assert "博教公告" not in stranger.get(REGISTER).text


def test_people_without_a_part_in_registers_find_no_page(desk: Desk, world: World) -> None:
    supervisor = desk.signed_in(world.supervisor)
    assert supervisor.get(REGISTER).status_code == 404
    assert supervisor.get(f"{REGISTER}upload").status_code == 403


def test_an_approver_does_not_upload_and_an_editor_does_not_approve(desk: Desk, world: World) -> None:
    waiting = submitted(desk.database, world, [ONE])
    page = f"{REGISTER}announcements/{waiting.id}"
    approver, editor = desk.signed_in(world.approver), desk.signed_in(world.editor)
    assert approver.get(f"{REGISTER}upload").status_code == 403
    assert editor.send(page, {}, to=f"{page}/approve").status_code == 403


def test_a_form_without_its_token_is_not_taken(desk: Desk, editor: Browser) -> None:
    sent = editor.client.post(f"{REGISTER}announcements/new", data={"title": "标题", "body": "正文"})
    assert sent.status_code == 400
    with desk.database.read() as session:
        assert list_announcements(session) == ()


def test_refused_rows_of_a_long_list_do_not_fill_the_page(editor: Browser) -> None:
    bad = [line(f"第{n}幼儿园", township="清河镇", licence="") for n in range(400)]
    text = editor.get(editor.upload(ONE, *bad).location).text
    assert "处没有列出" in text


def test_a_list_is_given_back_marked_and_nothing_of_it_is_kept(desk: Desk, editor: Browser) -> None:
    data = "园名,乡镇,地址\n小博士幼儿园,月山镇,月山村\n,月山镇,月山村\n".encode()
    sent = editor.send(f"{REGISTER}upload", {"file": (BytesIO(data), "名单.csv"), "marked": "1"})
    assert (sent.status_code, sent.data[:2]) == (200, b"PK")
    assert "attachment" in sent.headers["Content-Disposition"]
    assert len(read_workbook(sent.data, "名单.xlsx").sheets[0].rows) == 3
    with desk.database.read() as session:
        assert not list_batches(session)


def test_a_file_that_cannot_be_read_is_refused_when_it_is_to_be_marked(editor: Browser) -> None:
    sent = editor.send(f"{REGISTER}upload", {"file": (BytesIO(b"%PDF"), "list.xlsx"), "marked": "1"})
    assert sent.status_code == 422
    assert "这不是能读取的表格" in sent.text
