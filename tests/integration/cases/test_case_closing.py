"""Review by another person, the reply, the published outcome, and reopening."""

from dataclasses import replace
from pathlib import Path

import pytest
from case_desk import FOUND, SECRET, Desk
from small_city import COUNTY, HUAYUAN, NOW, TODAY, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.cases import assign, conclude, record_by_phone, reopen, reply, report_visit, send_back, start
from intake.cases.phoning import Told
from intake.ledger.models import LedgerItem
from intake.tips.queries import thread_of
from intake.tips.receiving import Submission
from publishing.announcements.outcomes import list_outcomes
from publishing.divisions.queries import load_gazetteer
from publishing.kernel.audit import entries_of, verify
from publishing.kernel.errors import Forbidden, Invalid, NotFound, SamePerson, StaleForm

WORDING = "经查，该处未取得办学许可，已责令停止办园，幼儿已妥善安置。"


def found(desk: Desk) -> int:
    """A tip that was borne out; one ledger item is open."""
    tip_id = desk.verifying()
    desk.report(tip_id, visit=FOUND, outcome="substantiated")
    return tip_id


def test_a_report_goes_back_with_a_reason(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.handled()
    send_back(session, tip_id, reason="没有写清到场时间", actor=city.head, now=NOW)
    assert desk.row(tip_id).state == "verifying"
    assert entries_of(session, f"tip:{tip_id}")[-1].details["reason"] == "没有写清到场时间"


def test_whoever_reported_does_not_review(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.waiting()
    desk.accept(tip_id, city.triage, person_id=city.head.user_id, reason="监管责任人请假")
    start(session, tip_id, actor=city.head, now=NOW)
    desk.report(tip_id, who="head")
    with pytest.raises(SamePerson):
        conclude(session, tip_id, conclusion="不属实", actor=city.head, now=NOW)
    with pytest.raises(SamePerson):
        send_back(session, tip_id, reason="重写", actor=city.head, now=NOW)
    conclude(session, tip_id, conclusion="不属实", actor=city.triage, now=NOW)
    assert desk.row(tip_id).concluded_by_id == city.triage.user_id


def test_a_supervisor_does_not_conclude(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.handled()
    with pytest.raises(Forbidden):
        conclude(session, tip_id, conclusion="不属实", actor=city.wang, now=NOW)


def test_open_items_allow_an_interim_conclusion_only(desk: Desk, session: Session, city: City) -> None:
    tip_id = found(desk)
    with pytest.raises(Invalid) as refused:
        conclude(session, tip_id, conclusion="属实", actor=city.head, now=NOW)
    assert refused.value.values == {
        "field": "interim",
        "reason": "items_open",
        "numbers": ("博爱台账2026-0001",),
    }
    conclude(session, tip_id, conclusion="属实", interim=True, actor=city.head, now=NOW)
    assert desk.row(tip_id).interim


def test_a_conclusion_is_final_when_its_items_are_struck_off(
    desk: Desk, session: Session, city: City
) -> None:
    tip_id = found(desk)
    item = session.query(LedgerItem).one()
    item.evidence, item.disposal, item.children_to = "照片", "ban", "月山镇中心幼儿园"
    item.struck_off_by_id, item.struck_off_on, item.state = city.head.user_id, TODAY, "closed_out"
    conclude(session, tip_id, conclusion="属实", interim=True, actor=city.head, now=NOW)
    assert not desk.row(tip_id).interim


def test_a_reply_reaches_the_reporter_and_the_public_page(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.concluded()
    reply(session, tip_id, wording=WORDING, actor=city.head, now=NOW)
    last = thread_of(session, tip_id)[-1]
    assert (desk.row(tip_id).state, last.direction, last.body) == ("replied", "reply", WORDING)
    (outcome,) = list_outcomes(session, county_code=COUNTY, limit=10)
    assert (outcome.township_code, outcome.category, outcome.outcome) == (
        TOWNSHIP,
        "unlicensed",
        "unsubstantiated",
    )
    assert (outcome.wording, outcome.received_on) == (WORDING, TODAY)


def test_an_interim_reply_says_so(desk: Desk, session: Session, city: City) -> None:
    tip_id = found(desk)
    conclude(session, tip_id, conclusion="属实", interim=True, actor=city.head, now=NOW)
    reply(session, tip_id, wording=WORDING, actor=city.head, now=NOW)
    assert thread_of(session, tip_id)[-1].body.startswith("阶段性答复：")


@pytest.mark.parametrize(
    ("wording", "reason"),
    [
        ("请联系13812345678", "personal"),
        ("举报人身份证410822199001011234", "personal"),
        (" ", "missing"),
        ("长" * 501, "too_long"),
    ],
)
def test_a_wording_that_cannot_be_published_changes_nothing(
    desk: Desk, session: Session, city: City, wording: str, reason: str
) -> None:
    tip_id = desk.concluded()
    with pytest.raises(Invalid) as refused:
        reply(session, tip_id, wording=wording, actor=city.head, now=NOW)
    assert refused.value.values["reason"] == reason
    assert list_outcomes(session, limit=10) == ()


def test_what_came_of_suspected_harm_is_told_but_never_published(
    desk: Desk, session: Session, city: City
) -> None:
    tip_id = desk.waiting(categories=("child_harm",), division_code=HUAYUAN)
    desk.accept(tip_id, city.triage, category="child_harm", urgency="urgent")
    start(session, tip_id, actor=city.wang, now=NOW)
    desk.report(tip_id)
    conclude(session, tip_id, conclusion="不属实", actor=city.head, now=NOW)
    reply(session, tip_id, wording=WORDING, actor=city.head, now=NOW)
    assert thread_of(session, tip_id)[-1].body == WORDING
    assert list_outcomes(session, limit=10) == ()


def test_a_reopened_tip_goes_to_a_different_officer(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.replied()
    reopen(session, tip_id, reason="群众再次反映", actor=city.triage, now=NOW)
    row = desk.row(tip_id)
    assert (row.state, row.responsible_office_id) == ("reopened", city.triage.office_id)
    assert (row.handled_by_id, row.concluded_by_id) == (None, None)
    with pytest.raises(Invalid, match="recused"):
        assign(session, tip_id, person_id=city.wang.user_id, reason="熟悉情况", actor=city.triage, now=NOW)
    assign(session, tip_id, actor=city.triage, now=NOW)
    assert desk.row(tip_id).responsible_user_id == city.head.user_id


def test_whoever_handled_it_before_does_not_see_it_any_more(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.replied()
    reopen(session, tip_id, reason="群众再次反映", actor=city.triage, now=NOW)
    with pytest.raises(NotFound):
        start(session, tip_id, actor=city.wang, now=NOW)


def test_a_reopened_tip_can_run_its_whole_way_again(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.replied()
    reopen(session, tip_id, reason="群众再次反映", actor=city.triage, now=NOW)
    assign(session, tip_id, actor=city.triage, now=NOW)
    start(session, tip_id, actor=city.head, now=NOW)
    second = report_visit(
        session,
        tip_id,
        visit=replace(FOUND, submission="second"),
        outcome="substantiated",
        text="第二次到场，确在办园",
        actor=city.head,
        now=NOW,
        today=TODAY,
    )
    conclude(session, tip_id, conclusion="属实", interim=True, actor=city.triage, now=NOW)
    reply(session, tip_id, wording=WORDING, actor=city.triage, now=NOW)
    assert len(second.items) == 1
    assert {outcome.outcome for outcome in list_outcomes(session, limit=10)} == {
        "unsubstantiated",
        "substantiated",
    }


def test_reopening_needs_a_reason_and_the_county(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.replied()
    with pytest.raises(Invalid):
        reopen(session, tip_id, reason="", actor=city.triage, now=NOW)
    with pytest.raises(Forbidden):
        reopen(session, tip_id, reason="再查", actor=city.head, now=NOW)


def test_a_stale_review_is_refused(desk: Desk, session: Session, city: City) -> None:
    tip_id = desk.verifying()
    version = desk.row(tip_id).version
    desk.report(tip_id)
    with pytest.raises(StaleForm):
        conclude(session, tip_id, conclusion="不属实", version=version, actor=city.head, now=NOW)


def test_the_whole_way_stands_in_the_audit_log(desk: Desk, session: Session) -> None:
    tip_id = desk.replied()
    ways = [
        (entry.details["from"], entry.details["to"])
        for entry in entries_of(session, f"tip:{tip_id}")
        if "from" in entry.details and "to" in entry.details
    ]
    assert ways == [
        ("received", "accepted"),
        ("accepted", "assigned"),
        ("assigned", "verifying"),
        ("verifying", "handled"),
        ("handled", "concluded"),
        ("concluded", "replied"),
    ]
    assert verify(session).broken_at is None


def phoned(desk: Desk, city: City, who: str, tmp_path: Path, channel: str = "phone") -> int:
    submission = Submission(token="call-1", categories=("food",), text="午饭有怪味", division_code=HUAYUAN)
    return record_by_phone(
        desk.session,
        submission,
        told=Told(channel=channel),
        gazetteer=load_gazetteer(desk.session),
        secret=SECRET,
        uploads=tmp_path,
        actor=city.people[who],
        now=NOW,
    ).tip_id


def test_the_hotline_records_a_tip_like_any_other(desk: Desk, city: City, tmp_path: Path) -> None:
    row = desk.row(phoned(desk, city, "hotline", tmp_path))
    assert (row.channel, row.state, row.responsible_user_id) == ("phone", "assigned", city.wang.user_id)
    assert phoned(desk, city, "hotline", tmp_path) == row.id
    written = [entry for entry in entries_of(desk.session, f"tip:{row.id}") if entry.action == "tip.record"]
    assert [entry.user_id for entry in written] == [city.hotline.user_id]


def test_only_the_hotline_and_triage_record_tips(desk: Desk, city: City, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        phoned(desk, city, "wang", tmp_path)
    with pytest.raises(Invalid, match="channel"):
        phoned(desk, city, "hotline", tmp_path, channel="web")
