"""Who is responsible: the ladder as a generated truth table, its invariants, and the words of the reason."""

from dataclasses import replace
from itertools import product
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.grid.rules import (
    GridRef,
    Line,
    Officer,
    Responsible,
    Tie,
    Unit,
    choose,
    choose_triage,
    duty,
    reason_words,
    tied,
)
from publishing.kernel.words import WORDS

SCHOOL = Unit(id=3, name="月山镇中心校")
COUNTY = Unit(id=2, name="博爱县教育体育局")
CITY = Unit(id=1, name="焦作市教育局")
GRID = GridRef(id=7, name="月山镇第3责任区")
SUPERVISOR, COVER, HEAD, HEAD_COVER, TRIAGE = 11, 12, 13, 14, 15
NAMES = {SUPERVISOR: "王海军", COVER: "赵明", HEAD: "张立", HEAD_COVER: "周平", TRIAGE: "李静"}

Standing = Literal["on_duty", "leave", "vacant", "recused"]
STANDINGS: tuple[Standing, ...] = ("on_duty", "leave", "vacant", "recused")


def officer(person: int, standing: Standing) -> Officer | None:
    return None if standing == "vacant" else Officer(id=person, name=NAMES[person], away=standing == "leave")


def line_of(
    supervisor: Standing = "on_duty",
    cover: Standing = "vacant",
    head: Standing = "on_duty",
    head_cover: Standing = "vacant",
    triage: Standing = "on_duty",
    *,
    grid: bool = True,
) -> tuple[Line, frozenset[int]]:
    people = dict(zip((SUPERVISOR, COVER, HEAD, HEAD_COVER, TRIAGE),
                      (supervisor, cover, head, head_cover, triage), strict=True))  # fmt: skip
    clerk = officer(TRIAGE, triage)
    line = Line(
        place="花园村",
        level="village",
        grid=GRID if grid else None,
        supervisor=officer(SUPERVISOR, supervisor),
        cover=officer(COVER, cover),
        school=SCHOOL,
        head=officer(HEAD, head),
        head_cover=officer(HEAD_COVER, head_cover),
        county=COUNTY,
        triage=(clerk,) if clerk else (),
        city=CITY,
    )
    return line, frozenset(person for person, standing in people.items() if standing == "recused")


def expected(  # noqa: PLR0917
    supervisor: Standing,
    cover: Standing,
    head: Standing,
    head_cover: Standing,
    triage: Standing,
    grid: bool,
    run: bool,
) -> tuple[str, int, int | None]:
    """The ladder as a reader of DESIGN §4 would climb it: rung, office, person."""
    if not run:
        if grid and supervisor == "on_duty":
            return "supervisor", SCHOOL.id, SUPERVISOR
        if grid and supervisor == "leave" and cover == "on_duty":
            return "cover", SCHOOL.id, COVER
        if head == "on_duty":
            return "head", SCHOOL.id, HEAD
        if head == "leave" and head_cover == "on_duty":
            return "head_cover", SCHOOL.id, HEAD_COVER
    return ("county", COUNTY.id, None) if triage == "on_duty" else ("city", CITY.id, None)


CASES = [(*standings, grid, run) for standings in product(STANDINGS, repeat=5)
         for grid, run in product((True, False), repeat=2)]  # fmt: skip


def test_the_ladder_is_climbed_as_written_in_every_combination() -> None:
    for supervisor, cover, head, head_cover, triage, grid, run in CASES:
        line, recused = line_of(supervisor, cover, head, head_cover, triage, grid=grid)
        found = choose(line, recused=recused, school_run=run)
        wanted = expected(supervisor, cover, head, head_cover, triage, grid, run)
        case = (supervisor, cover, head, head_cover, triage, grid, run)
        assert (found.code, found.office_id, found.user_id) == wanted, case


def test_every_combination_has_a_reason_in_words_that_names_who_answers() -> None:
    for *standings, grid, run in CASES:
        line, recused = line_of(*standings, grid=grid)  # type: ignore[arg-type]
        found = choose(line, recused=recused, school_run=run)
        words = reason_words(found.code, found.values)
        assert (found.user_name or found.office_name) in words
        assert words.startswith("花园村")


@pytest.mark.parametrize("level", ["township", "county", "city"])
def test_a_place_that_is_not_known_to_the_village_waits_with_the_county(level: str) -> None:
    line, _ = line_of()
    found = choose(replace(line, level=level), recused=frozenset(), school_run=False)
    assert (found.code, found.user_id) == ("county", None)


def test_a_place_without_a_county_goes_to_the_city() -> None:
    line = Line(place="焦作市", level="city", city=CITY)
    assert choose(line, recused=frozenset(), school_run=False).office_id == CITY.id


def test_a_township_without_a_central_school_goes_to_the_county() -> None:
    line, _ = line_of()
    found = choose(replace(line, school=None, grid=None), recused=frozenset(), school_run=False)
    assert found.code == "county"


def test_one_recused_triage_officer_does_not_send_a_tip_to_the_city() -> None:
    line, _ = line_of(triage="recused")
    second = Officer(id=16, name="陈一")
    found = choose_triage(
        replace(line, triage=(*line.triage, second)), recused=frozenset({TRIAGE}), hold="recusal"
    )
    assert found.code == "county"


def test_recusal_weighs_more_than_leave_so_that_a_recused_officer_names_no_stand_in() -> None:
    line, _ = line_of(supervisor="leave", cover="on_duty")
    assert choose(line, recused=frozenset({SUPERVISOR}), school_run=False).code == "head"


def words_of(found: Responsible) -> str:
    return reason_words(found.code, found.values)


def test_the_usual_reason_reads_as_the_work_list_shows_it() -> None:
    line, recused = line_of()
    found = choose(line, recused=recused, school_run=False)
    assert words_of(found) == "花园村属月山镇第3责任区，监管责任人王海军在岗，无需回避"


@pytest.mark.parametrize(
    ("standings", "words"),
    [
        (("vacant", "vacant", "on_duty"), "监管责任人空缺，第一责任人张立在岗，无需回避"),
        (("leave", "on_duty", "on_duty"), "监管责任人王海军请假，代管人赵明在岗，无需回避"),
        (("leave", "recused", "on_duty"),
         "监管责任人王海军请假，代管人赵明需要回避，第一责任人张立在岗，无需回避"),
        (("recused", "vacant", "leave"),
         "监管责任人王海军需要回避，第一责任人张立请假，由博爱县教育体育局受理"),
    ],
)  # fmt: skip
def test_the_reason_says_how_each_rung_stands(standings: tuple[Standing, ...], words: str) -> None:
    line, recused = line_of(*standings)
    assert words_of(choose(line, recused=recused, school_run=False)) == f"花园村属月山镇第3责任区，{words}"


def test_a_kindergarten_run_by_the_school_says_so() -> None:
    line, recused = line_of()
    found = choose(line, recused=recused, school_run=True)
    assert words_of(found) == (
        "花园村属月山镇第3责任区，该园由月山镇中心校举办，中心校回避，由博爱县教育体育局受理"
    )


@pytest.mark.parametrize("hold", WORDS["tip_hold"])
def test_a_tip_that_waits_says_why_and_where(hold: str) -> None:
    line, _ = line_of()
    words = words_of(choose_triage(line, recused=frozenset(), hold=hold))
    assert words == f"{WORDS['tip_hold'][hold]}，先由博爱县教育体育局研判"


people = st.one_of(
    st.none(), st.builds(Officer, id=st.integers(1, 6), name=st.just("某人"), away=st.booleans())
)
lines = st.builds(
    Line,
    place=st.just("某村"),
    level=st.sampled_from(["village", "township", "county", "city"]),
    grid=st.sampled_from([None, GRID]),
    supervisor=people,
    cover=people,
    school=st.sampled_from([None, SCHOOL]),
    head=people,
    head_cover=people,
    county=st.sampled_from([None, COUNTY]),
    triage=st.lists(people.filter(lambda person: person is not None), max_size=3).map(tuple),
    city=st.just(CITY),
)


@given(line=lines, recused=st.frozensets(st.integers(1, 6)), school_run=st.booleans())
def test_there_is_always_one_office_and_never_a_recused_or_absent_person(
    line: Line, recused: frozenset[int], school_run: bool
) -> None:
    found = choose(line, recused=recused, school_run=school_run)
    offices = [unit.id for unit in (line.school, line.county, line.city) if unit is not None]
    assert offices.count(found.office_id) == 1
    assert reason_words(found.code, found.values)
    if found.user_id is not None:
        person = next(p for p in (line.supervisor, line.cover, line.head, line.head_cover)
                      if p is not None and p.id == found.user_id and not p.away)  # fmt: skip
        assert duty(person, recused) == "on_duty"
    if school_run and line.school is not None:
        assert found.office_id != line.school.id


def test_a_declared_kindergarten_recuses_by_its_id_or_its_name() -> None:
    ties = (
        Tie(account_id=1, kind="own", kindergarten_id="K00000001", name=""),
        Tie(account_id=2, kind="employer", kindergarten_id=None, name="小星芽幼儿园"),
        Tie(account_id=3, kind="relative", kindergarten_id=None, name="刘芳"),
    )
    assert tied(ties, kindergarten_id="K00000001", text="门口写着小星芽 幼儿园") == {1: "own", 2: "employer"}
    assert tied(ties, kindergarten_id=None, text="老板叫刘芳") == {3: "relative"}


def test_an_empty_declared_name_recuses_nobody() -> None:
    tie = Tie(account_id=1, kind="own", kindergarten_id=None, name="")
    assert tied((tie,), kindergarten_id=None, text="任何内容") == {}
