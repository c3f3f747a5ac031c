"""Loading a newer division table: what changes is said before, and nothing that is in use is lost."""

from dataclasses import replace

import pytest
from case_desk import Desk
from small_city import COUNTY, FAR, HOUQIAO, HUAYUAN, NOW, OTHER_COUNTY, TOWNSHIP, City
from sqlalchemy.orm import Session

from intake.cases.moving_places import merge_places
from publishing.divisions.loading import differences, load_divisions
from publishing.divisions.queries import all_divisions, get_division, list_children, load_gazetteer
from publishing.divisions.reading import Alias, AliasKind, UnreadableTable
from publishing.divisions.rules import Division, path_of
from publishing.kernel.audit import entries_of
from publishing.kernel.identity import SYSTEM


def table_of(session: Session) -> dict[str, Division]:
    known, _merged = all_divisions(session)
    return known


def load(session: Session, *nodes: Division, aliases: tuple[Alias, ...] = ()) -> None:
    load_divisions(session, nodes, aliases, actor=SYSTEM, now=NOW)


def test_loading_the_same_table_again_changes_nothing(session: Session, city: City) -> None:
    table = list(table_of(session).values())
    assert differences(session, table).nothing
    load(session, *table)
    assert entries_of(session, "divisions") == ()


def test_new_renamed_and_vanished_codes_are_listed_before_anything_is_stored(
    session: Session, city: City
) -> None:
    table = table_of(session)
    gone = table.pop(HUAYUAN)
    table[HOUQIAO] = replace(table[HOUQIAO], name="后乔社区居民委员会")
    added = replace(gone, code="410822102020", path=path_of(table[TOWNSHIP].path, "410822102020"))
    changes = differences(session, [*table.values(), added])
    assert [node.code for node in changes.added] == ["410822102020"]
    assert [(one.before, one.after) for one in changes.renamed] == [("后乔村民委员会", "后乔社区居民委员会")]
    assert [node.code for node in changes.vanished] == [HUAYUAN]
    assert [(twin.code, twin.official_code) for twin in changes.twins] == [(HUAYUAN, "410822102020")]
    assert get_division(session, HUAYUAN).closed is False


def test_a_vanished_village_is_closed_but_keeps_its_tips_and_its_name(
    desk: Desk, session: Session, city: City
) -> None:
    tip_id = desk.assigned()
    table = table_of(session)
    del table[HUAYUAN]
    load(session, *table.values())
    assert get_division(session, HUAYUAN).closed
    assert HUAYUAN not in {node.code for node in list_children(session, TOWNSHIP)}
    assert load_gazetteer(session).resolve("月山镇花园村").code == HUAYUAN
    assert desk.row(tip_id).division_code == HUAYUAN
    told = desk.send(division_code="", place_words="月山镇花园村")
    assert desk.row(told.tip_id).responsible_user_id == city.wang.user_id


def test_a_vanished_village_that_came_back_under_another_code_is_merged_into_it(
    desk: Desk, session: Session, city: City
) -> None:
    """村改居: the village's code goes, a community of its name comes."""
    tip_id = desk.assigned()
    table = table_of(session)
    gone = table.pop(HUAYUAN)
    new = replace(
        gone,
        code="410822102020",
        name="花园社区居民委员会",
        path=path_of(table[TOWNSHIP].path, "410822102020"),
    )
    load(session, *table.values(), new)
    assert load_gazetteer(session).resolve("月山镇花园村").code == new.code, "not two places of one name"
    merge_places(session, HUAYUAN, new.code, actor=city.triage, now=NOW)
    assert (desk.row(tip_id).division_code, desk.row(tip_id).responsible_user_id) == (
        new.code,
        city.wang.user_id,
    )
    assert get_division(session, HUAYUAN).code == new.code
    load(session, *table.values(), new)
    assert get_division(session, HUAYUAN).code == new.code


def test_a_code_that_comes_back_is_open_again(session: Session, city: City) -> None:
    whole = table_of(session)
    load(session, *(node for node in whole.values() if node.code != HUAYUAN))
    load(session, *whole.values())
    assert not get_division(session, HUAYUAN).closed


def test_the_earlier_name_of_a_renamed_village_is_still_understood(session: Session, city: City) -> None:
    table = table_of(session)
    table[HOUQIAO] = replace(table[HOUQIAO], name="景苑社区居民委员会")
    load(session, *table.values())
    load(session, *table.values())
    gazetteer = load_gazetteer(session)
    assert gazetteer.resolve("月山镇后乔村民委员会").code == HOUQIAO
    assert gazetteer.resolve("月山镇景苑社区").code == HOUQIAO


def test_a_table_of_one_county_leaves_the_others_alone(session: Session, city: City) -> None:
    table = table_of(session)
    county = [node for node in table.values() if OTHER_COUNTY not in node.path and node.code != HUAYUAN]
    changes = differences(session, county)
    assert [node.code for node in changes.vanished] == [HUAYUAN]
    assert [node.code for node in changes.absent] == [OTHER_COUNTY]
    load(session, *county)
    assert not get_division(session, FAR).closed


def test_a_code_under_another_parent_is_refused_and_nothing_is_stored(session: Session, city: City) -> None:
    table = table_of(session)
    table[HUAYUAN] = replace(
        table[HUAYUAN], parent_code="410822105000", path=path_of(table["410822105000"].path, HUAYUAN)
    )
    table[COUNTY] = replace(table[COUNTY], name="博爱市")
    with pytest.raises(UnreadableTable, match=HUAYUAN):
        load(session, *table.values())
    assert get_division(session, COUNTY).name == "博爱县"


def test_an_alias_of_an_unknown_code_is_refused_by_name(session: Session, city: City) -> None:
    alias = Alias(alias="老地方", code="410822102999", kind=AliasKind.NICKNAME, note="")
    with pytest.raises(UnreadableTable, match="老地方"):
        load(session, *table_of(session).values(), aliases=(alias,))
