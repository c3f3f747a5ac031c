"""Properties over the whole table: where several places fit, or a name is part of a longer one, it asks."""

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.divisions.naming import LEADING
from publishing.divisions.reading import DIVISIONS_FILE, read_divisions
from publishing.divisions.resolving import MOST_CANDIDATES, packaged
from publishing.divisions.rules import Division, Level, committee_kind, core_name, short_name

VILLAGES = [d for d in read_divisions(DIVISIONS_FILE) if d.level is Level.VILLAGE]
CORES: dict[str, list[Division]] = defaultdict(list)
SIBLINGS: dict[str, list[Division]] = defaultdict(list)
for village in VILLAGES:
    CORES[core_name(village.name, Level.VILLAGE)].append(village)
    SIBLINGS[village.parent_code or ""].append(village)
SHARED = {
    core: found
    for core, found in CORES.items()
    if len(found) > 1 and len({committee_kind(one.name) for one in found}) == 1
}
JOINED = st.sampled_from(("和", "、", "跟", "到", "，还有", "或者", "，", "", "还是", "与", "往"))


def full(division: Division) -> str:
    return packaged().candidate(division, 1.0).full_name


@pytest.mark.parametrize("core", sorted(SHARED))
def test_a_name_that_several_villages_bear_is_never_settled(core: str) -> None:
    for text in (core, f"举报{core.removesuffix('村')}村那家幼儿园", f"{core}有家黑园"):
        resolution = packaged().resolve(text)
        assert resolution.decision != "one", text
        if text == core and len(SHARED[core]) <= MOST_CANDIDATES // 2:
            assert {one.code for one in SHARED[core]} <= {one.code for one in resolution.candidates}


@settings(max_examples=150, deadline=None)
@given(data=st.data(), joined=JOINED)
def test_two_villages_of_one_township_are_never_settled_on_one(data: st.DataObject, joined: str) -> None:
    township = data.draw(st.sampled_from(sorted(code for code, held in SIBLINGS.items() if len(held) > 1)))
    # 西村乡西村: a village that is called as its township is may be read as the township again
    seat = short_name(packaged().candidate(SIBLINGS[township][0], 1.0).names[-2], Level.TOWNSHIP)[:2]
    held = [one for one in SIBLINGS[township] if not one.name.startswith(seat)]
    first, second = (
        data.draw(st.permutations(held).map(lambda mixed: mixed[:2])) if len(held) > 1 else (None,) * 2
    )
    if first is None or second is None:
        return
    text = f"{full(first)}{joined}{short_name(second.name, second.level)}"
    assert packaged().resolve(text).decision == "several", text


@settings(max_examples=200, deadline=None)
@given(
    village=st.sampled_from([one for one in VILLAGES if len(core_name(one.name, one.level)) == 2]),
    before=st.sampled_from("赵王李刘宋郭" + LEADING),
)
def test_a_longer_name_that_is_not_in_the_table_is_never_the_shorter_one(
    village: Division, before: str
) -> None:
    core = core_name(village.name, village.level)
    if before + core in CORES:
        return
    township = full(village).removesuffix(short_name(village.name, village.level))
    for text in (f"{township}{before}{core}村", f"{before}{core}村有家黑园"):
        assert packaged().resolve(text).code != village.code, text


@pytest.mark.parametrize(
    "text",
    ["不在花园村", "不是博爱的王庄", "是花园村还是乔村", "不是花园村就是乔村"],
)
def test_what_a_text_rules_out_or_leaves_open_is_not_settled(text: str) -> None:
    assert packaged().resolve(text).decision == "several"


def test_what_a_text_rules_out_is_passed_over() -> None:
    assert packaged().resolve("不是博爱的王庄，是武陟的").code == "410823101221"
    assert packaged().resolve("是不是月山镇花园村归你们管").code == "410822102202"


@pytest.mark.parametrize(
    "text",
    [
        "yueshan zhen huayuan cun",
        "Yueshan Town, Huayuan Village, Boai County",
        "博爱县yueshan镇huayuan村",
        "There is an unlicensed kindergarten in Huayuan village, Yueshan town",
    ],
)
def test_a_place_in_letters_is_found_by_its_sound(text: str) -> None:
    assert packaged().resolve(text).code == "410822102202"


@pytest.mark.parametrize("text", ["hello kindergarten", "the children are shouting", "weixin bzzz000test"])
def test_other_words_in_letters_are_no_place(text: str) -> None:
    assert packaged().resolve(text).decision == "none"
