"""The page of one's notices."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tips_desk_sample import Browser, Desk, tips_desk

from intake.desk.notices_words import SENTENCES
from publishing.kernel.notices import notify


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def tell(desk: Desk) -> None:
    with desk.database.begin() as session:
        notify(
            session,
            account_ids=[desk.city.leader.user_id or 0],
            kind="identity_opened",
            subject="tip:1",
            values={"number": "博爱2026-0001", "who": "何平"},
            now=desk.now,
        )


def read_all(reader: Browser) -> str:
    newest = reader.get("/office/notices/").text.split('name="up_to" value="')[1].split('"')[0]
    answer = reader.send("/office/notices/", {"up_to": newest}, to="/office/notices/read")
    assert answer.status_code == 303
    return reader.get("/office/notices/").text


def test_a_notice_is_read_by_its_own_reader_only(desk: Desk) -> None:
    desk.tip()
    tell(desk)
    leader = desk.signed_in(desk.city.leader)
    page = leader.get("/office/notices/").text
    assert "博爱2026-0001的举报人身份已由何平启封。" in page
    assert "/office/tips/1" in page
    assert "未读" in page
    assert "没有通知" in desk.signed_in(desk.city.triage).get("/office/notices/").text


def test_unread_notices_are_counted_beside_the_entry_until_they_are_read(desk: Desk) -> None:
    desk.tip()
    tell(desk)
    leader = desk.signed_in(desk.city.leader)
    assert "通知<span>1</span>" in leader.get("/office/work/").text
    page = read_all(leader)
    assert "已读" in page
    assert "全部标为已读" not in page
    assert "通知<span>" not in leader.get("/office/work/").text


def test_every_sentence_reads_in_english(desk: Desk) -> None:
    desk.tip()
    tell(desk)
    page = desk.signed_in(desk.city.leader).get("/en/office/notices/").text
    assert "The reporter&#39;s identity on 博爱2026-0001 was opened by 何平." in page
    assert SENTENCES
