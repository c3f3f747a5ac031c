"""A new community before it is in the table: added, found, chosen, routed; merged later with all it has."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from case_desk import FOUND, Desk
from small_city import COUNTY, FAR, HOUQIAO, HUAYUAN, MOTOU, NOW, TODAY, TOWNSHIP, City, spot_check
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.cases.moving_places import merge_places, preview_merge, uses_of
from intake.grid.models import KindergartenPlace
from intake.grid.placing import put_in_grid
from intake.grid.queries import grid_at
from intake.ledger.queries import items_of_tip
from intake.patrols.models import SpotCheckPlace, Urging
from intake.tips.placing import place_of
from portal.app import GazetteerCache
from portal.tables import metadata
from publishing.divisions.adding import add_provisional
from publishing.divisions.aliasing import add_alias, remove_alias
from publishing.divisions.loading import load_divisions
from publishing.divisions.queries import (
    all_divisions,
    get_division,
    list_aliases,
    list_children,
    load_gazetteer,
    probable_twins,
)
from publishing.divisions.reading import AliasKind
from publishing.divisions.rules import Division, Level, path_of
from publishing.kernel.audit import entries_of
from publishing.kernel.db import Database
from publishing.kernel.errors import Forbidden, Invalid, NotFound, OutsideJurisdiction
from publishing.kernel.identity import SYSTEM

Add = Callable[..., Division]
OFFICIAL = "410822102030"


@pytest.fixture
def add(session: Session, city: City) -> Add:
    """Adds 阳光新城社区 in 月山镇, as county triage, changed by what is given."""

    def add(**changes: object) -> Division:
        given: dict[str, object] = {
            "township_code": TOWNSHIP,
            "name": "阳光新城社区",
            "aliases": ("老机械厂家属院",),
            "actor": city.triage,
            "now": NOW,
            **changes,
        }
        return add_provisional(session, **given)  # type: ignore[arg-type]

    return add


def official(session: Session, code: str = OFFICIAL, name: str = "阳光新城社区居民委员会") -> Division:
    """The community of that name in a newer table."""
    known, _merged = all_divisions(session)
    parent = known[TOWNSHIP]
    node = Division(
        code=code, name=name, level=Level.VILLAGE, parent_code=TOWNSHIP, path=path_of(parent.path, code)
    )
    table = [n for n in known.values() if not n.provisional and not n.closed]
    load_divisions(session, [*table, node], [], actor=SYSTEM, now=NOW)
    return node


def test_a_new_community_has_a_local_code_that_nobody_takes_for_an_official_one(add: Add) -> None:
    first, second = add(), add(name="月山花苑社区", aliases=())
    assert (first.code, second.code) == ("P410822102-001", "P410822102-002")
    assert first.provisional


def test_it_is_found_by_its_names_at_once_and_listed_among_the_villages(
    add: Add, session: Session, city: City
) -> None:
    node = add()
    gazetteer = load_gazetteer(session)
    for text in (
        "月山镇阳光新城",
        "博爱月山阳光新城社区三号楼",
        "老机械厂家属院里有人办幼儿园",
        node.code.lower(),
    ):
        assert gazetteer.resolve(text).code == node.code, text
    assert node.code in {one.code for one in list_children(session, TOWNSHIP)}


def test_a_tip_there_goes_to_the_central_school_until_it_is_in_a_grid(
    add: Add, desk: Desk, session: Session, city: City
) -> None:
    node = add()
    unplaced = desk.row(desk.send(division_code=node.code).tip_id)
    assert unplaced.responsible_user_id == city.head.user_id
    put_in_grid(session, city.grids["chen"], node.code, on=TODAY, actor=city.triage, now=NOW)
    words = desk.row(desk.send(division_code="", place_words="月山镇老机械厂家属院").tip_id)
    assert (words.division_code, words.responsible_user_id) == (node.code, city.chen.user_id)


def test_a_community_lies_in_one_grid_of_its_own_township(add: Add, session: Session, city: City) -> None:
    node = add()
    with pytest.raises(Invalid, match="elsewhere"):
        put_in_grid(session, city.grids["motou"], node.code, on=TODAY, actor=city.triage, now=NOW)
    put_in_grid(session, city.grids["wang"], node.code, on=TODAY, actor=city.head, now=NOW)
    put_in_grid(session, city.grids["wang"], node.code, on=TODAY, actor=city.head, now=NOW)
    with pytest.raises(Invalid, match="taken"):
        put_in_grid(session, city.grids["chen"], node.code, on=TODAY, actor=city.triage, now=NOW)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "required"),
        ("阳光新城", "kind"),
        ("<b>社区", "spelling"),
        ("花园村", "exists"),
        ("花园村委会", "exists"),
    ],
)
def test_a_name_that_cannot_be_one_is_refused(add: Add, name: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        add(name=name)


def test_a_committee_of_residents_may_bear_the_name_of_a_village(add: Add) -> None:
    assert add(name="花园社区", aliases=()).name == "花园社区"


def test_only_the_line_of_the_place_may_add(add: Add, city: City) -> None:
    assert add(actor=city.head, aliases=()).code
    for actor, error in (
        (city.far_triage, OutsideJurisdiction),
        (city.motou_head, OutsideJurisdiction),
        (city.wang, Forbidden),
    ):
        with pytest.raises(error):
            add(name="别的社区", actor=actor)


@pytest.mark.parametrize(
    ("alias", "reason"),
    [
        ("幼儿园", "everyday"),
        ("一楼", "everyday"),
        ("花园", "everyday"),
        ("x", "spelling"),
        (" ", "required"),
    ],
)
def test_a_word_of_every_report_cannot_name_a_place(
    session: Session, city: City, alias: str, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        add_alias(session, HUAYUAN, alias, kind=AliasKind.NICKNAME, actor=city.triage, now=NOW)


def test_an_official_village_gets_another_name_and_loses_it_again(session: Session, city: City) -> None:
    for _twice in range(2):
        add_alias(session, HOUQIAO, "老火车站家属院", kind=AliasKind.OLD_NAME, actor=city.head, now=NOW)
    (alias,) = list_aliases(session, HOUQIAO)
    assert load_gazetteer(session).resolve("俺住老火车站家属院").code == HOUQIAO
    with pytest.raises(OutsideJurisdiction):
        remove_alias(session, alias.id, actor=city.motou_head, now=NOW)
    remove_alias(session, alias.id, actor=city.head, now=NOW)
    assert load_gazetteer(session).resolve("俺住老火车站家属院").decision == "none"
    actions = [entry.action for entry in entries_of(session, f"division:{HOUQIAO}")]
    assert actions == ["division.alias", "division.alias_removed"]


def test_every_process_notices_a_new_name(database: Database, add: Add, session: Session, city: City) -> None:
    session.commit()
    one, other = GazetteerCache(database), GazetteerCache(database)
    before = one.get(), other.get()
    assert one.get() is before[0]
    with database.begin() as writing:
        add_alias(writing, HUAYUAN, "老磷肥厂小区", kind=AliasKind.NICKNAME, actor=city.triage, now=NOW)
    assert one.get().resolve("老磷肥厂小区").code == other.get().resolve("老磷肥厂小区").code == HUAYUAN


def test_a_merge_says_first_what_moves_and_then_moves_it(
    add: Add, desk: Desk, session: Session, city: City
) -> None:
    node = add()
    put_in_grid(session, city.grids["wang"], node.code, on=TODAY, actor=city.triage, now=NOW)
    working = desk.verifying(division_code=node.code)
    finding = replace(FOUND.findings[0], division_code=node.code)
    desk.report(
        working, visit=replace(FOUND, submission="first", findings=(finding,)), outcome="substantiated"
    )
    waiting, done = desk.send(division_code=node.code).tip_id, desk.replied(division_code=node.code)
    target = official(session)
    assert [(twin.code, twin.official_code) for twin in probable_twins(session, node.path)] == []
    assert [(t.code, t.official_code) for t in probable_twins(session, "")] == [(node.code, OFFICIAL)]
    _merging, uses = preview_merge(session, node.code, target.code, actor=city.head, now=NOW)
    assert (uses.open_tips, uses.done_tips, uses.items, uses.findings) == (2, 1, 1, 1)
    assert uses.grids == ("月山镇第3责任区",)
    assert desk.row(waiting).division_code == node.code

    merge_places(session, node.code, target.code, actor=city.head, now=NOW)
    for tip_id in (working, waiting):
        assert desk.row(tip_id).division_code == OFFICIAL
        assert desk.row(tip_id).division_path == target.path
    assert desk.row(waiting).responsible_user_id == city.wang.user_id
    assert desk.row(done).division_code == node.code
    grid = grid_at(session, OFFICIAL, on=TODAY)
    assert grid is not None
    assert (grid.supervisor_id, node.code in grid.villages) == (city.wang.user_id, False)
    assert items_of_tip(session, working)[0].division_code == OFFICIAL
    assert not uses_of(session, node.code, node.path, now=NOW).items


def test_what_offices_settled_asked_for_and_drew_moves_with_the_place(
    add: Add, desk: Desk, session: Session, city: City
) -> None:
    node = add()
    put_in_grid(session, city.grids["wang"], node.code, on=TODAY, actor=city.triage, now=NOW)
    finding = replace(FOUND.findings[0], category="licence_gap", division_code=node.code)
    working = desk.verifying(division_code=node.code)
    desk.report(working, visit=replace(FOUND, findings=(finding,)), outcome="substantiated")
    urging = session.scalars(select(Urging)).one()
    assert urging.division_path == node.path
    check = spot_check(session, city, node.code)
    session.add(KindergartenPlace(kindergarten_id="K1", village_code=node.code))
    session.flush()
    drawn = SpotCheckPlace(
        spot_check_id=check.id,
        position=1,
        code=node.code,
        name=node.name,
        division_code=node.code,
        division_path=node.path,
    )
    session.add(drawn)
    session.flush()
    target = official(session)
    merge_places(session, node.code, target.code, actor=city.triage, now=NOW)
    session.expire_all()
    assert urging.division_path == target.path
    assert (drawn.division_code, drawn.division_path, drawn.code) == (OFFICIAL, target.path, node.code)
    assert session.get_one(KindergartenPlace, "K1").village_code == OFFICIAL


def test_the_old_code_and_the_old_words_lead_to_the_official_place_for_ever(
    add: Add, session: Session, city: City
) -> None:
    node = add(name="月山新村社区")
    target = official(session, name="月山东苑社区居民委员会")
    merge_places(session, node.code, target.code, actor=city.triage, now=NOW)
    assert get_division(session, node.code).code == OFFICIAL
    gazetteer = load_gazetteer(session)
    for text in (node.code, "月山镇月山新村社区", "老机械厂家属院有人办班"):
        assert gazetteer.resolve(text).code == OFFICIAL, text
    assert place_of(session, gazetteer, node.code, "").code == OFFICIAL
    assert node.code not in {one.code for one in list_children(session, TOWNSHIP)}
    assert add(name="月山西苑社区", aliases=()).code == "P410822102-002", "a local code is never given twice"


def test_merging_again_moves_nothing_and_elsewhere_is_refused(add: Add, session: Session, city: City) -> None:
    node = add()
    target = official(session)
    merge_places(session, node.code, target.code, actor=city.triage, now=NOW)
    told = len(entries_of(session, f"division:{node.code}"))
    merge_places(session, node.code, target.code, actor=city.triage, now=NOW)
    assert len(entries_of(session, f"division:{node.code}")) == told
    with pytest.raises(Invalid, match="merged"):
        merge_places(session, node.code, HUAYUAN, actor=city.triage, now=NOW)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [(HUAYUAN, HOUQIAO, "official"), (HUAYUAN, HUAYUAN, "same"), (HUAYUAN, TOWNSHIP, "not_village")],
)
def test_what_stands_in_the_table_is_not_merged(
    session: Session, city: City, source: str, target: str, reason: str
) -> None:
    with pytest.raises(Invalid, match=reason):
        merge_places(session, source, target, actor=city.triage, now=NOW)


def test_nothing_is_merged_into_a_provisional_place_or_another_county(
    add: Add, session: Session, city: City
) -> None:
    node, other = add(), add(name="月山花苑社区", aliases=())
    with pytest.raises(Invalid, match="provisional"):
        merge_places(session, node.code, other.code, actor=city.triage, now=NOW)
    with pytest.raises(OutsideJurisdiction):
        merge_places(session, node.code, FAR, actor=city.triage, now=NOW)
    with pytest.raises(Invalid, match="other_county"):
        merge_places(session, node.code, FAR, actor=city.admin, now=NOW)
    with pytest.raises(NotFound):
        merge_places(session, node.code, "410822102999", actor=city.triage, now=NOW)


def test_open_tips_that_come_to_another_township_are_routed_anew(
    add: Add, desk: Desk, session: Session, city: City
) -> None:
    node = add()
    tip_id = desk.send(division_code=node.code).tip_id
    merge_places(session, node.code, MOTOU, actor=city.triage, now=NOW)
    row = desk.row(tip_id)
    assert (row.division_code, row.responsible_user_id) == (MOTOU, city.motou.user_id)


def test_every_column_that_points_at_a_village_is_known_to_the_merge() -> None:
    """A new table must be moved by `merge_places`, or stand here with the reason why not."""
    moved = {
        *("tips", "grid_villages", "findings", "ledger_items", "visits"),
        *("kindergarten_places", "urgings", "spot_check_places"),
    }
    never_a_village = {
        "divisions": "the tree itself",
        "division_aliases": "moved by lead_to",
        "offices": "an office sits in a township, county or city",
        "grids": "of a township",
        "sealing_keys": "of a county or the city",
        "recovery_keys": "of a county or the city",
        "custody_proposals": "of a county or the city",
        "accept_by_hand": "of a county",
        "clock_settings": "of a county or the city",
        "announcements": "of a county or the city",
        "outcomes": "names the township at most",
        "kindergartens": "village in the facts, moved by move_kindergartens",
        "import_batches": "of a county",
        "spot_checks": "of the county or city that drew it",
        "reports": "of an office",
        "report_dues": "of a county or the city",
        "wordings": "of a county or the city",
        "leading_members": "of a county or the city",
    }
    columns = ("division_code", "division_path", "village_code", "township_code", "county_code")
    found = {table.name for table in metadata.sorted_tables if any(name in table.c for name in columns)}
    assert found - moved - never_a_village.keys() == set()


def test_the_county_is_no_place_for_a_community(add: Add) -> None:
    with pytest.raises(NotFound):
        add(township_code=COUNTY)
