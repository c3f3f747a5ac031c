"""督促办理 of units whose papers are missing: opened with the finding, asked again until it is settled."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from ledger_steps import GAS
from small_city import NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.cases.reminding_urgings import remind_of_urgings
from intake.deadlines.periods import Period
from intake.deadlines.setting import set_period
from intake.grid.leaving import record_leave
from intake.patrols.recording import record_visit
from intake.patrols.rules import FindingForm, VisitForm
from intake.patrols.urging import CheckForm, check_urging
from intake.patrols.urging_work import urging_work_of
from intake.patrols.urgings import UrgingValue, get_urging, list_urgings
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, OutsideJurisdiction, StaleForm
from publishing.kernel.identity import Actor
from publishing.kernel.notices import notices_of

GAP = replace(GAS, category="licence_gap", severity="general", description="没有食品经营许可证")
APPLIED = CheckForm(checked_on=TODAY, result="applied", note="已向市场监管局申请")


def urged(session: Session, city: City, *findings: FindingForm) -> UrgingValue:
    form = VisitForm(
        submission="gap", visited_on=TODAY, scope="花园村", found_nothing=False, findings=findings or (GAP,)
    )
    record_visit(session, form, actor=city.wang, now=NOW, today=TODAY)
    (found,), total = list_urgings(session, actor=city.wang)
    assert total == 1
    return found


def again(session: Session, city: City, form: CheckForm, **change: object) -> None:
    check_urging(session, 1, form, **{"actor": city.wang, "now": NOW, "today": TODAY, **change})  # type: ignore[arg-type]


def test_missing_papers_are_urged_and_nothing_else_is(session: Session, city: City) -> None:
    found = urged(session, city, GAS, GAP)
    assert (found.finding.category, found.asked_on, found.asked_by) == ("licence_gap", TODAY, "王海军")
    assert (found.result, found.checks, found.settled) == ("", (), False)
    assert found.next_on == date(2026, 12, 7)  # ten working days


def test_the_county_sets_how_soon_one_asks_again(session: Session, city: City) -> None:
    set_period(
        session,
        clock="urge",
        period=Period(amount=3, unit="calendar"),
        valid_from=TODAY,
        reason="专项行动",
        actor=city.leader,
        now=NOW,
        today=TODAY,
    )
    assert urged(session, city).next_on == TODAY + timedelta(days=3)


def test_every_asking_is_kept_with_who_and_when(session: Session, city: City) -> None:
    urged(session, city)
    again(session, city, replace(APPLIED, result="not_applied", note="说下周去"))
    again(session, city, replace(APPLIED, next_on=TODAY + timedelta(days=30)), actor=city.head)
    found = get_urging(session, 1, actor=city.triage)
    assert [(one.result, one.checked_by) for one in found.checks] == [
        ("not_applied", "王海军"),
        ("applied", "刘建国"),
    ]
    assert (found.result, found.next_on) == ("applied", TODAY + timedelta(days=30))
    assert [entry.action for entry in entries_of(session, "urging:1")] == [
        "urging.open",
        "urging.check",
        "urging.check",
    ]


@pytest.mark.parametrize("result", ["granted", "refused", "stopped"])
def test_a_settled_one_is_not_asked_again(session: Session, city: City, result: str) -> None:
    urged(session, city)
    again(session, city, replace(APPLIED, result=result))
    found = get_urging(session, 1, actor=city.wang)
    assert (found.settled, found.next_on) == (True, None)
    assert list_urgings(session, actor=city.wang, settled=False)[1] == 0
    assert list_urgings(session, actor=city.wang, settled=True)[1] == 1
    with pytest.raises(Invalid, match="settled"):
        again(session, city, APPLIED)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"checked_on": TODAY + timedelta(days=1)}, "checked_on"),
        ({"checked_on": TODAY - timedelta(days=1)}, "checked_on"),
        ({"result": "perhaps"}, "result"),
        ({"note": " "}, "note"),
        ({"next_on": TODAY - timedelta(days=1)}, "next_on"),
        ({"result": "granted", "next_on": TODAY}, "next_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, city: City, change: dict[str, object], field: str
) -> None:
    urged(session, city)
    with pytest.raises(Invalid) as refused:
        again(session, city, replace(APPLIED, **change))  # type: ignore[arg-type]
    assert refused.value.values["field"] == field
    assert get_urging(session, 1, actor=city.wang).checks == ()


def test_two_who_ask_at_once_do_not_both_count(session: Session, city: City) -> None:
    shown = urged(session, city).version
    again(session, city, APPLIED, version=shown)
    with pytest.raises(StaleForm):
        again(session, city, replace(APPLIED, result="granted"), version=shown, actor=city.head)


def test_others_have_no_part_in_it(session: Session, city: City) -> None:
    urged(session, city)
    for blind in (city.motou, city.far_triage):
        with pytest.raises(NotFound):
            get_urging(session, 1, actor=blind)
        with pytest.raises(OutsideJurisdiction):
            again(session, city, APPLIED, actor=blind)
    with pytest.raises(Forbidden):
        again(session, city, APPLIED, actor=city.auditor)
    with pytest.raises(NotFound):
        check_urging(session, 9, APPLIED, actor=city.wang, now=NOW, today=TODAY)


# asking again: on one's list, and told on the day

DUE = date(2026, 12, 7)


def turns(session: Session, who: Actor, *, until: date = DUE) -> list[int]:
    return [one.id for one in urging_work_of(session, actor=who, until=until, today=until)]


def told(session: Session, who: Actor) -> int:
    found = notices_of(session, who.user_id or 0, limit=20)
    return [(notice.kind, notice.subject) for notice in found].count(("urging_due", "urging:1"))


def test_it_is_on_the_list_of_whoever_answers_for_the_grid_when_it_is_due(
    session: Session, city: City
) -> None:
    urged(session, city)
    assert turns(session, city.wang, until=DUE - timedelta(days=1)) == []
    assert turns(session, city.wang) == [1]
    for other in (city.chen, city.head, city.triage, city.auditor):
        assert turns(session, other) == []
    again(session, city, replace(APPLIED, result="granted"))
    assert turns(session, city.wang) == []


def test_on_leave_the_head_of_the_school_asks_again(session: Session, city: City) -> None:
    urged(session, city)
    record_leave(
        session,
        city.wang.user_id or 0,
        starts_on=DUE,
        ends_on=DUE,
        cover_id=None,
        actor=city.head,
        now=NOW,
    )
    assert turns(session, city.wang) == []
    assert turns(session, city.head) == [1]


def test_whoever_asks_again_is_told_once_for_each_day(session: Session, city: City) -> None:
    urged(session, city)
    remind_of_urgings(session, now=noon(DUE - timedelta(days=1)))
    assert told(session, city.wang) == 0
    for day in (DUE, DUE, DUE + timedelta(days=1)):
        remind_of_urgings(session, now=noon(day))
    assert told(session, city.wang) == 1
    again(session, city, replace(APPLIED, next_on=DUE + timedelta(days=9)), today=DUE)
    remind_of_urgings(session, now=noon(DUE + timedelta(days=9)))
    assert told(session, city.wang) == 2


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)
