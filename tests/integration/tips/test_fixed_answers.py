"""问题解决了吗？: answered once, acted on, each reporter of a merged case for themselves, and in figures."""

from datetime import datetime, timedelta

import pytest
from sending import SECRET, Send
from small_city import COUNTY, NOW, City
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.cases.merging import merge
from intake.cases.replying import reply
from intake.tips import codes, thread
from intake.tips.asked import answers_of, fixed_by_county
from intake.tips.following import find_by_code
from intake.tips.models import FixedAnswer, Tip
from intake.tips.queries import load_tip, recused_people, thread_of, work_of
from intake.tips.values import ReporterView
from intake.workflows import TIP
from publishing.kernel.audit import entries_of
from publishing.kernel.clock import local_day
from publishing.kernel.errors import Invalid, WrongState
from publishing.kernel.identity import Actor
from publishing.kernel.transition import move

CODE, OTHER = codes.derive_code(SECRET, "mine"), codes.derive_code(SECRET, "other")
WORDING = "经核查，情况属实，已停止招收。"
TWO_WEEKS = NOW + timedelta(days=14)


@pytest.fixture
def tip(session: Session, send: Send) -> Tip:
    return load_tip(session, send(token="mine").tip_id)


def answered(session: Session, tip: Tip, officer: Actor, reviewer: Actor, at: datetime = NOW) -> None:
    """From assigned to replied."""
    move(session, tip, TIP, "start", actor=officer, facts={}, now=at)
    tip.handled_by_id, tip.handled_at, tip.outcome = officer.user_id, at, "substantiated"
    move(session, tip, TIP, "report", actor=officer, facts={"outcome": "substantiated", "visit": "1"}, now=at)
    tip.concluded_by_id, tip.concluded_at = reviewer.user_id, at
    move(session, tip, TIP, "conclude", actor=reviewer, facts={"conclusion": "recorded"}, now=at)
    session.flush()
    reply(session, tip.id, wording=WORDING, actor=reviewer, now=at)


def view(session: Session, at: datetime, code: str = CODE) -> ReporterView:
    seen = find_by_code(session, code, secret=SECRET, today=local_day(at))
    assert seen is not None
    return seen


def say(session: Session, answer: str, at: datetime, code: str = CODE, **more: str) -> None:
    thread.say_fixed(session, code, answer, secret=SECRET, now=at, **more)


def kept(session: Session) -> list[tuple[int, str, str, str]]:
    rows = session.scalars(select(FixedAnswer).order_by(FixedAnswer.id))
    return [(row.round, row.ask, row.answer, row.satisfaction) for row in rows]


def test_it_is_asked_after_two_weeks_and_again_after_six(session: Session, city: City, tip: Tip) -> None:
    assert view(session, NOW).ask is None
    answered(session, tip, city.wang, city.head)
    ask = view(session, NOW + timedelta(days=13)).ask
    assert ask is not None
    assert (ask.now, ask.next_on) == ("", local_day(TWO_WEEKS))
    ask = view(session, TWO_WEEKS).ask
    assert ask is not None
    assert (ask.now, ask.rate) == ("two_weeks", True)
    say(session, "fixed", TWO_WEEKS, satisfaction="mostly")
    say(session, "unsure", TWO_WEEKS)
    ask = view(session, TWO_WEEKS).ask
    assert ask is not None
    assert (ask.now, ask.last, ask.last_at) == ("", "fixed", TWO_WEEKS)
    later = NOW + timedelta(days=42)
    ask = view(session, later).ask
    assert ask is not None
    assert (ask.now, ask.rate, ask.next_on) == ("six_weeks", False, None)
    say(session, "unsure", later)
    assert kept(session) == [(1, "two_weeks", "fixed", "mostly"), (1, "six_weeks", "unsure", "")]
    assert tip.state == "replied"


def test_not_fixed_goes_to_another_officer_and_a_new_round_is_asked_anew(
    session: Session, city: City, tip: Tip
) -> None:
    answered(session, tip, city.wang, city.head)
    say(session, "not_fixed", TWO_WEEKS, reason="今天早上还在收孩子", satisfaction="dissatisfied")
    assert tip.state == "assigned"
    assert tip.responsible_user_id != city.wang.user_id
    assert city.wang.user_id in recused_people(session, tip.id)
    assert view(session, TWO_WEEKS).ask is None
    assert kept(session) == [(1, "two_weeks", "not_fixed", "dissatisfied")]
    assert [m.direction for m in thread_of(session, tip.id)][-2:] == ["answer", "notice"]
    # the same form sent twice
    say(session, "not_fixed", TWO_WEEKS, reason="今天早上还在收孩子")
    assert len(kept(session)) == 1


def test_not_fixed_without_a_reason_or_with_unknown_words_changes_nothing(
    session: Session, city: City, tip: Tip
) -> None:
    answered(session, tip, city.wang, city.head)
    with pytest.raises(Invalid):
        say(session, "not_fixed", TWO_WEEKS)
    with pytest.raises(Invalid):
        say(session, "perhaps", TWO_WEEKS)
    with pytest.raises(Invalid):
        say(session, "fixed", TWO_WEEKS, satisfaction="very")
    assert kept(session) == []
    assert tip.state == "replied"


def test_unasked_only_not_fixed_is_kept(session: Session, city: City, tip: Tip) -> None:
    say(session, "fixed", NOW)
    answered(session, tip, city.wang, city.head)
    say(session, "fixed", NOW)
    assert kept(session) == []
    thread.not_fixed(session, CODE, "还在收", secret=SECRET, now=NOW)
    assert kept(session) == [(1, "early", "not_fixed", "")]
    with pytest.raises(WrongState):
        say(session, "not_fixed", NOW, reason="另一句话")


def test_an_unlicensed_place_not_fixed_twice_waits_for_county_triage(
    session: Session, city: City, tip: Tip
) -> None:
    answered(session, tip, city.wang, city.head)
    say(session, "not_fixed", TWO_WEEKS, reason="还在收")
    officer = next(a for a in (city.chen, city.head) if a.user_id == tip.responsible_user_id)
    answered(session, tip, officer, city.triage, at=TWO_WEEKS)
    again = TWO_WEEKS + timedelta(days=14)
    say(session, "not_fixed", again, reason="换了个院子还在收")
    assert tip.state == "reopened"
    assert tip.responsible_user_id is None
    assert "再次反映没有解决" in tip.route["words"]
    assert tip.id in {one.id for one in work_of(session, actor=city.triage, now=again)}
    assert [row[:3] for row in kept(session)] == [
        (1, "two_weeks", "not_fixed"),
        (2, "two_weeks", "not_fixed"),
    ]


def test_a_danger_in_a_licensed_kindergarten_goes_to_another_officer_each_time(
    session: Session, city: City, send: Send
) -> None:
    tip = load_tip(session, send(token="mine", categories=("fire",)).tip_id)
    answered(session, tip, city.wang, city.head)
    thread.not_fixed(session, CODE, "一", secret=SECRET, now=NOW)
    officer = next(a for a in (city.chen, city.head) if a.user_id == tip.responsible_user_id)
    answered(session, tip, officer, city.triage)
    thread.not_fixed(session, CODE, "二", secret=SECRET, now=NOW)
    assert tip.state == "assigned"


@pytest.fixture
def merged(session: Session, city: City, send: Send, tip: Tip) -> Tip:
    """Another reporter's tip, merged into `tip`, and both answered."""
    other = load_tip(session, send(token="other").tip_id)
    merge(session, other.id, survivor_id=tip.id, actor=city.triage, now=NOW)
    answered(session, tip, city.wang, city.head)
    return other


def test_each_reporter_of_a_merged_case_is_asked_and_heard(
    session: Session, city: City, tip: Tip, merged: Tip
) -> None:
    say(session, "fixed", TWO_WEEKS)
    ask = view(session, TWO_WEEKS, OTHER).ask
    assert ask is not None
    assert ask.now == "two_weeks"
    say(session, "not_fixed", TWO_WEEKS, OTHER, reason="后院还有孩子")
    assert (tip.state, merged.state) == ("assigned", "merged")
    # the first reporter hears that it is checked again, and not what the second wrote
    first = [message.body for message in thread_of(session, tip.id)]
    assert "后院还有孩子" not in "".join(first)
    assert first[-1].startswith("您的举报重新办理")
    assert thread_of(session, merged.id)[-1].body.startswith("已收到您的意见")
    given = answers_of(session, tip.id)
    assert [(one.number, one.answer, one.words) for one in given] == [
        ("", "fixed", ""),
        (merged.number, "not_fixed", "后院还有孩子"),
    ]


def test_what_a_merged_reporter_says_can_be_said_before_being_asked(
    session: Session, city: City, tip: Tip, merged: Tip
) -> None:
    assert view(session, NOW, OTHER).can_reopen
    thread.not_fixed(session, OTHER, "后院还有孩子", secret=SECRET, now=NOW)
    assert tip.state == "assigned"
    assert not view(session, NOW, OTHER).can_reopen


def test_the_reasons_stay_out_of_the_audit_log(session: Session, tip: Tip, merged: Tip) -> None:
    say(session, "not_fixed", TWO_WEEKS, OTHER, reason="后院还有孩子")
    for row in (tip, merged):
        assert all("后院" not in str(entry.details) for entry in entries_of(session, f"tip:{row.id}"))
    assert "tip.fixed_answer" in {entry.action for entry in entries_of(session, f"tip:{merged.id}")}


def test_figures_are_recomputed_from_the_rows(session: Session, city: City, tip: Tip, merged: Tip) -> None:
    def county(at: datetime) -> tuple[int, int, int, int, int]:
        found = next(c for c in fixed_by_county(session, today=local_day(at)) if c.county_code == COUNTY)
        return found.asked, found.answered, found.fixed, found.not_fixed, found.content

    assert county(NOW) == (0, 0, 0, 0, 0)
    assert county(TWO_WEEKS) == (2, 0, 0, 0, 0)
    say(session, "fixed", TWO_WEEKS, satisfaction="satisfied")
    assert county(TWO_WEEKS) == (2, 1, 1, 0, 1)
    thread.not_fixed(session, OTHER, "还在收", secret=SECRET, now=TWO_WEEKS)
    assert county(TWO_WEEKS) == (2, 2, 1, 1, 1)
    # the round is over: nobody is asked about it after six weeks
    assert county(NOW + timedelta(days=60)) == (2, 2, 1, 1, 1)


def test_the_line_reads_how_the_answer_was(session: Session, tip: Tip, merged: Tip) -> None:
    say(session, "unsure", TWO_WEEKS, satisfaction="mostly")
    given = answers_of(session, tip.id)
    assert (given[0].ask, given[0].answer, given[0].satisfaction) == ("two_weeks", "unsure", "mostly")
