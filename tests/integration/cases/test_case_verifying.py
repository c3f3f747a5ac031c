"""Verifying: only by the officer it lies with; the visit, its items and the tip go together, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from case_desk import FINDING, FOUND, NOTHING, Desk
from small_city import COUNTY, NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.cases import ask, follow_up_danger, record_patrol, start
from intake.ledger.queries import items_of_tip
from intake.patrols.queries import get_visit, list_visits, visits_of_tip
from intake.tips.queries import thread_of
from intake.tips.routing import recuse
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, WrongState


def test_the_supervisor_starts_on_what_was_assigned(desk: Desk, city: City) -> None:
    row = desk.row(desk.verifying())
    assert (row.state, row.responsible_user_id) == ("verifying", city.wang.user_id)


def test_nobody_starts_on_what_lies_with_somebody_else(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.assigned()
    for other in (city.head, city.triage):
        with pytest.raises(Forbidden) as refused:
            start(session, tip_id, actor=other, now=NOW)
        assert refused.value.values["reason"] == "not_responsible"
    with pytest.raises(NotFound):
        start(session, tip_id, actor=city.chen, now=NOW)


def test_what_lies_with_an_office_becomes_the_starters(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    desk.accept(tip_id, city.triage, division_code=COUNTY)
    assert desk.row(tip_id).responsible_user_id is None
    start(session, tip_id, actor=city.triage, now=NOW)
    assert desk.row(tip_id).responsible_user_id == city.triage.user_id


def test_a_question_goes_into_the_thread_and_not_into_the_audit_log(
    desk: Desk, session: Session, city: City
) -> None:
    tip_id = desk.verifying()
    ask(session, tip_id, question="孩子一般几点到？", actor=city.wang, now=NOW)
    last = thread_of(session, tip_id)[-1]
    assert (desk.row(tip_id).state, last.direction, last.body) == (
        "need_info",
        "question",
        "孩子一般几点到？",
    )
    assert "几点到" not in str(entries_of(session, f"tip:{tip_id}"))


def test_a_report_records_the_visit_and_hands_the_tip_in(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.verifying()
    reported = desk.report(tip_id)
    row = desk.row(tip_id)
    assert (row.state, row.outcome, row.handled_by_id) == (
        "handled",
        "unsubstantiated",
        city.wang.user_id,
    )
    assert visits_of_tip(session, tip_id) == (reported.visit,)
    assert (reported.visit.kind, reported.visit.grid_id, reported.items) == (
        "tip",
        city.grids["wang"],
        (),
    )


def test_each_finding_of_a_report_opens_an_item(desk: Desk, session: Session) -> None:
    tip_id = desk.verifying()
    gas = replace(FINDING, category="fire", severity="major", description="煤气罐放在过道")
    reported = desk.report(tip_id, visit=replace(FOUND, findings=(FINDING, gas)), outcome="substantiated")
    assert [(item.kind, item.source, item.tip_id) for item in reported.items] == [
        ("unlicensed", "tip", tip_id),
        ("hazard", "tip", tip_id),
    ]
    assert items_of_tip(session, tip_id) == reported.items


def test_the_same_report_sent_twice_counts_once(desk: Desk, session: Session) -> None:
    tip_id = desk.verifying()
    first = desk.report(tip_id, visit=FOUND, outcome="substantiated")
    assert desk.report(tip_id, visit=FOUND, outcome="substantiated") == first
    assert len(items_of_tip(session, tip_id)) == 1


def test_a_token_of_another_tip_is_refused(desk: Desk) -> None:
    first, second = desk.verifying(), desk.verifying()
    desk.report(first)
    with pytest.raises(Invalid, match="taken"):
        desk.report(second)


def test_substantiated_needs_something_found(desk: Desk) -> None:
    tip_id = desk.verifying()
    for outcome in ("substantiated", "partly_substantiated"):
        with pytest.raises(Invalid, match="needs_finding"):
            desk.report(tip_id, outcome=outcome)
    with pytest.raises(Invalid, match="outcome"):
        desk.report(tip_id, outcome="solved")


def test_a_visit_before_the_tip_came_is_no_answer_to_it(desk: Desk) -> None:
    tip_id = desk.verifying()
    with pytest.raises(Invalid, match="before_receipt"):
        desk.report(tip_id, visit=replace(NOTHING, visited_on=TODAY - timedelta(days=1)))


def test_only_who_verifies_reports(desk: Desk) -> None:
    tip_id = desk.verifying()
    with pytest.raises(Forbidden):
        desk.report(tip_id, who="head")


def test_a_visit_for_a_tip_is_hidden_from_the_recused(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.verifying()
    visit = desk.report(tip_id).visit
    assert get_visit(session, visit.id, actor=city.head) == visit
    recuse(session, desk.row(tip_id), city.head.user_id or 0, reason="declared", actor=city.triage, now=NOW)
    with pytest.raises(NotFound):
        get_visit(session, visit.id, actor=city.head)
    assert list_visits(session, actor=city.head) == ()


def test_a_patrol_opens_an_item_for_each_finding_once(session: Session, city: City) -> None:
    first = record_patrol(session, FOUND, actor=city.wang, now=NOW, today=TODAY)
    again = record_patrol(session, FOUND, actor=city.wang, now=NOW, today=TODAY)
    assert [item.number for item in first.items] == ["博爱台账2026-0001"]
    assert again == first


def test_a_patrol_is_no_visit_for_a_tip(desk: Desk, session: Session, city: City) -> None:
    for form in (replace(NOTHING, kind="recheck"), replace(NOTHING, tip_id=desk.assigned())):
        with pytest.raises(Invalid, match="kind"):
            record_patrol(session, form, actor=city.wang, now=NOW, today=TODAY)


def test_a_danger_that_goes_on_after_withdrawal_becomes_a_finding(
    desk: Desk, session: Session, city: City
) -> None:
    tip_id = desk.waiting()
    desk.row(tip_id).danger_goes_on = True
    harm = replace(FINDING, category="child_harm", severity="major")
    done = follow_up_danger(
        session,
        tip_id,
        visit=replace(FOUND, findings=(harm,)),
        actor=city.triage,
        now=NOW,
        today=TODAY,
    )
    assert [item.category for item in done.items] == ["child_harm"]
    assert not desk.row(tip_id).danger_goes_on
    with pytest.raises(WrongState):
        follow_up_danger(
            session,
            tip_id,
            visit=replace(FOUND, submission="second"),
            actor=city.triage,
            now=NOW,
            today=TODAY,
        )
