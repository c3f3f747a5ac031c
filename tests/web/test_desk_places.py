"""村和社区 in the office: adding from a case, words, grids, and merging after a look at what moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_city import HUAYUAN, NOW, TODAY, TOWNSHIP
from tips_desk_sample import Desk, tips_desk

from intake.grid.queries import grid_at
from publishing.divisions.loading import load_divisions
from publishing.divisions.queries import all_divisions, get_division, list_aliases
from publishing.divisions.rules import Division, Level, path_of
from publishing.kernel.identity import SYSTEM

NEW = "P410822102-001"
OFFICIAL = "410822102030"
FILLED = {"township": TOWNSHIP, "name": "阳光新城社区", "alias": "老机械厂家属院\n机械厂小区"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = tips_desk(tmp_path)
    yield desk
    desk.database.close()


def newer_table(desk: Desk) -> None:
    """The table of next year has 阳光新城社区."""
    with desk.database.begin() as session:
        known, _merged = all_divisions(session)
        node = Division(
            code=OFFICIAL,
            name="阳光新城社区居民委员会",
            level=Level.VILLAGE,
            parent_code=TOWNSHIP,
            path=path_of(known[TOWNSHIP].path, OFFICIAL),
        )
        table = [one for one in known.values() if not one.provisional]
        load_divisions(session, [*table, node], [], actor=SYSTEM, now=NOW)


def test_a_tip_from_a_place_that_is_not_in_the_table_leads_to_adding_it_and_back(desk: Desk) -> None:
    tip = desk.tip(division_code=None, place_words="月山镇阳光新城3号楼")
    triage = desk.signed_in(desk.city.triage)
    assert f"/office/places/add?tip={tip}" in triage.get(f"/office/tips/{tip}").text
    page = f"/office/places/add?tip={tip}"
    assert "月山镇阳光新城3号楼" in triage.get(page).text
    added = triage.send(page, FILLED)
    assert added.status_code == 303
    accept = triage.get(added.location)
    assert "已补登阳光新城社区，现在就能选用。" in accept.text
    assert f'value="{NEW}" checked' in accept.text
    fields = {"track": "tip", "category": "unlicensed", "urgency": "ordinary", "division_code": NEW}
    assert triage.send(f"/office/tips/{tip}/accept", fields).status_code == 303
    assert "阳光新城社区" in triage.get(f"/office/tips/{tip}").text


def test_a_place_that_is_known_for_certain_offers_no_new_community(desk: Desk) -> None:
    tip = desk.tip()
    assert "/office/places/add" not in desk.signed_in(desk.city.triage).get(f"/office/tips/{tip}").text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"township": ""}, "请选择乡镇（街道）"),
        ({"name": "阳光新城"}, "名称要以“村”“社区”或“居委会”结尾"),
        ({"name": "花园村"}, "这个乡镇（街道）已经有花园村了，请直接选用它"),
        ({"alias": "幼儿园"}, "“幼儿园”是日常用语"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field_and_nothing_is_lost(
    desk: Desk, changes: dict[str, str], said: str
) -> None:
    refused = desk.signed_in(desk.city.triage).send("/office/places/add", {**FILLED, **changes})
    assert refused.status_code == 422
    assert refused.text.count(said) == 2, "in the summary and at the field"
    assert "机械厂小区" in refused.text or changes.get("alias")


def test_the_list_is_empty_at_first_and_then_shows_the_community(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    assert "没有补登的新社区。" in head.get("/office/places/").text
    head.send("/office/places/add", FILLED)
    page = head.get("/office/places/").text
    assert NEW in page
    assert "老机械厂家属院、机械厂小区" in page
    assert NEW not in desk.signed_in(desk.city.motou_head).get("/office/places/").text


def test_the_central_school_puts_a_community_into_a_grid(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    head.send("/office/places/add", FILLED)
    page = f"/office/places/{NEW}"
    assert "还没有归入，这里的举报先交给中心校" in head.get(page).text
    head.send(page, {"grid": desk.city.grids["wang"]}, to=f"{page}/grid")
    with desk.database.read() as session:
        grid = grid_at(session, NEW, on=TODAY)
    assert grid is not None
    assert grid.supervisor_name == "王海军"
    again = head.client.post(f"{page}/grid", data={**head.hidden(page), "grid": ""}, follow_redirects=True)
    assert "请先选择责任区" in again.text


def test_words_are_added_to_any_village_and_removed_again(desk: Desk) -> None:
    head = desk.signed_in(desk.city.head)
    assert "博爱县月山镇花园村" in head.get("/office/places/?q=花园").text
    page = f"/office/places/{HUAYUAN}"
    assert head.send(page, {"alias": "老磷肥厂小区", "kind": "nickname"}).status_code == 303
    assert "老磷肥厂小区" in head.get("/office/places/").text
    with desk.database.read() as session:
        (alias,) = list_aliases(session, HUAYUAN)
    assert head.send(page, {}, to=f"{page}/aliases/{alias.id}/remove").status_code == 303
    assert "还没有其他叫法。" in head.get(page).text
    assert head.send(page, {"alias": "一楼", "kind": "nickname"}).status_code == 422


def test_a_merge_is_suggested_shown_and_done_once(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    triage.send("/office/places/add", FILLED)
    tip = desk.tip(division_code=NEW)
    newer_table(desk)
    merge = f"/office/places/{NEW}/merge"
    assert f"{merge}?into={OFFICIAL}" in triage.get("/office/places/").text
    assert OFFICIAL in triage.get(merge).text
    preview = triage.get(f"{merge}?into={OFFICIAL}").text
    assert "把博爱县月山镇阳光新城社区并入博爱县月山镇阳光新城社区" in preview
    with desk.database.read() as session:
        assert get_division(session, NEW).code == NEW, "looking changes nothing"
    page = f"{merge}?into={OFFICIAL}"
    hidden = triage.hidden(page)
    for _twice in range(2):
        done = triage.post(page, hidden, {"into": OFFICIAL})
        assert done.location.endswith(f"/office/places/{OFFICIAL}")
    assert desk.actions(tip).count("tip.place") == 1
    assert triage.get(f"/office/places/{NEW}").location.endswith(OFFICIAL)
    assert OFFICIAL in triage.get(f"/office/places/{OFFICIAL}").text


def test_what_cannot_be_merged_is_said_in_words(desk: Desk) -> None:
    triage = desk.signed_in(desk.city.triage)
    refused = triage.get(f"/office/places/{HUAYUAN}/merge?into={NEW.replace('P', '')}")
    assert refused.status_code == 404
    refused = triage.get(f"/office/places/{HUAYUAN}/merge?into=410822102204")
    assert refused.status_code == 422
    assert "这里在区划表里，不用并入别处" in refused.text


@pytest.mark.parametrize("who", ["wang", "hotline", "leader", "auditor"])
def test_others_do_not_enter(desk: Desk, who: str) -> None:
    assert desk.signed_in(desk.city.people[who]).get("/office/places/").status_code == 403


def test_a_place_of_another_county_is_not_there(desk: Desk) -> None:
    assert desk.signed_in(desk.city.far_triage).get(f"/office/places/{HUAYUAN}").status_code == 404
