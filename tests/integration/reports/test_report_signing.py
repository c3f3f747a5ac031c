"""A report from draft to signature: two people, nothing undone, a later version that points back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from small_city import NOW, TODAY, City
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from intake.reports.documents import changed_since, show
from intake.reports.drafting import begin_report, digest_of, submit, take_back, write_words
from intake.reports.models import Report
from intake.reports.queries import ReportValue, dues_of, get_report, reports_of, standings
from intake.reports.rules import Span
from intake.reports.setting import set_due
from intake.reports.signing import give_back, is_whole, sign
from intake.workflows import REPORT
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import (
    DomainError,
    Forbidden,
    Invalid,
    MissingFacts,
    NotFound,
    OutsideJurisdiction,
    SamePerson,
    StaleForm,
    WrongState,
)
from publishing.kernel.identity import Actor

HALF = Span(year=2026, half=2)


def begun(session: Session, actor: Actor, year: int = 2026, half: int = 2) -> ReportValue:
    return begin_report(session, year=year, half=half, actor=actor, now=NOW, today=TODAY)


def submitted(session: Session, city: City) -> ReportValue:
    report = begun(session, city.wang)
    write_words(session, report.id, {"plans": "下半年加强巡查。"}, actor=city.wang, now=NOW)
    return submit(session, report.id, actor=city.wang, now=NOW, today=TODAY)


def signed(session: Session, city: City) -> ReportValue:
    return sign(session, submitted(session, city).id, actor=city.head, now=NOW)


def test_a_signed_report_is_kept_whole_with_number_name_and_digest(session: Session, city: City) -> None:
    report = signed(session, city)
    assert (report.state, report.number, report.signed_by) == ("signed", "月山中心校〔2026〕1号", "刘建国")
    assert report.content is not None
    assert report.digest == digest_of(report.content)
    assert report.content["signed_by"] == "刘建国"
    assert report.content["last"] == TODAY.isoformat()
    assert is_whole(report)
    actions = [entry.action for entry in entries_of(session, f"report:{report.id}")]
    assert actions == ["report.begin", "report.write", "report.submit", "report.sign"]


def test_whoever_submitted_it_cannot_sign_it_or_give_it_back(session: Session, city: City) -> None:
    report = begun(session, city.head)
    write_words(session, report.id, {"plans": "打算"}, actor=city.head, now=NOW)
    submit(session, report.id, actor=city.head, now=NOW, today=TODAY)
    with pytest.raises(SamePerson):
        sign(session, report.id, actor=city.head, now=NOW)
    with pytest.raises(SamePerson):
        give_back(session, report.id, "改", actor=city.head, now=NOW)
    assert get_report(session, report.id, actor=city.head).state == "submitted"


def test_the_database_knows_the_second_person_too(session: Session, city: City) -> None:
    report = submitted(session, city)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(
            text("UPDATE reports SET signed_by_id = submitted_by_id WHERE id = :id"), {"id": report.id}
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports SET state = 'draft' WHERE id = :id",
        "UPDATE reports SET number = 'x' WHERE id = :id",
        "DELETE FROM reports WHERE id = :id",
    ],
)
def test_a_signature_cannot_be_undone_even_in_the_database(
    session: Session, city: City, statement: str
) -> None:
    report = signed(session, city)
    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text(statement), {"id": report.id})
    assert get_report(session, report.id, actor=city.head) == report


def test_nothing_leaves_signed(session: Session, city: City) -> None:
    assert REPORT.terminal() == {"signed"}
    report = signed(session, city)
    for step in (
        lambda: take_back(session, report.id, actor=city.wang, now=NOW),
        lambda: give_back(session, report.id, "改", actor=city.head, now=NOW),
        lambda: sign(session, report.id, actor=city.head, now=NOW),
        lambda: submit(session, report.id, actor=city.wang, now=NOW, today=TODAY),
        lambda: write_words(session, report.id, {"plans": "x"}, actor=city.wang, now=NOW),
    ):
        with pytest.raises(WrongState):
            step()


def test_a_later_version_is_a_new_report_that_points_back(session: Session, city: City) -> None:
    first = signed(session, city)
    second = begun(session, city.wang)
    assert (second.replaces_id, second.state, second.words) == (first.id, "draft", first.words)
    assert get_report(session, first.id, actor=city.head).replaced_by_id is None
    submit(session, second.id, actor=city.wang, now=NOW, today=TODAY)
    done = sign(session, second.id, actor=city.head, now=NOW)
    assert done.number == "月山中心校〔2026〕2号"
    kept = get_report(session, first.id, actor=city.head)
    assert (kept.replaced_by_id, kept.content, kept.digest) == (done.id, first.content, first.digest)


def test_two_clerks_who_begin_work_on_one_draft(session: Session, city: City) -> None:
    assert begun(session, city.wang).id == begun(session, city.chen).id


def test_a_report_given_back_keeps_its_words_and_tells_why(session: Session, city: City) -> None:
    report = submitted(session, city)
    back = give_back(session, report.id, " 没有写打算 ", actor=city.head, now=NOW)
    assert (back.state, back.return_reason, back.content) == ("draft", "没有写打算", None)
    assert back.words == {"plans": "下半年加强巡查。"}
    again = submit(session, report.id, actor=city.chen, now=NOW, today=TODAY)
    assert (again.submitted_by, again.return_reason) == ("陈芳", "")


def test_figures_stay_as_they_were_submitted_and_the_difference_is_shown(
    session: Session, city: City
) -> None:
    from reports_year import fill

    report = submitted(session, city)
    before = dict(report.content or {})["figures"]
    fill(session, city, visits=30, tips=0)
    done = sign(session, report.id, actor=city.head, now=NOW)
    assert done.content is not None
    assert done.content["figures"] == before
    changed = {name for name, _then, _now in changed_since(session, done.id, actor=city.head, today=TODAY)}
    assert "visits" in changed


def test_the_printed_report_has_the_same_bytes_whenever_it_is_asked_for(
    session: Session, city: City, tmp_path: Path
) -> None:
    report = signed(session, city)
    documents = [
        show(session, report.id, actor=city.head, now=NOW + timedelta(days=days), today=TODAY).document
        for days in (0, 40)
    ]
    assert documents[0] == documents[1]


REFUSED: dict[str, tuple[type[DomainError], Callable[[Session, City, ReportValue], object]]] = {
    "year of a school": (Invalid, lambda s, c, _r: begun(s, c.wang, half=0)),
    "half of a county": (Invalid, lambda s, c, _r: begun(s, c.triage, half=1)),
    "not begun yet": (
        Invalid,
        lambda s, c, _r: begin_report(s, year=2026, half=2, actor=c.wang, now=NOW, today=date(2026, 6, 30)),
    ),
    "before the notice": (Invalid, lambda s, c, _r: begun(s, c.wang, year=2019, half=1)),
    "no words": (Invalid, lambda s, c, r: submit(s, r.id, actor=c.wang, now=NOW, today=TODAY)),
    "too long": (
        Invalid,
        lambda s, c, r: write_words(s, r.id, {"plans": "长" * 4001}, actor=c.wang, now=NOW),
    ),
    "no reason": (Invalid, lambda s, c, _r: give_back(s, submitted(s, c).id, " ", actor=c.head, now=NOW)),
    "leader writes": (Forbidden, lambda s, c, _r: begun(s, c.leader, half=0)),
    "hotline writes": (Forbidden, lambda s, c, _r: begun(s, c.hotline)),
    "clerk signs": (Forbidden, lambda s, c, _r: sign(s, submitted(s, c).id, actor=c.chen, now=NOW)),
    "county signs": (NotFound, lambda s, c, _r: sign(s, submitted(s, c).id, actor=c.leader, now=NOW)),
    "county reads a draft": (NotFound, lambda s, c, r: get_report(s, r.id, actor=c.triage)),
    "neighbour reads a draft": (NotFound, lambda s, c, r: get_report(s, r.id, actor=c.motou_head)),
    "neighbour reads": (NotFound, lambda s, c, _r: get_report(s, signed(s, c).id, actor=c.motou_head)),
    "far county reads": (NotFound, lambda s, c, _r: get_report(s, signed(s, c).id, actor=c.far_triage)),
    "stale": (
        StaleForm,
        lambda s, c, r: write_words(s, r.id, {}, version=r.version + 1, actor=c.wang, now=NOW),
    ),
    "draft signed": (WrongState, lambda s, c, r: sign(s, r.id, actor=c.head, now=NOW)),
    "school collects": (Forbidden, lambda s, c, _r: standings(s, actor=c.head, span=HALF, today=TODAY)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(session: Session, city: City, name: str) -> None:
    error, act = REFUSED[name]
    report = begun(session, city.wang)
    with pytest.raises(error):
        act(session, city, report)


def test_a_signed_report_of_below_cannot_be_worked_on_from_above(session: Session, city: City) -> None:
    report = signed(session, city)
    assert get_report(session, report.id, actor=city.triage).number == report.number
    with pytest.raises(OutsideJurisdiction):
        take_back(session, report.id, actor=city.triage, now=NOW)
    assert reports_of(session, report.office_id, actor=city.auditor) == (report,)


def test_who_has_not_reported_in_the_order_of_codes(session: Session, city: City) -> None:
    def codes(today: date) -> list[tuple[str, str]]:
        found = standings(session, actor=city.triage, span=HALF, today=today)
        return [(one.office.name, one.code) for one in found]

    assert codes(TODAY) == [("月山镇中心校", "not_begun"), ("磨头镇中心校", "not_begun")]
    submitted(session, city)
    assert codes(TODAY)[0] == ("月山镇中心校", "in_work")
    assert codes(date(2026, 12, 15))[1] == ("磨头镇中心校", "not_begun")
    assert codes(date(2026, 12, 16)) == [("月山镇中心校", "overdue"), ("磨头镇中心校", "overdue")]
    report = begun(session, city.wang)
    sign(session, report.id, actor=city.head, now=NOW + timedelta(days=30))
    assert codes(date(2026, 12, 24))[0] == ("月山镇中心校", "late")


def test_the_city_sees_its_counties(session: Session, city: City) -> None:
    found = standings(session, actor=city.auditor, span=Span(year=2026, half=0), today=TODAY)
    assert [one.office.name for one in found] == ["博爱县教育体育局", "武陟县教育局"]


def test_a_report_signed_again_later_stays_in_time(session: Session, city: City) -> None:
    signed(session, city)
    second = begun(session, city.wang)
    late = NOW + timedelta(days=60)
    submit(session, second.id, actor=city.wang, now=late, today=TODAY)
    sign(session, second.id, actor=city.head, now=late)
    found = standings(session, actor=city.triage, span=HALF, today=date(2027, 1, 31))
    assert found[0].code == "in_time"
    assert found[0].report is not None
    assert found[0].report.id == second.id


def test_a_countys_day_goes_before_the_citys_and_the_yearly_one_stays_in_december(
    session: Session, city: City
) -> None:
    path = city.triage.division_path
    assert dues_of(session, path)["half2"] == (12, 15)
    set_due(session, slot="half2", day=date(2026, 12, 20), reason="学期", actor=city.city_triage, now=NOW)
    assert dues_of(session, path)["half2"] == (12, 20)
    set_due(session, slot="half2", day=date(2026, 12, 10), reason="学期", actor=city.triage, now=NOW)
    assert dues_of(session, path)["half2"] == (12, 10)
    assert dues_of(session, city.far_triage.division_path)["half2"] == (12, 20)
    for slot, day in (("year", date(2026, 11, 30)), ("half1", date(2026, 1, 1)), ("never", TODAY)):
        with pytest.raises(Invalid):
            set_due(session, slot=slot, day=day, reason="学期", actor=city.triage, now=NOW)
    with pytest.raises(Invalid):
        set_due(session, slot="half2", day=date(2026, 12, 1), reason=" ", actor=city.triage, now=NOW)
    with pytest.raises(Forbidden):
        set_due(session, slot="half2", day=date(2026, 12, 1), reason="x", actor=city.head, now=NOW)


def test_a_step_without_its_facts_is_refused_by_the_table(session: Session, city: City) -> None:
    from publishing.kernel.transition import move

    report = submitted(session, city)
    row = session.get_one(Report, report.id)
    with pytest.raises(MissingFacts):
        move(session, row, REPORT, "sign", actor=city.head, facts={"number": ""}, now=NOW)
