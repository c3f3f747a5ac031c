"""Recording visits: once, in one's own place, with findings; the sheet and the monthly duty."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from small_city import FAR, HOUQIAO, HUAYUAN, NOW, TODAY, City, build_city
from sqlalchemy.orm import Session

from intake.patrols.printing import patrol_sheet
from intake.patrols.queries import (
    get_visit,
    list_visits,
    monthly_duties,
    visits_of_grid,
    visits_of_person,
)
from intake.patrols.recording import Recorded, record_visit
from intake.patrols.rules import FindingForm, VisitForm
from publishing.kernel.audit import entries_of
from publishing.kernel.db import Database
from publishing.kernel.documents import render
from publishing.kernel.errors import Forbidden, Invalid, NotFound, OutsideJurisdiction
from publishing.kernel.identity import Actor

NOTHING = VisitForm(submission="a", visited_on=TODAY, scope="花园村", found_nothing=True)
GAS = FindingForm(
    category="fire",
    severity="major",
    handling="deadline",
    premises="小星芽宝贝之家",
    description="煤气罐放在唯一的疏散通道",
    division_code=HUAYUAN,
)
FOUND = replace(NOTHING, submission="b", found_nothing=False, findings=(GAS,), handling="已口头要求移出")


def recorded(session: Session, form: VisitForm, actor: Actor) -> Recorded:
    return record_visit(session, form, actor=actor, now=NOW, today=TODAY)


def test_a_patrol_belongs_to_the_persons_own_grid(session: Session, city: City) -> None:
    visit = recorded(session, NOTHING, city.wang).visit
    assert (visit.grid_id, visit.office_id) == (city.grids["wang"], city.wang.office_id)
    assert visit.division_path == city.wang.division_path
    assert (visit.visited_by, visit.found_nothing, visit.findings) == ("王海军", True, ())


def test_findings_are_kept_with_the_visit(session: Session, city: City) -> None:
    (finding,) = recorded(session, FOUND, city.wang).visit.findings
    assert (finding.category, finding.severity, finding.division_code) == ("fire", "major", HUAYUAN)


def test_the_same_form_sent_twice_records_one_visit(session: Session, city: City) -> None:
    first = recorded(session, FOUND, city.wang)
    second = recorded(session, FOUND, city.wang)
    assert (first.new, second.new) == (True, False)
    assert second.visit == first.visit
    assert len(list_visits(session, actor=city.head)) == 1


def test_somebody_elses_token_is_refused(session: Session, city: City) -> None:
    recorded(session, NOTHING, city.wang)
    with pytest.raises(Invalid) as refused:
        recorded(session, NOTHING, city.chen)
    assert refused.value.values == {"field": "submission", "reason": "taken"}


def test_a_visit_leaves_an_audit_row(session: Session, city: City) -> None:
    visit = recorded(session, FOUND, city.wang).visit
    (entry,) = entries_of(session, f"visit:{visit.id}")
    assert (entry.action, entry.user_id, entry.details["findings"]) == (
        "visit.record",
        city.wang.user_id,
        1,
    )


def test_who_has_no_grid_must_name_one(session: Session, city: City) -> None:
    with pytest.raises(Invalid, match="grid_id"):
        recorded(session, NOTHING, city.head)
    visit = recorded(session, replace(NOTHING, grid_id=city.grids["wang"]), city.head).visit
    assert visit.grid_id == city.grids["wang"]


def test_an_unknown_grid_is_refused(session: Session, city: City) -> None:
    with pytest.raises(Invalid, match="unknown"):
        recorded(session, replace(NOTHING, grid_id=999), city.wang)


def test_a_grid_of_another_township_is_refused(session: Session, city: City) -> None:
    with pytest.raises(OutsideJurisdiction):
        recorded(session, replace(NOTHING, grid_id=city.grids["motou"]), city.wang)


@pytest.mark.parametrize("name", ["auditor", "hotline", "editor", "admin", "leader"])
def test_only_those_who_patrol_record_visits(session: Session, city: City, name: str) -> None:
    with pytest.raises(Forbidden):
        recorded(session, replace(NOTHING, grid_id=city.grids["wang"]), city.people[name])


def test_a_finding_outside_the_jurisdiction_is_refused(session: Session, city: City) -> None:
    with pytest.raises(OutsideJurisdiction):
        recorded(session, replace(FOUND, findings=(replace(GAS, division_code=FAR),)), city.wang)


def test_a_finding_at_an_unknown_place_names_its_field(session: Session, city: City) -> None:
    with pytest.raises(Invalid) as refused:
        recorded(session, replace(FOUND, findings=(replace(GAS, division_code="1"),)), city.wang)
    assert refused.value.values["field"] == "findings-0-division_code"


def test_nothing_is_left_of_a_refused_visit(database: Database) -> None:
    with database.begin() as session:
        city = build_city(session)
    bad = replace(FOUND, findings=(GAS, replace(GAS, division_code=FAR)))
    with pytest.raises(OutsideJurisdiction), database.begin() as session:
        recorded(session, bad, city.wang)
    with database.read() as session:
        assert list_visits(session, actor=city.head) == ()


def test_the_monthly_duty_is_computed_from_patrols_alone(session: Session, city: City) -> None:
    grids = [city.grids["wang"], city.grids["chen"]]
    recorded(session, NOTHING, city.wang)
    recorded(session, replace(NOTHING, submission="s", kind="spot_check", grid_id=grids[1]), city.triage)
    done, undone = monthly_duties(session, grids, year=2026, number=11)
    assert (done.done_on, done.visits, done.due_on) == (TODAY, 1, date(2026, 11, 30))
    assert (undone.done_on, undone.visits) == (None, 0)
    assert monthly_duties(session, grids[:1], year=2026, number=10)[0].done_on is None


def test_visits_are_found_by_grid_and_month(session: Session, city: City) -> None:
    october = replace(NOTHING, submission="o", visited_on=date(2026, 10, 30))
    recorded(session, october, city.wang)
    recorded(session, NOTHING, city.wang)
    (found,) = visits_of_grid(session, city.grids["wang"], year=2026, number=10)
    assert found.visited_on == october.visited_on


def test_a_person_sheet_holds_one_half_year_by_date(session: Session, city: City) -> None:
    for index, day in enumerate((date(2026, 8, 3), date(2026, 6, 30), date(2026, 7, 1))):
        recorded(session, replace(NOTHING, submission=f"{index}", visited_on=day), city.wang)
    recorded(session, replace(NOTHING, submission="c"), city.chen)
    found = visits_of_person(session, city.wang.user_id or 0, year=2026, half=2)
    assert [visit.visited_on for visit in found] == [date(2026, 7, 1), date(2026, 8, 3)]


def test_visits_are_seen_in_the_own_jurisdiction_only(session: Session, city: City) -> None:
    visit = recorded(session, NOTHING, city.wang).visit
    for seeing in (city.head, city.triage, city.leader, city.auditor):
        assert get_visit(session, visit.id, actor=seeing) == visit
    for blind in (city.motou_head, city.far_triage):
        with pytest.raises(NotFound):
            get_visit(session, visit.id, actor=blind)
    with pytest.raises(Forbidden):
        get_visit(session, visit.id, actor=city.hotline)


def test_the_printed_sheet_says_nothing_was_found_in_words(session: Session, city: City) -> None:
    recorded(session, NOTHING, city.wang)
    recorded(session, replace(FOUND, visited_on=TODAY - timedelta(days=1)), city.wang)
    person = city.wang.user_id or 0
    sheet = patrol_sheet(session, person, year=2026, half=2, actor=city.head, now=NOW)
    assert (sheet.county, sheet.school, sheet.supervisor) == ("博爱县", "月山镇中心校", "王海军")
    first, second = sheet.rows
    assert first.problems == "小星芽宝贝之家（消防，重大隐患）：煤气罐放在唯一的疏散通道"
    assert first.results == "已口头要求移出"
    assert second.problems == ""
    assert "未发现问题" in str(sheet.to_json()["rows"])
    assert render(sheet).startswith(b"%PDF")


def test_a_supervisor_prints_the_own_sheet_only(session: Session, city: City) -> None:
    own, other = city.wang.user_id or 0, city.chen.user_id or 0
    assert patrol_sheet(session, own, year=2026, half=2, actor=city.wang, now=NOW).rows == ()
    with pytest.raises(NotFound):
        patrol_sheet(session, other, year=2026, half=2, actor=city.wang, now=NOW)
    with pytest.raises(NotFound):
        patrol_sheet(session, own, year=2026, half=2, actor=city.motou_head, now=NOW)


def test_a_finding_without_a_place_lies_in_the_township(session: Session, city: City) -> None:
    form = replace(FOUND, findings=(replace(GAS, division_code=""),))
    (finding,) = recorded(session, form, city.wang).visit.findings
    assert city.paths[finding.division_code] == city.wang.division_path
    assert finding.division_code != HOUQIAO
