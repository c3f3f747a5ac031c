"""Publishing batches: events, what the register shows on which day, and questions that stay questions."""

from datetime import date, timedelta

import pytest
from county_world import BOAI, NOW, ONE, THREE, TODAY, TWO, YUESHAN, World, announced, imported, line

from publishing.announcements.approving import approve
from publishing.announcements.drafting import answer_question, draft_from_batch, submit
from publishing.announcements.queries import items_of
from publishing.announcements.releasing import release
from publishing.kernel.db import Database
from publishing.kernel.errors import Invalid, NotFound, WrongState
from publishing.registry.answers import Answer
from publishing.registry.batches import batch_changes
from publishing.registry.publishing_events import publish_batch
from publishing.registry.queries import (
    KindergartenValue,
    counts_by_county,
    events_of,
    get_kindergarten,
    list_kindergartens,
)
from publishing.registry.rules import EventKind, LicenceStatus

LATER = NOW + timedelta(days=100)
LATER_DAY = TODAY + timedelta(days=100)


def named(database: Database, name: str, *, today: date = TODAY) -> KindergartenValue:
    with database.read() as session:
        found, _total = list_kindergartens(session, today=today)
    (one,) = [value for value in found if value.facts.name == name]
    return one


def test_a_released_list_stands_on_the_register(database: Database, world: World) -> None:
    announcement = announced(database, world, [ONE, TWO])
    with database.read() as session:
        found, total = list_kindergartens(session, county_code=BOAI, township_code=YUESHAN, today=TODAY)
        (event,) = events_of(session, found[0].id)
    assert total == 1
    assert found[0].status is LicenceStatus.LICENSED
    assert (found[0].confirmed_on, found[0].announcement_id, found[0].item_no) == (TODAY, announcement.id, 1)
    assert (event.kind, event.effective_on, event.published_at) == (EventKind.GRANTED, TODAY, NOW)
    assert event.announcement_id == announcement.id


def test_a_kindergarten_keeps_its_id_through_renaming_and_moving(database: Database, world: World) -> None:
    announced(database, world, [ONE])
    before = named(database, "小博士幼儿园")
    announced(database, world, [line("小博士双语幼儿园", address="月山村新街9号")], now=LATER)
    after = named(database, "小博士双语幼儿园", today=LATER_DAY)
    assert after.id == before.id
    with database.read() as session:
        assert [event.kind for event in events_of(session, after.id)] == [
            EventKind.GRANTED,
            EventKind.CHANGED,
        ]


def test_an_unchanged_one_is_confirmed_without_an_event(database: Database, world: World) -> None:
    announced(database, world, [ONE])
    second = announced(database, world, [ONE, TWO], now=LATER)
    value = named(database, "小博士幼儿园", today=LATER_DAY)
    assert (value.confirmed_on, value.announcement_id) == (LATER_DAY, second.id)
    with database.read() as session:
        assert len(events_of(session, value.id)) == 1


def test_an_earlier_day_is_answered_as_it_was(database: Database, world: World) -> None:
    first = announced(database, world, [ONE])
    announced(database, world, [line("小博士双语幼儿园")], now=LATER)
    kindergarten = named(database, "小博士双语幼儿园", today=LATER_DAY)
    with database.read() as session:
        then = get_kindergarten(session, kindergarten.id, today=TODAY)
        unknown_yet = get_kindergarten(session, kindergarten.id, today=LATER_DAY, known_at=NOW)
        with pytest.raises(NotFound):
            get_kindergarten(session, kindergarten.id, today=TODAY - timedelta(days=1))
    assert then.facts.name == "小博士幼儿园"
    assert (then.confirmed_on, then.announcement_id) == (TODAY, first.id)
    assert unknown_yet.facts.name == "小博士幼儿园"


def test_a_licence_expires_by_its_date_in_lists_and_alone(database: Database, world: World) -> None:
    announced(database, world, [ONE, THREE])
    with database.read() as session:
        expired, count = list_kindergartens(session, status=LicenceStatus.EXPIRED, today=TODAY)
        licensed, _ = list_kindergartens(session, status=LicenceStatus.LICENSED, today=TODAY)
        alone = get_kindergarten(session, expired[0].id, today=TODAY)
        (county,) = counts_by_county(session, today=TODAY)
        (early,) = counts_by_county(session, today=date(2026, 8, 31))
    assert count == 1
    assert [value.facts.name for value in licensed] == ["小博士幼儿园"]
    assert alone.status is expired[0].status is LicenceStatus.EXPIRED
    assert (county.licensed, county.total, county.confirmed_on) == (1, 2, TODAY)
    assert early.licensed == 2


def test_a_missing_one_stays_on_the_register_while_nobody_says_why(database: Database, world: World) -> None:
    announced(database, world, [ONE, TWO])
    second = announced(database, world, [TWO], now=LATER)
    value = named(database, "小博士幼儿园", today=LATER_DAY)
    assert value.status is LicenceStatus.LICENSED
    assert value.confirmed_on == TODAY
    with database.read() as session:
        assert [item.facts.name for item in items_of(session, second.id)] == ["春苗幼儿园"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Answer.KEEP, LicenceStatus.LICENSED),
        (Answer.SUSPENDED, LicenceStatus.SUSPENDED),
        (Answer.REVOKED, LicenceStatus.REVOKED),
        (Answer.CLOSED, LicenceStatus.CLOSED),
    ],
)
def test_an_answered_question_is_published_with_its_reason(
    database: Database, world: World, answer: Answer, status: LicenceStatus
) -> None:
    announced(database, world, [ONE, TWO])
    summary = imported(database, world.editor, [TWO], now=LATER)
    with database.begin() as session:
        question = batch_changes(session, summary.batch_id)[-1]
        answer_question(
            session,
            summary.batch_id,
            question.id,
            answer,
            reason="申请终止，已公示",
            actor=world.editor,
            now=LATER,
        )
        drafted = draft_from_batch(session, summary.batch_id, actor=world.editor, now=LATER)
        submit(session, drafted.id, actor=world.editor, now=LATER)
        approve(session, drafted.id, actor=world.approver, now=LATER)
        release(session, drafted.id, actor=world.approver, now=LATER)
    value = named(database, "小博士幼儿园", today=LATER_DAY)
    assert value.status is status
    with database.read() as session:
        events = events_of(session, value.id)
        removed = [item for item in items_of(session, drafted.id) if item.change == "removed"]
    assert len(events) == (1 if answer is Answer.KEEP else 2)
    assert len(removed) == (0 if answer is Answer.KEEP else 1)
    if answer is not Answer.KEEP:
        assert events[-1].reason == "申请终止，已公示"
        assert value.facts.name == "小博士幼儿园"


@pytest.mark.parametrize(
    ("answer", "reason", "field"),
    [
        (Answer.CLOSED, "  ", "reason"),
        (Answer.CLOSED, "园长电话13800138000", "reason"),
        (Answer.CLOSED, "长" * 301, "reason"),
        (Answer.GRANTED, "换发", "answer"),
    ],
)
def test_an_answer_needs_a_reason_that_may_be_published(
    database: Database, world: World, answer: Answer, reason: str, field: str
) -> None:
    announced(database, world, [ONE, TWO])
    summary = imported(database, world.editor, [TWO])
    with database.begin() as session:
        question = batch_changes(session, summary.batch_id)[-1]
        with pytest.raises(Invalid) as refused:
            answer_question(
                session, summary.batch_id, question.id, answer, reason=reason, actor=world.editor, now=NOW
            )
    assert refused.value.values["field"] == field


def test_an_ended_one_that_is_listed_is_a_question_too(database: Database, world: World) -> None:
    announced(database, world, [ONE, TWO])
    summary = imported(database, world.editor, [TWO])
    with database.begin() as session:
        gone = batch_changes(session, summary.batch_id)[-1]
        answer_question(
            session, summary.batch_id, gone.id, Answer.CLOSED, reason="停办", actor=world.editor, now=NOW
        )
        drafted = draft_from_batch(session, summary.batch_id, actor=world.editor, now=NOW)
        submit(session, drafted.id, actor=world.editor, now=NOW)
        approve(session, drafted.id, actor=world.approver, now=NOW)
        release(session, drafted.id, actor=world.approver, now=NOW)
    announced(database, world, [ONE, TWO], now=LATER)
    assert named(database, "小博士幼儿园", today=LATER_DAY).status is LicenceStatus.CLOSED


def test_answers_are_settled_before_the_list_is_submitted(database: Database, world: World) -> None:
    announced(database, world, [ONE, TWO])
    summary = imported(database, world.editor, [TWO])
    with database.begin() as session:
        drafted = draft_from_batch(session, summary.batch_id, actor=world.editor, now=NOW)
        submit(session, drafted.id, actor=world.editor, now=NOW)
        question = batch_changes(session, summary.batch_id)[-1]
        with pytest.raises(WrongState):
            answer_question(
                session, summary.batch_id, question.id, Answer.KEEP, reason="", actor=world.editor, now=NOW
            )


def test_a_batch_is_published_once(database: Database, world: World) -> None:
    announcement = announced(database, world, [ONE])
    assert announcement.batch_id is not None
    with database.begin() as session, pytest.raises(Invalid) as refused:
        publish_batch(
            session, announcement.batch_id, announcement_id=999, effective_on=TODAY, published_at=NOW
        )
    assert refused.value.values["reason"] == "announced"


def test_a_batch_that_compared_with_an_older_register_is_refused(database: Database, world: World) -> None:
    first = imported(database, world.editor, [ONE])
    announced(database, world, [ONE, TWO])
    with database.begin() as session, pytest.raises(Invalid) as refused:
        publish_batch(session, first.batch_id, announcement_id=999, effective_on=TODAY, published_at=NOW)
    assert refused.value.values["reason"] == "outdated"
    with database.read() as session:
        assert list_kindergartens(session, today=TODAY)[1] == 2
