"""Spot checks: drawn by county or city, visited, compared with the patrol record, kept whole."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger_steps import GAS
from small_city import FAR, HOUQIAO, HUAYUAN, MOTOU, NOW, TODAY, City
from sqlalchemy.orm import Session

from intake.cases.spot_checking import record_spot_visit
from intake.cases.verifying import Reported
from intake.patrols.recording import record_visit
from intake.patrols.rules import PlaceForm, VisitForm
from intake.patrols.spot_calling_off import call_off
from intake.patrols.spot_checks import (
    CallOff,
    SpotPlace,
    frame_of,
    get_spot_check,
    list_spot_checks,
    spot_figures,
)
from intake.patrols.spot_drawing import DrawForm, draw_spot_check
from publishing.kernel.audit import entries_of
from publishing.kernel.errors import Forbidden, Invalid, NotFound, OutsideJurisdiction
from publishing.kernel.identity import Actor

FORM = DrawForm(subject="village", size=2, since=date(2026, 10, 1), reason="秋季抽查")
QUIET = VisitForm(submission="spot", visited_on=TODAY, scope="村里", found_nothing=True)


def drawn(session: Session, actor: Actor, form: DrawForm = FORM, seed: str | None = "seed") -> int:
    return draw_spot_check(session, form, actor=actor, now=NOW, today=TODAY, seed=seed)


def place_in(session: Session, actor: Actor, check_id: int, code: str) -> SpotPlace:
    return next(one for one in get_spot_check(session, check_id, actor=actor).places if one.code == code)


def visited(session: Session, actor: Actor, place_id: int, form: VisitForm = QUIET, **said: str) -> Reported:
    given = {"result": "agrees", **said}
    return record_spot_visit(
        session,
        place_id,
        form,
        **given,
        actor=actor,
        now=NOW,
        today=TODAY,  # type: ignore[arg-type]
    )


def patrolled(session: Session, city: City, *, places: tuple[PlaceForm, ...] = ()) -> None:
    form = VisitForm(
        submission="patrol", visited_on=date(2026, 11, 3), scope="村里", found_nothing=True, places=places
    )
    record_visit(session, form, actor=city.wang, now=NOW, today=TODAY)


def test_the_sample_is_of_the_own_jurisdiction_and_can_be_drawn_again(session: Session, city: City) -> None:
    first, second = drawn(session, city.triage), drawn(session, city.triage)
    one, two = (get_spot_check(session, each, actor=city.triage) for each in (first, second))
    assert frame_of(session, first) == tuple(sorted((HUAYUAN, HOUQIAO, MOTOU)))
    assert [place.code for place in one.places] == [place.code for place in two.places]
    assert (one.frame_count, one.seed, one.reproduced) == (3, "seed", True)
    assert (one.number, two.number) == ("博爱抽查2026-0001", "博爱抽查2026-0002")
    (entry,) = entries_of(session, f"spot_check:{first}")
    assert (entry.details["seed"], entry.details["sample"]) == ("seed", [p.code for p in one.places])


def test_a_seed_that_nobody_chose_differs_each_time(session: Session, city: City) -> None:
    seeds = {
        get_spot_check(session, drawn(session, city.triage, seed=None), actor=city.triage).seed
        for _ in range(3)
    }
    assert len(seeds) == 3
    assert all(len(seed) == 32 for seed in seeds)


def test_the_city_draws_from_all_counties_and_each_sees_its_own(session: Session, city: City) -> None:
    check = drawn(session, city.city_triage, replace(FORM, size=3))
    assert len(frame_of(session, check)) == 3  # 武陟 has no grid yet
    assert len(get_spot_check(session, check, actor=city.triage).places) == 3
    with pytest.raises(NotFound):
        get_spot_check(session, check, actor=city.far_triage)


def test_whoever_patrols_learns_of_a_place_with_its_result(session: Session, city: City) -> None:
    check = drawn(session, city.triage, replace(FORM, size=3))
    for blind in (city.wang, city.head):
        assert list_spot_checks(session, actor=blind) == ()
        with pytest.raises(NotFound):
            get_spot_check(session, check, actor=blind)
    for seeing in (city.leader, city.auditor):
        assert len(get_spot_check(session, check, actor=seeing).places) == 3
    visited(session, city.triage, place_in(session, city.triage, check, HUAYUAN).id)
    (seen,) = get_spot_check(session, check, actor=city.wang).places
    assert (seen.code, seen.result) == (HUAYUAN, "agrees")


def test_a_result_is_compared_with_the_patrols_of_the_period(session: Session, city: City) -> None:
    patrolled(session, city)
    check = drawn(session, city.triage, replace(FORM, size=3))
    found = replace(QUIET, found_nothing=False, findings=(replace(GAS, division_code=HUAYUAN),))
    reported = visited(
        session,
        city.triage,
        place_in(session, city.triage, check, HUAYUAN).id,
        found,
        result="differs",
        note="记录未发现问题",
    )
    assert [(item.source, item.category) for item in reported.items] == [("spot_check", "fire")]
    place = place_in(session, city.triage, check, HUAYUAN)
    assert (place.result, place.signs, place.result_by) == ("differs", ("not_recorded",), "李静")
    quiet = place_in(session, city.triage, check, HOUQIAO)
    visited(session, city.triage, quiet.id, replace(QUIET, submission="two"))
    assert place_in(session, city.triage, check, HOUQIAO).signs == ("not_patrolled",)
    figures = spot_figures(session, within=city.triage.division_path, first=TODAY, last=TODAY)
    assert (figures.agrees, figures.differs) == (1, 1)


def test_a_patrol_that_names_another_place_was_not_here(session: Session, city: City) -> None:
    patrolled(session, city, places=(PlaceForm(kind="village", code=HOUQIAO, name="后乔村"),))
    check = drawn(session, city.triage, replace(FORM, size=3))
    visited(session, city.triage, place_in(session, city.triage, check, HUAYUAN).id)
    assert place_in(session, city.triage, check, HUAYUAN).signs == ("not_patrolled",)


def test_the_same_form_twice_is_one_result_and_another_is_refused(session: Session, city: City) -> None:
    check = drawn(session, city.triage, replace(FORM, size=3))
    place_id = place_in(session, city.triage, check, HUAYUAN).id
    first = visited(session, city.triage, place_id)
    assert visited(session, city.triage, place_id).visit == first.visit
    with pytest.raises(Invalid, match="checked"):
        visited(session, city.triage, place_id, replace(QUIET, submission="late"))
    other = place_in(session, city.triage, check, HOUQIAO).id
    with pytest.raises(Invalid, match="taken"):
        visited(session, city.triage, other)


@pytest.mark.parametrize(
    ("said", "change", "field"),
    [
        ({"result": "perhaps"}, {}, "match"),
        ({"result": "differs"}, {}, "difference"),
        ({}, {"visited_on": TODAY - timedelta(days=1)}, "visited_on"),
        ({}, {"visited_on": TODAY + timedelta(days=1)}, "visited_on"),
    ],
)
def test_a_result_that_cannot_be_leaves_nothing(
    session: Session, city: City, said: dict[str, str], change: dict[str, date], field: str
) -> None:
    check = drawn(session, city.triage, replace(FORM, size=3))
    place_id = place_in(session, city.triage, check, HUAYUAN).id
    with pytest.raises(Invalid) as refused:
        visited(session, city.triage, place_id, replace(QUIET, **change), **said)  # type: ignore[arg-type]
    assert refused.value.values["field"] == field
    assert place_in(session, city.triage, check, HUAYUAN).result == ""


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"subject": "grid"}, "subject"),
        ({"subject": "kindergarten"}, "subject"),
        ({"size": 0}, "size"),
        ({"size": 4}, "size"),
        ({"since": TODAY + timedelta(days=1)}, "since"),
        ({"since": date(2025, 11, 22)}, "since"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused(
    session: Session, city: City, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        drawn(session, city.triage, replace(FORM, **change))  # type: ignore[arg-type]
    assert refused.value.values["field"] == field


@pytest.mark.parametrize("name", ["wang", "head", "auditor", "hotline"])
def test_only_county_and_city_draw_and_record(session: Session, city: City, name: str) -> None:
    with pytest.raises(Forbidden):
        drawn(session, city.people[name])
    check = drawn(session, city.triage)
    place_id = get_spot_check(session, check, actor=city.triage).places[0].id
    with pytest.raises(Forbidden):
        visited(session, city.people[name], place_id)
    with pytest.raises(OutsideJurisdiction):
        visited(session, city.far_triage, place_id)
    assert FAR not in frame_of(session, check)


def test_a_sample_that_is_called_off_keeps_what_was_drawn_and_found(session: Session, city: City) -> None:
    check = drawn(session, city.triage, replace(FORM, size=3))
    visited(session, city.triage, place_in(session, city.triage, check, HUAYUAN).id)
    call_off(session, check, " 道路不通 ", actor=city.triage, now=NOW)
    found = get_spot_check(session, check, actor=city.triage)
    assert found.called_off == CallOff(reason="道路不通", by="李静", at=NOW)
    assert (found.reproduced, found.count("agrees"), found.count("")) == (True, 1, 2)
    assert entries_of(session, f"spot_check:{check}")[-1].details["left"] == 2
    with pytest.raises(Invalid, match="called_off"):
        visited(
            session,
            city.triage,
            place_in(session, city.triage, check, HOUQIAO).id,
            replace(QUIET, submission="late"),
        )
    # nobody is going to look any more: the places and the reason are open to all
    assert len(get_spot_check(session, check, actor=city.head).places) == 2
    figures = spot_figures(session, within=city.triage.division_path, first=TODAY, last=TODAY)
    assert (figures.agrees, figures.differs) == (1, 0)


def test_what_is_finished_or_called_off_is_not_called_off(session: Session, city: City) -> None:
    check = drawn(session, city.triage, replace(FORM, size=1))
    with pytest.raises(Invalid, match="required"):
        call_off(session, check, " ", actor=city.triage, now=NOW)
    for stranger in (city.wang, city.head):
        with pytest.raises(Forbidden):
            call_off(session, check, "雨", actor=stranger, now=NOW)
    with pytest.raises(OutsideJurisdiction):
        call_off(session, check, "雨", actor=city.far_triage, now=NOW)
    call_off(session, check, "雨", actor=city.triage, now=NOW)
    with pytest.raises(Invalid, match="called_off"):
        call_off(session, check, "雨", actor=city.triage, now=NOW)
    done = drawn(session, city.triage, replace(FORM, size=1))
    (place,) = get_spot_check(session, done, actor=city.triage).places
    visited(session, city.triage, place.id)
    with pytest.raises(Invalid, match="finished"):
        call_off(session, done, "雨", actor=city.triage, now=NOW)


def test_a_county_does_not_call_off_what_the_city_drew(session: Session, city: City) -> None:
    check = drawn(session, city.city_triage, replace(FORM, size=3))
    with pytest.raises(OutsideJurisdiction):
        call_off(session, check, "雨", actor=city.triage, now=NOW)
