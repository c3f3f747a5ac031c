"""The monthly duty over the rows: redrawn grids, other supervisors, leave with cover, waivers given and taken
back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from small_city import HOUQIAO, HUAYUAN, NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.cases.reminding_patrols import remind_of_patrols
from intake.grid.assigning import set_supervisor
from intake.grid.leaving import record_leave
from intake.grid.models import Grid, GridSupervisor, GridVillage
from intake.patrols.duties import GridDuty, duties_of_person, month_duties, month_grids, waivers_of
from intake.patrols.models import PatrolWaiver
from intake.patrols.recording import record_visit
from intake.patrols.rules import PlaceForm, VisitForm
from intake.patrols.waiving import waive, withdraw_waiver
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, OutsideJurisdiction
from publishing.kernel.identity import SYSTEM, Actor
from publishing.kernel.notices import notices_of

NOVEMBER = date(2026, 11, 1)


def patrolled(session: Session, actor: Actor, grid_id: int, on: date, *villages: str) -> None:
    form = VisitForm(
        submission=f"{actor.user_id}-{grid_id}-{on}",
        visited_on=on,
        scope="村里",
        found_nothing=True,
        grid_id=grid_id,
        places=tuple(PlaceForm(kind="village", code=code, name="村") for code in villages),
    )
    record_visit(session, form, actor=actor, now=NOW, today=TODAY)


def november(session: Session, *, today: date = TODAY) -> dict[int, GridDuty]:
    return {one.grid.id: one for one in month_duties(session, year=2026, number=11, today=today)}


def waived(
    session: Session, city: City, *grid_ids: int, by: Actor | None = None, reason: str = "寒假"
) -> int:
    return waive(
        session, grid_ids, first=NOVEMBER, reason=reason, actor=by or city.triage, now=NOW, today=TODAY
    )


def redraw(session: Session, city: City, *, on: date) -> int:
    """王海军's grid ends; a new one of 陈芳 holds its village from that day."""
    old = session.get_one(Grid, city.grids["wang"])
    old.valid_to = on
    new = Grid(
        office_id=old.office_id,
        township_code=old.township_code,
        division_path=old.division_path,
        number=7,
        name="月山镇第7责任区",
        valid_from=on,
    )
    session.add(new)
    session.flush()
    session.add(GridVillage(grid_id=new.id, village_code=HUAYUAN))
    session.add(GridSupervisor(grid_id=new.id, account_id=city.chen.user_id or 0, valid_from=on))
    session.flush()
    return new.id


def test_the_grid_of_the_months_end_owes_the_patrol(session: Session, city: City) -> None:
    new = redraw(session, city, on=date(2026, 11, 16))
    found = november(session)
    assert city.grids["wang"] not in found
    assert (found[new].duty.state, found[new].answers) == ("due", "陈芳")


def test_what_was_patrolled_before_the_redrawing_counts(session: Session, city: City) -> None:
    patrolled(session, city.wang, city.grids["wang"], date(2026, 11, 5), HUAYUAN)
    new = redraw(session, city, on=date(2026, 11, 16))
    assert november(session)[new].duty.done_on == date(2026, 11, 5)


def test_a_patrol_to_another_village_does_not_count_after_the_redrawing(session: Session, city: City) -> None:
    patrolled(session, city.wang, city.grids["wang"], date(2026, 11, 5), HOUQIAO)
    new = redraw(session, city, on=date(2026, 11, 16))
    assert november(session)[new].duty.state == "due"


def test_a_visit_without_places_counts_for_the_villages_that_its_grid_held(
    session: Session, city: City
) -> None:
    patrolled(session, city.wang, city.grids["wang"], date(2026, 11, 5))
    new = redraw(session, city, on=date(2026, 11, 16))
    assert november(session)[new].duty.state == "done"


def test_a_grid_that_ended_before_the_month_owes_nothing(session: Session, city: City) -> None:
    redraw(session, city, on=NOVEMBER)
    assert city.grids["wang"] not in november(session)
    october = month_duties(session, year=2026, number=10, today=TODAY)
    assert {one.grid.id: one.duty.state for one in october}[city.grids["wang"]] == "missed"


def test_another_supervisor_keeps_the_grids_patrol(session: Session, city: City) -> None:
    grid_id = city.grids["wang"]
    patrolled(session, city.wang, grid_id, date(2026, 11, 5))
    set_supervisor(session, grid_id, city.chen.user_id, actor=SYSTEM, now=NOW, on=date(2026, 11, 20))
    found = november(session)[grid_id]
    assert (found.duty.state, found.answers) == ("done", "陈芳")
    assert grid_id not in {one.grid.id for one in _mine(session, city.wang)}
    assert grid_id in {one.grid.id for one in _mine(session, city.chen)}


def _mine(session: Session, who: Actor) -> tuple[GridDuty, ...]:
    return duties_of_person(session, who.user_id or 0, year=2026, number=11, today=TODAY)


def test_on_leave_the_cover_answers_and_without_one_the_head(session: Session, city: City) -> None:
    away = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=3), "actor": SYSTEM, "now": NOW}
    record_leave(session, city.wang.user_id or 0, cover_id=city.chen.user_id, **away)  # type: ignore[arg-type]
    record_leave(session, city.motou.user_id or 0, cover_id=None, **away)  # type: ignore[arg-type]
    assert [one.grid.id for one in _mine(session, city.chen)] == [city.grids["wang"], city.grids["chen"]]
    assert _mine(session, city.wang) == ()
    assert [one.grid.id for one in _mine(session, city.motou_head)] == [city.grids["motou"]]
    # back before the month ends: the duty is one's own again
    after = TODAY + timedelta(days=4)
    mine = duties_of_person(session, city.wang.user_id or 0, year=2026, number=11, today=after)
    assert [one.grid.id for one in mine] == [city.grids["wang"]]


def test_a_cover_patrols_for_the_grid(session: Session, city: City) -> None:
    patrolled(session, city.chen, city.grids["wang"], TODAY)
    assert november(session)[city.grids["wang"]].duty.state == "done"


def test_a_waiver_is_a_row_with_who_and_why_and_is_told(session: Session, city: City) -> None:
    grid_id = city.grids["wang"]
    assert waived(session, city, grid_id) == 1
    assert november(session, today=date(2026, 12, 2))[grid_id].duty.state == "waived"
    (found,) = waivers_of(session, NOVEMBER, [grid_id])
    assert (found.reason, found.waived_by, found.withdrawn_at) == ("寒假", "李静", None)
    (entry,) = entries_of(session, f"grid:{grid_id}")
    assert (entry.action, entry.details["reason"]) == ("patrol.waive", "寒假")
    (notice,) = notices_of(session, city.wang.user_id or 0, limit=5)
    assert notice.kind == "patrol_waived"


def test_a_waiver_is_taken_back_in_the_open_and_may_be_given_again(session: Session, city: City) -> None:
    grid_id = city.grids["wang"]
    waived(session, city, grid_id)
    (first,) = waivers_of(session, NOVEMBER, [grid_id])
    withdraw_waiver(session, first.id, "提前开园", actor=city.leader, now=NOW)
    assert november(session)[grid_id].duty.state == "due"
    (kept,) = waivers_of(session, NOVEMBER, [grid_id])
    assert (kept.reason, kept.withdrawn_by, kept.withdrawal_reason) == ("寒假", "周正", "提前开园")
    with pytest.raises(Invalid, match="withdrawn"):
        withdraw_waiver(session, first.id, "再来一次", actor=city.triage, now=NOW)
    waived(session, city, grid_id, reason="又停了")
    assert len(waivers_of(session, NOVEMBER, [grid_id])) == 2
    assert session.query(PatrolWaiver).count() == 2


def test_nothing_is_waived_twice_or_after_it_was_done(session: Session, city: City) -> None:
    patrolled(session, city.chen, city.grids["chen"], TODAY)
    with pytest.raises(Invalid, match="done"):
        waived(session, city, city.grids["chen"])
    waived(session, city, city.grids["wang"])
    with pytest.raises(Invalid) as refused:
        waived(session, city, city.grids["wang"])
    assert refused.value.values == {"field": "grids", "reason": "waived", "value": "月山镇第3责任区"}


@pytest.mark.parametrize("reason", ["", "  ", "长" * 401])
def test_a_waiver_needs_a_reason_of_a_bearable_length(session: Session, city: City, reason: str) -> None:
    with pytest.raises(Invalid, match="reason"):
        waived(session, city, city.grids["wang"], reason=reason)


def test_a_waiver_for_no_grid_or_an_unknown_one_is_refused(session: Session, city: City) -> None:
    for grid_ids in ((), (999,)):
        with pytest.raises(Invalid, match="grids"):
            waived(session, city, *grid_ids)


@pytest.mark.parametrize("name", ["wang", "head", "auditor", "hotline"])
def test_only_the_county_waives(session: Session, city: City, name: str) -> None:
    with pytest.raises(Forbidden):
        waived(session, city, city.grids["wang"], by=city.people[name])
    waived(session, city, city.grids["wang"])
    (found,) = waivers_of(session, NOVEMBER, [city.grids["wang"]])
    with pytest.raises(Forbidden):
        withdraw_waiver(session, found.id, "收回", actor=city.people[name], now=NOW)


def test_a_neighbouring_county_waives_nothing_here(session: Session, city: City) -> None:
    with pytest.raises(OutsideJurisdiction):
        waived(session, city, city.grids["wang"], by=city.far_triage)


# reminders


def test_months_read_at_once_are_what_each_month_alone_says(session: Session, city: City) -> None:
    patrolled(session, city.wang, city.grids["wang"], date(2026, 11, 3), HUAYUAN)
    patrolled(session, city.chen, city.grids["chen"], date(2026, 10, 31))
    redraw(session, city, on=date(2026, 11, 10))
    waived(session, city, city.grids["motou"])
    ends = [date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 30)]
    for within in ("", city.head.division_path):
        alone = [
            (one.grid.id, one.grid.name, one.grid.division_path, end, one.duty.state)
            for end in ends
            for one in month_duties(
                session, year=end.year, number=end.month, today=end + timedelta(days=1), within=within
            )
        ]
        together = [
            (one.grid_id, one.name, one.division_path, one.month_end, one.state)
            for one in month_grids(session, ends, within=within)
        ]
        assert together == alone
    assert {"done", "missed", "waived"} <= {one.state for one in month_grids(session, ends, within="")}
    assert month_grids(session, [], within="") == ()


def told(session: Session, who: Actor) -> list[tuple[str, str]]:
    found = notices_of(session, who.user_id or 0, limit=20)
    return [(notice.kind, notice.values["month"]) for notice in found]


def at(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 2, tzinfo=UTC)


def test_whoever_answers_is_reminded_once_before_the_month_is_over(session: Session, city: City) -> None:
    patrolled(session, city.chen, city.grids["chen"], TODAY)
    waived(session, city, city.grids["motou"])
    remind_of_patrols(session, now=at(25))  # three working days are left; the usual reminder is two
    assert ("patrol_due", "2026-11") not in told(session, city.wang)
    for day in (26, 27, 30):
        remind_of_patrols(session, now=at(day))
    assert told(session, city.wang).count(("patrol_due", "2026-11")) == 1
    for done in (city.chen, city.motou):
        assert ("patrol_due", "2026-11") not in told(session, done)


def test_the_head_learns_of_a_month_that_was_missed(session: Session, city: City) -> None:
    patrolled(session, city.chen, city.grids["chen"], TODAY)
    remind_of_patrols(session, now=at(30))
    assert ("patrol_missed", "2026-11") not in told(session, city.head)
    remind_of_patrols(session, now=at(1, 12))
    remind_of_patrols(session, now=at(2, 12))
    assert told(session, city.head).count(("patrol_missed", "2026-11")) == 1
    assert told(session, city.motou_head).count(("patrol_missed", "2026-11")) == 1
