"""Announcements: two people, states, numbers, what is refused, and that a released one stays as it is."""

from datetime import UTC, datetime, timedelta

import pytest
from county_world import BOAI, NOW, ONE, TODAY, TWO, World, announced, approved, imported, people, submitted
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from publishing.announcements.approving import approve, give_back
from publishing.announcements.drafting import draft, draft_from_batch, edit, submit, withdraw
from publishing.announcements.printing import NO_NUMBER_YET, document_of
from publishing.announcements.queries import (
    AnnouncementValue,
    announcements_by_id,
    count_released,
    get_announcement,
    get_released,
    items_of,
    latest_of_county,
    list_announcements,
    list_released,
    load_announcement,
)
from publishing.announcements.releasing import release
from publishing.announcements.rules import content_hash
from publishing.announcements.workflow import ANNOUNCEMENT
from publishing.kernel.accounts.queries import get_person
from publishing.kernel.audit import entries_of
from publishing.kernel.db import Database
from publishing.kernel.errors import (
    Forbidden,
    Invalid,
    NotFound,
    OutsideJurisdiction,
    SamePerson,
    StaleForm,
    WrongState,
)
from publishing.kernel.outbox import Job
from publishing.registry.queries import list_kindergartens


def plain(database: Database, world: World, *, body: str = "现将有关事项公告如下。") -> AnnouncementValue:
    with database.begin() as session:
        return draft(session, title="关于有关事项的公告", body=body, actor=world.editor, now=NOW)


def test_a_batch_is_drafted_with_title_and_body_of_the_term(database: Database, world: World) -> None:
    summary = imported(database, world.editor, [ONE, TWO])
    with database.begin() as session:
        drafted = draft_from_batch(session, summary.batch_id, actor=world.editor, now=NOW)
    assert drafted.title == "博爱县2026年秋季学期注册幼儿园名单公告"
    assert "名单共2所。" in drafted.body
    assert (drafted.state, drafted.number, drafted.county_code) == ("draft", None, BOAI)


def test_a_batch_is_drafted_once(database: Database, world: World) -> None:
    summary = imported(database, world.editor, [ONE])
    with database.begin() as session:
        first = draft_from_batch(session, summary.batch_id, actor=world.editor, now=NOW)
        again = draft_from_batch(session, summary.batch_id, title="另一个", actor=world.editor, now=NOW)
    assert again.id == first.id
    assert again.title == first.title


def test_the_same_words_sent_twice_are_one_draft(database: Database, world: World) -> None:
    assert plain(database, world).id == plain(database, world).id


def test_the_whole_way_gives_a_number_a_date_and_licence_events(database: Database, world: World) -> None:
    released = announced(database, world, [ONE, TWO])
    assert (released.state, released.number, released.dated_on) == ("released", "博教公告〔2026〕1号", TODAY)
    assert (released.drafted_by, released.approved_by) == ("赵敏", "孙平")
    with database.read() as session:
        assert list_kindergartens(session, today=TODAY)[1] == 2
        assert [job.kind for job in session.scalars(select(Job))] == ["search.reindex"]
        items = items_of(session, released.id)
        acts = [entry.action for entry in entries_of(session, f"announcement:{released.id}")]
    assert [(item.item_no, item.change, item.facts.name) for item in items] == [
        (1, "added", "小博士幼儿园"),
        (2, "added", "春苗幼儿园"),
    ]
    assert all(item.kindergarten_id for item in items)
    assert acts == [
        "announcement.draft",
        "announcement.submit",
        "announcement.approve",
        "announcement.release",
    ]


def test_numbers_run_within_a_county_and_its_year(database: Database, world: World) -> None:
    first = announced(database, world, [ONE])
    second = announced(database, world, [ONE, TWO])
    # half past midnight on New Year's Day in Shanghai is still the old year in UTC
    next_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    third = announced(database, world, [ONE, TWO], now=next_year)
    assert [first.number, second.number, third.number] == [
        "博教公告〔2026〕1号",
        "博教公告〔2026〕2号",
        "博教公告〔2027〕1号",
    ]


def test_without_a_hotline_nothing_is_released(database: Database) -> None:
    with database.begin() as session:
        world = people(session, hotline=None)
    ready = approved(database, world, [ONE])
    with database.begin() as session, pytest.raises(Invalid) as refused:
        release(session, ready.id, actor=world.approver, now=NOW)
    assert refused.value.values["field"] == "hotline"
    with database.read() as session:
        assert get_announcement(session, ready.id).state == "approved"


def test_nobody_approves_what_they_prepared(database: Database, world: World) -> None:
    waiting = submitted(database, world, [ONE])
    with database.begin() as session:
        session.execute(
            text("UPDATE accounts SET role = 'county_approver' WHERE id = :id"), {"id": world.editor.user_id}
        )
    with database.begin() as session:
        assert world.editor.user_id is not None
        promoted = get_person(session, world.editor.user_id).actor()
        with pytest.raises(SamePerson):
            approve(session, waiting.id, actor=promoted, now=NOW)


def test_whoever_read_the_list_may_not_approve_it_either(database: Database, world: World) -> None:
    summary = imported(database, world.second_editor, [ONE])
    with database.begin() as session:
        drafted = draft_from_batch(session, summary.batch_id, actor=world.editor, now=NOW)
        submit(session, drafted.id, actor=world.editor, now=NOW)
        session.execute(
            text("UPDATE accounts SET role = 'county_approver' WHERE id = :id"),
            {"id": world.second_editor.user_id},
        )
    with database.begin() as session:
        assert world.second_editor.user_id is not None
        promoted = get_person(session, world.second_editor.user_id).actor()
        with pytest.raises(SamePerson):
            approve(session, drafted.id, actor=promoted, now=NOW)


def test_the_database_itself_refuses_one_person_in_both_parts(database: Database, world: World) -> None:
    drafted = plain(database, world)
    with pytest.raises(IntegrityError), database.begin() as session:
        session.execute(
            text("UPDATE announcements SET approved_by_id = drafted_by_id WHERE id = :id"), {"id": drafted.id}
        )


@pytest.mark.parametrize("column", ["number", "dated_on", "released_at", "approved_by_id", "content_hash"])
def test_the_database_itself_refuses_a_released_one_with_a_gap(
    database: Database, world: World, column: str
) -> None:
    released = announced(database, world, [ONE])
    with pytest.raises(IntegrityError), database.begin() as session:
        session.execute(
            text(f"UPDATE announcements SET {column} = NULL WHERE id = :id"),  # noqa: S608
            {"id": released.id},
        )


def test_editors_do_not_approve_and_approvers_do_not_draft(database: Database, world: World) -> None:
    waiting = submitted(database, world, [ONE])
    with database.begin() as session, pytest.raises(Forbidden):
        approve(session, waiting.id, actor=world.second_editor, now=NOW)
    with database.begin() as session, pytest.raises(Forbidden):
        draft(session, title="标题", body="正文", actor=world.approver, now=NOW)


def test_another_countys_editor_has_no_hand_in_it(database: Database, world: World) -> None:
    drafted = plain(database, world)
    with database.begin() as session:
        with pytest.raises(OutsideJurisdiction):
            edit(session, drafted.id, title="标题", body="正文", actor=world.stranger, now=NOW)
        with pytest.raises(OutsideJurisdiction):
            submit(session, drafted.id, actor=world.stranger, now=NOW)
        with pytest.raises(OutsideJurisdiction):
            draft(session, county_code=BOAI, title="标题", body="正文", actor=world.stranger, now=NOW)


def test_given_back_it_is_a_draft_again_with_the_reason(database: Database, world: World) -> None:
    ready = approved(database, world, [ONE])
    with database.begin() as session:
        back = give_back(session, ready.id, "第二段有错字", actor=world.approver, now=NOW)
        assert (back.state, back.return_reason, back.approved_by_id) == ("draft", "第二段有错字", None)
        edit(session, ready.id, title="改过的标题", body="改过的正文", actor=world.editor, now=NOW)
        again = submit(session, ready.id, actor=world.editor, now=NOW)
    assert (again.state, again.title, again.return_reason) == ("submitted", "改过的标题", None)


@pytest.mark.parametrize("reason", ["", "  ", "字" * 501, "请联系13800138000"])
def test_giving_back_needs_a_reason_in_words(database: Database, world: World, reason: str) -> None:
    waiting = submitted(database, world, [ONE])
    with database.begin() as session, pytest.raises(Invalid) as refused:
        give_back(session, waiting.id, reason, actor=world.approver, now=NOW)
    assert refused.value.values["field"] == "reason"


def test_every_step_from_a_wrong_state_is_refused(database: Database, world: World) -> None:
    released = announced(database, world, [ONE])
    acts = {
        "submit": lambda s: submit(s, released.id, actor=world.editor, now=NOW),
        "withdraw": lambda s: withdraw(s, released.id, actor=world.editor, now=NOW),
        "edit": lambda s: edit(s, released.id, title="新标题", body="新正文", actor=world.editor, now=NOW),
        "approve": lambda s: approve(s, released.id, actor=world.approver, now=NOW),
        "give_back": lambda s: give_back(s, released.id, "不行", actor=world.approver, now=NOW),
        "release": lambda s: release(s, released.id, actor=world.approver, now=NOW),
    }
    assert set(acts) - {"edit"} == set(ANNOUNCEMENT.actions())
    for act in acts.values():
        with database.begin() as session, pytest.raises(WrongState):
            act(session)
    with database.read() as session:
        assert get_announcement(session, released.id) == released


def test_a_released_one_keeps_its_words_when_the_office_changes(database: Database, world: World) -> None:
    released = announced(database, world, [ONE])
    with database.begin() as session:
        session.execute(text("UPDATE offices SET hotline = '0391-1999999', name = name || '（新）'"))
    with database.read() as session:
        now = get_announcement(session, released.id)
        document = document_of(session, released.id, public_url="https://example.org", now=NOW)
    assert (now.hotline, now.office_name) == ("0391-1000822", "博爱县教育体育局")
    assert (document.hotline, document.issuer) == ("0391-1000822", "博爱县教育体育局")


def test_a_form_that_was_overtaken_is_stale(database: Database, world: World) -> None:
    drafted = plain(database, world)
    with database.begin() as session:
        edit(
            session,
            drafted.id,
            title="先到的",
            body="正文",
            version=drafted.version,
            actor=world.editor,
            now=NOW,
        )
    with database.begin() as session, pytest.raises(StaleForm):
        edit(
            session,
            drafted.id,
            title="后到的",
            body="正文",
            version=drafted.version,
            actor=world.editor,
            now=NOW,
        )
    with database.read() as session:
        assert get_announcement(session, drafted.id).title == "先到的"


@pytest.mark.parametrize(
    ("title", "body", "refusal"),
    [
        ("", "正文", ("title", "missing")),
        ("题" * 101, "正文", ("title", "too_long")),
        ("标题", "", ("body", "missing")),
        ("标题", "请联系张某１３８００１３８０００", ("body", "personal")),
        ("标题", "身份证号410822199001011234", ("body", "personal")),
    ],
)
def test_words_that_cannot_be_published_are_refused(
    database: Database, world: World, title: str, body: str, refusal: tuple[str, str]
) -> None:
    with database.begin() as session, pytest.raises(Invalid) as refused:
        draft(session, title=title, body=body, actor=world.editor, now=NOW)
    assert (refused.value.values["field"], refused.value.values["reason"]) == refusal


def test_a_list_read_before_another_was_announced_goes_no_further(database: Database, world: World) -> None:
    overtaken = approved(database, world, [ONE])
    announced(database, world, [ONE, TWO])
    with pytest.raises(Invalid) as refused, database.begin() as session:
        release(session, overtaken.id, actor=world.approver, now=NOW)
    assert refused.value.values["reason"] == "outdated"
    with database.read() as session:
        assert get_announcement(session, overtaken.id).number is None
    third = announced(database, world, [TWO])
    assert third.number == "博教公告〔2026〕2号"


def test_a_plain_announcement_has_no_list(database: Database, world: World) -> None:
    drafted = plain(database, world)
    with database.begin() as session:
        submit(session, drafted.id, actor=world.editor, now=NOW)
        approve(session, drafted.id, actor=world.approver, now=NOW)
        released = release(session, drafted.id, actor=world.approver, now=NOW)
        assert items_of(session, released.id) == ()
        assert document_of(session, released.id, public_url="https://example.org", now=NOW).rows == ()
    assert released.number == "博教公告〔2026〕1号"


def test_a_draft_put_away_stays_on_record(database: Database, world: World) -> None:
    drafted = plain(database, world)
    with database.begin() as session:
        withdraw(session, drafted.id, actor=world.editor, now=NOW)
    with database.read() as session:
        assert [a.state for a in list_announcements(session, county_code=BOAI)] == ["withdrawn"]


def test_the_public_reads_only_what_was_released(database: Database, world: World) -> None:
    waiting = submitted(database, world, [ONE])
    with database.read() as session:
        with pytest.raises(NotFound):
            get_released(session, waiting.id)
        assert list_released(session, limit=10) == ()
        assert latest_of_county(session, BOAI) is None
    with database.begin() as session:
        approve(session, waiting.id, actor=world.approver, now=NOW)
        release(session, waiting.id, actor=world.approver, now=NOW)
    later = NOW + timedelta(days=1)
    drafted = plain(database, world)
    with database.begin() as session:
        submit(session, drafted.id, actor=world.editor, now=later)
        approve(session, drafted.id, actor=world.approver, now=later)
        release(session, drafted.id, actor=world.approver, now=later)
    with database.read() as session:
        assert [a.id for a in list_released(session, county_code=BOAI, limit=10)] == [drafted.id, waiting.id]
        assert [a.id for a in list_released(session, limit=1, offset=1)] == [waiting.id]
        assert count_released(session) == 2
        newest = latest_of_county(session, BOAI)
        with_list = latest_of_county(session, BOAI, with_list=True)
        assert newest is not None
        assert with_list is not None
        assert (newest.id, with_list.id) == (drafted.id, waiting.id)
        assert set(announcements_by_id(session, [waiting.id, 99])) == {waiting.id}


def test_the_hash_is_that_of_all_that_was_published(database: Database, world: World) -> None:
    released = announced(database, world, [ONE, TWO])
    with database.read() as session:
        content = load_announcement(session, released.id).content
    assert content is not None
    assert released.content_hash == content_hash(content)
    assert content["number"] == released.number
    assert [item["facts"]["name"] for item in content["items"]] == ["小博士幼儿园", "春苗幼儿园"]
    assert content_hash({**content, "hotline": "0391-1000000"}) != released.content_hash


def test_a_draft_previews_as_it_would_be_printed(database: Database, world: World) -> None:
    waiting = submitted(database, world, [ONE, TWO])
    with database.read() as session:
        preview = document_of(session, waiting.id, public_url="https://example.org", now=NOW)
    assert preview.number == NO_NUMBER_YET
    assert preview.list_title == "博爱县注册幼儿园名单（2所）"
    assert [row.change for row in preview.rows] == ["新增", "新增"]
    assert preview.hotline == "0391-1000822"
    assert preview.url == f"https://example.org/announcements/{waiting.id}"
